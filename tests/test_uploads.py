"""Uploads that the database cannot take, or whose key another server has."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest

from bot.errors import NotFoundError, StoreUnavailableError
from bot.import_options import Options
from bot.store import Store, open_store
from bot.transcripts.files import File
from bot.translation import speaking
from bot.uploads import Uploads
from tests.support.stage import ELSEWHERE, HARBOUR, HOME, NOW


@dataclass(slots=True)
class Sometimes:
    """A store that cannot be reached while it is `away`."""

    inner: Store
    away: bool = False

    def __getattr__(self, name: str) -> Any:
        return self._fail if self.away else getattr(self.inner, name)

    async def _fail(self, *_args: Any, **_given: Any) -> None:
        raise StoreUnavailableError("The database cannot be reached.")


T = TypeVar("T")


@dataclass(slots=True)
class Desk:
    """Does the work of uploads, and counts the transcripts that it reads and analyses."""

    done: list[str] = field(default_factory=list[str])

    async def work(self, function: Callable[[], T], /) -> T:
        self.done.append(cast("Any", function).func.__name__)
        return function()


async def imported() -> None:
    """Let nothing follow an import."""


@pytest.mark.parametrize("is_removed", [False, True])
async def test_an_upload_with_the_key_of_another_server_gets_another_key_but_no_other_title(
    tmp_path: Path, *, is_removed: bool
) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'library.db'}") as store:
        uploads = Uploads(store, clock=lambda: NOW, imported=imported)
        file, options = File("harbour.txt", "\n".join(HARBOUR).encode()), Options(show="harbour")
        theirs = await uploads.look_at([file], server=HOME, options=options)
        await uploads.accept(theirs.token, server=HOME)
        if is_removed:
            await store.edits.remove("harbour", server=HOME, at=NOW)
        ours = await uploads.look_at([file], server=ELSEWHERE, options=options)
        (done,) = (await uploads.accept(ours.token, server=ELSEWHERE)).files
        assert done.imported is not None
        added = done.imported.episode
        assert (added.key, added.title, added.show.server) == ("harbour-2", "Harbour", ELSEWHERE)


async def test_an_upload_waits_for_the_database(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'library.db'}") as store:
        sometimes = Sometimes(store)
        uploads = Uploads(cast("Store", sometimes), clock=lambda: NOW, imported=imported)
        file = File("harbour.txt", "\n".join(HARBOUR).encode())
        options = Options(show="harbour", server=HOME)
        sometimes.away = True
        with pytest.raises(StoreUnavailableError):
            await uploads.look_at([file], server=HOME, options=options)
        sometimes.away = False
        looked = await uploads.look_at([file], server=HOME, options=options)
        sometimes.away = True
        with pytest.raises(StoreUnavailableError):
            await uploads.accept(looked.token, server=HOME)
        sometimes.away = False
        taken = await uploads.accept(looked.token, server=HOME)
        assert [one.importable for one in (looked, taken)] == [1, 1]
        assert [one.key for one in await store.episodes(server=HOME)] == ["harbour"]


def uploads_of(store: Store, desk: Desk) -> Uploads:
    """Return uploads whose work is counted."""
    return Uploads(store, clock=lambda: NOW, imported=imported, work=desk.work)


async def stored(store: Store) -> dict[str, tuple[object, ...]]:
    """Return what there is of each episode, by its key."""
    version = await store.version()
    return {
        one.key: (one, await store.content_at(one.id, version=version))
        for one in await store.every_episode()
    }


async def test_an_upload_is_analysed_once_and_stored_as_if_it_were_analysed_twice(
    tmp_path: Path,
) -> None:
    files = [File(f"{name}.txt", "\n".join(HARBOUR).encode()) for name in ("one", "two")]
    options = Options(show="harbour")
    async with open_store(f"sqlite:///{tmp_path / 'once.db'}") as store:
        desk = Desk()
        uploads = uploads_of(store, desk)
        looked = await uploads.look_at(files, server=HOME, options=options)
        assert all(one.imported and one.imported.ready is None for one in looked.files)
        assert sorted(desk.done) == ["prepare", "prepare", "read_transcript", "read_transcript"]
        taken = await uploads.accept(looked.token, server=HOME)
        assert (taken.importable, len(desk.done)) == (2, 4)
        once = await stored(store)
    async with open_store(f"sqlite:///{tmp_path / 'twice.db'}") as store:
        uploads = uploads_of(store, Desk())
        with speaking("de"):
            looked = await uploads.look_at(files, server=HOME, options=options)
        await uploads.accept(looked.token, server=HOME)
        assert await stored(store) == once


async def test_an_upload_is_analysed_again_for_somebody_who_reads_another_language(
    tmp_path: Path,
) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'library.db'}") as store:
        desk = Desk()
        uploads = uploads_of(store, desk)
        file = File("harbour.txt", b"No names and no times, and not much more than this line.")
        looked = await uploads.look_at([file], server=HOME, options=Options(show="harbour"))
        with speaking("de"):
            (done,) = (await uploads.accept(looked.token, server=HOME)).files
        (before,) = looked.files
        reports = [one.imported.report for one in (before, done) if one.imported]
        assert len({one.warnings for one in reports if one}) == 2
        assert len(desk.done) == 4


async def test_an_upload_whose_key_was_taken_meanwhile_is_analysed_with_its_new_key(
    tmp_path: Path,
) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'library.db'}") as store:
        uploads = uploads_of(store, desk := Desk())
        file, options = File("harbour.txt", "\n".join(HARBOUR).encode()), Options(show="harbour")
        ours, theirs = [
            await uploads.look_at([file], server=server, options=options)
            for server in (HOME, ELSEWHERE)
        ]
        await uploads.accept(theirs.token, server=ELSEWHERE)
        before = len(desk.done)
        (done,) = (await uploads.accept(ours.token, server=HOME)).files
        assert (done.key, len(desk.done) - before) == ("harbour-2", 2)


async def test_an_upload_that_nobody_answers_is_out_of_memory_though_nothing_else_is_uploaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.uploads.KEPT_FOR", timedelta(milliseconds=1))
    async with open_store(f"sqlite:///{tmp_path / 'library.db'}") as store:
        uploads = uploads_of(store, Desk())
        file = File("harbour.txt", "\n".join(HARBOUR).encode())
        looked = await uploads.look_at([file], server=HOME, options=Options(show="harbour"))
        await asyncio.sleep(0.01)
        with pytest.raises(NotFoundError):  # by the clock of this test no time has passed
            await uploads.accept(looked.token, server=HOME)


async def test_what_is_prepared_of_a_servers_uploads_is_bounded_and_the_uploads_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'library.db'}") as store:
        uploads = uploads_of(store, desk := Desk())
        files = [
            File(f"{number}.txt", "\n".join([*HARBOUR, f"And {number}."]).encode())
            for number in range(3)
        ]
        monkeypatch.setattr("bot.uploads._PREPARED_OF_SERVER", 4_000)  # of one file
        looked = [
            await uploads.look_at([file], server=HOME, options=Options(show="harbour"))
            for file in files
        ]
        counts: list[int] = []
        for one in looked:
            before = len(desk.done)
            assert (await uploads.accept(one.token, server=HOME)).importable == 1
            counts.append(len(desk.done) - before)
        assert counts == [2, 2, 0]
