"""Check a channel that a manager chose, in memory or asking Discord."""

from typing import Any

import discord
from discord.abc import GuildChannel

from bot.schedules import Schedule
from bot.ui import permissions, resolved_channels
from bot.ui.permissions import ChannelCheck

_Interaction = discord.Interaction[Any]


async def find_channel(guild: discord.Guild, channel: int) -> GuildChannel | discord.Thread | None:
    """Return a channel of the server; None if it is deleted, hidden, or in another server."""
    known = guild.get_channel_or_thread(channel)
    if known is not None:
        return known
    try:
        # Archived threads are not in memory.
        return await guild.fetch_channel(channel)
    except (discord.NotFound, discord.Forbidden, discord.InvalidData):
        return None


async def check_chosen(
    interaction: _Interaction, guild: discord.Guild, *, channel: int, schedule: Schedule | None
) -> ChannelCheck | None:
    """Check a channel by what Discord tells of it, else by what the bot knows; None if neither."""
    known = await find_channel(guild, channel)
    resolved = resolved_channels.find(interaction, channel)
    return permissions.check_channel(known, guild.me, schedule, resolved=resolved)
