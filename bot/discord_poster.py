"""The posting port on Discord: send posts, and translate errors to those of the port.

A post in a forum is a thread, which Discord makes without a nonce: there, an earlier try is found
only by a look at the threads. So a try whose outcome is unclear is not repeated for a minute.
"""

import asyncio
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import aiohttp
import discord
from discord import AllowedMentions, Message
from discord.abc import Messageable
from discord.ui import LayoutView, View

from bot.daily.port import (
    LimitedError,
    OutgoingPost,
    RefusedError,
    RejectedError,
    UnclearError,
    nonce,
)
from bot.errors import DiscordError
from bot.schedules import Schedule
from bot.translation import N_
from bot.translation import gettext as _
from bot.ui import announcements, daily, permissions, posted
from bot.ui.extras import NOTHING, public_extras
from bot.ui.layout import Page
from bot.ui.responses import language_of_server

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
_UNKNOWN_MESSAGE = 10008
_ALREADY_PUBLISHED = 40033
_THREAD_EXISTS = 160004
_THREAD_CLOSED = {50083, 160005}

_UNAUTHORIZED, _TIMEOUT, _TOO_MANY, _SERVER = 401, 408, 429, 500
_REQUEST_SECONDS = 60.0

_PAGE = 100
_MAX_PAGES = 10
_LOOK_SECONDS = 30.0
"""Seconds that one search for an earlier post may take."""
_NOT_THROUGH = N_(
    "The channel has so many messages since the first try that the search for an "
    "earlier post is not finished; the next try goes on with it."
)

_FORUM_SECONDS = 60.0
"""Seconds after an unclear try in a forum until the threads are looked through."""
_ARCHIVED = 100
"""Archived threads of a forum that one look reads."""

_NO_CHANNEL = N_(
    "The channel is gone, or the bot cannot see it: choose another with `/daily setup`."
)
_NO_RIGHT = N_("The bot may not post in <#{channel}>: `/doctor` shows which right is missing.")
_NO_THREAD = N_(
    "The thread is archived or locked: open it, or choose another place with `/daily setup`."
)
_NO_TAG = N_(
    "<#{channel}> wants a tag on every post: choose one with the tag option of `/daily setup`."
)
_NO_FORUM = N_("<#{channel}> is no forum any more: choose a channel with `/daily setup`.")
_NO_SERVER = N_("The bot is no longer in the server.")


@dataclass(frozen=True, slots=True)
class MarkedMessage:
    """A message of ours with the marks that were looked for and are in it."""

    message: int
    marks: frozenset[str]


