"""Compute the bot's permissions in a channel, and which of those a schedule needs are missing.

discord.py denies every permission where View Channel is denied, which would report ten missing
permissions instead of one. So the overwrites are applied here, each permission by itself:
https://discord.com/developers/docs/topics/permissions#permission-overwrites
Where Discord tells the bot's permissions itself, those count: see `bot.ui.resolved_channels`.
"""

from dataclasses import dataclass
from typing import Literal

import discord
from discord.abc import GuildChannel

from bot.schedules import Schedule
from bot.translation import N_
from bot.translation import gettext as _
from bot.ui import resolved_channels
from bot.ui.resolved_channels import ResolvedChannel

Need = Literal["required", "optional", "unused"]
"""Required to post, used by an option of the schedule, or used by nothing yet."""

VIEW = "view_channel"
SEND = "send_messages"
SEND_INSIDE = "send_messages_in_threads"
EMBED = "embed_links"
HISTORY = "read_message_history"
THREADS = "create_public_threads"
MENTION = "mention_everyone"
MANAGE_THREADS = "manage_threads"

NAMES = {
    VIEW: N_("View Channel"),
    SEND: N_("Send Messages"),
    SEND_INSIDE: N_("Send Messages in Threads"),
    EMBED: N_("Embed Links"),
    HISTORY: N_("Read Message History"),
    THREADS: N_("Create Public Threads"),
    MENTION: N_("Mention @everyone, @here and All Roles"),
    MANAGE_THREADS: N_("Manage Threads and Posts"),
}
"""The name of each permission in Discord's settings, as its client shows it in each language."""

FORUM_NAMES = {SEND: N_("Create Posts"), SEND_INSIDE: N_("Send Messages in Posts")}
"""The names that differ in the settings of a forum."""


@dataclass(frozen=True, slots=True)
class PermissionCheck:
    """One permission of the bot; `denied` means that the channel denies what the roles grant."""

    flag: str
    need: Need
    granted: bool
    denied: bool = False
    forum: bool = False

    @property
    def name(self) -> str:
        """Return the name in Discord's settings."""
        return _((self.forum and FORUM_NAMES.get(self.flag)) or NAMES[self.flag])


@dataclass(frozen=True, slots=True)
class ChannelCheck:
    """The result of checking a channel.

    `settings` is the channel whose settings apply: for a thread, its parent. `role` is the name of
    the bot in those settings. `news` says whether it is an announcement channel, `inside` whether
    it is a thread, and `forum` whether it is a forum. Of a `hidden` channel nothing is known but
    that the bot cannot view it.
    """

    channel: int
    settings: int
    role: str
    news: bool
    inside: bool
    permissions: tuple[PermissionCheck, ...]
    forum: bool = False
    hidden: bool = False

    @property
    def missing(self) -> tuple[PermissionCheck, ...]:
        """Return the missing permissions without which nothing is posted."""
        return self._missing("required")

    @property
    def missing_optional(self) -> tuple[PermissionCheck, ...]:
        """Return the missing permissions that only an option of the schedule needs."""
        return self._missing("optional")

    def _missing(self, need: Need) -> tuple[PermissionCheck, ...]:
        return tuple(one for one in self.permissions if one.need == need and not one.granted)


def check_channel(
    channel: GuildChannel | discord.Thread | None,
    me: discord.Member,
    schedule: Schedule | None = None,
    *,
    resolved: ResolvedChannel | None = None,
) -> ChannelCheck | None:
    """Check the bot's permissions; None where neither Discord tells them nor the bot knows them.

    Those that Discord tells with a `resolved` channel count, even if the bot does not know the
    `channel`; else the overwrites do.
    """
    if resolved is not None and resolved.permissions is not None:
        here, by_roles = resolved.permissions, me.guild_permissions
        return _check(resolved, here, by_roles, me, schedule, channel=channel)
    parent = channel.parent if isinstance(channel, discord.Thread) else channel
    if channel is None or parent is None:
        return None
    facts = ResolvedChannel(
        id=channel.id,
        settings=parent.id,
        permissions=None,
        inside=isinstance(channel, discord.Thread),
        forum=isinstance(channel, discord.ForumChannel),
        news=isinstance(channel, discord.TextChannel) and channel.is_news(),
    )
    by_roles, here = _granted_permissions(parent, me)
    return _check(facts, here, by_roles, me, schedule, channel=channel)


def _check(
    facts: ResolvedChannel,
    here: discord.Permissions,
    by_roles: discord.Permissions,
    me: discord.Member,
    schedule: Schedule | None,
    *,
    channel: GuildChannel | discord.Thread | None,
) -> ChannelCheck:
    needed = _needed_permissions(schedule, me.guild, facts)
    if isinstance(channel, discord.ForumChannel) and schedule and schedule.tag:
        tag = channel.get_tag(schedule.tag)
        if tag is not None and tag.moderated:
            needed.append((MANAGE_THREADS, "required"))
    checks = tuple(
        _permission_check(flag, need, by_roles, here, forum=facts.forum) for flag, need in needed
    )
    return ChannelCheck(
        channel=facts.id,
        settings=facts.settings,
        role=me.guild.self_role.name if me.guild.self_role else me.display_name,
        news=facts.news,
        inside=facts.inside,
        permissions=checks,
        forum=facts.forum,
        hidden=channel is not None and resolved_channels.is_hidden(channel),
    )


def _permission_check(
    flag: str,
    need: Need,
    by_roles: discord.Permissions,
    here: discord.Permissions,
    *,
    forum: bool,
) -> PermissionCheck:
    granted: bool = here.administrator or getattr(here, flag)
    denied = not granted and getattr(by_roles, flag)
    return PermissionCheck(flag, need, granted, denied=denied, forum=forum)


def _needed_permissions(
    schedule: Schedule | None, guild: discord.Guild, facts: ResolvedChannel
) -> list[tuple[str, Need]]:
    """Return the permissions to check, each with how far the schedule needs it."""
    needed: list[tuple[str, Need]] = [
        (VIEW, "required"),
        (SEND_INSIDE if facts.inside else SEND, "required"),
        (EMBED, "required"),
        (HISTORY, "required"),
    ]
    if facts.forum:
        needed.append((SEND_INSIDE, "required" if schedule and schedule.episodes else "unused"))
    elif not facts.inside:
        threaded = schedule is not None and schedule.thread
        needed.append((THREADS, "required" if threaded else "unused"))
        if schedule and threaded and schedule.episodes:
            needed.append((SEND_INSIDE, "required"))
    role = guild.get_role(schedule.role) if schedule and schedule.role else None
    if role is not None and not role.mentionable:
        needed.append((MENTION, "optional"))
    return needed


def _granted_permissions(
    channel: GuildChannel, me: discord.Member
) -> tuple[discord.Permissions, discord.Permissions]:
    """Return the permissions that the roles grant in the server, and those left in the channel."""
    by_roles = me.guild_permissions
    if by_roles.administrator:
        return by_roles, by_roles
    overwrites = {target.id: given.pair() for target, given in channel.overwrites.items()}
    allowed = denied = discord.Permissions.none()
    for role in me.roles[1:]:  # the first is @everyone
        if role.id in overwrites:
            allow, deny = overwrites[role.id]
            allowed, denied = allowed | allow, denied | deny
    here = by_roles
    for layer in (overwrites.get(me.guild.id), (allowed, denied), overwrites.get(me.id)):
        if layer is not None:
            here = here & ~layer[1] | layer[0]
    return by_roles, here
