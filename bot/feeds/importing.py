"""Import one item of a feed, or check whether its transcript has changed."""

import asyncio
import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Literal

import structlog

from bot import ingest
from bot.analysis.informativeness import SentenceEncoder
from bot.errors import (
    FeedError,
    PullquoteError,
    StoreError,
    TranscriptError,
    describe_error,
)
from bot.feeds import timing
from bot.feeds.chapters import read_chapters
from bot.feeds.fetching import Fetched, Fetcher, FetchError
from bot.feeds.keys import key_candidates
from bot.feeds.overlay import with_details
from bot.feeds.preference import best_first, file_name
from bot.followed import (
    NO_VALIDATORS,
    FeedChapter,
    FeedTranscript,
    FollowedFeed,
    FollowedItem,
)
from bot.import_options import GUIDES, Options
from bot.import_process import Work
from bot.models import Episode, Transcript
from bot.store import Store
from bot.transcripts import readers
from bot.transcripts.files import LARGEST
from bot.translation import gettext as _

Outcome = Literal["added", "replaced", "unchanged", "removed", "failed"]

_PATIENCE = 3
"""Failures after which a worse transcript is fetched though the server asked to be left alone."""

_LARGEST_CHAPTERS = 2_000_000
_ACCEPT = (
    "application/json, text/vtt, application/x-subrip, text/html;q=0.9, text/plain;q=0.8, */*;q=0.5"
)
_ACCEPT_CHAPTERS = "application/json+chapters, application/json, */*;q=0.5"

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ItemOutcome:
    """What became of an item; `error` is why it failed, `quotes` the number of its quotes."""

    item: FollowedItem
    outcome: Outcome
    quotes: int = 0
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """A transcript that was fetched; `transcript` is None where it has not changed."""

    named: FeedTranscript
    fetched: Fetched
    transcript: Transcript | None = None


