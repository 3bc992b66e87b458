"""Tell what the bot may do in a channel, what a schedule needs of it, and what is missing; pure.

Discord counts everything as denied where View Channel is, which names ten rights for one that is
missing. So the overwrites are added up here, each right by itself:
https://discord.com/developers/docs/topics/permissions#permission-overwrites
"""

from dataclasses import dataclass
from typing import Literal

import discord
from discord.abc import GuildChannel

from bot.schedules import Schedule

Weight = Literal["needed", "wished", "spare"]
"""Whether nothing is posted without it; or the schedule asks for it; or nothing does yet."""

VIEW = "view_channel"
SEND = "send_messages"
SEND_INSIDE = "send_messages_in_threads"
EMBED = "embed_links"
HISTORY = "read_message_history"
ATTACH = "attach_files"
THREADS = "create_public_threads"
MENTION = "mention_everyone"

NAMES = {
    VIEW: "View Channel",
    SEND: "Send Messages",
    SEND_INSIDE: "Send Messages in Threads",
    EMBED: "Embed Links",
    HISTORY: "Read Message History",
    ATTACH: "Attach Files",
    THREADS: "Create Public Threads",
    MENTION: "Mention @everyone, @here and All Roles",
}
"""What Discord calls each right in its settings."""


@dataclass(frozen=True, slots=True)
class PermissionCheck:
    """Tell of one right whether the bot has it; `denied` is by the channel, against the roles."""

    flag: str
    weight: Weight
    held: bool
    denied: bool = False

    @property
    def name(self) -> str:
        """Call it as Discord's settings do."""
        return NAMES[self.flag]


@dataclass(frozen=True, slots=True)
class ChannelCheck:
    """Hold what came of the test of a channel.

    `settings` is the channel whose settings hold the rights: of a thread, the one it hangs in.
    `role` is the name under which the bot stands there, `news` whether others can follow it.
    """

    channel: int
    settings: int
    role: str
    news: bool
    inside: bool
    permissions: tuple[PermissionCheck, ...]

    @property
    def missing(self) -> tuple[PermissionCheck, ...]:
        """List the rights without which nothing is posted."""
        return self._lacking("needed")

    @property
    def missing_optional(self) -> tuple[PermissionCheck, ...]:
        """List the rights that the schedule asks for, and the post can do without."""
        return self._lacking("wished")

    def _lacking(self, weight: Weight) -> tuple[PermissionCheck, ...]:
        return tuple(one for one in self.permissions if one.weight == weight and not one.held)


def check_channel(
    channel: GuildChannel | discord.Thread, me: discord.Member, schedule: Schedule | None = None
) -> ChannelCheck | None:
    """Test what the bot may do; None in a thread whose channel the bot does not know."""
    parent = channel.parent if isinstance(channel, discord.Thread) else channel
    if parent is None:
        return None
    inside = isinstance(channel, discord.Thread)
    everywhere, here = _granted_permissions(parent, me)
    rights = tuple(
        _permission_check(flag, weight, everywhere, here)
        for flag, weight in _needed_permissions(schedule, me.guild, inside=inside)
    )
    return ChannelCheck(
        channel=channel.id,
        settings=parent.id,
        role=me.guild.self_role.name if me.guild.self_role else me.display_name,
        news=not inside and isinstance(parent, discord.TextChannel) and parent.is_news(),
        inside=inside,
        permissions=rights,
    )


def _permission_check(
    flag: str, weight: Weight, everywhere: discord.Permissions, here: discord.Permissions
) -> PermissionCheck:
    held: bool = getattr(here, flag)
    return PermissionCheck(flag, weight, held, denied=not held and getattr(everywhere, flag))


def _needed_permissions(
    schedule: Schedule | None, guild: discord.Guild, *, inside: bool
) -> list[tuple[str, Weight]]:
    """List what is tested, and how much hangs on it."""
    wanted: list[tuple[str, Weight]] = [
        (VIEW, "needed"),
        (SEND_INSIDE if inside else SEND, "needed"),
        (EMBED, "needed"),
        (HISTORY, "needed"),
        (ATTACH, "spare"),
    ]
    if not inside:
        wanted.append((THREADS, "needed" if schedule and schedule.thread else "spare"))
    role = guild.get_role(schedule.role) if schedule and schedule.role else None
    if role is not None and not role.mentionable:
        wanted.append((MENTION, "wished"))
    return wanted


def _granted_permissions(
    channel: GuildChannel, me: discord.Member
) -> tuple[discord.Permissions, discord.Permissions]:
    """Add up what the roles grant in the whole server, and what is left of it in the channel."""
    everywhere = me.guild_permissions
    if everywhere.administrator:
        return everywhere, everywhere
    written = {target.id: given.pair() for target, given in channel.overwrites.items()}
    mine = [written[role.id] for role in me.roles[1:] if role.id in written]
    allowed = denied = discord.Permissions.none()
    for allow, deny in mine:
        allowed, denied = allowed | allow, denied | deny
    here = everywhere
    for layer in (written.get(me.guild.id), (allowed, denied), written.get(me.id)):
        if layer is not None:
            here = here & ~layer[1] | layer[0]
    return everywhere, here
