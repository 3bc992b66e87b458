"""The posting port on Discord: send posts, and find those that were sent.

A post in a forum is a thread, which Discord makes without a nonce: there, an earlier try is found
only by a look at the threads. So a try whose outcome is unclear is not repeated for a minute.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import discord
from discord import AllowedMentions, Message
from discord.abc import GuildChannel, Messageable
from discord.ui import LayoutView

from bot.daily.port import (
    LimitedError,
    OutgoingPost,
    RefusedError,
    RejectedError,
    UnclearError,
    nonce,
)
from bot.discord_errors import ignore_done, translated_errors
from bot.discord_forums import UNCLEAR_SECONDS, make_post
from bot.discord_looks import DiscordLooks, messageable
from bot.discord_servers import DiscordServers
from bot.own_messages import OwnMessages
from bot.schedules import Schedule
from bot.translation import ENGLISH, N_, supported_language
from bot.translation import gettext as _
from bot.ui import announcements, daily, permissions, posted
from bot.ui.extras import NOTHING, public_extras
from bot.ui.layout import Page
from bot.ui.responses import chosen_language

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
_UNKNOWN_MESSAGE = 10008
_ALREADY_PUBLISHED = 40033
_THREAD_EXISTS = 160004

_SHORTEST_RETRY = 1.0
"""Seconds that discord.py waits at least before it repeats a request that may have taken effect.

