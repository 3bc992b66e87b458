"""Describe a position in an episode: by its time if the transcript has times, else in words."""

from bot import moments
from bot.models import Episode, Hit
from bot.ui.text import escaped

_NAME = 80
_EARLY_MS = 5_000
_PROGRESS_WORDS = (
    (0.04, "at the start"),
    (0.12, "near the start"),
    (0.20, "early on"),
    (0.29, "about a quarter in"),
    (0.42, "about a third in"),
    (0.58, "about halfway"),
    (0.71, "about two thirds in"),
    (0.83, "about three quarters in"),
    (0.95, "towards the end"),
)


def format_moment(ms: int) -> str:
    """Format milliseconds as a player does: 12:18, or 1:02:18."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def progress_in_words(progress: float) -> str:
    """Describe the progress through an episode, from 0 to 1, in words."""
    return next((words for bound, words in _PROGRESS_WORDS if progress < bound), "near the end")


def position(hit: Hit) -> str:
    """Describe the position of an excerpt: its time if the transcript states one, else in words.

    The time is that of a player, and a link to the moment where one of the episode's links can
    point at it.
    """
    stated, about = hit.match.start_ms, hit.match.about_ms
    if stated is None:
        return progress_in_words(hit.progress)
    if about is None:
        return linked_moment(hit.episode, stated)
    # A link begins early rather than too late.
    url = moments.moment_url(hit.episode, max(stated, about - _EARLY_MS))
    time = format_time(hit)
    return f"[Listen {'at ' * (about > stated)}{time}]({url})" if url else time


def format_time(hit: Hit) -> str:
    """Format the time of an excerpt that has one: as stated, about, or after a stated time."""
    stated, about = hit.match.start_ms or 0, hit.match.about_ms
    if about is None:
        return moment(hit.episode, stated)
    if about == stated:
        return f"after {format_moment(1000 * moments.player_seconds(hit.episode.show, stated))}"
    return f"about {format_moment(1000 * moments.player_seconds(hit.episode.show, about))}"


def linked_moment(episode: Episode, ms: int) -> str:
    """Format a time of the transcript, as a link to the moment where there is one."""
    url, time = moments.moment_url(episode, ms), moment(episode, ms)
    return f"[Listen at {time}]({url})" if url else time


def moment(episode: Episode, ms: int) -> str:
    """Format a time of the transcript as a player shows it; "about" where the show drifts."""
    time = format_moment(1000 * moments.player_seconds(episode.show, ms))
    return f"about {time}" if episode.show.drifts else time


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


def show_name(episode: Episode) -> str:
    """Escape the title of the show; empty if it has none, or if the episode's title contains it."""
    title = episode.show.title
    unnamed = title == episode.show.slug or title.casefold() in episode.title.casefold()
    return "" if unnamed else escaped(title, _NAME)
