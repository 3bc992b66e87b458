"""Translate the rows of feeds and their items to frozen dataclasses and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.followed import (
    FeedChapter,
    FeedItem,
    FeedTranscript,
    FollowedFeed,
    FollowedItem,
    ItemChange,
    KnownItem,
    Soundbite,
    Validators,
)
from bot.store import rows


def to_feed(row: rows.AnyRow) -> FollowedFeed:
    """Return the feed of a row."""
    return FollowedFeed(
        id=row.id,
        address=row.address,
        show=row.show,
        server=rows.to_server(row.owner),
        title=row.title,
        followed_at=row.followed_at,
        due=row.due,
        pause=row.pause,
        validators=Validators(row.etag, row.modified),
        failures=row.failures,
        problem=row.problem,
        failing_since=row.failing_since,
    )


def feed_values(feed: FollowedFeed) -> rows.Values:
    """Return the columns of a feed."""
    return {
        "address": feed.address,
        "owner": rows.owner_value(feed.server),
        "show": feed.show,
        "title": feed.title,
        "followed_at": feed.followed_at,
        "due": feed.due,
        "pause": feed.pause,
        "etag": feed.validators.etag,
        "modified": feed.validators.modified,
        "failures": feed.failures,
        "problem": feed.problem,
        "failing_since": feed.failing_since,
    }


def to_known(row: rows.AnyRow) -> KnownItem:
    """Return what the item of a row is recognised by."""
    return KnownItem(
        row.id,
        guid=row.guid,
        recording=row.recording,
        title=row.title,
        published=row.published,
        essence=row.essence,
        digest=row.digest,
    )


def to_item(row: rows.AnyRow) -> FollowedItem:
    """Return the item of a row."""
    return FollowedItem(
        id=row.id,
        item=_details(row.details),
        essence=row.essence,
        due=row.due,
        key=row.key,
        episode=row.episode_id,
        imported=row.imported,
        imported_at=row.imported_at,
        source=row.source,
        validators=Validators(row.etag, row.modified),
        sha256=row.sha256,
        failures=row.failures,
        problem=row.problem,
    )


def state_values(item: FollowedItem) -> rows.Values:
    """Return the columns that an import changes."""
    return {
        "due": item.due,
        "key": item.key,
        "episode_id": item.episode,
        "imported": item.imported,
        "imported_at": item.imported_at,
        "source": item.source,
        "etag": item.validators.etag,
        "modified": item.validators.modified,
        "sha256": item.sha256,
        "failures": item.failures,
        "problem": item.problem,
    }


NEW_ITEM: Mapping[str, Any] = {
    "imported": "",
    "source": "",
    "etag": "",
    "modified": "",
    "sha256": "",
    "failures": 0,
    "problem": "",
}
"""The columns of an item of which nothing was imported yet."""


def details_values(change: ItemChange) -> rows.Values:
    """Return the columns that a newer copy of the feed changes."""
    item = change.item
    published = item.published.isoformat() if item.published else None
    return {
        "guid": item.guid,
        "recording": item.recording,
        "title": item.title,
        "published": item.published,
        "essence": change.essence,
        "digest": change.digest,
        "details": asdict(item) | {"published": published},
    }


def _details(stored: Mapping[str, Any]) -> FeedItem:
    published = stored["published"]
    read: dict[str, Any] = {
        # Kept with the offset of the feed, which says the date of publication.
        "published": datetime.fromisoformat(published) if published else None,
        "guests": tuple(stored["guests"]),
        "transcripts": tuple(FeedTranscript(**one) for one in stored["transcripts"]),
        "chapters": tuple(FeedChapter(**one) for one in stored["chapters"]),
        "soundbites": tuple(Soundbite(**one) for one in stored["soundbites"]),
    }
    return FeedItem(**{**stored, **read})
