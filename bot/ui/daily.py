"""Build the daily posts: highlights, announcements of episodes and notices to managers."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from discord.ui import Item

from bot.models import Hit
from bot.schedules import Schedule
from bot.translation import gettext as _
from bot.ui import quotes, text
from bot.ui.layout import Page

_NAME = 90


def highlight_page(hit: Hit, *, buttons: Iterable[Item[Any]]) -> Page:
    """Build the page of the highlight of a day."""
    return quotes.quote(hit, above=_("Today\u2019s highlight"), below=buttons)


def announcement_page(hit: Hit, *, buttons: Iterable[Item[Any]]) -> Page:
    """Build the page that announces a new episode with its best line."""
    above = _("New episode: {title}").format(title=text.escaped(hit.episode.title, 200))
    return quotes.quote(hit, above=above, below=buttons)


def greeting(schedule: Schedule) -> str | None:
    """Return the mention of the role to ping, or None."""
    return None if schedule.role is None else f"<@&{schedule.role}>"


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
        return text.label(hit.episode.title, _NAME)
    return text.label(hit.match.display, _NAME) or text.label(hit.episode.title, _NAME)
