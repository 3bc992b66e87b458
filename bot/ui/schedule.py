"""What managers see of the daily highlight: how it is set up, what comes, and what came."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import discord

from bot.daily.service import PastPost, UpcomingPost
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


def status_sentence(schedule: Schedule) -> str:
    """Tell in a sentence whether a schedule posts, and why not."""
    if schedule.state == "paused":
        return PAUSED
    if schedule.state == "off":
        return OFF
    if schedule.state == "disabled":
        return (
            f"Discord refused the last post: {text.escaped_sentence(schedule.reason, _REASON)} "
            "It goes on by itself once that is mended."
        )
    return "It is on."


def setup_embed(
    schedule: Schedule,
    first: UpcomingPost | None,
    *,
    shows: Mapping[str, str],
    warnings: Sequence[str],
) -> discord.Embed:
    """Show what was set up, and when the first post comes; `shows` are titles by slug."""
    rows = (
        f"**Where** <#{schedule.channel}>",
        f"**When** {weekdays(schedule.days)} at {schedule.time:%H:%M}, {_city(schedule.zone)} time",
        f"**From** {_shows(schedule, shows)}",
        f"**Greets** {f'<@&{schedule.role}>' if schedule.role else 'nobody'}",
        *_extras(schedule),
        f"**First post** {_first(schedule, first)}",
        *(f"⚠️ {warning}" for warning in warnings),
    )
    return discord.Embed(
        title="The daily highlight is set up",
        description=text.truncate("\n".join(rows), text.DESCRIPTION),
        colour=colour.ANSWER,
    ).set_footer(text="It goes out within five minutes of the hour. /daily preview shows the next.")


def preview_embed(schedule: Schedule, upcoming: Sequence[UpcomingPost]) -> discord.Embed:
    """List the coming days with what will be posted."""
    blocks = (_block(one, schedule) for one in upcoming)
    sentence = text.join_fitting(blocks, text.DESCRIPTION) or status_sentence(schedule)
    embed = discord.Embed(title="The coming highlights", description=sentence, colour=colour.ANSWER)
    return embed.set_footer(text=f"Days and hours in {_city(schedule.zone)} time")


def history_embed(schedule: Schedule, past: Sequence[PastPost]) -> discord.Embed:
    """List what became of the posts, the latest first."""
    blocks = (_outcome(one) for one in past)
    sentence = text.join_fitting(blocks, text.DESCRIPTION) or "Nothing has been posted yet."
    embed = discord.Embed(title="The highlights so far", description=sentence, colour=colour.ANSWER)
    return embed.set_footer(text=f"Dates in {_city(schedule.zone)}")


def post_time(upcoming: UpcomingPost, schedule: Schedule) -> str:
    """Tell when a post comes: in the server's own time, and how long that is from now."""
    return f"**{_local(upcoming, schedule)}** ({_stamp(upcoming.due, 'R')})"


def next_post(upcoming: UpcomingPost | None, schedule: Schedule) -> str:
    """Tell when the next post comes, or why none does."""
    if upcoming is None or upcoming.hit is None:
        return no_post_reason(schedule)
    return f"The next highlight is posted on {post_time(upcoming, schedule)}:"


def no_post_reason(schedule: Schedule) -> str:
    """Say why no post comes."""
    return NOTHING_LEFT if schedule.state in {"on", "disabled"} else status_sentence(schedule)


def skip_note(day: date) -> str:
    """Say that a day gets no post, and how to take that back."""
    return (
        f"**{_date(day)}** is skipped; its highlight moves on. "
        f"`/daily skip` with that day again takes it back."
    )


def restore_note(day: date) -> str:
    """Say that a day gets its post after all."""
    return f"**{_date(day)}** gets its highlight after all."


def pin_note(upcoming: UpcomingPost | None, schedule: Schedule) -> str:
    """Say when a pinned line is posted."""
    if upcoming is None:
        sentence = "Pinned: it is posted after those that were pinned before it."
        return (
            sentence
            if schedule.state in {"on", "disabled"}
            else f"{sentence} {status_sentence(schedule)}"
        )
    return f"Pinned: it is posted on {post_time(upcoming, schedule)}."


def day_suggestion(upcoming: UpcomingPost) -> Suggestion:
    """Offer a coming day to be skipped, or to be taken back."""
    words = "nothing is left to post"
    if upcoming.skipped:
        words = "skipped: choose it to take that back"
    elif upcoming.hit:
        words = text.label(upcoming.hit.match.display, 60)
    return Suggestion(f"{_date(upcoming.date)} – {words}", upcoming.date.isoformat())


def weekdays(chosen: frozenset[int]) -> str:
    """Name the days of the week."""
    return _SETS.get(chosen) or ", ".join(_DAYS[day] for day in sorted(chosen))


def _block(upcoming: UpcomingPost, schedule: Schedule) -> str:
    opening = f"**{_local(upcoming, schedule)}** · {_stamp(upcoming.due, 'R')}"
    if upcoming.skipped:
        return f"{opening} · skipped"
    if upcoming.hit is None:
        return f"{opening}\nNothing is left to post."
    pin = " · pinned" if upcoming.pinned else ""
    sentence = text.block_quote(
        upcoming.hit.match.display, _LINE, hidden=upcoming.hit.episode.spoiler
    )
    return f"{opening}{pin}\n{_source(upcoming.hit)}\n{sentence}"


def _source(hit: Hit) -> str:
    """Tell who says it in which episode; with more, seven days would not fit."""
    speaker = (f"**{text.escaped(hit.match.speaker, _NAME)}**",) if hit.match.speaker else ()
    return " · ".join((*speaker, text.escaped(hit.episode.title, _NAME)))


def _outcome(past: PastPost) -> str:
    post = past.post
    kind = " · new episode" if post.kind == "episode" else ""
    sentence = f"**{_date(post.date)}**{kind} · {_status(post)}"
    return f"{sentence}\n> {text.escaped(past.hit.match.display, _LINE)}" if past.hit else sentence


def _status(post: Post) -> str:
    reason = text.escaped_sentence(post.reason, _REASON)
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
    settings = (
        (schedule.publish, "published to the servers that follow the channel"),
        (schedule.thread, "a thread under each post"),
        (schedule.episodes, "new episodes are announced"),
        (schedule.profanity, "strong language is let through"),
    )
    sentence = "; ".join(words for wanted, words in settings if wanted)
    return [f"**Also** {sentence}"] if sentence else []


def _first(schedule: Schedule, first: UpcomingPost | None) -> str:
    if first is None or first.hit is None:
        return f"none yet. {no_post_reason(schedule)}"
    return f"{_local(first, schedule)}; for you {_stamp(first.due, 'F')}"


def _shows(schedule: Schedule, titles: Mapping[str, str]) -> str:
    if not schedule.shows:
        return "all shows"
    return ", ".join(text.escaped(titles.get(slug, slug), _NAME) for slug in sorted(schedule.shows))


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def _local(upcoming: UpcomingPost, schedule: Schedule) -> str:
    """Tell the day of a post, and the hour in the server's zone: never another's."""
    local = upcoming.due.astimezone(ZoneInfo(schedule.zone))
    return f"{_date(local.date())}, {local:%H:%M}"


def _date(day: date) -> str:
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def _stamp(instant: datetime, style: Literal["F", "R"]) -> str:
    """Let Discord show an instant in the reader's own time (F), or how far off it is (R)."""
    return f"<t:{int(instant.timestamp())}:{style}>"
