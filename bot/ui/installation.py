"""Tell whether the bot is a member of the server of an interaction, or only the member has it."""

from typing import Any

import discord


def server_of(interaction: discord.Interaction[Any]) -> int | None:
    """Return the id of the server if the bot is installed there, and not just for the member."""
    guild = interaction.guild_id
    installed = interaction.is_guild_integration() or is_installed(interaction)
    return guild if guild is not None and installed else None


def is_installed(interaction: discord.Interaction[Any]) -> bool:
    """Return whether the bot itself is a member of the server."""
    client: discord.Client = interaction.client
    return client.get_guild(interaction.guild_id or 0) is not None
