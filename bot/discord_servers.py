"""The servers of a bot and their channels: as the gateway tells them, else as Discord answers.

The gateway tells a process of the servers on its own shards only, and of those in an outage no more
than the id. Another server that it posts in is asked for, with its channels and the bot's roles,
and put together as discord.py does it with what the gateway sends: so the same code reads
permissions, language, tags and channels of both.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import discord
from discord.abc import GuildChannel

from bot.daily.port import UnclearError
from bot.daily.rate_limiter import RateLimiter
from bot.discord_errors import is_verdict, translated_errors
from bot.translation import gettext as _

KEPT = timedelta(seconds=60)
"""How long an answer is used: for all requests of one post, and less than a manager waits for."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What Discord has said of a server and of threads in it, and until when that is used."""

    guild: discord.Guild | None
    until: datetime
    threads: dict[int, discord.Thread | None] = field(
        default_factory=dict[int, discord.Thread | None]
    )


class DiscordServers:
    """The servers that a bot is in, whichever process has their shards."""

    def __init__(
        self, client: discord.Client, *, rate_limiter: RateLimiter, clock: Callable[[], datetime]
    ) -> None:
        self._client = client
        self._rate_limiter = rate_limiter
        self._clock = clock
        self._answers: dict[int, _Answer] = {}

    async def get(self, server: int) -> discord.Guild | None:
        """Return a server; None if the bot is not in it.

        Raises an error of the posting port if Discord has to be asked and does not answer.
        """
        known = self._client.get_guild(server)
        if known is not None and not known.unavailable:
            return known
        self._forget_old()
        if server not in self._answers:
            self._answers[server] = _Answer(await self._ask(server), self._clock() + KEPT)
        found = self._answers[server].guild
        if found is None and known is not None:  # it is listed, so this is its outage
            raise UnclearError(_("Discord could not be reached."))
        return found

    async def channel(self, server: int, channel: int) -> GuildChannel | discord.Thread | None:
        """Return a channel or thread of a server; None if it is not known.

        Of a server on the own shards, archived threads are not known.
        """
        guild = await self.get(server)
        known = guild.get_channel_or_thread(channel) if guild else None
        answer = self._answers.get(server)
        if guild is None or known is not None or answer is None or answer.guild is not guild:
            return known
        if channel not in answer.threads:
            answer.threads[channel] = await self._ask_for_thread(guild, channel)
        return answer.threads[channel]

    async def _ask(self, server: int) -> discord.Guild | None:
        user, http = self._client.user, self._client.http
        if user is None:
            raise UnclearError(_("Discord could not be reached."))
        with translated_errors(server):
            try:
                await self._rate_limiter.acquire()
                data = await http.get_guild(server, with_counts=False)
                await self._rate_limiter.acquire()
                channels = await http.get_all_guild_channels(server)
                await self._rate_limiter.acquire()
                me = await http.get_member(server, user.id)
            except (discord.Forbidden, discord.NotFound) as error:
                if not is_verdict(error):
                    raise
                return None
        told: Any = {**data, "channels": channels, "members": [me]}
        # There is no public way to give a server its channels: this is how discord.py does it.
        state = self._client._connection  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        return discord.Guild(data=told, state=state)

    async def _ask_for_thread(self, guild: discord.Guild, channel: int) -> discord.Thread | None:
        with translated_errors(channel):
            try:
                await self._rate_limiter.acquire()
                found = await guild.fetch_channel(channel)
            except discord.InvalidData:  # it is in another server
                return None
            except (discord.Forbidden, discord.NotFound) as error:
                if not is_verdict(error):
                    raise
                return None
        return found if isinstance(found, discord.Thread) else None

    def _forget_old(self) -> None:
        """Forget the answers that are not used any more."""
        now = self._clock()
        for server, answer in list(self._answers.items()):
            # One that is to be used for longer than that was made before the clock was set back.
            if not now < answer.until <= now + KEPT:
                del self._answers[server]
