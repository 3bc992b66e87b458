"""What the pages of quotes, topics, summaries and questions share: the library and their scope."""

from typing import Any

import discord

from bot.library import Library
from bot.models import Scope
from bot.records import Outcome
from bot.servers import Servers
from bot.translation import N_
from bot.ui import narrowing
from bot.ui.responses import scope_of, server_of

_RECORD = N_("record of questions")

_Interaction = discord.Interaction[Any]


def library_of(interaction: _Interaction) -> Library:
    """Return the library that the bot serves."""
    return interaction.client.library


def counts_questions(interaction: _Interaction) -> bool:
    """Return whether the managers of the server have questions without an answer kept."""
    servers: Servers | None = interaction.client.servers
    return servers is not None and servers.get(server_of(interaction)).questions


async def record_question(
    interaction: _Interaction, command: str, words: str, *, outcome: Outcome
) -> bool:
    """Keep the words of a question where the managers want that; return whether they do."""
    servers: Servers | None = interaction.client.servers
    if servers is None:
        return False
    server = server_of(interaction)
    return await servers.record(server, command=command, words=words, outcome=outcome)


async def record_miss(interaction: _Interaction, command: str, words: str) -> None:
    """Keep the words of a question that found nothing, if that does not spoil the answer."""
    recording = record_question(interaction, command, words, outcome="none")
    await interaction.client.failures.beside(_RECORD, recording, otherwise=False)


async def scope_of_episode(interaction: _Interaction, episode: str | None) -> Scope | None:
    """Return the scope of an episode id or of a code, or of all episodes.

    None if the server may not see what it names.
    """
    scope = scope_of(interaction)
    if episode is None:
        return scope
    episodes = await library_of(interaction).episodes(scope)
    return narrowing.from_code(episode, scope, episodes)
