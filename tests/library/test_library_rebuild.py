"""An index that is built at once, by other processes, is the one built episode by episode."""

import os
import signal
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import SearchError
from bot.library import Library
from bot.library import rebuild as rebuilding
from bot.models import Chapter, Content, Episode, Excerpt, NameCorrection, Scope, Span
from bot.search import open_index
from bot.search.storage.files import NEW_FILE
from bot.store import Store, open_store
from tests.search.talks import bees, lighthouses, secrets
from tests.search.tongues import TALKS, talk
from tests.support.builders import content, episode
from tests.support.platforms import needs_posix

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
SCOPES = (Scope(server=None), Scope(server=7), Scope(server=8))
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'postings%'"
TERMS = "CREATE VIRTUAL TABLE temp.terms USING fts5vocab (main, postings, instance)"


@asynccontextmanager
async def opened(folder: Path, store: Store) -> AsyncGenerator[Library]:
    async with open_index(folder) as index:
        yield Library(store, index, clock=lambda: NOW)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    """A library with private shows, corrections, hidden quotes, embargoes and several languages."""
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'library.db'}") as store:
        for made in (lighthouses(names=[NameCorrection("Deep Seat", "Deep Sleet")]), secrets(7)):
            await store.add(*made)
        await store.add(*_with_chapters())
        for server in (None, 9):
            later = replace(episode(f"later-{server}", server=server), embargo=NOW + HOUR)
            await store.add(later, content(("A krakenfish sings.",), key=later.key))
        for spoken in TALKS:
            await store.add(*talk(spoken, server=8 if spoken == "de" else None))
        await store.add(episode("silent"), content((), key="silent"))
        await store.add(*bees())
        about, said = lighthouses()
        await store.replace(about, content(("All is new, and short.",), key="lighthouses"))
        await store.replace(about, said)
        await store.edits.hide(said.quotes[3].id, server=None)
        await store.edits.label_quote(said.quotes[5].id, "Odo Brandt", server=None)
        heard = NameCorrection("Yan Lecoon", "Yann LeCun")
        await store.edits.correct_name("lighthouses", heard, server=None)
        await store.edits.name_in_episode("bees", {"Teo Marsh": "Theo Marsh"}, server=None)
        await store.edits.remove("talk-es", server=None, at=NOW)
        yield store


def _with_chapters() -> tuple[Episode, Content]:
    about, said = (
        episode("chaptered", server=8),
        content(
            (
                "It begins at the pier (bell) with a bell.",
                "Then the U.S. fleet had twenty-five ships.",
            ),
            key="chaptered",
            topics=("the pier",),
            highlights=(1,),
        ),
    )
    first = said.quotes[0]
    line = Excerpt(first.start, first.end, first.text, first.display)
    return about, replace(
        said,
        chapters=(Chapter("The pier", 0, len(said.text), (line,), editor="A fleet, counted"),),
        asides=(Span(23, 29),),
        quotes=tuple(replace(one, start_ms=1000 * one.position) for one in said.quotes),
    )


def file_of(folder: Path) -> Path:
    (path,) = folder.glob("0/index-*.db")
    return path


def _building(folder: Path) -> list[Path]:
    return list(folder.glob("0/building-*"))


def tables_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of an index, and of its full-text table each term with each row."""
    with closing(sqlite3.connect(path)) as db:
        db.execute(TERMS)
        names = [name for (name,) in db.execute(TABLES)]
        # The names come from the database itself.
        selects = {name: f"SELECT * FROM {name}" for name in names}  # noqa: S608
        tables = {name: sorted(db.execute(one), key=repr) for name, one in selects.items()}
        tables["meta"] = [row for row in tables["meta"] if row[0] != "change"]
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        indexes = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'")
        return tables | {
            "terms": sorted(db.execute("SELECT term, doc FROM temp.terms")),
            "indexes": sorted(indexes),
        }


async def _answers(library: Library) -> list[object]:
    asked = [
        TALKS["de"][0],
        TALKS["ja"][0],
        "Yann LeCun letters",
        "deep sleet",
        "zanzibarium",
        "25 ships",
        "silence",
    ]
    found: list[object] = []
    for scope in SCOPES:
        for text in asked:
            found += [await library.quote(text, scope), await library.topic(text, scope)]
            found += [await library.ask(text, scope)]
        for option in ("quote.words", "topic.name", "chapter", "speaker", "episode"):
            found += [await library.suggest(option, typed, scope) for typed in ("", "th", "si")]
    return found


def _build_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.library.indexing.FEWEST_EPISODES", 1)
    monkeypatch.setattr(rebuilding, "TOGETHER", 3)
    monkeypatch.setattr(rebuilding, "_MAKERS", 1)


async def test_an_index_built_at_once_equals_one_built_episode_by_episode(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path / "slow", store) as library:
        await library.refresh()
        expected = await _answers(library)
    _build_at_once(monkeypatch)
    async with opened(tmp_path / "quick", store) as library:
        before = file_of(tmp_path / "quick")
        await library.refresh()
        assert file_of(tmp_path / "quick") != before
        assert await _answers(library) == expected
        # It goes on from there.
        await store.edits.unhide(lighthouses()[1].quotes[3].id, server=None)
        await library.refresh()
    async with opened(tmp_path / "slow", store) as library:
        await library.refresh()
    slow, quick = (tables_of(file_of(tmp_path / name)) for name in ("slow", "quick"))
    assert slow.keys() == quick.keys()
    for name, rows in slow.items():
        assert quick[name] == rows, name
    assert (len(slow["reserved"]), "krakenfish" in str(slow)) == (2, False)


@needs_posix
async def test_without_a_process_that_the_system_kills_it_is_built_by_this_one(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    _build_at_once(monkeypatch)
    monkeypatch.setattr(rebuilding, "RowsMaker", _Killed)
    async with opened(tmp_path / "index", store) as library:
        before = file_of(tmp_path / "index")
        await library.refresh()
        assert file_of(tmp_path / "index") == before
        assert (await library.quote("two suitcases", SCOPES[0])).confidence == "exact"
    assert not _building(tmp_path / "index")


class _Killed:
    """Ends its process as the system does where memory is short."""

    def __init__(self, *_given: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


async def test_what_cannot_be_written_is_told_and_leaves_the_index_as_it_was(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path / "index", store) as library:
        before = file_of(tmp_path / "index")
        with monkeypatch.context() as patch:
            _build_at_once(patch)
            patch.setattr(rebuilding, "NEW_FILE", "nowhere/index.db")
            with pytest.raises(SearchError, match="make room on the disk"):
                await library.refresh()
        assert file_of(tmp_path / "index") == before
        assert not _building(tmp_path / "index")
        await library.refresh()
        assert (await library.quote("two suitcases", SCOPES[0])).confidence == "exact"


async def test_what_a_killed_rebuild_left_is_deleted_when_the_index_is_opened(
    tmp_path: Path, store: Store
) -> None:
    async with opened(tmp_path / "index", store) as library:
        await library.refresh()
    left = tmp_path / "index" / "0" / "building-1"
    left.mkdir()
    (left / NEW_FILE).write_text("half")
    async with opened(tmp_path / "index", store) as library:
        assert not left.exists()
        await library.refresh()
        assert (await library.quote("two suitcases", SCOPES[0])).confidence == "exact"
