"""What members do, written as Discord writes it to the bot."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from tests.support.wire.objects import (
    EVERY_PERMISSION,
    Guild,
    Json,
    User,
    components,
    dm_channel,
)
from tests.support.wire.world import World

COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
SLASH, ON_MESSAGE = 1, 3
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, NUMBER = 1, 2, 3, 4, 5, 6, 7, 10
ATTACHMENT = 11
TEXT_INPUT = 4
PLAIN = {STRING: str, INTEGER: int, BOOLEAN: bool, NUMBER: (int, float)}
UPLOAD_LIMIT = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ActorLocation:
    """Say who acts and where; without a server, alone with the bot."""

    user: User
    guild: Guild | None


def slash(world: World, name: str, options: Mapping[str, Any], *, place: ActorLocation) -> Json:
    """Write the use of a slash command; subcommands stand in the name."""
    return _command(world, name, options, place=place, focused=None)


def autocomplete(
    world: World, name: str, options: Mapping[str, Any], *, focused: str, place: ActorLocation
) -> Json:
    """Write a keystroke in an option of a slash command."""
    return _command(world, name, options, place=place, focused=focused)


def on_message(world: World, name: str, message: Json, *, place: ActorLocation) -> Json:
    """Write the use of a message command."""
    command = world.command(name, ON_MESSAGE, place.guild)
    resolved = {"messages": {message["id"]: message}}
    data = _named(command, name) | {"target_id": message["id"], "resolved": resolved}
    return _interaction(world, COMMAND, data, place=place)


def press(
    world: World, message: Json, custom_id: str, *, place: ActorLocation, values: Sequence[str] = ()
) -> Json:
    """Write a press of a button, or a choice from a menu."""
    able = {
        known["custom_id"]: known
        for known in components(message)
        if known.get("custom_id") and not known.get("disabled")
    }
    if custom_id not in able:
        raise LookupError(f"The message has no {custom_id!r} to press, only {sorted(able)}")
    pressed = able[custom_id]
    data = {"custom_id": custom_id, "component_type": pressed["type"], "id": pressed["id"]}
    if values:
        data["values"] = list(values)
    return _interaction(world, COMPONENT, data, place=place) | {"message": message}


def submit(
    world: World,
    opened: Json,
    typed: Mapping[str, str],
    *,
    place: ActorLocation,
    message: Json | None,
) -> Json:
    """Write what a member sends with a modal, by the custom ids of its fields.

    A field that is not named is sent as it was shown. The modal came from `message`, if any.
    """
    fields = [one["component"] for one in opened["components"] if "component" in one]
    strange = set(typed) - {one["custom_id"] for one in fields}
    if strange:
        raise LookupError(f"The modal has no fields {sorted(strange)}")
    sent = [
        {"type": outer["type"], "id": at, "component": _filled(outer["component"], typed, at)}
        for at, outer in enumerate(opened["components"], start=1)
        if "component" in outer
    ]
    data = {"custom_id": opened["custom_id"], "components": sent}
    interaction = _interaction(world, SUBMIT, data, place=place)
    return interaction | ({"message": message} if message else {})


def _filled(shown: Json, typed: Mapping[str, str], number: int) -> Json:
    field = {"type": shown["type"], "custom_id": shown["custom_id"], "id": 100 + number}
    given = typed.get(shown["custom_id"])
    if shown["type"] == TEXT_INPUT:
        return field | {"value": shown.get("value") or "" if given is None else given}
    offered = cast("list[Json]", shown.get("options") or ())
    default = [one["value"] for one in offered if one.get("default")]
    chosen = default if given is None else [given]
    # A group of radio buttons has one value, a menu has several.
    return field | ({"values": chosen} if shown["type"] == STRING else {"value": "".join(chosen)})


def _command(
    world: World,
    name: str,
    options: Mapping[str, Any],
    *,
    place: ActorLocation,
    focused: str | None,
) -> Json:
    root, *path = name.split()
    command = world.command(root, SLASH, place.guild)
    _allow(command, place)
    resolved: dict[str, Json] = {}
    leaf = command
    for part in path:
        leaf = next(known for known in leaf["options"] if known["name"] == part)
    written = _options(leaf, options, focused=focused, resolved=resolved)
    for depth in range(len(path), 0, -1):
        kind = SUBCOMMAND if depth == len(path) else GROUP
        written = [{"name": path[depth - 1], "type": kind, "options": written}]
    data = _named(command, root) | {"options": written, "resolved": resolved}
    kind = COMMAND if focused is None else AUTOCOMPLETE
    return _interaction(world, kind, data, place=place)


def _allow(command: Json, place: ActorLocation) -> None:
    """Refuse what the member's own app would not offer."""
    context, install = 0 if place.guild else 1, 0 if _installed(place) else 1
    offered = context in command["contexts"] and install in command["integration_types"]
    if not offered:
        raise LookupError(f"/{command['name']} is not offered in such a place")


