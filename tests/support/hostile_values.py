"""Build values of any of our dataclasses, of which every free text is a given one."""

import inspect
import types
from collections import abc
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

OWN = 3
"""The id of every server, channel, role and member, and every other number."""

_SEVERAL = 3
_WORDED = {
    "zone": "Europe/Berlin",
    "language": "en",
    "sha256": "0" * 64,
    "slug": "wells",
    "show": "wells",
    "version": "1.0",
    "token": "0" * 16,
    "art": "https://wells.example/art.png",
    "address": "https://wells.example/feed.xml",
    "url": "https://wells.example/1.mp3",
    "link": "https://wells.example/1",
    "moment": "{url}?t={seconds}",
    "command": "quote",
    "flag": "send_messages",
    "jump_url": "https://discord.com/channels/1/2/3",
}
_NUMBERS = {"start": 10, "end": 60, "length": 10_000, "start_ms": 61_000, "position": 1}


class Builder:
    """Builds values with one text in all of them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._ids = count(1)

    def arguments(self, function: Any) -> dict[str, Any]:
        """Return values for the parameters of a function that have no defaults."""
        hints = get_type_hints(function)
        return {
            name: self._argument(name, hints[name])
            for name, one in inspect.signature(function).parameters.items()
            if one.default is one.empty and one.kind is not one.VAR_POSITIONAL
        }

    def _argument(self, name: str, hint: Any) -> Any:
        if name in {"number", "page", "index"}:
            return 0
        if name == "episode" and hint == str | None:
            return "00000001"
        if name == "warnings":  # sentences of the bot, escaped
            return ()
        if name == "quote_ids":
            return [f"{next(self._ids):012}" for _ in range(_SEVERAL)]
        return self.value(hint, name)

    def value(self, hint: Any, name: str) -> Any:  # noqa: PLR0911 - one for each kind of type
        """Return a value of a type, for a field of this name."""
        origin, arguments = get_origin(hint), get_args(hint)
        if is_dataclass(hint):
            return self._dataclass(hint)
        if origin is Literal:
            return "digest" if "digest" in arguments else arguments[0]
        if origin in {Union, types.UnionType}:
            return self.value(arguments[0], name)
        if origin is tuple and arguments[-1] is not Ellipsis:
            return tuple(self.value(one, name) for one in arguments)
        if origin in {tuple, abc.Sequence, abc.Iterable, abc.Set, abc.Collection, list, frozenset}:
            return self._several(origin, arguments[0], name)
        if origin in {abc.Mapping, dict}:
            named = self.value(arguments[0], "slug")
            return {} if name == "templates" else {named: self.value(arguments[1], name)}
        return self._plain(hint, name)

    def _several(self, origin: Any, hint: Any, name: str) -> Any:
        if "Item" in str(hint) or "Command" in str(hint):
            return ()
        values: list[Any] = [self.value(hint, name) for _ in range(_SEVERAL)]
        if origin is list:
            return values
        return frozenset(values) if origin is frozenset else tuple(values)

    def _dataclass(self, kind: Any) -> Any:
        hints = get_type_hints(kind)
        return kind(
            **{
                one.name: self._field(kind.__name__, one.name, hints[one.name])
                for one in fields(kind)
                if one.init
            }
        )

    def _field(self, kind: str, name: str, hint: Any) -> Any:
        if hint is str and name == "id":
            return f"{next(self._ids):08}" if kind == "Episode" else f"{next(self._ids):012}"
        if (kind, name) == ("Post", "key"):
            return "w:2026-03-01"
        if (kind, name) == ("Post", "reason"):
            return "The bot may not post in <#3>."
        if hint in {str, str | None} and name in {"quote", "replaced_by", "pinned"}:
            return f"{next(self._ids):012}"
        return self.value(hint, name)

    def _plain(self, hint: Any, name: str) -> Any:
        if hint is str or hint is object:
            return _WORDED.get(name, self.text)
        if hint is int:
            return _NUMBERS.get(name, OWN)
        plain: Mapping[Any, Any] = {
            bool: True,
            float: 0.5,
            date: date(2026, 3, 1),
            datetime: datetime(2026, 3, 1, 12, tzinfo=UTC),
            time: time(9, 30),
            bytes: b"",
            type(None): None,
        }
        return plain[hint]