A limit that it meets later may be the answer to the second request.
"""

_NO_TAG = N_(
    "<#{channel}> wants a tag on every post: choose one with the tag option of `/daily setup`."
)
_NO_FORUM = N_("<#{channel}> is no forum any more: choose a channel with `/daily setup`.")
_NO_SERVER = N_("The bot is no longer in the server.")


class DiscordPoster:
    """The posting port of one bot, for servers on the shards of any process."""

    def __init__(
        self, client: discord.Client, servers: DiscordServers, *, own: OwnMessages | None = None
    ) -> None:
        self._client = client
        self._servers = servers
        self._own = own or OwnMessages()
        self.looks = DiscordLooks(client, self._own)

    async def is_in(self, server: int) -> bool:
        """Return whether the bot is in a server."""
        return await self._servers.get(server) is not None

    async def language(self, server: int) -> str:
        """Return the language of the server."""
        chosen = chosen_language(self._client, server)
        if chosen:
            return chosen
        guild = await self._servers.get(server)
        return supported_language(str(guild.preferred_locale)) if guild else ENGLISH

    async def check(self, schedule: Schedule) -> None:
        """Raise RefusedError if a right is missing; return if the channel is not known."""
        guild = await self._servers.get(schedule.server)
        channel = await self._servers.channel(schedule.server, schedule.channel)
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
        if await self._is_forum(channel, outgoing):
            return await self._post_in_forum(channel, outgoing)
        named = nonce(outgoing.post)
        return await self._once(channel, lambda to: self._send(to, outgoing), named)

    async def send(
        self, channel: int, view: LayoutView, *, nonce: str, mentions: AllowedMentions
    ) -> int | None:
        """Send a layout as `post` does, in any channel."""
        return await self._once(
            channel, lambda to: to.send(view=view, nonce=nonce, allowed_mentions=mentions), nonce
        )

    async def find_channel(self, channel: int) -> object:
        """Return a channel or thread, which Discord is asked for if it is not known."""
        with translated_errors(channel):
            return self._client.get_channel(channel) or await self._client.fetch_channel(channel)

    async def open_dm(self, user: int) -> int:
        """Return the channel of the direct messages with a member."""
        with translated_errors(user):
            return (await self._client.create_dm(discord.Object(user))).id

    async def _once(
        self, channel: int, send: Callable[[Messageable], Awaitable[Message]], named: str
    ) -> int | None:
        """Send a message by its nonce; an answer that is lost may have come over the gateway."""
        began = asyncio.get_running_loop().time()
        try:
            with translated_errors(channel):
                return (await send(messageable(self._client, channel))).id
        except RefusedError as error:
            # The answer to a nonce whose message has just been deleted.
            cause = error.__cause__
            if isinstance(cause, discord.NotFound) and cause.code == _UNKNOWN_MESSAGE:
                return None
            raise
        except LimitedError as error:
            if asyncio.get_running_loop().time() - began < _SHORTEST_RETRY:
                raise
            raise UnclearError(str(error), seconds=error.seconds) from error
        except UnclearError:
            known = self._own.find(channel, named)
            if known is None:
                raise
            return known

    async def find_own_post(
        self, channel: int, outgoing: OutgoingPost, *, after: datetime
    ) -> int | None:
        """Return the message of an earlier try, found by its button's id or a notice's last line.

        Raises UnclearError as `DiscordLooks.find_marked` does.
        """
        if await self._is_forum(channel, outgoing):
            return await self._find_in_forum(channel, outgoing, after=after)
        mark, named = posted.mark_of(outgoing), nonce(outgoing.post)
        found = await self.looks.find_marked(channel, [mark], named, after=after)
        return found and found.message

    async def publish(self, channel: int, message: int, *, server: int) -> None:
        """Publish a message if its channel is an announcement channel."""
        known = await self._servers.channel(server, channel)
        if isinstance(known, discord.TextChannel) and not known.is_news():
            return
        with translated_errors(channel), ignore_done(_ALREADY_PUBLISHED):
            await self._partial(known or channel, message).publish()

    async def open_thread(self, channel: int, message: int, outgoing: OutgoingPost) -> None:
        """Open a thread under a message, unless it is in a thread."""
        server = outgoing.schedule.server
        known = await self._servers.channel(server, channel)
        if isinstance(known, discord.Thread) or outgoing.schedule.forum:
            return
        post = self._partial(known or channel, message, server=server)
        if post.guild is None:
            raise RejectedError(_(_NO_SERVER))
        with translated_errors(channel), ignore_done(_THREAD_EXISTS):
            await post.create_thread(name=announcements.thread_name(outgoing))

    async def notice_channel(self, schedule: Schedule) -> int:
        """Return the system channel, else one that the bot may write in, else the owner's DM."""
        guild = await self._servers.get(schedule.server)
        if guild is None:
            raise RefusedError(_(_NO_SERVER))
        listed = (guild.system_channel, *guild.text_channels)
        for channel in listed:
            if channel is not None:
                rights = channel.permissions_for(guild.me)
                if rights.view_channel and rights.send_messages and rights.read_message_history:
                    return channel.id
        return await self.open_dm(guild.owner_id or 0)

    async def _is_forum(self, channel: int, outgoing: OutgoingPost) -> bool:
        """Return whether a channel is a forum; of one that is not known, the schedule tells."""
        if outgoing.post.kind in {"notice", "lines"}:
            return False
        known = await self._servers.channel(outgoing.schedule.server, channel)
        if known is not None:
            return isinstance(known, discord.ForumChannel)
        return outgoing.schedule.forum and channel == outgoing.schedule.channel

    async def _post_in_forum(self, channel: int, outgoing: OutgoingPost) -> int:
        """Make a thread in a forum; its id is also that of its first message."""
        with translated_errors(channel, seconds=UNCLEAR_SECONDS):
            forum = await self._forum(channel, outgoing.schedule.server)
            tag = forum.get_tag(outgoing.schedule.tag or 0)
            if tag is None and forum.flags.require_tag:
                raise RefusedError(_(_NO_TAG).format(channel=channel))
            return await make_post(
                self._client,
                forum,
                name=announcements.thread_name(outgoing),
                view=(await self._page(outgoing)).view(),
                tags=[tag] if tag else [],
                mentions=_allowed_mentions(outgoing.schedule),
            )

    async def _find_in_forum(
        self, channel: int, outgoing: OutgoingPost, *, after: datetime
    ) -> int | None:
        """Return our thread whose first message has the mark of a post; None if none is shown."""
        server, mark = outgoing.schedule.server, posted.mark_of(outgoing)
        known = self._own.find_thread(server, mark)
        if known is not None:
            return known
        with translated_errors(channel, seconds=UNCLEAR_SECONDS):
            return await self.looks.find_thread(
                await self._forum(channel, server), mark, after=after
            )

    async def _forum(self, channel: int, server: int) -> discord.ForumChannel:
        forum = await self._servers.channel(server, channel)
        forum = forum or await self._client.fetch_channel(channel)
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

    def _partial(
        self,
        channel: GuildChannel | discord.Thread | int,
        message: int,
        *,
        server: int | None = None,
    ) -> discord.PartialMessage:
        if isinstance(channel, discord.TextChannel | discord.Thread | discord.VoiceChannel):
            return channel.get_partial_message(message)
        number = channel if isinstance(channel, int) else channel.id
        destination = self._client.get_partial_messageable(number, guild_id=server)
        return destination.get_partial_message(message)


def _allowed_mentions(schedule: Schedule) -> AllowedMentions:
    """Allow the post to mention the schedule's role, and nothing that its words may name."""
    roles = [discord.Object(schedule.role)] if schedule.role else False
    return AllowedMentions(everyone=False, users=False, roles=roles, replied_user=False)
