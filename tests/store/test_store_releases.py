"""A library that any earlier release wrote opens, and keeps what it holds."""

import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.library import Library
from bot.models import Scope
from bot.search import open_index
from bot.store import Store, move_library, open_store, restore_backup, revisions
from tests.store.releases.make import MEMBER, SECOND, SERVER

FOLDER = Path(__file__).with_name("releases")
RELEASES = sorted(path.name[:4] for path in FOLDER.glob("*.sql.gz"))
NOW = datetime(2026, 11, 29, tzinfo=UTC)
_KILLED = """
import asyncio, os, signal, sys, time
import alembic.command, bot.store.migrations
from bot.store import open_store

async def migrate(url):
    async with open_store(url):
        pass

for line in sys.stdin:
    url, milliseconds = line.split()
    child = os.fork()
    if child == 0:
        asyncio.run(migrate(url))
        os._exit(0)
    end = time.monotonic() + int(milliseconds) / 1000
    how = os.WEXITED | os.WNOHANG | os.WNOWAIT
    while time.monotonic() < end and not os.waitid(os.P_PID, child, how):
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    print(os.waitpid(child, 0)[1], flush=True)
"""


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    return "postgresql" if "server" in request.node.name else "sqlite"


def unpack(release: str, file: Path) -> list[str]:
    """Write the library of a release, and return the ids of its quotes."""
    sql = gzip.decompress((FOLDER / f"{release}.sql.gz").read_bytes()).decode()
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(sql)
    return json.loads(sql.rpartition("-- ")[2])


def _rows(file: Path) -> dict[str, int]:
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = [name for (name,) in found]
        return {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - its own names
            for name in names
        }


def _retired(file: Path) -> dict[str, str]:
    with closing(sqlite3.connect(file)) as connection:
        return dict(connection.execute("SELECT id, quote_id FROM retired"))


def _revision(file: Path) -> str:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]


async def _check(store: Store, ids: list[str], retired: dict[str, str]) -> None:
    """Check that every id leads where it led, and that servers have what they set."""
    assert (await store.content("lighthouse")).text == SECOND
    found = await store.quotes([*ids, *retired], server=None)
    assert [found[one][1].id for one in (*ids, *retired)] == [*ids, *retired.values()]
    schedule = await store.ledger.get(SERVER)
    assert schedule is not None
    assert (schedule.state, schedule.zone, schedule.days) == ("on", "Europe/Berlin", {0, 2, 4})
    (post,) = await store.ledger.history(SERVER, limit=5)
    assert (post.status, post.quote) == ("sent", ids[0])
    assert (await store.ledger.rotation_state(SERVER)).pins == (ids[0],)


def test_each_revision_has_a_library_of_its_release() -> None:
    # The newest has one when the next is added.
    assert set(revisions.REVISIONS[1:-1]) <= set(RELEASES)


@pytest.mark.parametrize("release", RELEASES)
async def test_a_library_of_each_release_opens_and_answers(
    release: str, file: Path, url: str, tmp_path: Path
) -> None:
    ids = unpack(release, file)
    before, retired = _rows(file), _retired(file)
    assert retired
    async with open_store(url) as store, open_index(tmp_path / "index") as index:
        await _check(store, ids, retired)
        if release >= "0008":
            assert [one.quote for one in await store.members.saved_by(MEMBER)] == [ids[0]]
            assert [one.phrase for one in await store.members.alerts_of(MEMBER)] == [
                "two hundred and eleven"
            ]
        library = Library(store, index, clock=lambda: NOW)
        await library.refresh()
        answer = await library.quote("two hundred and eleven of them", Scope(server=None))
        assert answer.hits[0].match.quote in ids
        assert await library.hits([*retired], server=None) == await library.hits(
            [*retired.values()], server=None
        )
    after = _rows(file)
    assert _revision(file) == revisions.REVISIONS[-1]
    assert {name: after[name] for name in before} == {
        **before,
        "note": after["note"],
        **({"hidden": after["hidden"]} if "hidden" in before else {}),
    }


@pytest.mark.parametrize("release", ["0002", "0008"])
async def test_a_library_of_an_older_release_moves_to_a_server(
    release: str, tmp_path: Path, url: str
) -> None:
    older = tmp_path / "older.db"
    ids, retired = unpack(release, older), _retired(older)
    async with open_store(f"sqlite:///{older}"):
        pass
    await move_library(f"sqlite:///{older}", url, living_seconds=0)
    async with open_store(url) as store:
        await _check(store, ids, retired)


async def test_a_copy_of_an_older_library_is_restored(file: Path, url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    ids, retired = unpack("0002", copy), _retired(copy)
    await restore_backup(copy, url, folder=tmp_path, at=NOW, release="")
    async with open_store(url) as store:
        await _check(store, ids, retired)
    assert (_revision(copy), _revision(file)) == ("0002", revisions.REVISIONS[-1])


async def test_a_library_of_a_newer_release_is_refused_and_left_alone(file: Path, url: str) -> None:
    unpack(RELEASES[-1], file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = _rows(file)
    with pytest.raises(StoreError, match=r"is newer \(9999\) than this release of Pullquote"):
        async with open_store(url):
            pass
    assert (_rows(file), _revision(file)) == (before, "9999")


@pytest.fixture
def killer() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", _KILLED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        yield program


def _kill(killer: subprocess.Popen[str], file: Path, *, milliseconds: int) -> None:
    assert killer.stdin is not None
    assert killer.stdout is not None
    killer.stdin.write(f"sqlite:///{file} {milliseconds}\n")
    killer.stdin.flush()
    assert int(killer.stdout.readline()) in {0, signal.SIGKILL}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
async def test_a_migration_that_is_killed_has_happened_or_not(
    killer: subprocess.Popen[str], tmp_path: Path
) -> None:
    reached = set[str]()
    for number, milliseconds in enumerate((30, 120, 250, 400, 700, 5000)):
        file = tmp_path / f"{number}.db"
        ids, retired, before = unpack("0002", file), _retired(file), _rows(file)
        _kill(killer, file, milliseconds=milliseconds)
        reached.add(_revision(file))
        after = _rows(file)
        assert {name: after[name] for name in before} == before
        async with open_store(f"sqlite:///{file}") as store:
            await _check(store, ids, retired)
    assert reached == {"0002", revisions.REVISIONS[-1]}
