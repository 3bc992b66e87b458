"""What the log must never hold of the work without an interaction: posts, alerts, feeds, files."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp

from bot.alerting.port import AlertMessage, EarlierMessage
from bot.alerting.sender import AlertSender
from bot.cli.dropped import import_dropped
from bot.cli.resources import open_resources
from bot.clusters.leasing import Leasing
from bot.curation import Curation
from bot.daily.port import LimitedError, RefusedError, RejectedError, UnclearError
from bot.daily.rate_limiter import RateLimiter
from bot.departures import Departures
from bot.feeds.fetching import open_fetcher
from bot.feeds.service import FeedService
from bot.judgement import judge_stored
from bot.library import Library
from bot.members import Members
from bot.metrics import HealthServer, Metrics
from bot.models import Show
from bot.records import Alert, AlertMatch
from bot.runtime.failures import Failures
from bot.search import open_index
from bot.servers import Servers
from tests.daily.conftest import PLAN, START, build_scheduler, talk
from tests.feeds.conftest import LOOPBACK
from tests.metrics.test_health import free_address
from tests.support.everything import Repeating
from tests.support.feed_xml import item, rss
from tests.support.logged import PASSWORD, TOKEN, logged, repeating_errors, served
from tests.support.memory_port import MemoryPort, SetClock
from tests.support.stores import open_store
from tests.support.web import Website, never, open_website

WORDS = "quixotry zephyrine"
CANARIES = ("quixotry", "zephyrine", "vexillology")
MEMBER = 7_345_678_901_234_567
SAID = f"Ann: The {WORDS} of the harbour is a vexillology that nobody had ordered.\n"


class Tried:
    """Does work again and again as the supervisor does, and records how it fails."""

    def __init__(self, failures: Failures) -> None:
        self.failures = failures
        self.failed = 0

    async def __call__(self, work: Callable[[], Awaitable[object]], *, times: int = 1) -> None:
        for _ in range(times):
            try:
                await work()
            except Exception as error:  # noqa: BLE001 - as the supervisor
                self.failures.record("work", error)
                self.failed += 1


def every(number: int) -> Callable[[], bool]:
    """Return what is true for each call of so many."""
    calls = count(1)
    return lambda: next(calls) % number == 0


@dataclass
class FailingPort(MemoryPort):
    """A port that fails, in one way after another, with errors that say the words."""

    failing: bool = False
    errors: Iterator[Callable[[str], Exception]] = field(default_factory=repeating_errors)
    asked: Iterator[int] = field(default_factory=count)

    def _ask(self, what: str, channel: int) -> None:
        super()._ask(what, channel)
        match next(self.asked) % 12 if self.failing else None:
            case 0:
                raise RejectedError(WORDS)
            case 1:
                raise UnclearError(WORDS)
            case 2:
                raise LimitedError(WORDS, seconds=60)
            case 4 | 5 | 6 | 7:
                raise next(self.errors)(WORDS)
            case _:
                pass


async def test_no_post_is_quoted(tmp_path: Path) -> None:
    clock, port = SetClock(START), FailingPort()
    failures, fails = Failures(clock=clock), every(23)
    async with (
        open_store(f"sqlite+aiosqlite:///{tmp_path / 'library.db'}") as store,
        open_index(tmp_path / "index") as index,
    ):
        library = Library(store, index, clock=clock)
        for key in ("quixotry", "zephyrine"):
            await store.add(*talk(key))
        await library.refresh()
        plan = replace(PLAN, thread=True, publish=True, digest=2, anniversaries=True, episodes=True)
        proxies: list[Any] = [
            Repeating(one, lambda: port.failing and fails()) for one in (store, library)
        ]
        scheduler = build_scheduler(proxies[0], proxies[1], port, clock, failures=failures)
        with logged() as log:
            for day in range(11):
                port.failing = 6 < day < 10
                port.closed = {PLAN.channel} if day > 9 else set()  # of which managers are told
                episode, content = talk(f"vexillology-{day}")
                year_ago = clock().date().replace(year=2025) + timedelta(days=2)
                new = replace(episode, title=WORDS, added_at=clock(), published=year_ago)
                await store.add(new, content)
                await store.ledger.put(plan, next_plan_at=clock())  # a refusal has ended it
                for _ in range(4):
                    clock.move(hours=6)
                    await scheduler.run_once()
                    await library.refresh()
    kinds = {one.outgoing.post.kind for one in port.posts}
    assert kinds >= {"day", "episode", "lines", "digest", "notice"}
    assert {"posted", "post unclear", "post rejected", "post refused", "job failed"} <= set(
        log.events
    )
    assert not log.told(CANARIES)


class FailingAlerts:
    """The port of alerts, which fails in one way after another, and sends between."""

    def __init__(self) -> None:
        self.failing = False
        self.sent: list[AlertMessage] = []
        self._asked = count()
        self._errors = repeating_errors()

    async def is_in(self, server: int) -> bool:
        return server > 0

    async def channel(self, alert: Alert) -> int:
        self._fail()
        return alert.thread or alert.user

    async def send(self, channel: int, message: AlertMessage) -> int | None:
        self._fail()
        self.sent.append(message)
        return channel

    async def find_own(
        self, channel: int, matches: Sequence[AlertMatch], *, after: object
    ) -> EarlierMessage | None:
        del channel, matches, after
        self._fail()

    def _fail(self) -> None:
        match next(self._asked) % 8 if self.failing else None:
            case 0:
                raise RefusedError(WORDS)
            case 2:
                raise UnclearError(WORDS)
            case 4 | 6:
                raise next(self._errors)(WORDS)
            case _:
                pass


async def test_no_alert_mistake_or_departure_is_quoted(tmp_path: Path) -> None:
    clock, port, fails = SetClock(START), FailingAlerts(), every(9)
    tried = Tried(Failures(clock=clock))
    async with (
        open_store(f"sqlite+aiosqlite:///{tmp_path / 'library.db'}") as store,
        open_index(tmp_path / "index") as index,
    ):
        library = Library(store, index, clock=clock)
        proxies: list[Any] = [
            Repeating(one, lambda: port.failing and fails()) for one in (store, library)
        ]
        curation = Curation(proxies[1], proxies[0], clock=clock)
        members = Members(proxies[1], proxies[0], curation, clock=clock)
        servers = Servers(proxies[0].servers, clock=clock)
        departures = Departures(
            proxies[0], proxies[1], servers=servers, failures=tried.failures, clock=clock
        )
        sender = AlertSender(
            proxies[1],
            proxies[0].members,
            port,
            clock=clock,
            seconds=lambda: clock().timestamp(),
            rate_limiter=RateLimiter(1000, clock=clock, sleep=clock.sleep),
            owner="first",
        )
        with logged() as log:
            add = members.alerts.add
            for user in range(MEMBER, MEMBER + 6):
                await tried(partial(add, user, "lamps was lit", server=71, thread=5))
            for key, port.failing in (("quixotry", False), ("zephyrine", True)):
                episode, content = talk(key, show=Show("zephyrine", "Vexillology", 71))
                await store.add(replace(episode, title=WORDS), content)
                await library.refresh()
                await tried(members.alerts.scan, times=4)
                for _ in range(20):
                    await tried(sender.run_once)
                    clock.move(hours=1)
            line, report, accept = (
                content.quotes[0].id,
                members.mistakes.report,
                members.mistakes.accept,
            )
            wrong = {"misheard": "lamps", "right": "vexillology", "note": WORDS}
            await tried(partial(report, MEMBER, line, "word", server=71, **wrong), times=6)
            await tried(partial(accept, 1, server=71, by=MEMBER), times=6)
            correct = partial(curation.correct_name, "quixotry", "zephyrine", WORDS, server=71)
            await tried(correct, times=3)
            await tried(lambda: judge_stored(proxies[0]), times=3)
            await tried(library.refresh, times=2)
            await tried(lambda: departures.left(71), times=3)
            clock.move(days=40)
            await tried(lambda: departures.purge(_unknown), times=2)
            await tried(lambda: departures.purge(_not_there), times=12)
            port.failing = False
            await tried(lambda: departures.forget(71))
    assert port.sent
    assert {"told of alerts", "alert unclear", "alert refused", "server left"} <= set(log.events)
    assert {"server not forgotten yet", "server forgotten", "job failed"} <= set(log.events)
    assert not log.told((*CANARIES, str(MEMBER)[:12]))


async def _unknown(server: int) -> bool:
    raise RejectedError(f"{server}: {WORDS}")


async def _not_there(server: int) -> bool:
    return server == 0


async def test_no_feed_is_quoted(tmp_path: Path) -> None:
    clock, fails = SetClock(START), every(40)
    tried, metrics = Tried(Failures(clock=clock)), Metrics(version="1")
    metrics.state.failures, failing = tried.failures, False

    async def sleep(seconds: float) -> None:
        clock.move(seconds=max(seconds, 1))
        if next(slept) % 40 == 0:
            raise TimeoutError(WORDS)

    slept = count(1)
    async with (
        open_website() as website,
        open_store(f"sqlite+aiosqlite:///{tmp_path / 'library.db'}") as store,
    ):
        proxy: Any = Repeating(store, lambda: failing and fails())
        service = FeedService(
            proxy,
            clock=clock,
            open_fetcher=lambda: open_fetcher(
                agent="Pullquote/test", clock=clock, permitted=LOOPBACK, deadline=0.5
            ),
            lock=_Unlocked,
            failures=tried.failures,
            observe=metrics.observe,
        )
        with logged() as log:
            for number, feed in enumerate(_feeds(website)):
                website.put(f"/{number}", feed)
                address = website.url(f"/{number}?auth={TOKEN}").replace("//", f"//ann:{PASSWORD}@")
                await tried(lambda address=address: service.follow(address, server=71))
            await tried(lambda: service.run(_imported, sleep=sleep))
            for number, body in enumerate((f"<rss>{WORDS}", f"<html>{WORDS}", "")):
                website.put(f"/{number}", body, status=200 if body else 500)
            for one in await service.feeds():
                async for _ in service.check(one.feed, fetch=True):
                    pass
            failing = True
            await tried(lambda: service.run(_imported, sleep=sleep), times=4)
            shown = served(metrics).casefold()
    assert 'failing{job="feed"}' in shown
    assert {"item not imported", "chapters not read", "job failed"} <= set(log.events)
    assert not [one for one in CANARIES if one in shown]
    assert not log.told((*CANARIES, "127.0.0.1:"))


class _Unlocked:
    async def __aenter__(self) -> None: ...

    async def __aexit__(self, *_: object) -> None: ...


async def _imported() -> None: ...


def _feeds(website: Website) -> list[str]:
    """Write feeds whose items have transcripts and chapters of all kinds, most of them broken."""
    broken = {
        "spoken-quixotry.txt": SAID,
        "broken.json": f'{{"segments": [{{"text": "{WORDS}"',
        "zephyrine.vtt": f"<!doctype html><title>{WORDS}</title>",
        "vexillology.srt": b"\xff\xfe\x00" + WORDS.encode() * 9,
        "number.json": f'[{"9" * 5000}, "{WORDS}"]',
    }
    served = [website.put(f"/files/{name}", body) for name, body in broken.items()]
    served.append(website.put("/files/cut.vtt", answer=never))
    served.append(website.redirect("/files/moved.vtt", f"http://10.0.0.1/{WORDS}?token={TOKEN}"))
    served.append(website.redirect("/files/odd.vtt", f"ftp://{WORDS}"))
    chapters = website.put("/chapters.json", f'{{"chapters": "{WORDS}"')
    more = f'<podcast:chapters url="{chapters}" type="application/json"/>'
    items = [
        item(f"{WORDS} {at}", f"{url}?auth={TOKEN}", title=f"{WORDS} {at}", more=more)
        for at, url in enumerate(served)
    ]
    return [rss(*items[:3], title=WORDS), rss(*items[3:6]), rss(*items[6:], title="Vexillology")]


async def test_no_dropped_transcript_or_guide_is_quoted(tmp_path: Path) -> None:
    for folder in ("transcripts", "guides"):
        (tmp_path / folder).mkdir()
    dropped = {
        "ferry.txt": SAID * 5,
        "broken.json": f'{{"segments": [{{"text": "{WORDS}"',
        "guided.txt": SAID.replace("harbour", "ferry"),
        "empty.txt": "",
    }
    guides = {
        "guided.toml": f'title = "{WORDS}"\n[[chapter]]\ntitle = "{WORDS}"\nat = "{WORDS}?"\n',
        "unread.toml": f'title = "{WORDS}\n',
        "unfit.toml": f'[quixotry]\nzephyrine = "{WORDS}"\n',
    }
    for name, body in dropped.items():
        (tmp_path / "transcripts" / name).write_text(body)
    tried = Tried(Failures(clock=SetClock(START)))
    with logged() as log:
        async with open_resources(f"sqlite+aiosqlite:///{tmp_path}/library.db", tmp_path) as opened:
            await import_dropped(opened, tmp_path)
            (tmp_path / "transcripts" / "ferry.txt").write_text(f"{SAID}Bo: It is {WORDS}.\n")
            await import_dropped(opened, tmp_path)
            (tmp_path / "transcripts" / "late.txt").write_text(SAID.replace("harbour", "shore"))
            for name, body in guides.items():
                (tmp_path / "guides" / name).write_text(body)
                await import_dropped(opened, tmp_path)
                (tmp_path / "guides" / name).unlink()
            fails = every(5)
            failing: Any = replace(opened, store=Repeating(opened.store, fails))
            (tmp_path / "transcripts" / "new.txt").write_text(SAID.replace("harbour", "sea"))
            await tried(lambda: import_dropped(failing, tmp_path), times=5)
    why = [(one["file"].rpartition("/")[2], one["why"]) for one in log.lines if "why" in one]
    assert ("ferry.txt", "KeyTakenError") in why
    assert any(file == "late.txt" and told.startswith("GuideError") for file, told in why)
    assert any(file == "empty.txt" and "has no words" in told for file, told in why)
    assert tried.failed
    assert not log.told(CANARIES)


async def test_no_lease_or_request_for_health_is_quoted(tmp_path: Path) -> None:
    metrics, address, clock = Metrics(version="1"), free_address(), SetClock(START)
    tried = Tried(Failures(clock=clock))
    metrics.state.failures = tried.failures
    with logged() as log:
        async with (
            open_store(f"sqlite+aiosqlite:///{tmp_path / 'library.db'}") as store,
            HealthServer(metrics, address, named=True).serving(),
            aiohttp.ClientSession(f"http://{address}") as session,
        ):
            table: Any = Repeating(store.leases, every(2))
            leasing = Leasing(table, owner="first", sleep=clock.sleep)
            await tried(lambda: leasing.run_holding("posts", _imported), times=8)
            metrics.state.library = _Broken()  # pyright: ignore[reportAttributeAccessIssue]
            told = ""
            for path in ("livez", "readyz", "metrics", "quixotry", "metrics?name[]=zephyrine"):
                async with session.get(f"/{path}", headers={"X-Said": WORDS}) as answer:
                    told += await answer.text()
            for sent in (f"GET /{WORDS} HTTP/9\r\n\r\n", f"{WORDS}\r\n\r\n"):
                await _send(address, sent.encode())
    assert tried.failed
    assert any("handling request" in one for one in log.events)
    assert not log.told(CANARIES)
    assert not [one for one in CANARIES if one in told]


class _Broken:
    """A library that says words wherever it is asked."""

    def __getattr__(self, name: str) -> Any:
        raise ValueError(f"{name}: {WORDS}")


async def _send(address: str, data: bytes) -> None:
    host, _, port = address.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(data)
    await reader.read()
    writer.close()
    await writer.wait_closed()