def _installed(place: ActorLocation) -> bool:
    return place.guild is None or place.guild.joined


def _named(command: Json, name: str) -> Json:
    scope = {"guild_id": command["guild_id"]} if "guild_id" in command else {}
    return {"id": command["id"], "name": name, "type": command["type"], **scope}


def _options(
    leaf: Json, given: Mapping[str, Any], *, focused: str | None, resolved: dict[str, Json]
) -> list[Json]:
    known = {option["name"]: option for option in leaf.get("options") or ()}
    if focused is not None and not known[focused].get("autocomplete"):
        raise LookupError(f"{focused} offers nothing while one types")
    strange = set(given) - set(known)
    missing = {name for name, option in known.items() if option.get("required")} - set(given)
    if strange or (missing and focused is None):
        raise LookupError(f"Strange options {strange}, missing options {missing}")
    return [
        _option(known[name], value, resolved=resolved)
        | ({"focused": True} if name == focused else {})
        for name, value in given.items()
    ]


def _option(known: Json, value: Any, *, resolved: dict[str, Json]) -> Json:
    if known["type"] == USER:
        user: User = value
        member = {key: held for key, held in user.member().items() if key != "user"}
        resolved.setdefault("users", {})[user.id] = user.json()
        resolved.setdefault("members", {})[user.id] = member
        value = user.id
    elif known["type"] in {CHANNEL, ATTACHMENT}:
        # Given as Discord's own object, which is told of beside the options.
        kind = "channels" if known["type"] == CHANNEL else "attachments"
        resolved.setdefault(kind, {})[value["id"]] = value
        value = value["id"]
    elif not isinstance(value, PLAIN[known["type"]]):
        raise TypeError(f"{known['name']} cannot be {value!r}")
    choices = [choice["value"] for choice in known.get("choices") or ()]
    if choices and value not in choices:
        raise LookupError(f"{known['name']} can be {choices}, not {value!r}")
    return {"name": known["name"], "type": known["type"], "value": value}


def _interaction(world: World, kind: int, data: Json, *, place: ActorLocation) -> Json:
    interaction_id = next(world.ids)
    return {
        "id": interaction_id,
        "application_id": world.bot.id,
        "type": kind,
        "data": data,
        "token": base64.b64encode(f"interaction:{interaction_id}:".encode() * 4)
        .decode()
        .strip("="),
        "version": 1,
        "locale": place.user.locale,
        "app_permissions": EVERY_PERMISSION,
        "entitlements": list[Json](),
        "entitlement_sku_ids": list[str](),
        "attachment_size_limit": UPLOAD_LIMIT,
        **_whereabouts(world, place),
    }


def _whereabouts(world: World, place: ActorLocation) -> Json:
    if place.guild is None:
        channel = world.dm(place.user)
        return {
            "context": 1,
            "user": place.user.json(),
            "channel_id": channel,
            "channel": dm_channel(channel, place.user),
            "authorizing_integration_owners": {"0": "0"},
        }
    guild = place.guild
    owners = {"0": guild.id} if guild.joined else {"1": place.user.id}
    return {
        "context": 0,
        "member": place.user.member(),
        "guild_id": guild.id,
        "guild": guild.partial(),
        "guild_locale": guild.locale,
        "channel_id": guild.channel,
        "channel": guild.channel_json() | {"permissions": place.user.permissions},
        "authorizing_integration_owners": owners,
    }
