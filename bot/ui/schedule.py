"""Build the answers of `/daily`: the settings, the coming posts and the past ones."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.daily.previews import UpcomingPost
from bot.daily.service import PastPost, Replacement, Supply
from bot.models import Hit, Suggestion
from bot.schedules import EVERY_DAY, Post, Schedule
from bot.translation import (
    N_,
    format_count,
    format_day,
    format_time,
    format_weekday,
    pgettext,
)
from bot.translation import (
    gettext as _,
)
from bot.ui import layout, occasions, text
from bot.ui.layout import Page

ALL_SHOWS = "all"

DAY_CHOICES = (
    Suggestion(N_("Every day"), "every day"),
    Suggestion(N_("Weekdays: Monday to Friday"), "weekdays"),
    Suggestion(N_("Weekends: Saturday and Sunday"), "weekends"),
    Suggestion(N_("Some days, for example: mon wed fri"), "mon wed fri"),
)

_SETS = {
    EVERY_DAY: N_("every day"),
    frozenset(range(5)): N_("Monday to Friday"),
    frozenset((5, 6)): N_("Saturday and Sunday"),
}
_FEW_DAYS = 14
_LINE = 130
_NAME = 60
_REASON = 200
_BLOCKS = layout.BODY - 300
"""Characters of the days, beside how many highlights are left."""

PAUSED = N_("The daily highlight is paused. Use `/daily resume` to start posting again.")
OFF = N_(
    "The daily highlight is off. Use `/daily setup` to start it again; past lines are not repeated."
)
NOTHING_LEFT = N_(
    "Nothing will be posted in the coming days. Either all are skipped, and `/daily skip` restores "
    "one, or no highlight is left that may be shown here."
)


def status_sentence(schedule: Schedule) -> str:
    """Say whether a schedule posts, and if not, why."""
    if schedule.state == "paused":
        return _(PAUSED)
    if schedule.state == "off":
        return _(OFF)
    if schedule.state == "disabled":
        return _(
            "Discord refused the last post: {reason} Posting resumes by itself once this is fixed."
        ).format(reason=_reason(schedule.reason))
    return _("The daily highlight is on.")


def setup_page(
    schedule: Schedule,
    first: UpcomingPost | None,
    *,
    shows: Mapping[str, str],
    warnings: Sequence[str],
) -> Page:
    """Show the settings and the time of the first post; `shows` maps slugs to titles."""
    when = _("{days} at {time}, {city} time").format(
        days=weekdays(schedule.days), time=format_time(schedule.time), city=city(schedule.zone)
    )
    rows = (
        f"**{_('Where')}** <#{schedule.channel}>",
        f"**{_('When')}** {when}",
        f"**{pgettext('shows', 'From')}** {_shows(schedule, shows)}",
        f"**{_('Pings')}** {f'<@&{schedule.role}>' if schedule.role else _('nobody')}",
        *_extras(schedule),
        *occasions.settings(schedule),
        f"**{_('First post')}** {_first(schedule, first)}",
        *(f"⚠️ {warning}" for warning in warnings),
    )
    return layout.page(
        "\n".join(rows),
        title=_("The daily highlight is set up"),
        footer=_(
            "Posts go out within five minutes of that time. /daily preview shows the coming ones."
        ),
    )


def supply_sentence(supply: Supply) -> str:
    """Say how many highlights are left to post, and what to do when they are few."""
    if not supply.unposted:
        return _(
            "⚠️ No highlight is left that was not posted: earlier ones are repeated. Add an "
            "episode with `/library add`."
        )
    highlights = format_count("{number} highlight", "{number} highlights", supply.unposted)
    days = format_count("{number} day", "{number} days", supply.days)
    sentence = _("{highlights} left unposted, about {days}.")
    if supply.days < _FEW_DAYS:
        sentence = _(
            "⚠️ Only {highlights} left unposted, about {days}. Then earlier ones are repeated: add "
            "an episode with `/library add`."
        )
    return sentence.format(highlights=highlights, days=days)


def preview_page(schedule: Schedule, upcoming: Sequence[UpcomingPost], supply: Supply) -> Page:
    """List the coming days with their highlights, and how many are left."""
    blocks = (_block(one, schedule) for one in upcoming)
    return layout.page(
        text.join_fitting(blocks, _BLOCKS) or status_sentence(schedule),
        "\n".join(occasions.settings(schedule)),
        layout.field(pgettext("highlights", "Left"), supply_sentence(supply)),
        title=_("Coming highlights"),
        footer=_("Dates and times in {city} time").format(city=city(schedule.zone)),
    )


def history_page(schedule: Schedule, past: Sequence[PastPost], supply: Supply) -> Page:
    """List the past posts with their outcomes, the latest first, and how many are left."""
    blocks = (_outcome(one) for one in past)
    return layout.page(
        text.join_fitting(blocks, _BLOCKS) or _("Nothing has been posted yet."),
        layout.field(pgettext("highlights", "Left"), supply_sentence(supply)),
        title=_("Past highlights"),
        footer=_("Dates in {city} time").format(city=city(schedule.zone)),
    )


def post_time(upcoming: UpcomingPost, schedule: Schedule) -> str:
    """Format the time of a post: in the schedule's time zone, and relative to now."""
    return f"**{_local(upcoming, schedule)}** ({_stamp(upcoming.due, 'R')})"


