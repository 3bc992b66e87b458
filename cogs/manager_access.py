"""Who may manage the daily highlight of a server, and the channels that they point at."""

from typing import Any

import discord
from discord import AppCommandOptionType, ChannelType, app_commands
from discord.abc import GuildChannel
from discord.app_commands import AppCommandChannel, AppCommandThread

from bot.errors import LibraryError

_Interaction = discord.Interaction[Any]

NOT_ALLOWED = "Only those who may manage this server can do that: they have Manage Server."
NOT_HERE = (
    "The bot itself is not in this server, only its commands: invite it anew with the link in its "
    "README, and it can post."
)


class PostableChannel(app_commands.Transformer):
    """Take a channel in which the bot could post, also where the bot cannot see it yet."""

    @property
    def type(self) -> AppCommandOptionType:
        """Ask for a channel."""
        return AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[ChannelType]:
        """Ask for text, announcements and threads."""
        return [
            ChannelType.text,
            ChannelType.news,
            ChannelType.public_thread,
            ChannelType.private_thread,
            ChannelType.news_thread,
        ]

    async def transform(
        self, _interaction: _Interaction, value: Any, /
    ) -> AppCommandChannel | AppCommandThread:
        """Take the channel as Discord names it."""
        return value


def manages(interaction: _Interaction) -> bool:
    """Tell whether who asks may manage the server: Discord says so with every command."""
    permissions = interaction.permissions
    return interaction.guild_id is not None and (
        permissions.manage_guild or permissions.administrator
    )


def managed_server(interaction: _Interaction) -> discord.Guild:
    """Return the server that is managed; who may not is told so, whatever Discord let through."""
    if not manages(interaction):
        raise LibraryError(NOT_ALLOWED)
    guild = interaction.client.get_guild(interaction.guild_id)
    if guild is None:
        raise LibraryError(NOT_HERE)
    return guild


async def find_channel(guild: discord.Guild, channel: int) -> GuildChannel | discord.Thread | None:
    """Find a channel of the server; None where it is gone, or hidden from the bot."""
    known = guild.get_channel_or_thread(channel)
    if known is not None:
        return known
    try:
        # Threads that sleep are not in memory.
        return await guild.fetch_channel(channel)
    except (discord.NotFound, discord.Forbidden):
        return None
