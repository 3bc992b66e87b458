"""What the pages of quotes, topics, summaries and questions share: the library and their scope."""

from typing import Any

import discord

from bot.library import Library
from bot.models import Scope
from bot.ui import narrowing
from bot.ui.responses import scope_of

_Interaction = discord.Interaction[Any]


def library_of(interaction: _Interaction) -> Library:
    """Return the library that the bot serves."""
    return interaction.client.library


async def scope_of_episode(interaction: _Interaction, episode: str | None) -> Scope | None:
    """Return the scope of an episode id or of a code, or of all episodes.

    None if the server may not see what it names.
    """
    scope = scope_of(interaction)
    if episode is None:
        return scope
    episodes = await library_of(interaction).episodes(scope)
    return narrowing.from_code(episode, scope, episodes)
