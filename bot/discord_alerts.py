"""The port of alerts on Discord."""

from collections.abc import Sequence
from datetime import datetime

import discord

from bot.alerting.port import AlertMessage, EarlierMessage, nonce
from bot.daily.port import RefusedError
from bot.discord_poster import DiscordPoster
from bot.records import Alert, AlertMatch
from bot.ui import alerts, custom_ids


class DiscordAlerts:
    """Sends alerts by the same requests as posts."""

    def __init__(self, poster: DiscordPoster) -> None:
        self._poster = poster

    async def is_in(self, server: int) -> bool:
        """Return whether the bot is in a server."""
        return await self._poster.is_in(server)

    async def channel(self, alert: Alert) -> int:
        """Return the channel of a DM, or the thread of an alert.

        Raises RefusedError for a thread that is gone or, against all rules, of another server.
        """
        if alert.thread is None:
            return await self._poster.open_dm(alert.user)
        known = await self._poster.find_channel(alert.thread)
        if not isinstance(known, discord.Thread) or known.guild.id != alert.server:
            raise RefusedError("The thread is not in the server of its alert.")
        return known.id

    async def send(self, channel: int, message: AlertMessage) -> int | None:
        """Send a message; in a thread, it mentions the member and nobody else."""
        alert = message.alert
        users = [discord.Object(alert.user)] if alert.thread else False
        page = alerts.alert_page(message.matches, message.hits)
        return await self._poster.send(
            channel,
            page.view(),
            nonce=nonce(message.matches),
            mentions=discord.AllowedMentions(
                everyone=False, users=users, roles=False, replied_user=False
            ),
        )

    async def find_own(
        self, channel: int, matches: Sequence[AlertMatch], *, after: datetime
    ) -> EarlierMessage | None:
        """Return the first message that has buttons of some of these matches."""
        by_mark = {custom_ids.alert(one.alert.id, one.quote): one for one in matches}
        found = await self._poster.looks.find_marked(
            channel, list(by_mark), nonce(matches), after=after
        )
        if found is None:
            return None
        return EarlierMessage(
            found.message, tuple(one for mark, one in by_mark.items() if mark in found.marks)
        )
