"""Draw answers for a person at a terminal."""

from collections.abc import Iterable, Sequence

from rich.padding import Padding
from rich.text import Text

from bot.cli.console import answers, plain
from bot.models import Answer, Chapter, Excerpt, Hit
from bot.ui import location


def draw_answer(answer: Answer) -> None:
    """Draw excerpts with their sources; where none is judged right, say so first."""
    if answer.confidence == "none" or not answer.hits:
        draw_line(_missed(answer))
    for hit in answer.hits:
        draw_hit(hit)


def draw_hit(hit: Hit) -> None:
    """Draw one excerpt, then who says it, where."""
    draw_excerpt(hit.match.display)
    draw_line(f"{source(hit)} [{hit.match.quote}]", style="dim", indent=4)


def draw_excerpt(display: str) -> None:
    """Draw words of the transcript."""
    answers().print(Padding(Text(f"“{plain(display)}”"), (1, 2, 0, 4), expand=False))


def draw_line(line: str, *, style: str = "", indent: int = 0) -> None:
    """Draw a line of our own words."""
    answers().print(Padding(Text(plain(line), style=style), (0, 0, 0, indent), expand=False))


def draw_chapters(chapters: Iterable[Chapter]) -> None:
    """Draw chapters with what an editor says of each, and the best line of each."""
    for number, chapter in enumerate(chapters, start=1):
        draw_line(f"\n{number}. {chapter.title}", style="bold")
        if chapter.editor:
            draw_line(chapter.editor, indent=3)
        for line in chapter.summary[:1]:
            draw_excerpt(line.display)


def draw_excerpts(excerpts: Sequence[Excerpt]) -> None:
    """Draw excerpts without their source, which the heading above them tells."""
    for excerpt in excerpts:
        draw_excerpt(excerpt.display)


def source(hit: Hit) -> str:
    """Tell who says it and where: a moment only where the transcript states one."""
    match = hit.match
    where = (
        location.in_words(hit.place) if match.start_ms is None else location.moment(match.start_ms)
    )
    told = (match.speaker, hit.episode.title, hit.chapter, where)
    return " · ".join(part for part in told if part)


def _missed(answer: Answer) -> str:
    if answer.hits and answer.hits[0].match.may_be_it:
        return "Not sure, but this may be it:"
    offered = f"You could try: {', '.join(answer.suggestions)}." if answer.suggestions else ""
    guess = "The nearest, as a guess:" if answer.hits else ""
    return " ".join(part for part in ("Nothing close.", offered, guess) if part)
