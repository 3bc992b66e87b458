"""Check the library and its index, and write nothing; in depth every page and row of both."""

import asyncio
import os
import sqlite3
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.check_machine import check_clock, check_fonts
from bot.cli.check_result import CheckResult
from bot.cli.feed_access import open_feeds
from bot.cli.resources import now
from bot.errors import PullquoteError, SearchError, StoreError

if TYPE_CHECKING:
    from bot.feeds.service import FeedState
    from bot.models import Content, Episode
    from bot.search.storage.inspection import IndexState
    from bot.settings import Settings
    from bot.store import Store

_QUICKLY_CHECKED = 64_000_000
"""Bytes of a database of which every page is read without `--deep`, too."""

_SHOWN = 3
_TOGETHER = 20


async def check_library(settings: "Settings", *, deep: bool) -> AsyncIterator[CheckResult]:
    """Check what the database says of itself, and whether the index is of it."""
    from bot.cli.lost_library import lost_library
    from bot.store import OlderReleaseError, open_existing_store, shown_address

    address = shown_address(settings.database_url)
    try:
        async with open_existing_store(settings.database_url) as store:
            if store is None:
                lost = lost_library(settings.database_url, settings.data_dir)
                none = f"There is none yet at {address}; `pullquote add` creates it."
                yield CheckResult("library", "broken" if lost else "ok", lost or none)
                return
            async for result in _check_content(store, settings, deep=deep):
                yield result
    except OlderReleaseError as error:
        yield CheckResult("library", "warning", str(error))
    except PullquoteError as error:
        yield CheckResult("library", "broken", str(error))


async def _check_content(
    store: "Store", settings: "Settings", *, deep: bool
) -> AsyncIterator[CheckResult]:
    from bot.store import shown_address

    episodes = await store.every_episode()
    yield CheckResult(
        "library", "ok", f"{len(episodes)} episodes in {shown_address(settings.database_url)}."
    )
    added = [episode.added_at for episode in episodes if episode.added_at]
    yield check_clock(now(), newest=max(added, default=None))
    yield check_fonts(settings.fonts, {episode.language for episode in episodes})
    async for result in _check_indexes(store, settings, deep=deep):
        yield result
    for state in await open_feeds(store, settings).feeds():
        yield check_feed(state)
    if deep:
        for result in await _check_rows(settings.database_url, len(episodes)):
            yield result


async def _check_indexes(
    store: "Store", settings: "Settings", *, deep: bool
) -> AsyncIterator[CheckResult]:
    """Check the index of each process that has one in the data folder."""
    from bot.runtime.lock import is_locked, replica_folders
    from bot.search.storage.inspection import find_index

    replicas = replica_folders(settings.data_dir)
    folders = [one for one in (settings.data_dir, *replicas) if (one / "index").exists()]
    for folder in folders or [settings.data_dir]:
        subject = "index" if folder == settings.data_dir else f"index of {folder.name}"
        try:
            state = find_index(folder / "index")
            yield await _check_index(store, state, subject, running=is_locked(folder))
            if deep and state and state.holds == await store.version():
                yield await _check_index_rows(store, state.path, subject)
        except SearchError as error:
            yield CheckResult(subject, "broken", str(error))


async def _check_index(
    store: "Store", state: "IndexState | None", subject: str, *, running: bool
) -> CheckResult:
    version, identity = await store.version(), await store.known_identity()
    if state is None:
        return CheckResult(subject, "ok", "There is none yet; the next start builds it.")
    if not state.is_current_format or state.library != identity or state.holds > version:
        sentence = "It is of another library or release; the next start builds it anew."
        return CheckResult(subject, "broken" if running else "warning", sentence)
    if state.holds == version:
        return CheckResult(subject, "ok", f"Up to date with version {version} of the library.")
    behind = f"It has version {state.holds} of the library, which is at version {version}"
    if not running:
        return CheckResult(subject, "ok", f"{behind}; the next start brings it up to date.")
    sentence = (
        f"{behind}. A running bot brings it up to date within seconds. Check again; if it stays "
        "so, stop the bot and run `pullquote reindex`."
    )
    return CheckResult(subject, "warning", sentence)


