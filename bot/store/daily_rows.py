"""Conversion between rows and dataclasses of the daily highlight."""

from __future__ import annotations

from dataclasses import asdict

from bot.schedules import Post, Schedule, ShownHighlight
from bot.store.rows import AnyRow, Values


def schedule_values(schedule: Schedule) -> Values:
    """Return the column values of a schedule."""
    values = asdict(schedule)
    del values["notified_at"]
    lists = {"days": sorted(schedule.days), "shows": sorted(schedule.shows)}
    return values | lists | {"told": schedule.notified_at}


def to_schedule(row: AnyRow) -> Schedule:
    """Return the schedule of a row."""
    return Schedule(
        server=row.server,
        channel=row.channel,
        time=row.time,
        zone=row.zone,
        days=frozenset(row.days),
        shows=frozenset(row.shows),
        role=row.role,
        publish=row.publish,
        thread=row.thread,
        episodes=row.episodes,
        profanity=row.profanity,
        forum=row.forum,
        tag=row.tag,
        digest=row.digest,
        anniversaries=row.anniversaries,
        state=row.state,
        reason=row.reason,
        notified_at=row.told,
        created=row.created,
    )


def post_values(post: Post) -> Values:
    """Return the column values of a post."""
    values = asdict(post)
    return values | {"quote_id": values.pop("quote"), "episode_id": values.pop("episode")}


def to_post(row: AnyRow) -> Post:
    """Return the post of a row."""
    return Post(
        server=row.server,
        key=row.key,
        date=row.date,
        due=row.due,
        status=row.status,
        quote=row.quote_id,
        episode=row.episode_id,
        chapter=row.chapter,
        speaker=row.speaker,
        channel=row.channel,
        message=row.message,
        owner=row.owner,
        lease=row.lease,
        attempts=row.attempts,
        first_try=row.first_try,
        reason=row.reason,
        asked=row.asked,
        looks=row.looks,
        looked=row.looked,
    )


def to_shown(row: AnyRow) -> ShownHighlight:
    """Return the shown highlight of the row of a post."""
    return ShownHighlight(row.quote_id, row.episode_id or "", row.chapter, row.speaker, row.date)
