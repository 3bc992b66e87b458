"""Greet a server that invites the bot, once."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar

import discord
import structlog
from discord.ext import commands

from bot.client import PullquoteBot
from bot.connection_errors import FAILED_REQUEST
from bot.daily.service import DailyService
from bot.errors import describe_error
from bot.records import ServerSettings
from bot.servers import Servers
from bot.translation import N_, speaking
from bot.ui.greeting import greeting_page
from bot.ui.responses import language_of_server

_MOST_TRIES = 3
"""Channels that are tried if Discord refuses the greeting."""

_NEW = timedelta(days=1)
"""How long after its invitation a server is greeted: Discord may tell anew of one that it had left
out of a list, where the bot has been for long.
"""

_GREETING = N_("greeting of servers")
_SECONDS = 10.0

_Result = TypeVar("_Result")

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class Greeting(commands.Cog):
    """Introduce the bot to servers that it joins."""

    def __init__(self, bot: PullquoteBot, daily: DailyService, servers: Servers) -> None:
        self.bot = bot
        self.daily = daily
        self.servers = servers
        self._greeting = asyncio.Lock()
        self._greeted = set[int]()
        """Servers that this process has greeted, also those of which that could not be stored."""

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Greet a server, also when it invites the bot again and never set it up.

        Discord may tell of a server twice, and does so again after an outage.
        """
        channels = speakable_channels(guild)
        async with self._greeting:
            if not channels or not await self._is_due(guild):
                return
            self._greeted.add(guild.id)
            hit = await self._beside(self.daily.previews.sample(guild.id))
            await self._beside(self.servers.change(guild.id, greeted=self.bot.clock()))
        with speaking(language_of_server(self.bot, guild.id)):
            view = greeting_page(hit).view()
        for channel in channels[:_MOST_TRIES]:
            try:
                await channel.send(view=view)
            except FAILED_REQUEST as error:
                _log.warning("greeting refused", server=guild.id, why=describe_error(error))
            else:
                return

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Greet a server that was left as a new one, should it come back."""
        self._greeted.discard(guild.id)

    async def _beside(self, work: Awaitable[_Result]) -> _Result | None:
        """Await what a greeting can do without; None if the database cannot be reached."""
        return await self.bot.failures.beside(_GREETING, work, otherwise=None, seconds=_SECONDS)

    async def _is_due(self, guild: discord.Guild) -> bool:
        settings, joined = self.servers.get(guild.id), guild.me.joined_at
        if settings.greeted is None:
            is_new = joined is None or self.bot.clock() - joined < _NEW
            return is_new and guild.id not in self._greeted
        untouched = settings == ServerSettings(guild.id, greeted=settings.greeted)
        return (
            joined is not None
            and joined > settings.greeted
            and untouched
            and await self._beside(self._has_no_schedule(guild.id)) is True
        )

    async def _has_no_schedule(self, server: int) -> bool:
        return await self.daily.get(server) is None


def speakable_channels(guild: discord.Guild) -> list[discord.TextChannel]:
    """Return the channels where the bot may greet: the one for system messages first.

    Announcements and rules are not for greetings.
    """
    first, rules = guild.system_channel, guild.rules_channel
    others = [one for one in guild.text_channels if not one.is_news() and one not in {first, rules}]
    ordered = [first, *others] if first else others
    return [one for one in ordered if _may_speak(one, guild.me)]


def _may_speak(channel: discord.TextChannel, me: discord.Member) -> bool:
    granted = channel.permissions_for(me)
    return granted.view_channel and granted.send_messages


async def setup(bot: PullquoteBot) -> None:
    """Add the greeting to the bot."""
    if bot.daily is not None and bot.servers is not None:
        await bot.add_cog(Greeting(bot, bot.daily, bot.servers))
