"""Analyse an episode: chapters, topics, highlights and summary, from its words alone."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.analysis import summary
from bot.analysis.chapters import find_boundaries
from bot.analysis.excerpts import ExcerptCandidate, excerpt_candidates
from bot.analysis.highlights import MAX_HIGHLIGHTS, highlights, pinned_highlights
from bot.analysis.titles import chapter_titles
from bot.analysis.topics import Subject, subjects, topics
from bot.analysis.utterances import Utterance, read_utterances, touches
from bot.models import Chapter, Excerpt, Highlight, NameCorrection, Quote, Span, Topic


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
    names: Sequence[NameCorrection] = (),
    chapters: Sequence[Chapter] = (),
    pinned: Sequence[Span] = (),
    excluded: Sequence[Span] = (),
) -> Analysis:
    """Find everything; given chapters stay, pinned ranges lead, excluded ranges never appear."""
    utterances = read_utterances(text, quotes, excluded=excluded)
    excerpts = excerpt_candidates(text, utterances)
    unbroken = _unbroken(utterances, excerpts)
    chapter_spans = subjects(utterances, names)
    excerpt = tuple(chapters) or _chapters(text, utterances, chapter_spans)
    starts = [chapter.start for chapter in excerpt]
    contexts = [bisect_right(starts, utterance.quote.start) for utterance in utterances]
    return Analysis(
        chapters=_summarised(utterances, unbroken, chapters=excerpt),
        topics=topics(utterances, chapter_spans),
        highlights=_highlights(
            pinned_highlights(text, quotes, pinned=pinned, excluded=excluded),
            highlights(utterances, excerpts, chapters=contexts),
        ),
        summary=summary.summarise_episode(utterances, unbroken, contexts=contexts),
    )


def chapter_summaries(
    text: str, quotes: Sequence[Quote], chapters: Sequence[Chapter]
) -> tuple[Chapter, ...]:
    """Fill in the summary of each chapter that has none."""
    utterances = read_utterances(text, quotes)
    return _summarised(
        utterances, _unbroken(utterances, excerpt_candidates(text, utterances)), chapters=chapters
    )


def _unbroken(
    utterances: Sequence[Utterance], excerpts: Sequence[ExcerptCandidate]
) -> tuple[ExcerptCandidate, ...]:
    """Keep what comes from whole quotes; a summary has enough of them."""
    return tuple(excerpt for excerpt in excerpts if utterances[excerpt.index].quote.whole)


def _chapters(
    text: str, utterances: Sequence[Utterance], chapter_spans: Sequence[Subject]
) -> tuple[Chapter, ...]:
    if not utterances:
        return ()
    first = find_boundaries(utterances)
    starts = [0, *(utterances[index].quote.start for index in first[1:])]
    ends = [*starts[1:], len(text)]
    named = chapter_titles(first, chapter_spans, count=len(utterances))
    return tuple(map(Chapter, named, starts, ends))


def _summarised(
    utterances: Sequence[Utterance],
    excerpts: Sequence[ExcerptCandidate],
    *,
    chapters: Sequence[Chapter],
) -> tuple[Chapter, ...]:
    begins = [utterance.quote.start for utterance in utterances]
    return tuple(
        chapter
        if chapter.summary
        else replace(
            chapter,
            summary=summary.summarise_chapter(
                utterances,
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
    return (*pinned, *rest)[: max(MAX_HIGHLIGHTS, len(pinned))]
