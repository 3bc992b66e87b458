"""Note when a server removes the bot, and when it comes back."""

from collections.abc import Awaitable

import discord
from discord.ext import commands

from bot.client import PullquoteBot
from bot.departures import Departures
from bot.translation import N_

_DEPARTURES = N_("servers that removed the bot")
_SECONDS = 10.0


class DepartureEvents(commands.Cog):
    """Tell what is noted of departures; what the database cannot take is compared later."""

    def __init__(self, bot: PullquoteBot, departures: Departures) -> None:
        self.bot = bot
        self.departures = departures

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Note that a server has removed the bot; an outage is another event."""
        await self._beside(self.departures.left(guild.id))

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Delete the note."""
        await self._beside(self.departures.joined(guild.id))

    @commands.Cog.listener()
    async def on_shard_listed(self, _shard: int) -> None:
        """Compare with all servers of a shard, of which some may have left meanwhile."""
        self.departures.wake()

    async def _beside(self, work: Awaitable[None]) -> None:
        await self.bot.failures.beside(_DEPARTURES, work, otherwise=None, seconds=_SECONDS)


async def setup(bot: PullquoteBot) -> None:
    """Add the listeners to the bot."""
    if bot.departures is not None:
        await bot.add_cog(DepartureEvents(bot, bot.departures))
