"""Recognise the items of a feed in a newer copy of it; pure."""

import hashlib
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.followed import FeedItem, ItemChange, KnownItem

Value = TypeVar("Value")

Trait = Callable[[FeedItem | KnownItem], Hashable | None]
"""Returns what an item may be recognised by, None where it lacks that."""


def changes(known: Sequence[KnownItem], items: Sequence[FeedItem]) -> tuple[ItemChange, ...]:
    """Return the items that are new or have changed, in their order.

    An item is recognised by its guid and recording, else by either, else by title and date, each
    only where it is the only one left with them. So an item whose guid changes stays the same, and
    two with one guid stay two.
    """
    distinct = tuple(_without_copies(items))
    matched = _matched(known, distinct)
    found = (_change(item, matched.get(index)) for index, item in enumerate(distinct))
    return tuple(change for change in found if change)


def essence(item: FeedItem) -> str:
    """Return a hash of all of an item that leads to a new import where it changes.

    Queries in addresses are left out: some servers write another one each time.
    """
    transcripts = tuple(replace(one, url=_path(one.url)) for one in item.transcripts)
    short = replace(
        item,
        guid="",
        link=_path(item.link),
        recording=_path(item.recording),
        chapters_url=_path(item.chapters_url),
        transcripts=transcripts,
    )
    return _hash(short)


def _change(item: FeedItem, known: KnownItem | None) -> ItemChange | None:
    now, digest = essence(item), _hash(item)
    if known is None:
        return ItemChange(item, now, digest)
    if known.digest == digest:
        return None
    return ItemChange(item, now, digest, id=known.id, due=known.essence != now)


def _hash(item: FeedItem) -> str:
    return hashlib.sha256(repr(item).encode("utf-8", "backslashreplace")).hexdigest()


def _without_copies(items: Iterable[FeedItem]) -> Iterable[FeedItem]:
    """Yield the items without those that a feed repeats: of one guid and recording."""
    seen: set[Hashable] = set()
    for item in items:
        key = _guid_and_recording(item) or (item.guid, item.transcripts)
        if key not in seen:
            seen.add(key)
            yield item


def _matched(known: Sequence[KnownItem], items: Sequence[FeedItem]) -> dict[int, KnownItem]:
    """Map the positions of the items that are recognised to what is known of them."""
    matched: dict[int, KnownItem] = {}
    for trait in (_guid_and_recording, _guid, _recording, _title_and_date):
        taken = {one.id for one in matched.values()}
        theirs = _unique(trait, ((one, one) for one in known if one.id not in taken))
        left = ((item, index) for index, item in enumerate(items) if index not in matched)
        for value, index in _unique(trait, left).items():
            if value in theirs:
                matched[index] = theirs[value]
    return matched


def _unique(
    trait: Trait, pairs: Iterable[tuple[FeedItem | KnownItem, Value]]
) -> dict[Hashable, Value]:
    """Map each trait that only one item has to the value paired with this item."""
    found: dict[Hashable, list[Value]] = {}
    for item, value in pairs:
        key = trait(item)
        if key is not None:
            found.setdefault(key, []).append(value)
    return {key: values[0] for key, values in found.items() if len(values) == 1}


def _guid_and_recording(item: FeedItem | KnownItem) -> Hashable | None:
    return (item.guid, _path(item.recording)) if item.guid and item.recording else None


def _guid(item: FeedItem | KnownItem) -> Hashable | None:
    return item.guid or None


def _recording(item: FeedItem | KnownItem) -> Hashable | None:
    return _path(item.recording) or None


def _title_and_date(item: FeedItem | KnownItem) -> Hashable | None:
    return (item.title, item.published) if item.title and item.published else None


def _path(url: str) -> str:
    return url.partition("?")[0].partition("#")[0]