class ItemImporter:
    """Imports items one by one; the state of each is stored after it."""

    def __init__(
        self,
        store: Store,
        fetcher: Fetcher,
        *,
        clock: Callable[[], datetime],
        chance: random.Random,
        guides: tuple[Path, ...] = (GUIDES,),
        encoder: SentenceEncoder | None = None,
        work: Work = asyncio.to_thread,
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._clock = clock
        self._chance = chance
        self._guides = guides
        self._encoder = encoder
        self._work = work

    async def run(self, item: FollowedItem, feed: FollowedFeed) -> ItemOutcome:
        """Import an item if it is new or has changed; raise StoreError only."""
        try:
            outcome = await self._run(item, feed)
        except StoreError:
            raise
        except PullquoteError as error:
            outcome = self._failed(item, error, feed)
        except Exception as error:  # noqa: BLE001 - one item must not keep back all others
            outcome = self._failed(item, error, feed)
        await self._store.feeds.save_item(outcome.item)
        return outcome

    async def _run(self, item: FollowedItem, feed: FollowedFeed) -> ItemOutcome:
        episodes = await self._store.every_episode()
        if item.episode and all(one.id != item.episode for one in episodes):
            # Somebody removed the episode, so it is not imported again.
            return ItemOutcome(replace(item, due=None, failures=0, problem=""), "removed")
        found = await self._find(item)
        if found.transcript is None:
            return ItemOutcome(self._checked(item, found), "unchanged")
        known = _same_file(found.transcript, episodes, feed)
        if known and not item.key:
            adopted = replace(item, key=known.key, episode=known.id)
            done = self._imported(adopted, found, sha256=known.sha256)
            return ItemOutcome(done, "unchanged", known.quotes)
        return await self._import(item, feed, found, found.transcript)

    async def _find(self, item: FollowedItem) -> _Found:
        """Return the best transcript that can be fetched and read.

        Raise the error of the first where none can be read. While a server asks to be left alone,
        nothing else is fetched, and a transcript that was imported is not exchanged for a worse
        one while its server is out of order.
        """
        errors: list[Exception] = []
        for named in best_first(item.item.transcripts, item.item.language):
            try:
                return await self._read(named, item)
            except FetchError as error:
                asked_to_wait = error.wait and item.failures < _PATIENCE
                if asked_to_wait or (error.server and item.episode):
                    raise
                errors.append(error)
            except (FeedError, TranscriptError) as error:
                errors.append(error)
        raise errors[0]

    async def _read(self, named: FeedTranscript, item: FollowedItem) -> _Found:
        current = bool(item.episode) and item.imported == item.essence
        known = item.validators if current and named.url == item.source else NO_VALIDATORS
        fetched = await self._fetcher.fetch(
            named.url, limit=LARGEST, accept=_ACCEPT, validators=known
        )
        if fetched.data is None:
            return _Found(named, fetched)
        if current and await asyncio.to_thread(_hash, fetched.data) == item.sha256:
            return _Found(named, fetched)
        name = file_name(named)
        _check_kind(fetched.data, name)
        transcript = await self._work(partial(readers.parse, fetched.data, name=name))
        return _Found(named, fetched, transcript)

    async def _import(
        self, item: FollowedItem, feed: FollowedFeed, found: _Found, transcript: Transcript
    ) -> ItemOutcome:
        chapters = await self._chapters(item)
        # Reserved first: a process that is killed in between imports it again under the same key.
        key = item.key or await self._store.feeds.reserve_key(
            item.id, key_candidates(item.item, feed.show)
        )
        imported = await ingest.add_transcript(
            with_details(transcript, item.item, chapters),
            name=file_name(found.named),
            store=self._store,
            options=Options(
                show=feed.show,
                show_title=await self._show_title(feed),
                server=feed.server,
                key=key,
                guides=self._guides,
                replace=True,
                added_at=self._clock(),
                encoder=self._encoder,
                feed=feed.id,
            ),
            work=self._work,
        )
        done = replace(item, key=key, episode=imported.episode.id)
        outcome: Outcome = "replaced" if imported.outcome == "replaced" else "added"
        imported_item = self._imported(done, found, sha256=transcript.sha256)
        return ItemOutcome(imported_item, outcome, imported.quotes)

    async def _show_title(self, feed: FollowedFeed) -> str | None:
        """Return the title of a new show; None for a known one, which somebody may have named."""
        shows = {(one.show.slug, one.show.server) for one in await self._store.every_episode()}
        return None if (feed.show, feed.server) in shows else feed.title or None

    async def _chapters(self, item: FollowedItem) -> tuple[FeedChapter, ...]:
        """Return the chapters of an item; those in the feed if its file cannot be read."""
        if not item.item.chapters_url:
            return item.item.chapters
        try:
            fetched = await self._fetcher.fetch(
                item.item.chapters_url, limit=_LARGEST_CHAPTERS, accept=_ACCEPT_CHAPTERS
            )
            return await asyncio.to_thread(read_chapters, fetched.data or b"")
        except FeedError as error:
            _log.info("chapters not read", item=item.id, cause=describe_error(error))
            return item.item.chapters

    def _imported(self, item: FollowedItem, found: _Found, *, sha256: str) -> FollowedItem:
        done = replace(
            item,
            sha256=sha256,
            imported=item.essence,
            imported_at=item.imported_at or self._clock(),
        )
        return self._checked(done, found)

    def _checked(self, item: FollowedItem, found: _Found) -> FollowedItem:
        """Return the item to be checked again, the later the longer ago it was imported."""
        now, fetched = self._clock(), found.fetched
        return replace(
            item,
            source=found.named.url,
            validators=item.validators if fetched.data is None else fetched.validators,
            due=timing.next_check(item.imported_at or now, now=now, chance=self._chance),
            failures=0,
            problem="",
        )

    def _failed(self, item: FollowedItem, error: Exception, feed: FollowedFeed) -> ItemOutcome:
        now, failures = self._clock(), item.failures + 1
        problem = str(error)
        if not isinstance(error, PullquoteError):
            problem = _("It cannot be imported ({error}); the bot's log says why.").format(
                error=type(error).__name__
            )
            _log.error("item not imported", feed=feed.id, item=item.id, exc_info=error)
        elif problem != item.problem:
            _log.warning(
                "item not imported", feed=feed.id, item=item.id, cause=describe_error(error)
            )
        fetch = error if isinstance(error, FetchError) else FetchError("")
        due = timing.next_retry(
            failures, now=now, chance=self._chance, wait=fetch.wait, removed=fetch.removed
        )
        return ItemOutcome(
            replace(item, due=due, failures=failures, problem=problem), "failed", error=error
        )


def _same_file(
    transcript: Transcript, episodes: tuple[Episode, ...], feed: FollowedFeed
) -> Episode | None:
    """Return the episode that was imported from the same file for the same server, if any."""
    same = (one for one in episodes if one.sha256 == transcript.sha256)
    return next((one for one in same if one.show.server == feed.server), None)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _check_kind(data: bytes, name: str) -> None:
    start = data[:500].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not name.endswith((".html", ".htm")) and start.startswith((b"<!doctype html", b"<html")):
        raise FeedError(
            _(
                "{name} is a web page, perhaps for a login, and no transcript; tell its owner."
            ).format(name=name)
        )
