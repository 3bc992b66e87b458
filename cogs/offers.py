"""What the options of the commands offer while a member types."""

from typing import Any

import discord
from discord.app_commands import Choice

from bot.ui import choices, ids
from bot.ui.asking import scope

_Interaction = discord.Interaction[Any]


async def words(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Offer lines that go on as typed, of the episode if one is chosen."""
    return await _offer(interaction, "quote.words", current)


async def subjects(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Offer the subjects there are, without those too long to be carried by a button."""
    offered = await _offer(interaction, "topic.name", current)
    return [choice for choice in offered if len(choice.value) <= ids.SUBJECT]


async def speakers(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Offer the people who are known to speak."""
    return await _offer(interaction, "speaker", current)


async def episodes(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Offer the episodes there are."""
    return await _offer(interaction, "episode", current)


async def _offer(interaction: _Interaction, option: str, current: str) -> list[Choice[str]]:
    library = interaction.client.library
    return choices.choices(await library.suggest(option, current, scope(interaction)))
