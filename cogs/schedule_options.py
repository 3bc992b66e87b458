"""Turn the options of `/daily setup` into a schedule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.daily import time_parsing
from bot.errors import LibraryError
from bot.models import Show
from bot.schedules import Schedule
from bot.text.display import fold
from bot.translation import format_list
from bot.translation import gettext as _
from bot.ui import schedule

OFF = "off"
NONE = "none"


@dataclass(frozen=True, slots=True)
class ForumTags:
    """The tags of a forum, ids by name; `required` means that each post must have one."""

    named: Mapping[str, int] = field(default_factory=dict[str, int])
    required: bool = False


def apply_options(
    before: Schedule | None, *, server: int, channel: int, time: str, zone: str, **others: Any
) -> Schedule:
    """Return the schedule with the chosen options; those left out (None) keep their value."""
    hour = time_parsing.parse_time_of_day(time)
    begun = before or Schedule(server, channel, hour, zone)
    chosen = {name: value for name, value in others.items() if value is not None}
    if chosen.get("role") == server:  # @everyone has the server's own id
        chosen["role"] = None
    return replace(begun, channel=channel, time=hour, zone=zone, **chosen)


def parse_days(text: str | None) -> frozenset[int] | None:
    """Return days of the week from 0 (Monday) to 6; None if the option was left out."""
    return None if text is None else time_parsing.parse_days_of_week(text)


def parse_shows(text: str | None, visible: Sequence[Show]) -> frozenset[str] | None:
    """Return slugs of shows given by slug or title, separated by commas.

    Empty means all shows; None, that the option was left out. LibraryError if one is unknown.
    """
    if text is None:
        return None
    if fold(text) in {schedule.ALL_SHOWS, "all shows", fold(_("all shows"))}:
        return frozenset()
    known = {fold(name): show.slug for show in visible for name in (show.title, show.slug)}
    # A title may contain a comma.
    parts = [text] if fold(text) in known else text.split(",")
    slugs = [known.get(fold(part)) for part in parts if part.strip()]
    if not slugs or None in slugs:
        listed = ", ".join(f"“{show.title}”" for show in visible[:10])
        raise LibraryError(
            _("No show called “{name}”. Shows here: {titles}.").format(
                name=text[:60], titles=listed or _("none")
            )
        )
    return frozenset(slug for slug in slugs if slug)


def with_digest(schedule: Schedule, day: str | None) -> Schedule:
    """Return the schedule with its digest on a day, or off; None leaves it as it is."""
    if day is None:
        return schedule
    if fold(day) == OFF:
        return replace(schedule, digest=None)
    days = time_parsing.parse_days_of_week(day)
    if len(days) != 1:
        raise LibraryError(_("The digest comes once a week: choose one day, or off."))
    return replace(schedule, digest=next(iter(days)))


def in_channel(
    schedule: Schedule,
    *,
    forum: bool,
    tag: str | None,
    tags: ForumTags,
    before: Schedule | None,
) -> Schedule:
    """Return the schedule with its tag, if its channel is a forum.

    An earlier tag stays in the same forum. LibraryError if a tag is unknown, missing, or given for
    another kind of channel.
    """
    if not forum:
        if tag is not None and fold(tag) != NONE:
            raise LibraryError(
                _("Only posts in a forum have a tag: leave out the tag, or choose a forum.")
            )
        return replace(schedule, forum=False, tag=None)
    kept = before.tag if before and before.channel == schedule.channel else None
    chosen = kept if tag is None else _tag(tag, tags)
    if chosen is None and tags.required:
        raise LibraryError(
            _("This forum wants a tag on every post: choose {tags}.").format(tags=_listed(tags))
        )
    return replace(schedule, forum=True, tag=chosen)


def _tag(text: str, tags: ForumTags) -> int | None:
    folded = {fold(name): number for name, number in tags.named.items()}
    if fold(text) in folded:
        return folded[fold(text)]
    if fold(text) == NONE:
        return None
    raise LibraryError(
        _("This forum has no tag “{name}”: choose {tags}.").format(
            name=text[:40], tags=_listed(tags) or NONE
        )
    )


def _listed(tags: ForumTags) -> str:
    return format_list([f"“{name}”" for name in list(tags.named)[:20]])