def next_post(upcoming: UpcomingPost | None, schedule: Schedule) -> str:
    """Say when the next post comes, or why none does."""
    if upcoming is None or upcoming.hit is None:
        return no_post_reason(schedule)
    return _("The next highlight will be posted on {time}:").format(
        time=post_time(upcoming, schedule)
    )


def replaced_note(replacement: Replacement) -> str:
    """Name the line that was replaced, and say whether it will be posted later."""
    if replacement.replaced is None:
        return ""
    hit = replacement.replaced
    title = text.escaped(hit.episode.title, _NAME)
    words = text.escaped(hit.match.display, _LINE)
    line = _("the line of {title}") if hit.episode.spoiler else _("“{words}”")
    sentence = _("This replaces {line}, which will not be posted here unless you pin it.")
    if replacement.kept_pin:
        sentence = _("This replaces {line}, which stays pinned and is posted after it.")
    return f"{sentence.format(line=line.format(title=title, words=words))} "


def no_post_reason(schedule: Schedule) -> str:
    """Say why no post comes."""
    return _(NOTHING_LEFT) if schedule.state in {"on", "disabled"} else status_sentence(schedule)


def skip_note(day: date) -> str:
    """Say that a day is skipped, and how to restore it."""
    return _(
        "**{date}** is skipped, and its highlight moves to the next day. To restore it, use "
        "`/daily skip` with the same day."
    ).format(date=_date(day))


def restore_note(day: date) -> str:
    """Say that a day is no longer skipped."""
    return _("**{date}** is no longer skipped.").format(date=_date(day))


def pin_note(upcoming: UpcomingPost | None, schedule: Schedule) -> str:
    """Say when a pinned line is posted."""
    if upcoming is None:
        sentence = _("Pinned. It will be posted after the lines pinned before it.")
        return (
            sentence
            if schedule.state in {"on", "disabled"}
            else f"{sentence} {status_sentence(schedule)}"
        )
    return _("Pinned. It will be posted on {time}.").format(time=post_time(upcoming, schedule))


def day_suggestion(upcoming: UpcomingPost) -> Suggestion:
    """Return a suggestion for `/daily skip`: a coming day, with its highlight."""
    words = _("no highlight is left")
    if upcoming.skipped:
        words = _("skipped; choose it to restore it")
    elif upcoming.hit:
        hit = upcoming.hit
        # A suggestion cannot be covered.
        words = text.label(hit.episode.title if hit.episode.spoiler else hit.match.display, 60)
    return Suggestion(f"{_date(upcoming.date)} – {words}", upcoming.date.isoformat())


def weekdays(chosen: frozenset[int]) -> str:
    """Name days of the week, given as 0 (Monday) to 6."""
    named = _SETS.get(chosen)
    return _(named) if named else ", ".join(map(format_weekday, sorted(chosen)))


