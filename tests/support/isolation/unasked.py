"""What the bot and its command line make without an interaction: posts, alerts, answers, pages."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from bot.alerting.port import AlertMessage, EarlierMessage
from bot.alerting.sender import AlertSender
from bot.cli import protocol
from bot.curation import Curation
from bot.daily.rate_limiter import RateLimiter
from bot.library import Library
from bot.library.reader import open_reader
from bot.members import Members
from bot.records import Alert, AlertMatch
from bot.search import open_index
from bot.site.publishing import Options, publish
from bot.store import Store
from bot.ui import alerts, posted
from tests.daily.conftest import build_scheduler
from tests.support.isolation import secrets
from tests.support.isolation.arena import OURS, THEIRS
from tests.support.isolation.options import PROBES
from tests.support.isolation.secrets import ROLE, Kind
from tests.support.memory_port import MemoryPort, SetClock
from tests.support.stage import NOW
from tests.support.stores import open_store

DAYS, HOURS = 9, 3
_NUMBER = re.compile(r"(?<=al:)\d+")
"""Of an alert: it counts those of all servers."""
_IN_THREAD, _IN_DM, _NOWHERE = 71, 72, 73
"""Members with alerts of OURS in a thread, of OURS by DM, and of no server."""


@dataclass(slots=True)
class _AlertPort:
    """Keeps the messages to members."""

    sent: list[AlertMessage] = field(default_factory=list[AlertMessage])

    async def is_in(self, server: int) -> bool:
        return server > 0

    async def channel(self, alert: Alert) -> int:
        return alert.thread or alert.user

    async def send(self, channel: int, message: AlertMessage) -> int | None:
        self.sent.append(message)
        return channel

    async def find_own(
        self, channel: int, matches: Sequence[AlertMatch], *, after: datetime
    ) -> EarlierMessage | None:
        del channel, matches, after
        return None


async def posts(folder: Path, kind: Kind) -> list[str]:
    """Return what OURS is posted in nine days, with new episodes and secrets among them."""
    clock, port = SetClock(NOW), MemoryPort()
    async with _opened(folder, kind, clock) as (store, library):
        plan = replace(secrets.schedule_of(OURS.id, OURS.channel, ROLE), thread=True)
        await store.ledger.put(plan, next_plan_at=NOW)
        scheduler = build_scheduler(store, library, port, clock)
        for hour in range(0, DAYS * 24, HOURS):
            clock.move(hours=HOURS)
            if hour == 2 * 24:
                await _add_later(store, library, kind)
            await scheduler.run_once()
    ours = (one.outgoing for one in port.posts if one.outgoing.post.server == int(OURS.id))
    pages = map(posted.page_of, ours)
    return [json.dumps(one.view().to_components(), ensure_ascii=False) for one in pages]


async def told_alerts(folder: Path, kind: Kind) -> list[str]:
    """Return what members are told whose phrases are said in secret episodes and in others."""
    clock, port = SetClock(NOW), _AlertPort()
    async with _opened(folder, kind, clock) as (store, library):
        curation = Curation(library, store, clock=clock)
        members = Members(library, store, curation, clock=clock)
        for phrase in ("quibblefen", "codeword of the party", "lighthouse"):
            ours = int(OURS.id)
            await members.alerts.add(_IN_THREAD, phrase, server=ours, thread=5)
            await members.alerts.add(_IN_DM, phrase, server=ours)
            await members.alerts.add(_NOWHERE, phrase, server=None)
            # Of a server whose shows no direct message may have.
            await members.alerts.add(_IN_DM, phrase, server=int(THEIRS.id))
        await _add_later(store, library, kind)
        await members.alerts.scan()
        sender = AlertSender(
            library,
            store.members,
            port,
            clock=clock,
            seconds=lambda: clock().timestamp(),
            rate_limiter=RateLimiter(1000, clock=clock, sleep=clock.sleep),
            owner="first",
        )
        while await sender.run_once():
            clock.move(minutes=30)
    pages = (alerts.alert_page(one.matches, one.hits) for one in port.sent)
    made = (json.dumps(one.view().to_components(), ensure_ascii=False) for one in pages)
    return [_NUMBER.sub("", one) for one in made]


async def answers(folder: Path, kind: Kind, *, every: int = 1) -> list[str]:
    """Return the answers of `pullquote query` for OURS, for nobody, and for a server of nothing.

    Each so-manieth of what is typed is asked.
    """
    clock = SetClock(NOW)
    async with _opened(folder, kind, clock) as (_, library):
        return [
            await _answer(library, {"command": command, "text": text, "server": server, **more})
            for server in (int(OURS.id), None, 12345)
            for text in (*PROBES, "lighthouse promise", "Who bakes?")[::every]
            for command, more in _COMMANDS
        ]


async def pages(folder: Path, kind: Kind) -> list[str]:
    """Return the site of everybody, and that of OURS."""
    written: list[str] = []
    async with _opened(folder, kind, SetClock(NOW)) as (store, _):
        for server in (None, int(OURS.id)):
            reader = await open_reader(store, server=server, now=NOW)
            options = Options(server=server, search=False, transcripts=None)
            await publish(folder / f"site {server}", reader, options)
            written += await asyncio.to_thread(_read, folder / f"site {server}")
    return written


async def seconds(folder: Path, *, times: int) -> tuple[float, float]:
    """Return the median seconds to look up a quote of another server, and one that is nowhere."""
    taken: dict[str, list[float]] = {secrets.names().quotes[0]: [], "a2a2a2a2a2a2": []}
    async with _opened(folder, "private", SetClock(NOW)) as (_, library):
        for _ in range(times):
            for quote, some in taken.items():
                begun = perf_counter()
                await library.hits([quote], server=int(OURS.id))
                some.append(perf_counter() - begun)
    theirs, nowhere = map(median, taken.values())
    return theirs, nowhere


_COMMANDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("quote", {}),
    ("topic", {}),
    ("ask", {}),
    *(("suggest", {"option": one}) for one in ("quote.words", "topic.name", "speaker", "episode")),
    ("quote", {"episode": "quibblekey-zarnokey"}),
)


async def _answer(library: Library, asked: dict[str, Any]) -> str:
    said = await protocol.answer(library, json.dumps({"id": 1, **asked}).encode())
    return json.dumps({**said, "ms": 0}, ensure_ascii=False)


def _read(site: Path) -> list[str]:
    files = sorted(one for one in site.rglob("*") if one.is_file())
    return [f"{one.relative_to(site)}\n{one.read_text(errors='replace')}" for one in files]


async def _add_later(store: Store, library: Library, kind: Kind) -> None:
    """Add another public episode, and another secret one."""
    for episode, content in secrets.later_episodes(kind):
        await store.add(episode, content)
    await library.refresh()


@asynccontextmanager
async def _opened(
    folder: Path, kind: Kind, clock: SetClock
) -> AsyncGenerator[tuple[Store, Library]]:
    await asyncio.to_thread(folder.mkdir)
    async with (
        open_store(f"sqlite+aiosqlite:///{folder / 'library.db'}") as store,
        open_index(folder / "index") as index,
    ):
        await secrets.build(store, kind)
        clock.move(hours=-1)
        library = Library(store, index, clock=clock)
        await library.refresh()
        clock.move(hours=1)
        await library.refresh()
        yield store, library