class DiscordPoster:
    """The posting port of one bot; servers and rights are read from the gateway's cache."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._looked_through: dict[tuple[int, str], datetime | discord.Object] = {}

    def language(self, server: int) -> str:
        """Return the language of the server."""
        return language_of_server(self._client, server)

    def check(self, schedule: Schedule) -> None:
        """Raise RefusedError if a right is missing; return if the channel is not cached."""
        guild = self._client.get_guild(schedule.server)
        channel = guild.get_channel_or_thread(schedule.channel) if guild else None
        if guild is None or channel is None:
            return
        examined = permissions.check_channel(channel, guild.me, schedule)
        if examined and examined.missing:
            names = ", ".join(right.name for right in examined.missing)
            raise RefusedError(
                _(
                    "The bot lacks rights in <#{channel}>: {names}. Grant them in the settings of "
                    "that channel."
                ).format(channel=channel.id, names=names)
            )

    async def post(self, channel: int, outgoing: OutgoingPost) -> int | None:
        """Send a post; Discord answers a second request of its nonce with the first message."""
        if self._is_forum(channel, outgoing):
            return await self._post_in_forum(channel, outgoing)
        return await self._once(channel, lambda to: self._send(to, outgoing))

    async def send(
        self, channel: int, view: LayoutView, *, nonce: str, mentions: AllowedMentions
    ) -> int | None:
        """Send a layout as `post` does, in any channel."""
        return await self._once(
            channel, lambda to: to.send(view=view, nonce=nonce, allowed_mentions=mentions)
        )

    async def find_channel(self, channel: int) -> object:
        """Return a channel or thread, which Discord is asked for if it is not known."""
        with _translated_errors(channel):
            return self._client.get_channel(channel) or await self._client.fetch_channel(channel)

    async def open_dm(self, user: int) -> int:
        """Return the channel of the direct messages with a member."""
        with _translated_errors(user):
            return (await self._client.create_dm(discord.Object(user))).id

    async def _once(
        self, channel: int, send: Callable[[Messageable], Awaitable[Message]]
    ) -> int | None:
        with _translated_errors(channel):
            try:
                return (await send(self._messageable(channel))).id
            except discord.NotFound as error:
                # The answer to a nonce whose message has just been deleted.
                if error.code != _UNKNOWN_MESSAGE:
                    raise
                return None

    async def find_own_post(
        self, channel: int, outgoing: OutgoingPost, *, after: datetime
    ) -> int | None:
        """Return the message of an earlier try, found by its button's id or a notice's last line.

        Raises UnclearError as `find_marked` does.
        """
        if self._is_forum(channel, outgoing):
            return await self._find_in_forum(channel, outgoing, after=after)
        mark = posted.mark_of(outgoing)
        found = await self.find_marked(channel, [mark], after=after)
        return found and found.message

    async def find_marked(
        self, channel: int, marks: Sequence[str], *, after: datetime
    ) -> MarkedMessage | None:
        """Return our first message that has one of these marks, None if there is none.

        A search reads 1,000 messages and takes 30 s at most. If that is not enough, it raises
        UnclearError, and the next search continues from there.
        """
        look = (channel, marks[0])
        start, read = self._looked_through.pop(look, after), 0
        with _translated_errors(channel):
            try:
                async with asyncio.timeout(_LOOK_SECONDS):
                    history = self._messageable(channel).history(
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

    async def publish(self, channel: int, message: int) -> None:
        """Publish a message if its channel is an announcement channel."""
        known = self._client.get_channel(channel)
        if isinstance(known, discord.TextChannel) and not known.is_news():
            return
        with _translated_errors(channel), _ignore_done(_ALREADY_PUBLISHED):
            await self._partial(channel, message).publish()

    async def open_thread(self, channel: int, message: int, outgoing: OutgoingPost) -> None:
        """Open a thread under a message, unless it is in a thread."""
        post = self._partial(channel, message, server=outgoing.schedule.server)
        if isinstance(post.channel, discord.Thread) or outgoing.schedule.forum:
            return
        if post.guild is None:
            raise RejectedError(_(_NO_SERVER))
        with _translated_errors(channel), _ignore_done(_THREAD_EXISTS):
            await post.create_thread(name=announcements.thread_name(outgoing))

    async def notice_channel(self, schedule: Schedule) -> int:
        """Return the system channel, else one that the bot may write in, else the owner's DM."""
        guild = self._client.get_guild(schedule.server)
        if guild is None:
            raise RefusedError(_(_NO_SERVER))
        listed = (guild.system_channel, *guild.text_channels)
        for channel in listed:
            if channel is not None:
                rights = channel.permissions_for(guild.me)
                if rights.view_channel and rights.send_messages and rights.read_message_history:
                    return channel.id
        return await self.open_dm(guild.owner_id or 0)

    def _is_forum(self, channel: int, outgoing: OutgoingPost) -> bool:
        """Return whether a channel is a forum; of one that is not cached, the schedule tells."""
        if outgoing.post.kind in {"notice", "lines"}:
            return False
        known = self._client.get_channel(channel)
        if known is not None:
            return isinstance(known, discord.ForumChannel)
        return outgoing.schedule.forum and channel == outgoing.schedule.channel

    async def _post_in_forum(self, channel: int, outgoing: OutgoingPost) -> int:
        """Make a thread in a forum; its id is also that of its first message."""
        with _translated_errors(channel, seconds=_FORUM_SECONDS):
            forum = await self._forum(channel)
            tag = forum.get_tag(outgoing.schedule.tag or 0)
            if tag is None and forum.flags.require_tag:
                raise RefusedError(_(_NO_TAG).format(channel=channel))
            made = await forum.create_thread(
                name=announcements.thread_name(outgoing),
                view=(await self._page(outgoing)).view(),
                applied_tags=[tag] if tag else [],
                allowed_mentions=_allowed_mentions(outgoing.schedule),
            )
            return made.thread.id

    async def _find_in_forum(
        self, channel: int, outgoing: OutgoingPost, *, after: datetime
    ) -> int | None:
        """Return our thread whose first message has the mark of a post; None if there is none."""
        with _translated_errors(channel, seconds=_FORUM_SECONDS):
            forum = await self._forum(channel)
            for thread in await forum.guild.active_threads():
                if thread.parent_id == channel and await self._is_own(thread, outgoing, after):
                    return thread.id
            async for thread in forum.archived_threads(limit=_ARCHIVED):
                if thread.archive_timestamp < after:
                    break
                if await self._is_own(thread, outgoing, after):
                    return thread.id
        return None

    async def _is_own(
        self, thread: discord.Thread, outgoing: OutgoingPost, after: datetime
    ) -> bool:
        made = discord.utils.snowflake_time(thread.id)
        if self._client.user is None or thread.owner_id != self._client.user.id or made < after:
            return False
        try:
            first = await thread.fetch_message(thread.id)
        except discord.NotFound:  # somebody has deleted the message, and left the thread
            return False
        return _has_mark(first, posted.mark_of(outgoing))

    async def _forum(self, channel: int) -> discord.ForumChannel:
        forum = self._client.get_channel(channel) or await self._client.fetch_channel(channel)
        if not isinstance(forum, discord.ForumChannel):
            raise RefusedError(_(_NO_FORUM).format(channel=channel))
        return forum

    async def _send(self, destination: Messageable, outgoing: OutgoingPost) -> Message:
        post = outgoing.post
        if post.kind == "notice":
            sentence = daily.notice(post.reason, server=post.server, day=post.date)
            return await destination.send(
                sentence, nonce=nonce(post), allowed_mentions=AllowedMentions.none()
            )
        return await destination.send(
            view=(await self._page(outgoing)).view(),
            nonce=nonce(post),
            allowed_mentions=_allowed_mentions(outgoing.schedule),
        )

    async def _page(self, outgoing: OutgoingPost) -> Page:
        hit, server = outgoing.hit, outgoing.post.server
        extras = await public_extras(self._client, hit, server=server) if hit else NOTHING
        return posted.page_of(outgoing, extras=extras)

    def _messageable(self, channel: int) -> Messageable:
        known = self._client.get_channel(channel)
        if isinstance(known, Messageable):
            return known
        return self._client.get_partial_messageable(channel)

    def _partial(
        self, channel: int, message: int, *, server: int | None = None
    ) -> discord.PartialMessage:
        known = self._client.get_channel(channel)
        if isinstance(known, discord.TextChannel | discord.Thread | discord.VoiceChannel):
            return known.get_partial_message(message)
        destination = self._client.get_partial_messageable(channel, guild_id=server)
        return destination.get_partial_message(message)


