"""How a place in an episode is told: by its moment where there are times, else in words."""

from bot.models import Episode, Hit, Link
from bot.ui.text import escaped, label

_NAME = 80
_MAX_URL = 300
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
    """Tell a moment of the recording as a player shows it: 12:18, or 1:02:18."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def progress_in_words(progress: float) -> str:
    """Tell how far into an episode a place is, from 0 to 1, as a listener would say it."""
    return next((words for bound, words in _PROGRESS_WORDS if progress < bound), "near the end")


def moment_url(episode: Episode, ms: int) -> str | None:
    """Lead to the moment, where a link of the episode can point at one."""
    pointing = (_fill_template(link, ms) for link in episode.links)
    return next((url for url in pointing if url is not None), None)


def position(hit: Hit) -> str:
    """Tell where an excerpt stands, its moment or its distance only: never an invented time."""
    ms = hit.match.start_ms
    if ms is None:
        return progress_in_words(hit.progress)
    url = moment_url(hit.episode, ms)
    return f"[{format_moment(ms)}]({url})" if url else format_moment(ms)


def chapter_and_position(hit: Hit) -> str:
    """Tell in which chapter an excerpt stands, and where."""
    return f"{escaped(hit.chapter, _NAME)} · {position(hit)}" if hit.chapter else position(hit)


def source(hit: Hit, *, named: bool = False) -> str:
    """Tell in one line who says it and where; `named` adds the episode."""
    speaker = (f"**{escaped(hit.match.speaker, _NAME)}**",) if hit.match.speaker else ()
    title = (escaped(hit.episode.title, _NAME),) if named else ()
    return " · ".join((*speaker, *title, chapter_and_position(hit)))


def footer(episode: Episode, *more: str) -> str:
    """Name an episode where no mark-up is shown, with its show where that says something new."""
    parts = (label(episode.title, 2 * _NAME), show_name(episode), *more)
    return " · ".join(part for part in parts if part)


def show_name(episode: Episode) -> str:
    """Name an episode's show; empty where it was never named, or the title says it already."""
    title = episode.show.title
    unnamed = title == episode.show.slug or title.casefold() in episode.title.casefold()
    return "" if unnamed else label(title, _NAME)


def _fill_template(link: Link, ms: int) -> str | None:
    """Fill in the template by plain replacing: it comes from a file, and may hold anything."""
    if link.moment is None:
        return None
    seconds = ms // 1000
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    filled = (
        link.moment.replace("{url}", link.url)
        .replace("{seconds}", str(seconds))
        .replace("{hms}", clock)
    )
    return _safe_url(filled)


def _safe_url(url: str) -> str | None:
    """Let an address of the web through, without what would end a masked link early."""
    safe = url.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")
    fits = safe.isprintable() and " " not in safe and len(safe) <= _MAX_URL
    return safe if fits and safe.startswith(("https://", "http://")) else None
