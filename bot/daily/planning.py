"""Make the posts of a server that have fallen due, and those that announce episodes; pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.daily import due
from bot.errors import LibraryError
from bot.schedules import Kind, Post, Schedule, Status
from bot.store import DueSchedule, PlannedPosts
from bot.translation import N_
from bot.translation import gettext as _

_UNREADABLE = N_("The schedule of this server cannot be read: write it again with /daily setup.")
_MISSED = N_("Pullquote was not running when it was due.")
_TOGETHER = N_("It was added together with a newer episode.")

_PREFIXES: dict[Kind, str] = {"day": "", "digest": "w:", "anniversary": "a:"}


def plan_posts(due_schedule: DueSchedule, *, now: datetime) -> PlannedPosts:
    """Plan a server's posts since it was last planned: of a kind at most one due, others skipped.

    Raises LibraryError if the schedule cannot be read, or its time zone is unknown.
    """
    schedule, since = due_schedule.schedule, due_schedule.next_plan_at
    if schedule is None:
        raise LibraryError(_(_UNREADABLE))
    posts: list[Post] = []
    for kind, dated in due.dated_schedules(schedule).items():
        found = due.due_posts(dated, last_finished=None, since=since, now=now)
        if kind != "anniversary":  # most days have none
            posts += [
                _dated_post(schedule, day, kind=kind, status="skipped", reason=_MISSED)
                for day in found.missed
            ]
        if found.post:
            posts.append(_dated_post(schedule, found.post, kind=kind))
    following = due.next_plan_at(schedule, after=now)
    return PlannedPosts(schedule.server, since, tuple(posts), following)


def _dated_post(
    schedule: Schedule, day: date, *, kind: Kind, status: Status = "due", reason: str = ""
) -> Post:
    send_at = due.send_time(schedule, day)
    key = f"{_PREFIXES[kind]}{day.isoformat()}"
    return Post(schedule.server, key, day, send_at, status=status, reason=reason)


def announcement_posts(
    schedule: Schedule, episodes: Sequence[str], *, now: datetime
) -> tuple[Post, ...]:
    """Return an announcement of the newest episode, and skipped ones of the others."""
    today = now.astimezone(due.zone_of(schedule.zone)).date()
    send_at = now + due.send_delay(schedule.server)
    newest, *others = (
        Post(schedule.server, f"e:{episode}", today, send_at, episode=episode)
        for episode in episodes
    )
    return (newest, *(replace(one, status="skipped", reason=_TOGETHER) for one in others))