def _allowed_mentions(schedule: Schedule) -> AllowedMentions:
    """Allow the post to mention the schedule's role, and nothing that its words may name."""
    roles = [discord.Object(schedule.role)] if schedule.role else False
    return AllowedMentions(everyone=False, users=False, roles=roles, replied_user=False)


def _has_mark(message: Message, mark: str) -> bool:
    """Return whether a message has a button of this id, or ends with this line."""
    buttons = (
        LayoutView.from_message(message)
        if message.flags.components_v2
        else View.from_message(message)
    )
    ids = {getattr(item, "custom_id", None) for item in buttons.walk_children()}
    return mark in ids or message.content.endswith(mark)


@contextmanager
def _translated_errors(channel: int, *, seconds: float | None = None) -> Generator[None]:
    """Translate the errors of Discord and of the connection to those of the port.

    `seconds` is how long a request of unclear outcome is left alone.
    """
    try:
        yield
    except discord.Forbidden as error:
        raise RefusedError(_(_NO_RIGHT).format(channel=channel)) from error
    except discord.NotFound as error:
        raise RefusedError(_(_NO_CHANNEL)) from error
    except discord.RateLimited as error:
        raise LimitedError(_("Discord asked to wait."), seconds=error.retry_after) from error
    except discord.HTTPException as error:
        raise _to_posting_error(error, seconds=seconds) from error
    except (aiohttp.ClientError, OSError) as error:
        raise UnclearError(_("Discord could not be reached."), seconds=seconds) from error


def _to_posting_error(error: discord.HTTPException, *, seconds: float | None) -> DiscordError:
    if error.status == _TOO_MANY:
        asked = error.response.headers.get("Retry-After", "")
        wait = float(asked) if asked.isdecimal() else _REQUEST_SECONDS
        return LimitedError(_("Discord asked to wait."), seconds=wait)
    if error.code in _THREAD_CLOSED:
        return RefusedError(_(_NO_THREAD))
    if error.status >= _SERVER or error.status in {_UNAUTHORIZED, _TIMEOUT}:
        reason = _("Discord answered {status}.").format(status=error.status)
        return UnclearError(reason, seconds=seconds)
    return RejectedError(
        _("Discord does not take this post: {reason}.").format(reason=error.text or error.status)
    )


@contextmanager
def _ignore_done(code: int) -> Generator[None]:
    """Ignore the error code by which Discord says that it has been done already."""
    try:
        yield
    except discord.HTTPException as error:
        if error.code != code:
            raise
