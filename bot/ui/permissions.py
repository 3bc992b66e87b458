"""Compute the bot's permissions in a channel, and which of those a schedule needs are missing.

discord.py denies every permission where View Channel is denied, which would report ten missing
permissions instead of one. So the overwrites are applied here, each permission by itself:
https://discord.com/developers/docs/topics/permissions#permission-overwrites
"""

from dataclasses import dataclass
from typing import Literal

import discord
from discord.abc import GuildChannel

from bot.schedules import Schedule
from bot.translation import N_
from bot.translation import gettext as _

Need = Literal["required", "optional", "unused"]
"""Required to post, used by an option of the schedule, or used by nothing yet."""

VIEW = "view_channel"
SEND = "send_messages"
SEND_INSIDE = "send_messages_in_threads"
EMBED = "embed_links"
HISTORY = "read_message_history"
ATTACH = "attach_files"
THREADS = "create_public_threads"
MENTION = "mention_everyone"

NAMES = {
    VIEW: N_("View Channel"),
    SEND: N_("Send Messages"),
    SEND_INSIDE: N_("Send Messages in Threads"),
    EMBED: N_("Embed Links"),
    HISTORY: N_("Read Message History"),
    ATTACH: N_("Attach Files"),
    THREADS: N_("Create Public Threads"),
    MENTION: N_("Mention @everyone, @here and All Roles"),
}
"""The name of each permission in Discord's settings, as its client shows it in each language."""


@dataclass(frozen=True, slots=True)
class PermissionCheck:
    """One permission of the bot; `denied` means that the channel denies what the roles grant."""

    flag: str
    need: Need
    granted: bool
    denied: bool = False

    @property
    def name(self) -> str:
        """Return the name in Discord's settings."""
        return _(NAMES[self.flag])


@dataclass(frozen=True, slots=True)
class ChannelCheck:
    """The result of checking a channel.

    `settings` is the channel whose settings apply: for a thread, its parent. `role` is the name of
    the bot in those settings. `news` says whether it is an announcement channel, and `inside`
    whether it is a thread.
    """

    channel: int
    settings: int
    role: str
    news: bool
    inside: bool
    permissions: tuple[PermissionCheck, ...]

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
    channel: GuildChannel | discord.Thread, me: discord.Member, schedule: Schedule | None = None
) -> ChannelCheck | None:
    """Check the bot's permissions; None for a thread whose parent the bot does not know."""
    parent = channel.parent if isinstance(channel, discord.Thread) else channel
    if parent is None:
        return None
    inside = isinstance(channel, discord.Thread)
    by_roles, here = _granted_permissions(parent, me)
    checks = tuple(
        _permission_check(flag, need, by_roles, here)
        for flag, need in _needed_permissions(schedule, me.guild, inside=inside)
    )
    return ChannelCheck(
        channel=channel.id,
        settings=parent.id,
        role=me.guild.self_role.name if me.guild.self_role else me.display_name,
        news=not inside and isinstance(parent, discord.TextChannel) and parent.is_news(),
        inside=inside,
        permissions=checks,
    )


def _permission_check(
    flag: str, need: Need, by_roles: discord.Permissions, here: discord.Permissions
) -> PermissionCheck:
    granted: bool = getattr(here, flag)
    return PermissionCheck(flag, need, granted, denied=not granted and getattr(by_roles, flag))


def _needed_permissions(
    schedule: Schedule | None, guild: discord.Guild, *, inside: bool
) -> list[tuple[str, Need]]:
    """Return the permissions to check, each with how far the schedule needs it."""
    needed: list[tuple[str, Need]] = [
        (VIEW, "required"),
        (SEND_INSIDE if inside else SEND, "required"),
        (EMBED, "required"),
        (HISTORY, "required"),
        (ATTACH, "unused"),
    ]
    if not inside:
        needed.append((THREADS, "required" if schedule and schedule.thread else "unused"))
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
