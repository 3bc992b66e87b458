"""Build the daily posts: the highlight of a day, that of an anniversary, and notices."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from discord.ui import Item

from bot.models import Episode, Hit
from bot.translation import format_date, format_number, ngettext
from bot.translation import gettext as _
from bot.ui import quotes, text
from bot.ui.layout import Page
from bot.ui.templates import ANNIVERSARY_LEAD, DAILY_LEAD, DAILY_TITLE, fill

NAME = 90
"""Characters of the title of a thread."""

_NAME = 80
_NO_TEMPLATES: Mapping[str, str] = {}


def highlight_page(
    hit: Hit,
    *,
    day: date,
    buttons: Iterable[Item[Any]],
    years: int = 0,
    role: int | None = None,
    templates: Mapping[str, str] = _NO_TEMPLATES,
) -> Page:
    """Build the page of the highlight of a day, or of the line of an anniversary.

    `years` is how long ago its episode was published on that day, 0 for a highlight.
    """
    values = values_of(hit.episode, day=day, role=role) | {
        "speaker": text.escaped(hit.match.speaker or "", _NAME),
        "years": format_number(years),
    }
    if years:
        title = anniversary_title(years)
        lead = templates.get(ANNIVERSARY_LEAD.name) or _default_anniversary(hit.episode)
    else:
        title = fill(templates.get(DAILY_TITLE.name, ""), values)
        lead = templates.get(DAILY_LEAD.name, "")
    page = quotes.quote(hit, above=title or _("Today’s highlight"), below=buttons)
    return page.headed(lead_of(lead, values, role=role))


def anniversary_title(years: int) -> str:
    """Say how many years ago something was."""
    return ngettext("A year ago today", "{number} years ago today", years).format(
        number=format_number(years)
    )


def _default_anniversary(episode: Episode) -> str:
    year = str(episode.released.year)
    return _("The episode was published on this day in {year}.").format(year=year)


def values_of(episode: Episode, *, day: date, role: int | None) -> dict[str, str]:
    """Return the escaped values of the placeholders of a post about an episode."""
    return {
        "show": text.escaped(episode.show.title, _NAME),
        "episode": text.escaped(episode.title, _NAME),
        "number": "" if episode.number is None else str(episode.number),
        "date": format_date(day, "long"),
        "role": mention(role),
    }


def mention(role: int | None) -> str:
    """Return the mention of a role, "" for none."""
    return "" if role is None else f"<@&{role}>"


def lead_of(template: str, values: Mapping[str, str], *, role: int | None) -> str:
    """Return what stands above a post: the mention of the role, unless it is in the text."""
    lead = fill(template, values)
    mentioned = mention(role)
    return "\n".join(part for part in (mentioned if mentioned not in lead else "", lead) if part)


def notice(reason: str, *, server: int, day: date) -> str:
    """Build the notice that a post failed; it ends in a mark by which it can be found again."""
    sentence = _(
        "**The daily highlight could not be posted.** {reason}\nPosting resumes by itself once "
        "this is fixed. `/doctor` shows what is missing."
    ).format(reason=text.escaped_sentence(reason, 800))
    return f"{sentence}\n{notice_mark(server=server, day=day)}"


def notice_mark(*, server: int, day: date) -> str:
    """Return the mark that identifies the notice of a server and a date."""
    return f"-# {day.isoformat()} · {server}"


def thread_name(hit: Hit) -> str:
    """Name the thread under a post after the first words of the line.

    The name cannot be covered, so that of a spoiler is the episode's.
    """
    if hit.episode.spoiler:
        return text.label(hit.episode.title, NAME)
    return text.label(hit.match.display, NAME) or text.label(hit.episode.title, NAME)
