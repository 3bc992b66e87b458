"""Interactions as Discord could send them, whatever its own app would offer to whom.

Custom ids, permissions, members and places are as a test says: nothing is checked here.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.support.wire import objects
from tests.support.wire.objects import Guild, Json, User

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
SUBCOMMAND, GROUP = 1, 2
STRING, INTEGER, BOOLEAN, CHANNEL, ROLE, ATTACHMENT = 3, 4, 5, 7, 8, 11
BUTTON, MENU, TEXT_INPUT, CHANNEL_MENU, TEXT, LABEL = 2, 3, 4, 8, 10, 18
ON_MESSAGE = 3
IN_SERVER, IN_DM, IN_GROUP = 0, 1, 2
LAYOUT, EPHEMERAL = 1 << 15, 1 << 6
GROUP_CHANNEL = 3

ADMINISTRATOR, MANAGE_SERVER = 1 << 3, 1 << 5
EVERYTHING = (1 << 49) - 1
MEMBER = EVERYTHING & ~ADMINISTRATOR & ~MANAGE_SERVER
"""All that a server can allow short of what makes a manager."""

BOT = User("7000000000000000001", "pullquote", bot=True)

FIRST_MEMBER = 6_000_000_000_000_000_000
"""The ids of all members that act here are larger."""

_ids = itertools.count(8_000_000_000_000_000_000)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody acts, and what they may do there; without a server, in direct messages.

    In a `group`, others can read along. Of somebody `nameless`, Discord says nothing.
    """

    name: str
    guild: Guild | None = None
    permissions: int = MEMBER
    thread: bool = False
    group: bool = False
    nameless: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """A press of a button, or a choice of `values` from a menu, by its custom id."""

    custom_id: str
    values: tuple[str, ...] = ()
    kind: int = BUTTON


def member(number: int) -> User:
    """Return a member by a number, whose id is the same wherever they act."""
    return User(str(FIRST_MEMBER + number), f"member{number}")


def command(registered: Json, path: Sequence[str], options: Sequence[Json], resolved: Json) -> Json:
    """Return what the use of a slash command says; subcommands are in the path."""
    written = list(options)
    for depth in range(len(path) - 1, 0, -1):
        kind = SUBCOMMAND if depth == len(path) - 1 else GROUP
        written = [{"name": path[depth], "type": kind, "options": written}]
    named = {"id": registered["id"], "name": path[0], "type": 1}
    return {**named, "options": written, "resolved": resolved}


def on_message(registered: Json, message: Json) -> Json:
    """Return what the use of a message command says."""
    named = {"id": registered["id"], "name": registered["name"], "type": ON_MESSAGE}
    return {**named, "target_id": message["id"], "resolved": {"messages": {message["id"]: message}}}


def pressed(press: Press) -> Json:
    """Return what a press says."""
    data: Json = {"custom_id": press.custom_id, "component_type": press.kind, "id": 2}
    if press.values:
        data["values"] = list(press.values)
    if press.kind == CHANNEL_MENU:
        channels = {one: _channel(one, app_permissions=EVERYTHING) for one in press.values}
        data["resolved"] = {"channels": channels}
    return data


def submitted(custom_id: str, fields: Mapping[str, str]) -> Json:
    """Return what a modal says that was sent with these fields."""
    typed = [
        {"type": LABEL, "component": {"type": TEXT_INPUT, "custom_id": name, "value": value}}
        for name, value in fields.items()
    ]
    return {"custom_id": custom_id, "components": typed}


def page(press: Press, *, place: Place, words: str, asker: User, private: bool) -> Json:
    """Return a message of the bot that has a button or a menu, asked for by somebody."""
    item: Json = {"type": press.kind, "custom_id": press.custom_id, "id": 2}
    beside: list[Json] = []
    if press.kind == BUTTON:
        item |= {"label": "Press", "style": 2}
        beside = [{"type": BUTTON, "label": "Site", "style": 5, "url": "https://example.com/"}]
    if press.kind == MENU:
        options = [{"label": one or "none", "value": one} for one in press.values]
        item |= {"options": options, "min_values": 0, "max_values": max(1, len(options))}
    sent = {
        "flags": LAYOUT | (EPHEMERAL if private else 0),
        "components": [
            {"type": TEXT, "content": words, "id": 1},
            {"type": 1, "id": 3, "components": [item, *beside]},
        ],
    }
    origin = {
        "id": "1",
        "type": COMMAND,
        "user": asker.json(),
        "authorizing_integration_owners": {},
    }
    return message(sent, place=place, author=BOT, interaction_metadata=origin)