async def _check_index_rows(store: "Store", path: Path, subject: str) -> CheckResult:
    """Check every page of an index, and compare its rows with the library's."""
    from bot.search.storage.inspection import check_pages, copied_index, differing_episodes

    episodes, version = await store.every_episode(), await store.version()
    loop = asyncio.get_running_loop()

    def read(episode: "Episode") -> "Content | None":
        reading = store.searched_contents([episode.id], version=version)
        return asyncio.run_coroutine_threadsafe(reading, loop).result().get(episode.id)

    def compare() -> tuple[str, list[str]]:
        with copied_index(path) as db:
            problem = check_pages(db)
            return problem, [] if problem else [*differing_episodes(db, episodes, read)]

    problem, differing = await asyncio.to_thread(compare)
    then = "stop the bot and run `pullquote reindex`, which builds it anew."
    if problem:
        return CheckResult(subject, "broken", f"It is damaged ({problem}); {then}")
    if differing:
        sentence = f"It differs from the library in {_some(differing)}; {then}"
        return CheckResult(subject, "broken", sentence)
    return CheckResult(
        subject, "ok", f"Every page is intact, and all rows of {len(episodes)} episodes are right."
    )


async def _check_rows(url: str, episodes: int) -> list[CheckResult]:
    """Check what the rows of the library say of each other."""
    from bot.store import audit, count_violations, folder_of

    found = defaultdict[str, list[str]](list)
    async for one in audit(url, now=now()):
        found[one.place].append(one.problem)
    violations = await count_violations(url) if folder_of(url) else 0
    if violations:
        found["rows"].append(f"{violations:,} rows refer to rows that there are not")
    if not found:
        sentence = f"The texts, ids and ranges of {episodes} episodes agree with their files."
        return [CheckResult("rows", "ok", sentence)]
    advice = "Restore a backup with `pullquote restore FILE`, or import it with `add --replace`."
    stuck = {"post", "alert_match"}
    return [
        CheckResult(place, "warning", f"{'; '.join(problems)}.")
        if place in stuck
        else CheckResult(place, "broken", f"{'; '.join(problems)}. {advice}")
        for place, problems in found.items()
    ]


def _some(keys: list[str]) -> str:
    more = f" and {len(keys) - _SHOWN} more" if len(keys) > _SHOWN else ""
    return f"{', '.join(keys[:_SHOWN])}{more}"


def check_feed(state: "FeedState") -> CheckResult:
    """Check that a followed feed can be fetched, and its episodes imported."""
    feed, counts = state.feed, state.counts
    if feed.problem:
        since = feed.failing_since
        sentence = (
            f"Failing since {since:%Y-%m-%d %H:%M} UTC (tries: {feed.failures}): {feed.problem}"
        )
        return CheckResult(f"feed {feed.name}", "warning", sentence)
    sentence = f"{counts.imported} of {counts.items} episodes with a transcript are imported."
    if counts.failing:
        sentence += f" {counts.failing} cannot be imported: `pullquote follow --now` says why."
    return CheckResult(f"feed {feed.name}", "warning" if counts.failing else "ok", sentence)


def check_file(url: str, *, deep: bool = True) -> list[CheckResult]:
    """Check the pages of the database, if it is a file; of a large one only in depth."""
    from bot.store import file_of

    path = file_of(url)
    # That one may not look at it stands in the row of the library.
    if path is None or not os.access(path, os.R_OK) or not path.is_file():
        return []
    if not deep and path.stat().st_size > _QUICKLY_CHECKED:
        sentence = "It is large: `pullquote check --deep` reads every page of it."
        return [CheckResult("database file", "ok", sentence)]
    try:
        problem = next(_problems(path, "integrity_check" if deep else "quick_check"), "")
    except StoreError as error:
        return [CheckResult("database file", "broken", str(error))]
    if not problem:
        return [CheckResult("database file", "ok", "Every page is intact.")]
    sentence = (
        f"{path} is damaged ({problem}). Stop the bot, and replace it with a backup: `pullquote "
        "restore FILE`."
    )
    return [CheckResult("database file", "broken", sentence)]


def _problems(path: Path, check: str) -> Iterator[str]:
    """Yield what is wrong with a file; raise StoreError if it could not be checked."""
    try:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=5)) as connection:
            (problem,) = connection.execute(f"PRAGMA {check}(1)").fetchone()
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise StoreError(
                f"{path} could not be checked ({error}). Try again, or check its permissions."
            ) from error
        problem = str(error)
    if problem != "ok":
        yield problem
