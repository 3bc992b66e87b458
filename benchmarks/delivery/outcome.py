"""What a run is counted by: posts and messages of alerts that were doubled, missed or given up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from benchmarks.delivery.fault_injection import RandomFaults
from benchmarks.delivery.servers import SERVERS, Member
from benchmarks.delivery.worker import Orders, Way
from bot.daily import due
from bot.records import AlertMatch
from bot.schedules import Post, Schedule
from tests.support.postgresql import Server
from tests.support.wire import LoopbackDiscord
from tests.support.wire.objects import EPOCH_MS, components

AHEAD = 60.0
"""Seconds by which the clock of a process may be ahead of Discord's, or behind it."""

_MANY_TRIES = 10
"""Tries within six hours of a post that is given up: they are at most 15 minutes apart."""


Posts = defaultdict[tuple[int, date], list[tuple[datetime, str]]]
"""By channel and local date: when each post was made, and the id of its button."""

Match = tuple[int, str]
"""An alert and the quote that its member is told of."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a run is made with; without a `server`, the database is a file of SQLite."""

    way: Way = "ledger"
    processes: int = 1
    servers: int = SERVERS
    kills: int = 100
    outages: int = 0
    server: Server | None = None


@dataclass(slots=True)
class Struck:
    """How often processes were killed or asked to end, and the database was stopped."""

    kills: int = 0
    restarts: int = 0
    outages: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one run."""

    way: Way
    seed: int
    kills: int
    restarts: int
    outages: int
    posts: int
    told: int
    news: int
    doubled: int
    missed: int
    given_up: int
    notices: int
    taken_over: int
    requests: int
    seconds: float
    struck: Counter[str]
    wrong: tuple[str, ...] = ()

    def counts(self) -> tuple[int, int, int, int, int, int]:
        """Return the numbers that the last line sums."""
        return self.posts, self.told, self.news, self.doubled, self.missed, self.given_up


def count(
    seed: int,
    conditions: Conditions,
    trouble: Struck,
    plans: Sequence[Member],
    discord: LoopbackDiscord,
    *,
    seconds: float,
    rows: Mapping[tuple[int, date], Post],
) -> Outcome:
    """Count the posts."""
    posted, notices = _sorted(discord)
    owed = {(one.schedule.channel, day) for one in plans for day in one.expected()}
    missing = {one: rows.get(one) for one in owed - set(posted)}
    given_up = [one for one in missing.values() if _was_given_up(one)]
    unrecorded = [one for one in posted if one in rows and rows[one].status != "sent"]
    reports = [
        *(f"{one[0]}: {one[1]} was not posted: {row}" for one, row in missing.items()),
        *(f"{one[0]}: {one[1]} was posted: {rows[one]}" for one in unrecorded),
        *(f"{one}: {made}" for one, made in posted.items() if len(made) > 1),
    ]
    faults = discord.faults
    assert isinstance(faults, RandomFaults)
    way = conditions.way
    return Outcome(
        way=way,
        seed=seed,
        kills=trouble.kills,
        restarts=trouble.restarts,
        outages=trouble.outages,
        posts=sum(map(len, posted.values())),
        told=0,
        news=0,
        doubled=sum(len(made) - 1 for made in posted.values()),
        missed=len(missing) - len(given_up),
        given_up=len(given_up),
        notices=sum(notices.values()),
        taken_over=sum(_was_taken_over(row, conditions) for row in rows.values()),
        requests=len(discord.requests),
        seconds=seconds,
        struck=faults.struck,
        wrong=(*reports, *_wrong(plans, posted, notices)) if way == "ledger" else (),
    )


def _was_given_up(row: Post | None) -> bool:
    """Return whether a post was tried until it was late, and managers are told why it failed."""
    if row is None or row.status != "skipped" or not row.reason:
        return False
    return row.attempts >= _MANY_TRIES


def _was_taken_over(row: Post, conditions: Conditions) -> bool:
    """Return whether another process than the one with the server's shard claimed a post last."""
    orders = Orders(conditions.way, "", "", "", "", (0.0,) * conditions.processes)
    cluster = int((row.owner or "0-").partition("-")[0])
    return row.owner is not None and not orders.shards(cluster).contains(row.server)


