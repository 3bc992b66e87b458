"""The tables of a guide's source, each key with its type and line checked."""

import re
from collections import Counter
from datetime import date, datetime
from typing import Any, TypeVar, cast

from bot.errors import GuideError

T = TypeVar("T")

KEYS = {
    "": (
        "format",
        "transcript",
        "episode",
        "links",
        "speakers",
        "chapters",
        "names",
        "highlights",
        "excluded",
    ),
    "transcript": ("sha256", "length"),
    "episode": (
        "title",
        "show",
        "show_title",
        "number",
        "published",
        "guests",
        "spoiler",
        "embargo",
    ),
    "links": ("kind", "url", "moment"),
    "speakers": ("from", "to", "name", "sure"),
    "chapters": ("from", "title", "summary"),
    "names": ("right", "heard"),
    "highlights": ("from", "to"),
    "excluded": ("from", "to", "reason"),
}
"""Every key there is, by table; the empty name is the top of the file."""

_KINDS: dict[type, str] = {
    str: "text in quotes",
    int: "a whole number",
    bool: "true or false",
    date: "a date such as 2025-03-01",
    datetime: "a date, time and zone such as 2026-01-01T09:00:00Z",
    list: 'a list of texts such as ["one", "two"]',
}
_HEADER = re.compile(r'\s*\[\[?\s*"?([\w-]+)"?\s*\]')
_KEY = re.compile(r"""\s*["']?([\w-]+)["']?\s*=""")
_Lines = dict[tuple[str, int, str], int]


def _lines(text: str) -> _Lines:
    """Find the line of each key and (as the empty key) of each table: tomllib forgets them."""
    found: _Lines = {}
    counts: Counter[str] = Counter()
    table, nth = "", 0
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.match(line):
            table = header[1]
            nth = counts[table]
            counts[table] += 1
            found[table, nth, ""] = number
        elif key := _KEY.match(line):
            found.setdefault((table, nth, key[1]), number)
    return found


class Section:
    """One table of a guide, whose keys are known and whose faults have a line."""

    def __init__(self, values: dict[str, Any], *, table: str, nth: int, lines: _Lines) -> None:
        """Refuse keys that the table does not have."""
        self._values, self._table, self._nth, self._lines = values, table, nth, lines
        for key in values:
            if not self.allows(key):
                raise self.wrong(key, f"is not known there, only {', '.join(KEYS[table])}")

    def allows(self, key: str) -> bool:
        """Tell whether the table may hold a key."""
        return key in KEYS[self._table]

    def has(self, key: str) -> bool:
        """Tell whether the table holds a key."""
        return key in self._values

    def line(self, key: str) -> int:
        """Tell the line of a key, or the nearest that is known: its table's, or the first."""
        table, nth = self._table, self._nth
        places = ((table, nth, key), (table, nth, ""), ("", 0, table), (key, 0, ""))
        return next((self._lines[place] for place in places if place in self._lines), 1)

    def wrong(self, key: str, why: str) -> GuideError:
        """Make the error that tells where and why a key is wrong."""
        where = f" in [{self._table}]" if self._table else ""
        return GuideError(f"Line {self.line(key)}: `{key}`{where} {why}.")

    def optional(self, key: str, kind: type[T]) -> T | None:
        """Take a value of exactly this type, or None where the key is absent."""
        value = self._values.get(key)
        if value is not None and type(value) is not kind:
            raise self.wrong(key, f"must be {_KINDS[kind]}")
        return value

    def needed(self, key: str, kind: type[T]) -> T:
        """Take a value of exactly this type."""
        value = self.optional(key, kind)
        if value is None:
            raise self.wrong(key, f"is missing, it must be {_KINDS[kind]}")
        return value

    def optional_text(self, key: str) -> str | None:
        """Take a text that is not empty, or None where the key is absent."""
        value = self.optional(key, str)
        if value is not None and not value.strip():
            raise self.wrong(key, "is empty, so fill it or leave it out")
        return value.strip() if value is not None else None

    def text(self, key: str) -> str:
        """Take a text that is not empty."""
        self.needed(key, str)
        return self.optional_text(key) or ""

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """Take a list of texts."""
        values = cast("list[object]", (self.needed if needed else self.optional)(key, list) or [])
        texts = tuple(value.strip() for value in values if isinstance(value, str))
        if len(texts) < len(values) or not all(texts) or (needed and not texts):
            raise self.wrong(key, f"must be {_KINDS[list]}, none of them empty")
        return texts


class Source:
    """A whole guide as tables."""

    def __init__(self, tables: dict[str, Any], *, text: str) -> None:
        """Keep the tables beside the lines of their source."""
        self._tables, self._lines = tables, _lines(text)
        self.top = Section(tables, table="", nth=0, lines=self._lines)

    def table(self, name: str) -> Section:
        """Take one table; an absent one is empty."""
        value = self._tables.get(name, {})
        if not isinstance(value, dict):
            raise self.top.wrong(name, f"must be a table, written [{name}]")
        return self._section(cast("dict[str, Any]", value), name, nth=0)

    def tables(self, name: str) -> list[Section]:
        """Take every table of a list of tables."""
        values: object = self._tables.get(name, [])
        items = cast("list[object]", values) if isinstance(values, list) else [None]
        if not all(isinstance(item, dict) for item in items):
            raise self.top.wrong(name, f"must be tables, each written [[{name}]]")
        tables = cast("list[dict[str, Any]]", items)
        return [self._section(table, name, nth=nth) for nth, table in enumerate(tables)]

    def _section(self, values: dict[str, Any], name: str, *, nth: int) -> Section:
        return Section(values, table=name, nth=nth, lines=self._lines)
