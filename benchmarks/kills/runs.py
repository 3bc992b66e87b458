"""Kill a process that does one long thing: builds an index, migrates a database, moves a library.

Each run begins with the same files, and is killed at a random instant of the time that it takes.
What is left must be as it was before, or complete, where that can be said; and when it is done
again it must come to the same as one that nobody killed.
"""

import asyncio
import os
import random
import shutil
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Time,
    create_engine,
    insert,
)

import bot.store
from benchmarks.kills.children import BEGUN, DONE, kill_one
from benchmarks.kills.counts import KillCounts
from benchmarks.kills.dumps import Rows, dump
from bot.errors import StoreError
from bot.library import Library
from bot.library.rebuild import FEWEST_EPISODES
from bot.models import Scope
from bot.search import open_index
from bot.store import move_library, open_store
from bot.store.revisions import REVISIONS
from tests.support import any_rows
from tests.support.episodes import long_episode
from tests.support.hashing_model import HashingModel

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_EPISODES, _QUOTES = 24, 30
_MANY, _SHORT = FEWEST_EPISODES + 10, 6
"""So many episodes, of so few quotes, are indexed at once by other processes."""
_INDEXED = ("quotes", "words", "topics", "chapters", "highlights", "contents", "windows")
_MIGRATIONS = Path(bot.store.__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Run:
    """A kind of long work: what it begins with, the work, and what is wrong after a kill.

    `left` looks at what a kill has left, before the work is done again; `result` is what must be
    the same in the end.
    """

    prepare: Callable[[Path, int], Awaitable[None]]
    work: Callable[[Path], Awaitable[None]]
    left: Callable[[Path, Path], Sequence[str]]
    result: Callable[[Path], object]


def kill_runs(kind: str, kills: int, seed: int, *, folder: Path) -> KillCounts:
    """Kill a process that does the work of a kind so many times; print what was wrong."""
    run, chance, counts = RUNS[kind], random.Random(seed), KillCounts(kind)
    wholes: dict[int, _Whole] = {}
    for number in range(kills):
        variant = number % VARIANTS.get(kind, 1)
        if variant not in wholes:
            wholes[variant] = _whole(run, folder / f"whole-{variant}", variant)
        whole, place = wholes[variant], folder / "killed"
        shutil.copytree(whole.before, place)
        killed = kill_one(partial(_tell, run, place), chance, begun=1, seconds=whole.seconds)
        problems = list(run.left(place, whole.before))
        asyncio.run(_done(run, place))
        if run.result(place) != whole.result:
            problems.append("done again, it is not the same")
        counts.add(ended=killed.ended, within=killed.within, complete=False, problems=problems)
        shutil.rmtree(place)
    return counts


@dataclass(frozen=True, slots=True)
class _Whole:
    """Work that nobody killed: what it began with, how long it took, and what came of it."""

    before: Path
    seconds: float
    result: object


def _whole(run: Run, folder: Path, variant: int) -> _Whole:
    before, after = folder / "before", folder / "after"
    before.mkdir(parents=True)
    asyncio.run(_prepared(run, before, variant))
    shutil.copytree(before, after)
    begun = time.perf_counter()
    asyncio.run(_done(run, after))
    return _Whole(before, time.perf_counter() - begun, run.result(after))


async def _prepared(run: Run, folder: Path, variant: int) -> None:
    await run.prepare(folder, variant)


async def _done(run: Run, folder: Path) -> None:
    await run.work(folder)


async def _tell(run: Run, folder: Path, pipe: int) -> None:
    os.write(pipe, BEGUN)
    await run.work(folder)
    os.write(pipe, DONE)


def _url(folder: Path, name: str = "library.db") -> str:
    return f"sqlite+aiosqlite:///{folder / name}"


async def _fill(folder: Path, *, episodes: int, quotes: int) -> None:
    async with open_store(_url(folder)) as store:
        for number in range(episodes):
            await store.add(*long_episode(f"e{number}", quotes=quotes))


async def _fill_many(folder: Path, _variant: int) -> None:
    await _fill(folder, episodes=_MANY, quotes=_SHORT)


async def _fill_and_index(folder: Path, _variant: int) -> None:
    """Index some episodes, then add others and remove some."""
    await _fill(folder, episodes=_EPISODES, quotes=_QUOTES)
    async with _opened(folder) as library:
        await library.refresh()
    async with open_store(_url(folder)) as store:
        for number in range(_EPISODES - 4, _EPISODES + 21):
            key = f"e{number}"
            if number < _EPISODES:
                await store.remove(key, server=None)
            else:
                await store.add(*long_episode(key, quotes=_QUOTES))


@asynccontextmanager
async def _opened(folder: Path) -> AsyncGenerator[Library]:
    model = HashingModel(dimensions=64)
    async with (
        open_store(_url(folder)) as store,
        open_index(folder / "index", model=model) as index,
    ):
        yield Library(store, index, clock=lambda: _NOW)


async def _catch_up(folder: Path) -> None:
    async with _opened(folder) as library:
        await library.refresh()
        while await library.encode_next():
            pass


def _index_left(_folder: Path, _before: Path) -> Sequence[str]:
    return ()


def _index_result(folder: Path) -> object:
    """Return all rows of an index but their numbers, and some answers."""
    (path,) = folder.glob("index/0/index-*.db")
    left = [one.name for one in folder.glob("index/0/building-*")]
    tables = {
        name: sorted(repr(row[1:] if name in {"quotes", "windows"} else row) for row in rows)
        for name, rows in dump(path).items()
        if name in {*_INDEXED, "integrity"}
    }
    return tables, left, asyncio.run(_answers(folder))


async def _answers(folder: Path) -> Sequence[object]:
    async with _opened(folder) as library:
        await library.refresh()
        scope = Scope(server=None)
        return [
            await library.quote("tide number 8 which follows the harbour", scope),
            await library.topic("harbour", scope),
            await library.ask("What follows the orchard?", scope),
            await library.unencoded(),
        ]


async def _fill_old(folder: Path, variant: int) -> None:
    """Make a database of an earlier release with three rows in each table."""
    engine = create_engine(f"sqlite:///{folder / 'library.db'}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, REVISIONS[variant])
        known = MetaData()
        known.reflect(connection)
        for table in known.sorted_tables:
            if table.name not in {"alembic_version", "library"}:
                for at in range(3):
                    row = {column.name: _value(column, at) for column in table.c}
                    connection.execute(insert(table).values(row))
    engine.dispose()


def _value(column: Column[object], at: int) -> object:
    for key in column.foreign_keys:
        return _value(key.column, at)
    if column.primary_key and isinstance(column.type, Integer):
        return at + 1
    values: tuple[tuple[type, object], ...] = (
        (JSON, []),
        (Boolean, bool(at % 2)),
        (LargeBinary, bytes([at])),
        (DateTime, datetime(2026, 1, 1 + at)),  # noqa: DTZ001 - as it is stored
        (Date, datetime(2026, 1, 1 + at).date()),  # noqa: DTZ001 - likewise
        (Time, datetime(2026, 1, 1, at).time()),  # noqa: DTZ001 - likewise
        (Float, 0.5 + at),
        (Integer, at),
    )
    return next((one for of, one in values if isinstance(column.type, of)), f"{column} {at}")


async def _migrate(folder: Path) -> None:
    async with open_store(_url(folder)):
        pass


def _old_or_new(folder: Path, before: Path) -> Sequence[str]:
    found, old = dump(folder / "library.db"), dump(before / "library.db")
    versions = found["alembic_version"]
    if versions == [(REVISIONS[-1],)]:
        return () if found["integrity"] == [("ok",)] else ("the migrated file is damaged",)
    return () if found == old else (f"neither old nor new: {versions}",)


def _database(folder: Path) -> Rows:
    return dump(folder / "library.db")


async def _fill_any(folder: Path, _variant: int) -> None:
    async with open_store(_url(folder)):
        pass
    engine = create_engine(f"sqlite:///{folder / 'library.db'}")
    with engine.begin() as connection:
        any_rows.fill(connection)
    engine.dispose()
    async with open_store(_url(folder)) as store:
        await store.identity()
        for number in range(12):
            await store.add(*long_episode(f"e{number}"))


async def _move(folder: Path) -> None:
    if not await _is_moved(folder):
        await move_library(_url(folder), _url(folder, "target.db"), living_seconds=0)


async def _is_moved(folder: Path) -> bool:
    if not (folder / "target.db").exists():
        return False
    try:
        async with open_store(_url(folder, "target.db")) as store:
            return await store.version() > 0
    except StoreError:
        return False


def _moved_or_told(folder: Path, before: Path) -> Sequence[str]:
    problems: list[str] = []
    if dump(folder / "library.db") != dump(before / "library.db"):
        problems.append("the source was changed")
    if asyncio.run(_is_moved(folder)) and _both(folder)[0] != _both(folder)[1]:
        problems.append("an unfinished move can be used")
    return problems


def _both(folder: Path) -> Sequence[object]:
    """Return both databases without leases, which are not moved."""
    both = (dump(folder / "library.db"), dump(folder / "target.db"))
    return [{name: rows for name, rows in one.items() if name != "lease"} for one in both]


RUNS: Mapping[str, Run] = {
    "index, built at once": Run(_fill_many, _catch_up, _index_left, _index_result),
    "index, catching up": Run(_fill_and_index, _catch_up, _index_left, _index_result),
    "migration": Run(_fill_old, _migrate, _old_or_new, _database),
    "move to another database": Run(_fill_any, _move, _moved_or_told, _both),
}
VARIANTS: Mapping[str, int] = {"migration": len(REVISIONS) - 1}
"""How many beginnings a kind has: for migrations, each earlier release."""