def _block(upcoming: UpcomingPost, schedule: Schedule) -> str:
    opening = f"**{_local(upcoming, schedule)}** · {_stamp(upcoming.due, 'R')}"
    if upcoming.skipped:
        return f"{opening} · {_('skipped')}"
    if upcoming.hit is None:
        return f"{opening}\n{_('No highlight is left.')}"
    pin = f" · {_('pinned')}" if upcoming.pinned else ""
    if upcoming.years:
        pin = f"{pin} · {occasions.years_label(upcoming.years)}"
    sentence = text.block_quote(
        upcoming.hit.match.display, _LINE, hidden=upcoming.hit.episode.spoiler
    )
    return f"{opening}{pin}\n{_source(upcoming.hit)}\n{sentence}"


def _source(hit: Hit) -> str:
    """Return the speaker and the episode; with more, seven days would not fit."""
    speaker = (f"**{text.escaped(hit.match.speaker, _NAME)}**",) if hit.match.speaker else ()
    return " · ".join((*speaker, text.escaped(hit.episode.title, _NAME)))


def _outcome(past: PastPost) -> str:
    post = past.post
    label = occasions.kind_label(post.kind)
    kind = f" · {label}" if label else ""
    sentence = f"**{_date(post.date)}**{kind} · {_status(post)}"
    if past.hit is None:
        return sentence
    hidden = past.hit.episode.spoiler
    return f"{sentence}\n{text.block_quote(past.hit.match.display, _LINE, hidden=hidden)}"


def _status(post: Post) -> str:
    reason = _reason(post.reason)
    if post.status == "sent":
        return " · ".join(part for part in (_jump(post), reason) if part)
    status = {
        "due": _("about to be posted"),
        "sending": _("being posted"),
        "skipped": _("skipped"),
        "disabled": _("refused"),
    }[post.status]
    return f"{status}: {reason}" if reason else status


def _reason(reason: str) -> str:
    """Escape the reason of an outcome; those without particulars are stored in English."""
    return text.escaped_sentence(reason and _(reason), _REASON)


def _jump(post: Post) -> str:
    """Return a link to the post, or a word if its message is not known."""
    if post.channel is None or post.message is None:
        return _("posted")
    url = f"https://discord.com/channels/{post.server}/{post.channel}/{post.message}"
    return f"[{_('posted')}]({url})"


def _extras(schedule: Schedule) -> list[str]:
    settings = (
        (schedule.publish, _("published to the servers that follow the channel")),
        (schedule.thread, _("a thread under each post")),
        (schedule.episodes, _("new episodes are announced")),
        (schedule.profanity, _("strong language is allowed")),
    )
    sentence = "; ".join(words for enabled, words in settings if enabled)
    return [f"**{_('Also')}** {sentence}"] if sentence else []


def _first(schedule: Schedule, first: UpcomingPost | None) -> str:
    if first is None or first.hit is None:
        return _("none yet. {reason}").format(reason=no_post_reason(schedule))
    return _("{time} (your time: {stamp})").format(
        time=_local(first, schedule), stamp=_stamp(first.due, "F")
    )


def _shows(schedule: Schedule, titles: Mapping[str, str]) -> str:
    if not schedule.shows:
        return _("all shows")
    return ", ".join(text.escaped(titles.get(slug, slug), _NAME) for slug in sorted(schedule.shows))


def city(zone: str) -> str:
    """Return the city that a time zone is named after."""
    return zone.rpartition("/")[2].replace("_", " ")


def _local(upcoming: UpcomingPost, schedule: Schedule) -> str:
    """Format the date and time of a post in the schedule's time zone."""
    local = upcoming.due.astimezone(ZoneInfo(schedule.zone))
    return _("{date}, {time}").format(date=_date(local.date()), time=format_time(local))


def _date(day: date) -> str:
    return format_day(day)


def _stamp(instant: datetime, style: Literal["F", "R"]) -> str:
    """Return a timestamp that Discord shows in the reader's time (F) or relative to now (R)."""
    return f"<t:{int(instant.timestamp())}:{style}>"
