"""Measure how long a process takes to end after SIGTERM, in whatever state it is.

python -m benchmarks.stopping [STATE ...]

Each state is reached by a process of its own, over a Discord, a feed and a database on this
machine. SIGTERM is sent; in the state `twice`, SIGTERM and SIGINT again and again.
"""

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import web

from bot.daily import due
from bot.schedules import Schedule
from bot.store import open_store
from tests.conftest import PROJECT
from tests.support import postgresql
from tests.support.wire import BotProcess, Fault, LoopbackDiscord, running

SAMPLES = PROJECT / "data" / "samples"
PATIENCE = 30.0
"""Seconds after which a process is killed."""

_CALLBACK = "/interactions/*/*/callback"
_POSTS = "/channels/*/messages"
_LINE = {"words": "brain with the public locked out"}
_HANGS = 3600.0


@dataclass(slots=True)
class Place:
    """A folder with a library of the samples, and a Discord."""

    folder: Path
    discord: LoopbackDiscord
    settings: dict[str, str] = field(default_factory=dict[str, str])


State = Callable[[Place], AbstractAsyncContextManager[BotProcess]]


def main() -> None:
    """Print a line for each state."""
    chosen = sys.argv[1:] or list(STATES)
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'state':18}{'seconds':>8}{'code':>6}  last line of the log")
    with TemporaryDirectory() as made:
        library = Path(made) / "library"
        _add(library, *sorted(SAMPLES.glob("*")))
        for name in chosen:
            folder = Path(shutil.copytree(library, Path(made) / name))
            asyncio.run(_measure(name, folder))
    print(f"load after: {os.getloadavg()[0]:.1f}")


async def _measure(name: str, folder: Path) -> None:
    async with LoopbackDiscord() as discord, STATES[name](Place(folder, discord)) as bot:
        begun = time.monotonic()
        os.kill(bot.pid, signal.SIGTERM)
        if name == "twice":
            for number in (signal.SIGINT, signal.SIGTERM) * 3:
                await asyncio.sleep(0.1)
                os.kill(bot.pid, number)
        try:
            async with asyncio.timeout(PATIENCE):
                code: int | str = await bot.ended()
        except TimeoutError:
            code = "-"
        seconds = time.monotonic() - begun
        last = (bot.log.splitlines() or [""])[-1]
        print(f"{name:18}{seconds:8.1f}{code:>6}  {last[:110]}", flush=True)


def _add(folder: Path, *transcripts: Path, url: str | None = None) -> None:
    command = [sys.executable, "-m", "bot", "add", "--data-dir", str(folder)]
    subprocess.run(  # noqa: S603 - our own words
        [*command, *(["--database", url] if url else []), *map(str, transcripts)],
        check=True,
        capture_output=True,
    )


async def _says(bot: BotProcess, words: str) -> None:
    while words not in bot.log:  # noqa: ASYNC110 - a file tells nobody that it has grown
        await asyncio.sleep(0.02)


@asynccontextmanager
async def _loading(place: Place) -> AsyncGenerator[BotProcess]:
    async with running(place.discord, place.folder) as bot:
        await asyncio.sleep(0.3)
        yield bot


@asynccontextmanager
async def _serving(place: Place) -> AsyncGenerator[BotProcess]:
    async with running(place.discord, place.folder, **place.settings) as bot:
        await bot.ready()
        await asyncio.sleep(3)
        yield bot


@asynccontextmanager
async def _waiting(place: Place) -> AsyncGenerator[BotProcess]:
    async with _serving(place), running(place.discord, place.folder, "run") as bot:
        await _says(bot, "Waiting until it ends")
        yield bot


@asynccontextmanager
async def _importing(place: Place) -> AsyncGenerator[BotProcess]:
    dropped = place.folder / "transcripts"
    dropped.mkdir()
    for number in range(20):
        lines = (f"Line {n} of file {number} tells of weather and of boats." for n in range(4000))
        (dropped / f"long-{number}.txt").write_text("\n".join(lines), encoding="utf-8")
    async with running(place.discord, place.folder) as bot:
        await _says(bot, "transcript imported")
        yield bot


@asynccontextmanager
async def _indexing(place: Place) -> AsyncGenerator[BotProcess]:
    files = place.folder / "many"
    files.mkdir()
    for number in range(101):
        lines = (f"Line {n} of file {number} tells of weather and of boats." for n in range(20))
        (files / f"many-{number}.txt").write_text("\n".join(lines), encoding="utf-8")
    await asyncio.to_thread(_add, place.folder, files)
    shutil.rmtree(place.folder / "index")
    async with running(place.discord, place.folder) as bot:
        while not list((place.folder / "index").glob("*/building-*")):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.02)
        yield bot


@asynccontextmanager
async def _fetching(place: Place) -> AsyncGenerator[BotProcess]:
    """Follow a feed whose server takes the request and never answers."""
    asked = asyncio.Event()
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Boats</title><item><guid>1</guid>'
        "<title>One</title></item></channel></rss>"
    )

    async def answer(_: web.Request) -> web.Response:
        if hanging:
            asked.set()
            await asyncio.sleep(_HANGS)
        return web.Response(text=feed, content_type="application/rss+xml")

    hanging = False
    app = web.Application()
    app.router.add_get("/feed.xml", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    networks = {"PULLQUOTE_FEED_NETWORKS": "127.0.0.0/8"}
    try:
        following = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "follow", f"http://127.0.0.1:{port}/feed.xml"),
            *("--data-dir", str(place.folder)),
            env={**os.environ, **networks},
        )
        await following.wait()
        _let_feeds_be_due(place.folder / "library.db")
        hanging = True
        async with running(place.discord, place.folder, **networks) as bot:
            await asked.wait()
            yield bot
    finally:
        await runner.cleanup()


