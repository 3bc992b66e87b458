"""Analyse an episode: chapters, topics, highlights and summary, from its words alone."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.analysis import summary
from bot.analysis.chapters import boundaries
from bot.analysis.excerpts import Cut, cuts
from bot.analysis.highlights import MOST, highlights, pins
from bot.analysis.titles import titles
from bot.analysis.topics import Subject, subjects, topics
from bot.analysis.utterances import Line, read, touches
from bot.models import Chapter, Excerpt, Highlight, Name, Quote, Span, Topic


@dataclass(frozen=True, slots=True)
class Analysis:
    """Hold all that an episode's own words tell about it."""

    chapters: tuple[Chapter, ...] = ()
    topics: tuple[Topic, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    summary: tuple[Excerpt, ...] = ()


def analyse(
    text: str,
    quotes: Sequence[Quote],
    *,
    names: Sequence[Name] = (),
    chapters: Sequence[Chapter] = (),
    pinned: Sequence[Span] = (),
    excluded: Sequence[Span] = (),
) -> Analysis:
    """Find everything; given chapters stay, pinned ranges lead, excluded ranges never appear."""
    lines = read(text, quotes, excluded=excluded)
    excerpts = cuts(text, lines)
    unbroken = _unbroken(lines, excerpts)
    found = subjects(lines, names)
    cut = tuple(chapters) or _chapters(text, lines, found)
    starts = [chapter.start for chapter in cut]
    places = [bisect_right(starts, line.quote.start) for line in lines]
    return Analysis(
        chapters=_summed(lines, unbroken, chapters=cut),
        topics=topics(lines, found),
        highlights=_highlights(
            pins(text, quotes, pinned=pinned, excluded=excluded),
            highlights(lines, excerpts, chapters=places),
        ),
        summary=summary.of_episode(lines, unbroken, places=places),
    )


def chapter_summaries(
    text: str, quotes: Sequence[Quote], chapters: Sequence[Chapter]
) -> tuple[Chapter, ...]:
    """Fill in the summary of each chapter that has none."""
    lines = read(text, quotes)
    return _summed(lines, _unbroken(lines, cuts(text, lines)), chapters=chapters)


def _unbroken(lines: Sequence[Line], excerpts: Sequence[Cut]) -> tuple[Cut, ...]:
    """Keep what comes from whole quotes; a summary has enough of them."""
    return tuple(cut for cut in excerpts if lines[cut.line].quote.whole)


def _chapters(text: str, lines: Sequence[Line], found: Sequence[Subject]) -> tuple[Chapter, ...]:
    if not lines:
        return ()
    first = boundaries(lines)
    starts = [0, *(lines[index].quote.start for index in first[1:])]
    ends = [*starts[1:], len(text)]
    named = titles(first, found, count=len(lines))
    return tuple(map(Chapter, named, starts, ends))


def _summed(
    lines: Sequence[Line], excerpts: Sequence[Cut], *, chapters: Sequence[Chapter]
) -> tuple[Chapter, ...]:
    begins = [line.quote.start for line in lines]
    return tuple(
        chapter
        if chapter.summary
        else replace(
            chapter,
            summary=summary.of_chapter(
                lines,
                excerpts,
                start=bisect_right(begins, chapter.start - 1),
                end=bisect_right(begins, chapter.end - 1),
            ),
        )
        for chapter in chapters
    )


def _highlights(pinned: Sequence[Highlight], chosen: Sequence[Highlight]) -> tuple[Highlight, ...]:
    """Put the pinned first; what overlaps them is said already."""
    taken = [Span(one.start, one.end) for one in pinned]
    rest = (one for one in chosen if not touches(one.start, one.end, taken))
    return (*pinned, *rest)[: max(MOST, len(pinned))]
