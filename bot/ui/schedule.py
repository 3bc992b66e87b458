"""What managers see of the daily highlight: how it is set up, what comes, and what came."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import discord

from bot.daily.service import Coming, Past
from bot.models import Hit, Suggestion
from bot.schedules import EVERY_DAY, Post, Schedule
from bot.ui import colour, text

ALL_SHOWS = "all"

DAY_CHOICES = (
    Suggestion("Every day", "every day"),
    Suggestion("Weekdays: Monday to Friday", "weekdays"),
    Suggestion("Weekends: Saturday and Sunday", "weekends"),
    Suggestion("Some, such as: mon wed fri", "mon wed fri"),
)

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_SETS = {
    EVERY_DAY: "every day",
    frozenset(range(5)): "Monday to Friday",
    frozenset((5, 6)): "Saturday and Sunday",
}
_LINE = 160
_NAME = 80
_REASON = 200

PAUSED = "It is paused: nothing is posted until `/daily resume`."
OFF = "It is off: `/daily setup` begins anew, and what was shown stays known."
NOTHING_LEFT = (
    "Nothing is posted in the coming days: they are skipped, or no episode here has a highlight "
    "that may be shown."
)


def standing(schedule: Schedule) -> str:
    """Tell in a sentence whether a schedule posts, and why not."""
    if schedule.state == "paused":
        return PAUSED
    if schedule.state == "off":
        return OFF
    if schedule.state == "disabled":
        return (
            f"Discord refused the last post: {text.told(schedule.reason, _REASON)} "
            "It goes on by itself once that is mended."
        )
    return "It is on."


def plan(
    schedule: Schedule, first: Coming | None, *, shows: Mapping[str, str], warnings: Sequence[str]
) -> discord.Embed:
    """Show what was set up, and when the first post comes; `shows` are titles by slug."""
    rows = (
        f"**Where** <#{schedule.channel}>",
        f"**When** {days(schedule.days)} at {schedule.time:%H:%M}, {_city(schedule.zone)} time",
        f"**From** {_shows(schedule, shows)}",
        f"**Greets** {f'<@&{schedule.role}>' if schedule.role else 'nobody'}",
        *_extras(schedule),
        f"**First post** {_first(schedule, first)}",
        *(f"⚠️ {warning}" for warning in warnings),
    )
    return discord.Embed(
        title="The daily highlight is set up",
        description=text.cut("\n".join(rows), text.DESCRIPTION),
        colour=colour.ANSWER,
    ).set_footer(text="It goes out within five minutes of the hour. /daily preview shows the next.")


def preview(schedule: Schedule, coming: Sequence[Coming]) -> discord.Embed:
    """List the coming days with what will be posted."""
    blocks = (_block(one, schedule) for one in coming)
    told = text.fitting(blocks, text.DESCRIPTION) or standing(schedule)
    embed = discord.Embed(title="The coming highlights", description=told, colour=colour.ANSWER)
    return embed.set_footer(text=f"Days and hours in {_city(schedule.zone)} time")


def history(schedule: Schedule, past: Sequence[Past]) -> discord.Embed:
    """List what became of the posts, the latest first."""
    blocks = (_outcome(one) for one in past)
    told = text.fitting(blocks, text.DESCRIPTION) or "Nothing has been posted yet."
    embed = discord.Embed(title="The highlights so far", description=told, colour=colour.ANSWER)
    return embed.set_footer(text=f"Dates in {_city(schedule.zone)}")


def when(coming: Coming, schedule: Schedule) -> str:
    """Tell when a post comes: in the server's own time, and how long that is from now."""
    return f"**{_local(coming, schedule)}** ({_stamp(coming.due, 'R')})"


def comes(coming: Coming | None, schedule: Schedule) -> str:
    """Tell when the next post comes, or why none does."""
    if coming is None or coming.hit is None:
        return why_none(schedule)
    return f"The next highlight is posted on {when(coming, schedule)}:"


def why_none(schedule: Schedule) -> str:
    """Say why no post comes."""
    return NOTHING_LEFT if schedule.state in {"on", "disabled"} else standing(schedule)


def skipped(day: date) -> str:
    """Say that a day gets no post, and how to take that back."""
    return (
        f"**{_date(day)}** is skipped; its highlight moves on. "
        f"`/daily skip` with that day again takes it back."
    )