def with_alerts(
    outcome: Outcome,
    discord: LoopbackDiscord,
    matches: Sequence[AlertMatch],
    untold: Mapping[int, str],
) -> Outcome:
    """Add what became of the alerts: each is told once, or given up for a reason."""
    told = _told(discord)
    owed = {(one.alert.id, one.quote) for one in matches}
    missing = owed - set(told)
    given_up = {one for one in missing if one[0] in untold}
    reports = [
        *(f"alert {one} was not told: {untold.get(one[0])}" for one in missing),
        *(f"alert {one} was told {count} times" for one, count in told.items() if count > 1),
    ]
    return replace(
        outcome,
        told=told.total(),
        doubled=outcome.doubled + told.total() - len(told),
        missed=outcome.missed + len(missing) - len(given_up),
        given_up=outcome.given_up + len(given_up),
        wrong=(*outcome.wrong, *reports),
    )


def with_news(outcome: Outcome, plans: Sequence[Member], discord: LoopbackDiscord) -> Outcome:
    """Add announcements of an episode, more lines in their threads, digests, of open channels."""
    made = _news(discord)
    owed = {
        (one.schedule.channel, kind)
        for one in plans
        if one.fate == "open"
        for kind in _owed_news(one.schedule)
    }
    missing = owed - set(made)
    reports = [
        *(f"{channel}: no {kind}: was made" for channel, kind in missing),
        *(f"{channel}: {count} {kind}:" for (channel, kind), count in made.items() if count > 1),
    ]
    return replace(
        outcome,
        news=made.total(),
        doubled=outcome.doubled + made.total() - len(made),
        missed=outcome.missed + len(missing),
        wrong=(*outcome.wrong, *reports),
    )


def _owed_news(schedule: Schedule) -> str:
    threaded = schedule.forum or schedule.thread
    return "e" + "f" * threaded + "w" * (schedule.digest is not None)


def _news(discord: LoopbackDiscord) -> Counter[tuple[int, str]]:
    """Count the messages by the channel of the schedule and the kind that their keys begin with."""
    made: Counter[tuple[int, str]] = Counter()
    for message in discord.world.messages.values():
        kinds = {mark[0] for mark in _marks(message) if mark[:2] in {"e:", "f:", "w:"}}
        made.update((_place(discord, message["channel_id"]), kind) for kind in kinds)
    return made


def _place(discord: LoopbackDiscord, channel: str) -> int:
    """Return a channel, or that of a thread."""
    thread, under = discord.world.threads.get(channel), discord.world.messages.get(channel)
    return int(thread["parent_id"] if thread else under["channel_id"] if under else channel)


def _told(discord: LoopbackDiscord) -> Counter[Match]:
    """Count how often each match is told of."""
    marks = [mark for message in discord.world.messages.values() for mark in _marks(message)]
    found = [mark.split(":") for mark in marks if mark.startswith("al:")]
    return Counter((int(alert), quote) for _, alert, quote in found)


def _marks(message: Mapping[str, Any]) -> list[str]:
    return [one["custom_id"] for one in components(dict(message)) if one.get("custom_id")]


def _sorted(discord: LoopbackDiscord) -> tuple[Posts, Counter[int]]:
    """Return the posts by channel and date, and the number of notices by channel."""
    posted: Posts = defaultdict(list)
    notices: Counter[int] = Counter()
    for message in discord.world.messages.values():
        channel = message["channel_id"]
        place = _place(discord, channel)
        marks = _marks(message)
        for mark in marks:
            if mark.startswith("d:"):
                day = datetime.strptime(mark.split(":")[1], "%Y%m%d").date()  # noqa: DTZ007 - a local date
                posted[place, day].append((_instant(message["id"]), mark))
        notices[place] += not marks
    return posted, notices


def _wrong(plans: Sequence[Member], posted: Posts, notices: Counter[int]) -> Iterator[str]:
    """List other mistakes: a wrong hour, a repeated quote, too many or too few notices."""
    ahead = timedelta(seconds=AHEAD)
    for one in plans:
        schedule = one.schedule
        mine = {day: made for (channel, day), made in posted.items() if channel == schedule.channel}
        quotes = {mark[-12:] for made in mine.values() for _, mark in made}
        if len(quotes) < len(mine):
            yield f"{schedule.server}: repeats a quote"
        for day, made in mine.items():
            late = made[0][0] - due.due_instant(day, schedule.time, schedule.zone)
            if not -ahead <= late <= due.GRACE + ahead:
                yield f"{schedule.server}: {day} was posted {late} after it was due"
        count, refused = notices[one.notices], one.fate != "open"
        if count != refused:
            yield f"{schedule.server}: {count} notices"


def _instant(snowflake: str) -> datetime:
    return datetime.fromtimestamp(((int(snowflake) >> 22) + EPOCH_MS) / 1000, UTC)
