"""Print answers for a person at a terminal."""

from collections.abc import Iterable, Sequence

from rich.padding import Padding
from rich.text import Text

from bot.cli.console import answer_console, plain
from bot.models import Answer, Chapter, Excerpt, Hit
from bot.moments import moment_url
from bot.ui import location


def render_answer(answer: Answer) -> None:
    """Print the hits with their sources, after a sentence if none of them is certain."""
    if answer.confidence == "none" or not answer.hits:
        render_line(_miss_line(answer))
    for hit in answer.hits:
        render_hit(hit)


def render_hit(hit: Hit) -> None:
    """Print one excerpt and its source."""
    render_excerpt(hit.match.display)
    render_line(f"{source_line(hit)} [{hit.match.quote}]", style="dim", indent=4)


def render_excerpt(display: str) -> None:
    """Print words of the transcript."""
    answer_console().print(Padding(Text(f"“{plain(display)}”"), (1, 2, 0, 4), expand=False))


def render_line(line: str, *, style: str = "", indent: int = 0) -> None:
    """Print a line that is not from the transcript."""
    answer_console().print(Padding(Text(plain(line), style=style), (0, 0, 0, indent), expand=False))


def render_chapters(chapters: Iterable[Chapter]) -> None:
    """Print each chapter with its editor's summary and its best line."""
    for number, chapter in enumerate(chapters, start=1):
        render_line(f"\n{number}. {chapter.title}", style="bold")
        if chapter.editor:
            render_line(chapter.editor, indent=3)
        for line in chapter.summary[:1]:
            render_excerpt(line.display)


def render_excerpts(excerpts: Sequence[Excerpt]) -> None:
    """Print excerpts without their sources."""
    for excerpt in excerpts:
        render_excerpt(excerpt.display)


def source_line(hit: Hit) -> str:
    """Return the source of a hit: its speaker, episode, chapter, position and address."""
    match = hit.match
    position = (
        location.progress_in_words(hit.progress)
        if match.start_ms is None
        else location.format_time(hit)
    )
    url = None if match.start_ms is None else moment_url(hit.episode, match.start_ms)
    parts = (match.speaker, hit.episode.title, hit.chapter, position, url)
    return " · ".join(part for part in parts if part)


def _miss_line(answer: Answer) -> str:
    if answer.hits and answer.hits[0].match.guess:
        return "I am not sure. Is it this one?"
    other = ", ".join(answer.suggestions) or "fewer words, or different ones"
    guess = " The closest match, as a guess:" if answer.hits else ""
    return f"Nothing close. Try {other}.{guess}"
