"""The channels of an interaction as Discord sent them, with the bot's permissions in each.

Since July 2026 Discord tells the app's own permissions in the channels that a member chose. They
are right even for a channel that the bot cannot view, of which it knows nothing else: Discord
leaves such channels out, or sends them without their name, with one overwrite and a flag.
discord.py 2.7.1 drops both, so they are read from the payload here:
https://discord.com/developers/docs/interactions/receiving-and-responding
"""

from dataclasses import dataclass
from typing import Any, cast

import discord
from discord.abc import GuildChannel

_HIDDEN_NAME = "___hidden___"
_THREADS = frozenset((10, 11, 12))
_FORUM, _NEWS = 15, 5


@dataclass(frozen=True, slots=True)
class ResolvedChannel:
    """A channel as an interaction has it; `permissions` are the bot's, None if Discord is silent.

    `settings` is the channel whose settings apply: for a thread, its parent.
    """

    id: int
    settings: int
    permissions: discord.Permissions | None
    inside: bool = False
    forum: bool = False
    news: bool = False


def find(interaction: discord.Interaction[Any], channel: int) -> ResolvedChannel | None:
    """Return a channel that the member chose, or the one they are in; None for others."""
    data = cast("dict[str, Any]", interaction.data or {})
    sent = data.get("resolved", {}).get("channels", {}).get(str(channel))
    if sent is not None:
        return _to_resolved(sent, sent.get("app_permissions"))
    if channel == interaction.channel_id and interaction.channel is not None:
        return _current(interaction)
    return None


def option_of(interaction: discord.Interaction[Any], name: str) -> int | None:
    """Return the id of a channel that was chosen for an option, also while a member still types."""
    options = cast("dict[str, Any]", interaction.data or {}).get("options", [])
    while options:
        for one in options:
            if one["name"] == name and str(one.get("value", "")).isdecimal():
                return int(one["value"])
        options = options[0].get("options", [])
    return None


def is_hidden(channel: GuildChannel | discord.Thread) -> bool:
    """Return whether Discord keeps a channel from the bot, but for its id; its flag is dropped."""
    return channel.name == _HIDDEN_NAME


def _current(interaction: discord.Interaction[Any]) -> ResolvedChannel:
    channel, own = interaction.channel, interaction.channel_id or 0
    inside = isinstance(channel, discord.Thread)
    return ResolvedChannel(
        id=own,
        settings=channel.parent_id
        if isinstance(channel, discord.Thread)
        else interaction.channel_id or 0,
        permissions=interaction.app_permissions,
        inside=inside,
        news=isinstance(channel, discord.TextChannel) and channel.is_news(),
    )


def _to_resolved(sent: dict[str, Any], permissions: str | None) -> ResolvedChannel:
    kind = int(sent["type"])
    own = int(sent["id"])
    parent = sent.get("parent_id")
    return ResolvedChannel(
        id=own,
        settings=int(parent) if kind in _THREADS and parent else own,
        permissions=None if permissions is None else discord.Permissions(int(permissions)),
        inside=kind in _THREADS,
        forum=kind == _FORUM,
        news=kind == _NEWS,
    )