def restored(day: date) -> str:
    """Say that a day gets its post after all."""
    return f"**{_date(day)}** gets its highlight after all."


def pinned(coming: Coming | None, schedule: Schedule) -> str:
    """Say when a pinned line is posted."""
    if coming is None:
        told = "Pinned: it is posted after those that were pinned before it."
        return told if schedule.state in {"on", "disabled"} else f"{told} {standing(schedule)}"
    return f"Pinned: it is posted on {when(coming, schedule)}."


def day_choice(coming: Coming) -> Suggestion:
    """Offer a coming day to be skipped, or to be taken back."""
    words = "nothing is left to post"
    if coming.skipped:
        words = "skipped: choose it to take that back"
    elif coming.hit:
        words = text.label(coming.hit.match.display, 60)
    return Suggestion(f"{_date(coming.date)} – {words}", coming.date.isoformat())


def days(chosen: frozenset[int]) -> str:
    """Name the days of the week."""
    return _SETS.get(chosen) or ", ".join(_DAYS[day] for day in sorted(chosen))


def _block(coming: Coming, schedule: Schedule) -> str:
    opening = f"**{_local(coming, schedule)}** · {_stamp(coming.due, 'R')}"
    if coming.skipped:
        return f"{opening} · skipped"
    if coming.hit is None:
        return f"{opening}\nNothing is left to post."
    pin = " · pinned" if coming.pinned else ""
    said = text.quoted(coming.hit.match.display, _LINE, hidden=coming.hit.episode.spoiler)
    return f"{opening}{pin}\n{_source(coming.hit)}\n{said}"


def _source(hit: Hit) -> str:
    """Tell who says it in which episode; with more, seven days would not fit."""
    speaker = (f"**{text.shown(hit.match.speaker, _NAME)}**",) if hit.match.speaker else ()
    return " · ".join((*speaker, text.shown(hit.episode.title, _NAME)))


def _outcome(past: Past) -> str:
    post = past.post
    kind = " · new episode" if post.kind == "episode" else ""
    told = f"**{_date(post.date)}**{kind} · {_status(post)}"
    return f"{told}\n> {text.shown(past.hit.match.display, _LINE)}" if past.hit else told


def _status(post: Post) -> str:
    reason = text.told(post.reason, _REASON)
    if post.status == "sent":
        return " · ".join(part for part in (_jump(post), reason) if part)
    named = {
        "due": "about to be posted",
        "sending": "being posted",
        "skipped": "skipped",
        "disabled": "refused",
    }[post.status]
    return f"{named}: {reason}" if reason else named


def _jump(post: Post) -> str:
    """Lead to the post, where it is known to stand."""
    if post.channel is None or post.message is None:
        return "posted"
    url = f"https://discord.com/channels/{post.server}/{post.channel}/{post.message}"
    return f"[posted]({url})"


def _extras(schedule: Schedule) -> list[str]:
    wished = (
        (schedule.publish, "published to the servers that follow the channel"),
        (schedule.thread, "a thread under each post"),
        (schedule.episodes, "new episodes are announced"),
        (schedule.profanity, "strong language is let through"),
    )
    told = "; ".join(words for wanted, words in wished if wanted)
    return [f"**Also** {told}"] if told else []


def _first(schedule: Schedule, first: Coming | None) -> str:
    if first is None or first.hit is None:
        return f"none yet. {why_none(schedule)}"
    return f"{_local(first, schedule)}; for you {_stamp(first.due, 'F')}"


def _shows(schedule: Schedule, titles: Mapping[str, str]) -> str:
    if not schedule.shows:
        return "all shows"
    return ", ".join(text.shown(titles.get(slug, slug), _NAME) for slug in sorted(schedule.shows))


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def _local(coming: Coming, schedule: Schedule) -> str:
    """Tell the day of a post, and the hour in the server's zone: never another's."""
    local = coming.due.astimezone(ZoneInfo(schedule.zone))
    return f"{_date(local.date())}, {local:%H:%M}"


def _date(day: date) -> str:
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def _stamp(instant: datetime, style: Literal["F", "R"]) -> str:
    """Let Discord show an instant in the reader's own time (F), or how far off it is (R)."""
    return f"<t:{int(instant.timestamp())}:{style}>"
