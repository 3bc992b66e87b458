"""Describe a position in an episode: by its time if the transcript has times, else in words."""

import re

from discord.ui import Button, View

from bot import moments
from bot.models import Episode, Hit, Show
from bot.translation import N_, format_date
from bot.translation import gettext as _
from bot.ui import text
from bot.ui.text import escaped

_NAME = 80
_EARLY_MS = 5_000
_PROGRESS_WORDS = (
    (0.04, N_("at the start")),
    (0.12, N_("near the start")),
    (0.20, N_("early on")),
    (0.29, N_("about a quarter in")),
    (0.42, N_("about a third in")),
    (0.58, N_("about halfway")),
    (0.71, N_("about two thirds in")),
    (0.83, N_("about three quarters in")),
    (0.95, N_("towards the end")),
)


def format_moment(ms: int) -> str:
    """Format milliseconds as a player does: 12:18, or 1:02:18."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def progress_in_words(progress: float) -> str:
    """Describe the progress through an episode, from 0 to 1, in words."""
    words = (words for bound, words in _PROGRESS_WORDS if progress < bound)
    return _(next(words, N_("near the end")))


def position(hit: Hit) -> str:
    """Describe the position of an excerpt: its time if the transcript states one, else in words.

    The time is that of a player, and a link to the moment where one of the episode's links can
    point at it.
    """
    url = listening_url(hit)
    return f"[{_listening(hit)}]({url})" if url else time_or_progress(hit)


def time_or_progress(hit: Hit) -> str:
    """Describe the position of an excerpt as `position` does, without a link."""
    timed = hit.match.start_ms is not None
    return format_time(hit) if timed else progress_in_words(hit.progress)


def listening_url(hit: Hit) -> str | None:
    """Return the address that opens the recording at an excerpt; None if none does."""
    stated, about = hit.match.start_ms, hit.match.about_ms
    if stated is None:
        return None
    # A link begins early rather than too late.
    early = stated if about is None else max(stated, about - _EARLY_MS)
    return moments.moment_url(hit.episode, early)


def listening_button(hit: Hit) -> tuple[Button[View], ...]:
    """Return a button that opens the recording at an excerpt; none if nothing can."""
    url = listening_url(hit)
    return (Button(label=text.label(_listening(hit), text.LABEL), url=url),) if url else ()


def _listening(hit: Hit) -> str:
    stated, about = hit.match.start_ms or 0, hit.match.about_ms
    show, start = hit.episode.show, stated if about is None else about
    time = _player_time(show, start)
    if about is not None and about == stated:
        return _("Listen after {time}").format(time=time)
    if about is not None or show.drifts:
        return _("Listen at about {time}").format(time=time)
    return _("Listen at {time}").format(time=time)


def format_time(hit: Hit) -> str:
    """Format the time of an excerpt that has one: as stated, about, or after a stated time."""
    stated, about = hit.match.start_ms or 0, hit.match.about_ms
    if about is None:
        return moment(hit.episode, stated)
    time = _player_time(hit.episode.show, about)
    message = _("after {time}") if about == stated else _("about {time}")
    return message.format(time=time)


def linked_moment(episode: Episode, ms: int) -> str:
    """Format a time of the transcript, as a link to the moment where there is one."""
    url, time = moments.moment_url(episode, ms), moment(episode, ms)
    return f"[{_('Listen at {time}').format(time=time)}]({url})" if url else time


def moment(episode: Episode, ms: int) -> str:
    """Format a time of the transcript as a player shows it; "about" where the show drifts."""
    time = _player_time(episode.show, ms)
    return _("about {time}").format(time=time) if episode.show.drifts else time


def chapter_and_position(hit: Hit) -> str:
    """Describe the position of an excerpt, with its chapter if it has one."""
    if not hit.chapter:
        return position(hit)
    return f"{chapter_title(hit.chapter, hit.episode, _NAME)} · {position(hit)}"


def chapter_title(title: str, episode: Episode, limit: int) -> str:
    """Escape the title of a chapter, which often quotes it; that of a spoiler is covered."""
    return f"||{escaped(title, limit)}||" if episode.spoiler else escaped(title, limit)


def source(hit: Hit, *, named: bool = False) -> str:
    """Return the source of an excerpt in one line; `named` adds the episode's title."""
    speaker = (f"**{escaped(hit.match.speaker, _NAME)}**",) if hit.match.speaker else ()
    title = (escaped(hit.episode.title, _NAME),) if named else ()
    return " · ".join((*speaker, *title, chapter_and_position(hit)))


def footer(episode: Episode, *more: str) -> str:
    """Return a footer with the episode, its show and more escaped parts."""
    parts = (escaped(episode.title, 2 * _NAME), show_name(episode), *more)
    return " · ".join(part for part in parts if part)


def details(episode: Episode, address: str | None = None) -> str:
    """Return the episode in small print: its number, its title, its show and its date.

    The title is a link where there is an address.
    """
    number, title = episode.number, episode.title
    numbered = number is not None and not re.search(rf"(?<!\d){number}(?!\d)", title)
    parts = (
        _("Episode {number}").format(number=number) if numbered else "",
        text.link(title, address, 2 * _NAME) if address else escaped(title, 2 * _NAME),
        show_name(episode),
        format_date(episode.published) if episode.published else "",
    )
    return " · ".join(filter(None, parts))


def show_name(episode: Episode) -> str:
    """Escape the title of the show; empty if it has none, or if the episode's title contains it."""
    title = episode.show.title
    unnamed = title == episode.show.slug or title.casefold() in episode.title.casefold()
    return "" if unnamed else escaped(title, _NAME)


def _player_time(show: Show, ms: int) -> str:
    return format_moment(1000 * moments.player_seconds(show, ms))
