"""Look for what an earlier try of this bot has made: a message in a channel, a thread in a forum.

What a look does not show may be there all the same: Discord may not show it yet.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import discord
from discord import Message
from discord.abc import Messageable

from bot.daily.port import UnclearError
from bot.discord_errors import translated_errors
from bot.own_messages import OwnMessages, custom_ids_of
from bot.translation import N_
from bot.translation import gettext as _

_PAGE = 100
_MAX_PAGES = 10
_LOOK_SECONDS = 30.0
"""Seconds that one search for an earlier post may take."""
_NOT_THROUGH = N_(
    "The channel has so many messages since the first try that the search for an "
    "earlier post is not finished; the next try goes on with it."
)

_ARCHIVED = 100
"""Archived threads of a forum that one look reads."""


@dataclass(frozen=True, slots=True)
class MarkedMessage:
    """A message of ours with the marks that were looked for and are in it."""

    message: int
    marks: frozenset[str]


class DiscordLooks:
    """Looks for messages and threads of one bot, of which each has a mark.

    A mark is the id of a button, or the last line of a message.
    """

    def __init__(self, client: discord.Client, own: OwnMessages) -> None:
        self._client = client
        self._own = own
        self._looked_through: dict[tuple[int, str], datetime | discord.Object] = {}

    async def find_marked(
        self, channel: int, marks: Sequence[str], named: str, *, after: datetime
    ) -> MarkedMessage | None:
        """Return our first message that has one of these marks, None if this look shows none.

        One that the gateway told of by its nonce has them all. Else all messages after an instant
        are read, and then the latest: the clock may have been wrong at that instant, and two
        requests miss a message less often than one.

        A search reads 1,000 messages and takes 30 s at most. If that is not enough, it raises
        UnclearError, and the next search continues from there.
        """
        known = self._own.find(channel, named)
        if known is not None:
            return MarkedMessage(known, frozenset(marks))
        found = await self._look_through(channel, marks, after=after)
        return found or await self._look_at_latest(channel, marks)

    async def _look_at_latest(self, channel: int, marks: Sequence[str]) -> MarkedMessage | None:
        with translated_errors(channel):
            async for message in messageable(self._client, channel).history(limit=_PAGE):
                found = self._marked(message, marks)
                if found is not None:
                    return found
        return None

    async def _look_through(
        self, channel: int, marks: Sequence[str], *, after: datetime
    ) -> MarkedMessage | None:
        look = (channel, marks[0])
        start, read = self._looked_through.pop(look, after), 0
        with translated_errors(channel):
            try:
                async with asyncio.timeout(_LOOK_SECONDS):
                    history = messageable(self._client, channel).history(
                        after=start, limit=_MAX_PAGES * _PAGE
                    )
                    async for message in history:
                        found = self._marked(message, marks)
                        if found is not None:
                            return found
                        start, read = discord.Object(message.id), read + 1
            except TimeoutError:
                self._looked_through[look] = start
                raise UnclearError(_(_NOT_THROUGH)) from None
        if read == _MAX_PAGES * _PAGE:
            self._looked_through[look] = start
            raise UnclearError(_(_NOT_THROUGH))
        return None

    def _marked(self, message: Message, marks: Sequence[str]) -> MarkedMessage | None:
        me = self._client.user
        if me is None or message.author.id != me.id:
            return None
        found = frozenset(mark for mark in marks if _has_mark(message, mark))
        return MarkedMessage(message.id, found) if found else None

    async def find_thread(
        self, forum: discord.ForumChannel, mark: str, *, after: datetime
    ) -> int | None:
        """Return our first thread of a forum whose first message has a mark; None if none is shown.

        Raises discord.HTTPException.
        """
        for thread in await forum.guild.active_threads():
            if thread.parent_id == forum.id and await self._is_own(thread, mark, after):
                return thread.id
        async for thread in forum.archived_threads(limit=_ARCHIVED):
            if thread.archive_timestamp < after:
                break
            if await self._is_own(thread, mark, after):
                return thread.id
        return None

    async def _is_own(self, thread: discord.Thread, mark: str, after: datetime) -> bool:
        made = discord.utils.snowflake_time(thread.id)
        if self._client.user is None or thread.owner_id != self._client.user.id or made < after:
            return False
        try:
            first = await thread.fetch_message(thread.id)
        except discord.NotFound:  # somebody has deleted the message, and left the thread
            return False
        return _has_mark(first, mark)


def messageable(client: discord.Client, channel: int) -> Messageable:
    """Return a channel or thread to send to and to read, also one that is not known."""
    known = client.get_channel(channel)
    if isinstance(known, Messageable):
        return known
    return client.get_partial_messageable(channel)


def _has_mark(message: Message, mark: str) -> bool:
    """Return whether a message has a button of this id, or ends with this line."""
    return mark in custom_ids_of(message) or message.content.endswith(mark)