def message(sent: Json, *, place: Place, author: User, **more: Any) -> Json:
    """Return a message in a place."""
    channel = channel_of(place, author)
    made = objects.message(
        sent, message_id=str(next(_ids)), channel=channel["id"], author=author, **more
    )
    return made | ({"guild_id": place.guild.id} if place.guild else {})


def interaction(kind: int, data: Json, *, place: Place, user: User) -> Json:
    """Return an interaction of a kind, of somebody in a place."""
    number = str(next(_ids))
    return {
        "id": number,
        "application_id": BOT.id,
        "type": kind,
        "data": data,
        "token": f"token-{number}",
        "version": 1,
        "locale": user.locale,
        "app_permissions": str(EVERYTHING),
        "entitlements": [],
        "entitlement_sku_ids": [],
        "attachment_size_limit": 10 * 1024 * 1024,
        "user": user.json(),
        **_whereabouts(place, user),
    }


def channel_of(place: Place, user: User) -> Json:
    """Return the channel of a place."""
    if place.guild is not None and place.thread:
        under = {"id": f"{place.guild.channel[:-1]}7", "channel_id": place.guild.channel}
        return objects.thread(under, name="A thread", owner=user) | {"guild_id": place.guild.id}
    if place.guild is not None:
        return place.guild.channel_json()
    if place.group:
        named = {"id": "5000000000000000003", "type": GROUP_CHANNEL, "name": None, "icon": None}
        return named | {"owner_id": user.id, "recipients": [user.json()]}
    return objects.dm_channel("5000000000000000002", user)


def resolved_option(kind: int, value: Any, *, name: str) -> tuple[Any, Json]:
    """Return what an option says, and what Discord adds about it."""
    if kind == CHANNEL:
        return value, {"channels": {value: _channel(value, app_permissions=EVERYTHING)}}
    if kind == ROLE:
        return value, {"roles": {value: _role(value)}}
    if kind == ATTACHMENT:
        number = str(next(_ids))
        file = {"id": number, "filename": value[0], "size": len(value[2]), "url": value[1]}
        return number, {"attachments": {number: file | {"proxy_url": value[1], "name": name}}}
    return value, {}


def _whereabouts(place: Place, user: User) -> Json:
    channel = channel_of(place, user)
    if place.guild is None:
        context, owners = (IN_GROUP, {"1": user.id}) if place.group else (IN_DM, {"0": "0"})
        where = {"context": context, "authorizing_integration_owners": owners}
        return where | {"channel_id": channel["id"], "channel": channel}
    acting = replace(user, permissions=str(place.permissions))
    owners = {"0": place.guild.id} if place.guild.joined else {"1": user.id}
    return {
        "context": IN_SERVER,
        **({} if place.nameless else {"member": acting.member()}),
        "guild_id": place.guild.id,
        "guild": place.guild.partial(),
        "guild_locale": place.guild.locale,
        "channel_id": channel["id"],
        "channel": channel | {"permissions": acting.permissions},
        "authorizing_integration_owners": owners,
    }


def _channel(number: str, *, app_permissions: int) -> Json:
    named = {"id": number, "type": objects.TEXT_CHANNEL, "name": "chosen", "parent_id": None}
    return named | {"permissions": "0", "app_permissions": str(app_permissions)}


def _role(number: str) -> Json:
    colours = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
    return {
        "id": number,
        "name": "chosen",
        "permissions": "0",
        "position": 1,
        "color": 0,
        "colors": colours,
        "hoist": False,
        "managed": False,
        "mentionable": True,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
