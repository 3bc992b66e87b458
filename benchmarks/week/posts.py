"""The posts that a week should have, and those that it has."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from bot.daily.due import due_instant, send_delay
from tests.support.wire.objects import Guild, Json, components
from tests.support.wire.world import World

_MARK = re.compile(r"(d:\d{8}|e:[a-z0-9]{8}|w:\d{8}|al:\d+:[a-z0-9]{12})(?::|$)")


@dataclass(frozen=True, slots=True)
class Daily:
    """The hour of a server's highlights."""

    guild: Guild
    hour: int
    zone: str


@dataclass(frozen=True, slots=True)
class DuePost:
    """A highlight that is due: its mark in custom ids, the channel and when it is sent."""

    channel: str
    mark: str
    at: datetime


def due_posts(daily: Daily, *, since: datetime, until: datetime) -> Iterator[DuePost]:
    """Yield the highlights that a server should get."""
    day = since.date() - timedelta(days=1)
    while day <= until.date() + timedelta(days=1):
        at = _sent_at(daily, day)
        if since < at < until:
            yield DuePost(daily.guild.channel, f"d:{day:%Y%m%d}", at)
        day += timedelta(days=1)


def _sent_at(daily: Daily, day: date) -> datetime:
    return due_instant(day, time(daily.hour), daily.zone) + send_delay(int(daily.guild.id))


def posted(world: World) -> Counter[tuple[str, str]]:
    """Count the messages of posts and alerts by channel and mark; answers to members are none."""
    counted: Counter[tuple[str, str]] = Counter()
    for message in [*world.messages.values()]:
        if message["author"]["id"] == world.bot.id and "interaction_metadata" not in message:
            counted.update((message["channel_id"], mark) for mark in _marks(message))
    return counted


def _marks(message: Json) -> set[str]:
    ids = (one.get("custom_id") or "" for one in components(message))
    return {match[1] for match in map(_MARK.match, ids) if match}


def outcomes(database: Path) -> Sequence[tuple[str, str, str, int]]:
    """Count the posts and matches of alerts in the ledger, by kind, outcome and reason."""
    kinds = "case substr(key, 2, 1) when ':' then substr(key, 1, 1) else 'd' end"
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return [
            *connection.execute(
                f"select {kinds}, status, reason, count(*) from post group by 1, 2, 3"  # noqa: S608  ours
            ),
            *connection.execute(
                "select 'al', status, reason, count(*) from alert_match group by 2, 3"
            ),
        ]


def episode_keys(database: Path) -> set[str]:
    """Return the keys of the episodes that were not removed."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return {key for (key,) in connection.execute("select key from episode")}
