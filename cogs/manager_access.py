"""Check who may manage the daily highlight of a server, and resolve the channels they choose."""

from typing import Any

import discord
from discord import AppCommandOptionType, ChannelType, app_commands
from discord.app_commands import AppCommandChannel, AppCommandThread

from bot.errors import LibraryError
from bot.translation import gettext as _
from bot.ui.managers import NOT_HERE, managing_server
from cogs.schedule_options import ForumTags

_Interaction = discord.Interaction[Any]


class PostableChannel(app_commands.Transformer):
    """Accept any channel in which a bot can post, even if this bot cannot see it yet."""

    @property
    def type(self) -> AppCommandOptionType:
        """Return the option type: a channel."""
        return AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[ChannelType]:
        """Return the accepted kinds; a media channel wants a picture in every post."""
        return [
            ChannelType.text,
            ChannelType.news,
            ChannelType.forum,
            ChannelType.public_thread,
            ChannelType.private_thread,
            ChannelType.news_thread,
        ]

    async def transform(
        self, _interaction: _Interaction, value: Any, /
    ) -> AppCommandChannel | AppCommandThread:
        """Return the channel as Discord sent it."""
        return value


def managed_server(interaction: _Interaction) -> discord.Guild:
    """Return the server; LibraryError if the member may not manage it or the bot is not in it."""
    guild = interaction.client.get_guild(managing_server(interaction))
    if guild is None:
        raise LibraryError(_(NOT_HERE))
    return guild


def forum_tags(guild: discord.Guild, channel: int) -> ForumTags:
    """Return the tags of a forum by name; empty for another channel, or one that is unknown."""
    known = guild.get_channel(channel)
    if not isinstance(known, discord.ForumChannel):
        return ForumTags()
    named = {tag.name: tag.id for tag in known.available_tags}
    return ForumTags(named, required=known.flags.require_tag)
