"""Kill a process that imports real files, and look at what is left in the store.

A forked child imports files of the corpora without end, in random order, under three keys; a key
that is taken gets the other file with `replace`. It is killed by SIGKILL: half of the times at a
random instant of its first .6 seconds, half up to 60 ms after its first, second or third write to
the store began.
Then, in this process, every episode must be exactly what one of the files gives, with every row of
it; no row may belong to an episode that there is not; the version of the library must be the number
of imports that were finished, or that and the one that was cut off.
"""

import asyncio
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from benchmarks.corpora import folder
from benchmarks.kills.counts import KillCounts
from bot.episode_preparation import Prepared, prepare
from bot.errors import PullquoteError
from bot.import_options import Options
from bot.ingest import add
from bot.models import NO_EDITS, Content, Episode, EpisodeEdits, QuoteChanges
from bot.store import Store, open_store
from bot.store.dialects import dialect_of
from bot.store.engine import open_database
from bot.store.tables import metadata
from bot.transcripts.readers import read

_KEYS = tuple(f"episode-{number}" for number in range(3))
_LARGEST = 30_000
"""In bytes: larger files take so long to analyse that few imports end."""

_OPENED, _WRITING, _DONE = b"o", b"w", b"d"


@dataclass(frozen=True, slots=True)
class Killed:
    """What a child did before it was killed: imports that ended, and whether one was writing."""

    ended: int
    writing: bool


class _Announcing(Store):
    """A store that says when a write of an episode begins and ends."""

    def announce_to(self, pipe: int) -> None:
        self._pipe = pipe

    async def add(
        self,
        episode: Episode,
        content: Content,
        *,
        edits: EpisodeEdits = NO_EDITS,
        feed: int | None = None,
    ) -> int:
        os.write(self._pipe, _WRITING)
        version = await super().add(episode, content, edits=edits, feed=feed)
        os.write(self._pipe, _DONE)
        return version

    async def replace(
        self, episode: Episode, content: Content, *, edits: EpisodeEdits = NO_EDITS
    ) -> tuple[int, QuoteChanges]:
        os.write(self._pipe, _WRITING)
        replaced = await super().replace(episode, content, edits=edits)
        os.write(self._pipe, _DONE)
        return replaced


def _files() -> Iterator[Path]:
    """Yield the files of the corpora that are small and can be read."""
    for place in ("formats", "cases"):
        for path in sorted((folder() / place).iterdir()):
            if path.name == "README.md" or path.stat().st_size > _LARGEST:
                continue
            try:
                read(path)
            except PullquoteError:
                continue
            yield path


async def _import_forever(url: str, files: list[Path], *, pipe: int, seed: int) -> None:
    chance = random.Random(seed)
    async with open_database(dialect_of(url, patience=5)) as database:
        store = _Announcing(database, url=url)
        store.announce_to(pipe)
        os.write(pipe, _OPENED)
        while True:
            options = Options(guides=(), key=chance.choice(_KEYS), replace=True)
            await add(chance.choice(files), store=store, options=options)


def _kill_one(url: str, files: list[Path], chance: random.Random, *, writing: bool) -> Killed:
    reading, pipe = os.pipe()
    seed = chance.randrange(1 << 30)
    child = os.fork()
    if child == 0:
        os.close(reading)
        asyncio.run(_import_forever(url, files, pipe=pipe, seed=seed))
    os.close(pipe)
    told = os.read(reading, 1)
    if writing:
        wanted = chance.randint(1, 3)
        while told.count(_WRITING) < wanted:
            told += os.read(reading, 1) or sys.exit("The import ended by itself.")
    time.sleep(chance.uniform(0, 0.06 if writing else 0.6))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while rest := os.read(reading, 4096):
        told += rest
    os.close(reading)
    return Killed(told.count(_DONE), told.endswith(_WRITING))


@cache
def _prepared(path: Path, key: str) -> Prepared:
    return prepare(read(path), key=key, options=Options(guides=()))


async def _problems(url: str, by_hash: dict[str, Path]) -> tuple[int, list[str]]:
    """Return the version, and a sentence for each episode that is not what its file gives."""
    problems: list[str] = []
    async with open_store(url) as store:
        for episode in await store.every_episode():
            expected = _prepared(by_hash[episode.sha256], episode.key)
            content = replace(expected.content, source=b"", sketch=(), judged="")
            if await store.content(episode.key) != content:
                problems.append(f"{episode.key} is not what its file gives")
            data = by_hash[episode.sha256].read_bytes()
            if await store.source(episode.key) != (expected.content.source and data):
                problems.append(f"{episode.key} has not the bytes of its file")
            if (episode.title, episode.quotes) != (expected.episode.title, len(content.quotes)):
                problems.append(f"{episode.key} is described wrongly")
        versions = [change.version for change in await store.changes(0)]
        version = await store.version()
        if len(set(versions)) != len(versions) or (versions and max(versions) != version):
            problems.append("the log of changes does not end with the version")
        if len(versions) != len(await store.every_episode()):
            problems.append("the log of changes has not one row an episode")
    return version, problems


def _orphans(database: Path) -> list[str]:
    """Return a sentence for each table with rows of an episode that there is not."""
    problems: list[str] = []
    with closing(sqlite3.connect(database)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            problems.append("the database is damaged")
        problems += [f"a row of {row[0]} refers to none" for row in _violations(connection)]
        known = {row[0] for row in connection.execute("SELECT id FROM episode")}
        for table in metadata.tables.values():
            if "episode_id" in table.c:
                rows = connection.execute(f"SELECT DISTINCT episode_id FROM {table.name}")  # noqa: S608 - our own names
                problems += [
                    f"{table.name} has rows of {row[0]}" for row in rows if row[0] not in known
                ]
        without = connection.execute(
            "SELECT count(*) FROM episode WHERE id NOT IN (SELECT episode_id FROM sketch)"
            " OR id NOT IN (SELECT episode_id FROM episode_text)"
        ).fetchone()[0]
        if without:
            problems.append(f"{without} episodes have no text or no sketch")
    return problems


def _violations(connection: sqlite3.Connection) -> list[tuple[str]]:
    return connection.execute("PRAGMA foreign_key_check").fetchall()


def kill_imports(kills: int, seed: int) -> KillCounts:
    """Kill a process that imports so many times; print what was wrong."""
    chance = random.Random(seed)
    files = list(_files())
    by_hash = {_prepared(path, _KEYS[0]).episode.sha256: path for path in files}
    counts = KillCounts("import of files")
    with tempfile.TemporaryDirectory() as place:
        database = Path(place) / "library.db"
        url = f"sqlite+aiosqlite:///{database}"
        version, _ = asyncio.run(_problems(url, by_hash))
        for number in range(kills):
            killed = _kill_one(url, files, chance, writing=number % 2 == 1)
            reached, problems = asyncio.run(_problems(url, by_hash))
            problems += _orphans(database)
            done, version = reached - version, reached
            if done - killed.ended not in ((0, 1) if killed.writing else (0,)):
                problems.append(f"{done} versions for {killed.ended} imports")
            counts.add(
                ended=killed.ended,
                within=killed.writing,
                complete=done - killed.ended > 0,
                problems=problems,
            )
    return counts
