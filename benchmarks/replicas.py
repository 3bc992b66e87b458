"""Measure how soon replicas have what another process changed: `python -m benchmarks.replicas`.

    python -m benchmarks.replicas [sqlite | postgresql] [REPLICAS]

Four processes by default, each with an index of its own, follow one store as `pullquote run` does.
This process then imports one episode, and 100 one after another, as fast as the store takes them;
changes a title; hides a quote; removes an episode. After each, every replica asks its library at
every new version, and says when it first answered with the change. Seconds count from the last
commit. At the end it measures a look at the version, which is what a replica costs the store while
nothing changes.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from statistics import fmean

from benchmarks import corpora
from benchmarks.episodes import Read, read_episode
from benchmarks.footprint import server_cpu
from benchmarks.timing import each, head, line, note
from bot.library import Library, follow
from bot.models import EpisodeEdits, Quote, Scope
from bot.search import open_index
from bot.store import Store, open_store
from tests.support import postgresql

REPLICAS = 4
FOLLOW_SECONDS = 5
"""As `pullquote run` does."""

BEFORE, MANY = 19, 100
"""Episodes in the store before the replicas start, and of the largest import."""

_EVERYBODY = Scope(server=None)
_POLL = 0.05
_SURE = 60
"""The first characters of a line, by which a hit is known to be of it."""

_LOOKS = 500
_PATIENCE = 900.0


@dataclass(frozen=True, slots=True)
class Probe:
    """A line to ask for, and the title of the episode that is to have it; "" for none."""

    line: str
    key: str
    title: str


async def replica(url: str, folder: Path) -> None:
    """Follow a store, and print when each probe that is read from stdin came true."""
    async with open_store(url) as store, open_index(folder) as index:
        known = Library(store, index, clock=lambda: datetime.now(UTC))
        await known.refresh()
        following = asyncio.create_task(follow(known, asyncio.Event(), seconds=FOLLOW_SECONDS))
        print("{}", flush=True)
        async for given in _lines():
            await _come_true(known, Probe(**json.loads(given)))
            print(json.dumps({"at": time.time(), "cpu": time.process_time()}), flush=True)
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following


async def _come_true(known: Library, probe: Probe) -> None:
    """Ask whenever the library has another version, until a probe is true."""
    seen: tuple[int, int] | None = None
    while True:
        versions = known.snapshot.version, known.indexed_version
        if versions != seen and await _is_true(known, probe):
            return
        seen = versions
        await asyncio.sleep(_POLL)


async def _is_true(known: Library, probe: Probe) -> bool:
    answer = await known.quote(probe.line, _EVERYBODY)
    found = (hit for hit in answer.hits if hit.episode.key == probe.key)
    titles = {hit.episode.title for hit in found if probe.line[:_SURE] in hit.match.text}
    return titles == ({probe.title} if probe.title else set())


async def _lines() -> AsyncGenerator[bytes]:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        yield line


@dataclass(frozen=True, slots=True)
class Replicas:
    """Processes that run `replica`, each with its index in a folder."""

    processes: Sequence[Process]

    async def converge(self, probe: Probe) -> list[dict[str, float]]:
        """Return when a probe came true in each, and the CPU seconds it has taken so far."""
        asked = json.dumps(asdict(probe)).encode() + b"\n"
        for one in self.processes:
            assert one.stdin
            one.stdin.write(asked)
        return await self.answers()

    async def answers(self) -> list[dict[str, float]]:
        """Read the next answer of each."""

        async def read(one: Process) -> dict[str, float]:
            assert one.stdout
            return json.loads(await one.stdout.readline())

        async with asyncio.timeout(_PATIENCE):
            return list(await asyncio.gather(*map(read, self.processes)))


@asynccontextmanager
async def running(url: str, folder: Path, number: int) -> AsyncGenerator[Replicas]:
    """Start replicas, wait until they have built their indexes, and end them."""
    program = (sys.executable, "-m", "benchmarks.replicas", "replica", url)
    folders = [str(folder / f"cluster-{one}") for one in range(number)]
    replicas = Replicas(
        [await create_subprocess_exec(*program, one, stdin=PIPE, stdout=PIPE) for one in folders]
    )
    try:
        await replicas.answers()
        yield replicas
    finally:
        for one in replicas.processes:
            assert one.stdin
            one.stdin.close()
            await one.wait()


async def measure(url: str, folder: Path, number: int) -> None:
    """Make the changes, and print the seconds until the first and the last replica had each."""
    first, one, *many = _episodes()[: BEFORE + 1 + MANY][BEFORE - 1 :]
    async with open_store(url) as store:
        for episode, content in _episodes()[:BEFORE]:
            await store.add(episode, content)
        async with running(url, folder, number) as replicas:
            print(f"\n{'':30}{'changing':>10}{'first':>10}{'last':>10}{'CPU of a replica':>18}")
            changes: tuple[tuple[str, Sequence[Change], Probe], ...] = (
                ("an import of one episode", _adding(store, [one]), _probe(one)),
                (f"imports of {MANY} episodes", _adding(store, many), _probe(many[-1])),
                ("a title", [_titling(store, first)], replace(_probe(first), title="Another")),
                ("a quote is hidden", [_hiding(store, one)], replace(_probe(one), title="")),
                (
                    "an episode is removed",
                    [_removing(store, many[-1])],
                    replace(_probe(many[-1]), title=""),
                ),
            )
            # The first search reads the words of the index.
            spent = fmean(said["cpu"] for said in await replicas.converge(_probe(first)))
            for name, steps, probe in changes:
                begun = time.time()
                for step in steps:
                    await step()
                done = time.time()
                said = await replicas.converge(probe)
                cpu = fmean(answer["cpu"] for answer in said)
                at = sorted(answer["at"] - done for answer in said)
                print(
                    f"{name:30}{done - begun:10.1f}{at[0]:10.1f}{at[-1]:10.1f}{cpu - spent:18.2f}",
                    flush=True,
                )
                spent = cpu


Change = Callable[[], Awaitable[object]]


def _adding(store: Store, some: Sequence[Read]) -> list[Change]:
    return [partial(store.add, episode, content) for episode, content in some]


def _titling(store: Store, one: Read) -> Change:
    return partial(store.edits.edit_episode, one[0].key, EpisodeEdits(title="Another"), server=None)


def _hiding(store: Store, one: Read) -> Change:
    return partial(store.edits.hide, _line(one).id, server=None)


def _removing(store: Store, one: Read) -> Change:
    return partial(store.remove, one[0].key, server=None)


def _probe(one: Read) -> Probe:
    return Probe(_line(one).text, one[0].key, one[0].title)


def _line(one: Read) -> Quote:
    """Return a long quote from the middle of an episode."""
    quotes = one[1].quotes
    return max(quotes[len(quotes) // 3 : len(quotes) // 2], key=lambda quote: len(quote.text))


@cache
def _episodes() -> list[Read]:
    paths = sorted((corpora.folder() / "changelog").glob("*/*.md"))
    return [read_episode(path, guided=False) for path in paths[: BEFORE + 1 + MANY]]


async def measure_look(url: str, server: postgresql.Server | None) -> None:
    """Print what it costs to learn that nothing has changed."""
    async with open_store(url) as store:
        begun = server_cpu(server.folder) if server else 0
        times = await each([store.version] * _LOOKS)
        head("a look at the version")
        line("milliseconds", times)
        if server:
            spent = server_cpu(server.folder) - begun
            note("  CPU of PostgreSQL", spent * 1000 / _LOOKS, "ms")


async def main(engine: str, number: int) -> None:
    """Measure on a new database."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        url, server = f"sqlite+aiosqlite:///{name}/library.db", None
        if engine == "postgresql":
            server = stack.enter_context(postgresql.running_server())
            url = await server.create("library")
        print(f"{engine}, {number} replicas, load {os.getloadavg()[0]:.1f}")
        await measure(url, Path(name), number)
        await measure_look(url, server)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["replica", address, place]:
            asyncio.run(replica(address, Path(place)))
        case [*given]:
            asyncio.run(main((given or ["sqlite"])[0], int((given[1:] or [REPLICAS])[0])))