def _let_feeds_be_due(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE feed SET due = '2020-01-01 00:00:00.000000'")


@asynccontextmanager
async def _hung_database(place: Place) -> AsyncGenerator[BotProcess]:
    with postgresql.running_server() as server:
        url = await server.create("library")
        await asyncio.to_thread(_add, place.folder, *sorted(SAMPLES.glob("*")), url=url)
        place.settings["PULLQUOTE_DATABASE_URL"] = url
        async with _serving(place) as bot:
            with server.hanging():
                await asyncio.sleep(6)
                yield bot


@asynccontextmanager
async def _locked_database(place: Place) -> AsyncGenerator[BotProcess]:
    async with _serving(place) as bot:
        with _locked(place.folder / "library.db"):
            await asyncio.sleep(6)
            yield bot


@asynccontextmanager
async def _locked_at_start(place: Place) -> AsyncGenerator[BotProcess]:
    with _locked(place.folder / "library.db"):
        async with running(place.discord, place.folder) as bot:
            await asyncio.sleep(10)
            yield bot


@contextmanager
def _locked(database: Path):  # noqa: ANN202 - a context
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        connection.close()


@asynccontextmanager
async def _no_gateway(place: Place) -> AsyncGenerator[BotProcess]:
    nowhere = {"PULLQUOTE_DISCORD_GATEWAY": "ws://127.0.0.1:1/"}
    async with running(place.discord, place.folder, **nowhere) as bot:
        await place.discord.asked("GET", "/users/@me")
        await asyncio.sleep(6)
        yield bot


@asynccontextmanager
async def _silent_gateway(place: Place) -> AsyncGenerator[BotProcess]:
    """Name a gateway that takes connections and says nothing."""

    def silent(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        """Say nothing."""

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    named = {"PULLQUOTE_DISCORD_GATEWAY": f"ws://127.0.0.1:{port}/"}
    async with running(place.discord, place.folder, **named) as bot:
        await place.discord.asked("GET", "/users/@me")
        await asyncio.sleep(4)
        yield bot


@asynccontextmanager
async def _frozen_gateway(place: Place) -> AsyncGenerator[BotProcess]:
    """Connect to a gateway that then reads nothing more, not even that the bot goes."""
    place.discord.gateway_server.heartbeat_ms = 200
    async with _serving(place) as bot:
        place.discord.gateway_server.frozen = True
        await asyncio.sleep(1)
        yield bot


@asynccontextmanager
async def _hung_login(place: Place) -> AsyncGenerator[BotProcess]:
    place.discord.faults.add(Fault("GET", "/users/@me", 200, after=True, seconds=_HANGS))
    async with running(place.discord, place.folder) as bot:
        await place.discord.world.signal.until(
            lambda: place.discord.made("GET", "/users/@me"), what="a login"
        )
        yield bot


@asynccontextmanager
async def _hung_registration(place: Place) -> AsyncGenerator[BotProcess]:
    fault = Fault("PUT", "/applications/*/commands", 200, after=True, seconds=_HANGS)
    place.discord.faults.add(fault)
    async with running(place.discord, place.folder) as bot:
        await place.discord.world.signal.until(
            lambda: place.discord.made("PUT", "/applications/*/commands"), what="a registration"
        )
        yield bot


@asynccontextmanager
async def _answering(place: Place, *, seconds: float) -> AsyncGenerator[BotProcess]:
    async with _serving(place) as bot:
        place.discord.faults.add(Fault("POST", _CALLBACK, 200, after=True, seconds=seconds))
        asking = asyncio.create_task(place.discord.slash("quote", _LINE))
        await asyncio.sleep(0.5)
        yield bot
        asking.cancel()


@asynccontextmanager
async def _posting(place: Place, *, seconds: float) -> AsyncGenerator[BotProcess]:
    now, guild = datetime.now(UTC), place.discord.guilds[0]
    hour = (now - timedelta(minutes=6)).time().replace(microsecond=0)
    schedule = Schedule(int(guild.id), int(guild.channel), hour, "UTC", created=now)
    async with open_store(f"sqlite+aiosqlite:///{place.folder / 'library.db'}") as store:
        next_plan = due.send_time(schedule, (now - timedelta(minutes=6)).date())
        await store.ledger.put(schedule, next_plan_at=next_plan)
    place.discord.faults.add(Fault("POST", _POSTS, 200, after=True, seconds=seconds))
    async with running(place.discord, place.folder) as bot:
        await bot.ready()
        await place.discord.world.signal.until(
            lambda: place.discord.made("POST", _POSTS), what="it"
        )
        yield bot


STATES: Mapping[str, State] = {
    "loading": _loading,
    "waiting": _waiting,
    "importing": _importing,
    "indexing": _indexing,
    "serving": _serving,
    "twice": _serving,
    "fetching": _fetching,
    "locked": _locked_database,
    "locked-start": _locked_at_start,
    "hung-database": _hung_database,
    "no-gateway": _no_gateway,
    "silent-gateway": _silent_gateway,
    "frozen-gateway": _frozen_gateway,
    "hung-login": _hung_login,
    "hung-registration": _hung_registration,
    "answering": lambda place: _answering(place, seconds=2),
    "hung-answer": lambda place: _answering(place, seconds=_HANGS),
    "posting": lambda place: _posting(place, seconds=2),
    "hung-post": lambda place: _posting(place, seconds=_HANGS),
}


if __name__ == "__main__":
    main()
