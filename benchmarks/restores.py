"""Kill backups and restores at any instant, and look at what is left.

    python -m benchmarks.restores [KILLS] [SEED] [DATABASE]

Of each kind there are so many kills, on SQLite and, if it is installed, on PostgreSQL, or on the
one that is named. A forked
child is killed by SIGKILL at a random instant of its work. After each kill of a backup, the file of
its name is absent or whole. After each kill of a restore, the library is the old one or the new
one, with all its rows, and each library that made way for another is whole under another name. The
exit code is 1 if not.
"""

import asyncio
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import StoreError
from bot.store import back_up, inspect_backup, open_store, restore_backup
from tests.support import postgresql
from tests.support.episodes import long_episode

_KILLS = 50
_EPISODES = 12
_STATE = "state"
_BACKUP = "of the backup"


async def fill(url: str) -> None:
    """Fill a new library."""
    async with open_store(url) as store:
        for number in range(_EPISODES):
            await store.add(*long_episode(f"e{number}", quotes=60))
        await store.set_note(_STATE, _BACKUP)


def kill_backup(url: str, folder: Path, chance: random.Random) -> tuple[str, list[str]]:
    """Kill a backup; return its outcome, and what is wrong."""
    file = folder / "backup" / "killed.db"
    file.unlink(missing_ok=True)
    _kill(lambda: _back_up(url, file), chance)
    if not file.exists():
        return "backups that were not written", []
    try:
        counts = inspect_backup(file).counts
    except StoreError as error:
        return "backups that were written", [str(error)]
    return "backups that were written", [] if counts["episode"] == _EPISODES else [f"{counts}"]


def kill_restore(
    url: str, folder: Path, chance: random.Random, *, number: int
) -> tuple[str, list[str]]:
    """Kill a restore of a library that is marked; return which one is there, and what is wrong."""
    mark = f"before kill {number}"
    asyncio.run(_mark(url, mark))
    _kill(lambda: _restore(folder / "backup" / "sound.db", url, folder), chance)
    state, episodes = asyncio.run(_state(url))
    problems = [] if episodes == _EPISODES else [f"{episodes} episodes"]
    if state == mark:
        return "restores after which the old library is there", problems
    if state != _BACKUP:
        problems.append(f"the library is that of {state}")
    if mark not in set(_kept_states(folder, problems)):
        problems.append(f"the library of {mark} is lost")
    return "restores after which the new library is there", problems


def _kill(work: Callable[[], Awaitable[object]], chance: random.Random) -> None:
    """Kill a child at its work: anywhere, or in its last part, where names change."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, b"!")
        asyncio.run(_to_the_end(work))
        os._exit(0)
    os.read(reading, 1)
    begun = time.monotonic()
    limit = _longest[0] * chance.choice((chance.random(), chance.uniform(0.6, 1)))
    while time.monotonic() - begun < limit:
        time.sleep(0.0005)
        if os.waitpid(child, os.WNOHANG)[0]:
            _longest[0] = max(0.05, (time.monotonic() - begun) * 1.05)
            break
    else:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        _longest[0] *= 1.1
    os.close(reading)
    os.close(writing)


_longest = [0.5]
"""Seconds within which a child is killed: a little more than the last one took that ended."""


async def _to_the_end(work: Callable[[], Awaitable[object]]) -> None:
    await work()


async def _back_up(url: str, file: Path) -> None:
    now = datetime.now(UTC)
    await back_up(url, file, files=lambda _: (), made_at=now, release="", replace=True)


async def _restore(backup: Path, url: str, folder: Path) -> None:
    now = datetime.now(UTC)
    await restore_backup(backup, url, folder=folder, at=now, release="", living_seconds=0)


async def _mark(url: str, mark: str) -> None:
    async with open_store(url) as store:
        await store.set_note(_STATE, mark)


async def _state(url: str) -> tuple[str | None, int]:
    """Return the mark of a library, and how many of its episodes are whole."""
    async with open_store(url) as store:
        whole = [
            await store.content(key) == long_episode(key, quotes=60)[1]
            for key in (f"e{number}" for number in range(_EPISODES))
        ]
        return await store.note(_STATE), sum(whole)


def _kept_states(folder: Path, problems: list[str]) -> Iterator[str]:
    """Yield the marks of the libraries that made way for others."""
    for file in folder.glob("library-before-restore-*.db"):
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                problems.append(f"{file.name} is damaged")
            query = "SELECT value FROM note WHERE name = ?"
            yield connection.execute(query, (_STATE,)).fetchone()[0]


def measure(url: str, folder: Path, *, kills: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Kill so many backups and restores; return how they ended, and what was wrong."""
    chance, counts, problems = random.Random(seed), Counter[str](), list[str]()
    (folder / "backup").mkdir()
    asyncio.run(fill(url))
    asyncio.run(_back_up(url, folder / "backup" / "sound.db"))
    for _ in range(kills):
        outcome, wrong = kill_backup(url, folder, chance)
        counts[outcome] += 1
        problems += wrong
    for number in range(kills):
        outcome, wrong = kill_restore(url, folder, chance, number=number)
        counts[outcome] += 1
        problems += wrong
    left = [path.name for path in folder.rglob(".*partial*")]
    asyncio.run(_back_up(url, folder / "backup" / "killed.db"))
    asyncio.run(_restore(folder / "backup" / "sound.db", url, folder))
    counts["hidden files that kills left"] = len(left)
    counts["of these, left after the next run"] = len(list(folder.rglob(".*partial*")))
    return counts, problems


@contextmanager
def libraries() -> Generator[dict[str, Callable[[Path], str]]]:
    """Give functions that make the address of a new library, by the name of the database."""
    found: dict[str, Callable[[Path], str]] = {
        "SQLite": lambda folder: f"sqlite+aiosqlite:///{folder}/library.db"
    }
    if not postgresql.is_installed():
        yield found
        return
    with postgresql.running_server() as server:
        yield {**found, "PostgreSQL": lambda _: asyncio.run(server.create("library"))}


def main() -> int:
    """Print how many kills ended how; return 1 if anything was wrong."""
    given = [int(argument) for argument in sys.argv[1:3]]
    kills, seed = [*given, *(_KILLS, 1)[len(given) :]]
    chosen = sys.argv[3:]
    wrong = 0
    with libraries() as found:
        for name, address in found.items():
            if chosen and name not in chosen:
                continue
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder)
                counts, problems = measure(address(path), path, kills=kills, seed=seed)
            print(f"{name}: {kills} kills of backups and {kills} of restores, seed {seed}")
            for outcome, number in sorted(counts.items()):
                print(f"  {outcome}: {number}")
            print(f"  problems: {len(problems)}")
            for problem in problems:
                print(f"    {problem}")
            wrong += len(problems)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
