"""Feeds that are followed, and their items: what a feed states, and how far each is imported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FeedTranscript:
    """A transcript that an item names; `captions` means that the feed declares it timed.

    `language` is as written in the feed, "" where it is not stated.
    """

    url: str
    media_type: str
    language: str = ""
    captions: bool = False


@dataclass(frozen=True, slots=True)
class FeedChapter:
    """A chapter that a feed states, at a time in the recording."""

    start_ms: int
    title: str


@dataclass(frozen=True, slots=True)
class Soundbite:
    """A range of the recording that the feed recommends to quote."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An entry of a feed.

    `guid` is the identity that the feed gives it, "" where it gives none. `link` is its web page,
    and `recording` the address of its audio or video. `chapters_url` leads to further chapters.
    """

    guid: str = ""
    title: str = ""
    published: datetime | None = None
    season: int | None = None
    number: int | None = None
    link: str = ""
    recording: str = ""
    video: bool = False
    guests: tuple[str, ...] = ()
    transcripts: tuple[FeedTranscript, ...] = ()
    chapters: tuple[FeedChapter, ...] = ()
    chapters_url: str = ""
    soundbites: tuple[Soundbite, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it was read, with its items in the order of the document.

    `pause` is the number of seconds that it asks to wait before it is fetched again. `complete`
    means that no new episodes will come. `moved_to` is its new address, "" where it has none.
    """

    title: str = ""
    language: str = ""
    items: tuple[FeedItem, ...] = ()
    pause: float | None = None
    complete: bool = False
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave with a document, to ask later whether it has changed."""

    etag: str = ""
    modified: str = ""


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True)
class FollowedFeed:
    """A feed that is followed: its episodes go into the show with this slug.

    `server` is the server that the show is private to, None if it is public. `due` is when it is
    fetched next, and `pause` the usual seconds between two fetches. `failures` is the number of
    failed fetches in a row, since `failing_since`, with the last cause in `problem`.
    """

    id: int
    address: str
    show: str
    server: int | None = None
    title: str = ""
    followed_at: datetime | None = None
    due: datetime | None = None
    pause: float = 3600.0
    validators: Validators = NO_VALIDATORS
    failures: int = 0
    problem: str = ""
    failing_since: datetime | None = None

    @property
    def name(self) -> str:
        """The title of the feed, else its show, for messages."""
        return self.title or self.show


@dataclass(frozen=True, slots=True)
class KnownItem:
    """What an item is recognised by in a newer copy of its feed.

    `essence` is a hash of all that leads to a new import where it changes, and `digest` of all.
    """

    id: int
    guid: str
    recording: str
    title: str
    published: datetime | None
    essence: str
    digest: str


@dataclass(frozen=True, slots=True)
class FollowedItem:
    """An item of a followed feed, and what was last imported of it.

    `key` is reserved for its episode before the first import, and `episode` is the episode's id
    after it. `source` is the address that its transcript came from, with `sha256` of its bytes,
    and `imported` the essence that it was imported with. `due` is when it is to be imported or
    checked next, None for never.
    """

    id: int
    item: FeedItem
    essence: str
    due: datetime | None = None
    key: str | None = None
    episode: str | None = None
    imported: str = ""
    imported_at: datetime | None = None
    source: str = ""
    validators: Validators = NO_VALIDATORS
    sha256: str = ""
    failures: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An item to store: a new one, or the new details of a known one with this `id`.

    `due` means that it is to be imported now.
    """

    item: FeedItem
    essence: str
    digest: str
    id: int | None = None
    due: bool = True


@dataclass(frozen=True, slots=True)
class FeedCounts:
    """How many items of a feed have a transcript, are imported, wait for it, and failed."""

    items: int = 0
    imported: int = 0
    waiting: int = 0
    failing: int = 0
