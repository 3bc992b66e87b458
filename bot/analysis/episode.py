"""Analyse an episode: find its chapters, topics, highlights and summary from its text alone."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.analysis import summary
from bot.analysis.chapters import find_boundaries
from bot.analysis.excerpts import ExcerptCandidate, excerpt_candidates
from bot.analysis.highlights import MAX_HIGHLIGHTS, highlights, pinned_highlights
from bot.analysis.informativeness import SentenceEncoder, rank_by_informativeness
from bot.analysis.titles import chapter_titles
from bot.analysis.topics import Subject, subjects, topics
from bot.analysis.utterances import Utterance, language_of, read_utterances, touches
from bot.models import Chapter, Excerpt, Highlight, NameCorrection, Quote, Span, Topic
from bot.text.languages import ENGLISH, Language
from bot.text.offsets import blank_out
from bot.text.previews import find_previews, is_preview


@dataclass(frozen=True, slots=True)
class Analysis:
    """The chapters, topics, highlights and summary that were found in an episode."""

    chapters: tuple[Chapter, ...] = ()
    topics: tuple[Topic, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    summary: tuple[Excerpt, ...] = ()


def analyse(  # noqa: PLR0913 - what an episode, its guide and this machine have to say
    text: str,
    quotes: Sequence[Quote],
    *,
    names: Sequence[NameCorrection] = (),
    chapters: Sequence[Chapter] = (),
    pinned: Sequence[Span] = (),
    excluded: Sequence[Span] = (),
    asides: Sequence[Span] = (),
    language: Language = ENGLISH,
    encoder: SentenceEncoder | None = None,
) -> Analysis:
    """Analyse an episode, given its text, its quotes in order, and what its guide says.

    The words of asides are neither displayed nor counted. Given chapters are kept and replace those
    that would be found. Pinned ranges become the first highlights. Nothing is chosen from a quote
    that touches an excluded range, or that previews what is said later.
    """
    spoken = blank_out(text, asides)
    in_place = quotes_in_place(spoken, quotes, excluded=excluded, language=language)
    utterances = read_utterances(spoken, in_place, excluded=excluded, language=language)
    candidates = excerpt_candidates(spoken, utterances)
    whole = _from_whole_quotes(utterances, candidates)
    found = subjects(utterances, names)
    spans = tuple(chapters) or _chapters(text, utterances, found)
    starts = [chapter.start for chapter in spans]
    numbers = [bisect_right(starts, utterance.quote.start) for utterance in utterances]
    return Analysis(
        chapters=_summarised(utterances, whole, chapters=spans),
        topics=topics(utterances, _ranked(found, utterances, encoder)),
        highlights=_highlights(
            pinned_highlights(
                text,
                quotes,
                pinned=pinned,
                excluded=excluded,
                asides=asides,
                language=language,
            ),
            highlights(utterances, candidates, chapters=numbers),
        ),
        summary=summary.summarise_episode(utterances, whole, chapters=numbers),
    )


def chapter_summaries(
    text: str,
    quotes: Sequence[Quote],
    chapters: Sequence[Chapter],
    *,
    language: Language = ENGLISH,
) -> tuple[Chapter, ...]:
    """Return the chapters, with a summary added to each that has none."""
    in_place = quotes_in_place(text, quotes, language=language)
    utterances = read_utterances(text, in_place, language=language)
    candidates = excerpt_candidates(text, utterances)
    return _summarised(utterances, _from_whole_quotes(utterances, candidates), chapters=chapters)


def quotes_in_place(
    text: str,
    quotes: Sequence[Quote],
    *,
    excluded: Sequence[Span] = (),
    language: Language = ENGLISH,
) -> tuple[Quote, ...]:
    """Return the quotes without those of a trailer, or that announce what is talked about."""
    quoted = [Span(quote.start, quote.end) for quote in quotes]
    previews = find_previews(text, quoted, ignored=excluded, language=language)
    return tuple(quote for quote in quotes if not is_preview(quote.start, quote.end, previews))


def _from_whole_quotes(
    utterances: Sequence[Utterance], candidates: Sequence[ExcerptCandidate]
) -> tuple[ExcerptCandidate, ...]:
    """Return the candidates from whole quotes; they are enough for a summary."""
    return tuple(one for one in candidates if utterances[one.index].quote.whole)


def _chapters(
    text: str, utterances: Sequence[Utterance], found: Sequence[Subject]
) -> tuple[Chapter, ...]:
    if not utterances:
        return ()
    boundaries = find_boundaries(utterances)
    starts = [0, *(utterances[index].quote.start for index in boundaries[1:])]
    ends = [*starts[1:], len(text)]
    titles = chapter_titles(utterances, boundaries, found)
    return tuple(map(Chapter, titles, starts, ends))


def _ranked(
    found: Sequence[Subject], utterances: Sequence[Utterance], encoder: SentenceEncoder | None
) -> Sequence[Subject]:
    if encoder is None or not found or language_of(utterances) != ENGLISH:
        return found
    return rank_by_informativeness(found, utterances, encoder=encoder)


def _summarised(
    utterances: Sequence[Utterance],
    candidates: Sequence[ExcerptCandidate],
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
                candidates,
                start=bisect_right(begins, chapter.start - 1),
                end=bisect_right(begins, chapter.end - 1),
            ),
        )
        for chapter in chapters
    )


def _highlights(pinned: Sequence[Highlight], chosen: Sequence[Highlight]) -> tuple[Highlight, ...]:
    """Return the pinned highlights, then the chosen ones that do not overlap them."""
    taken = [Span(one.start, one.end) for one in pinned]
    rest = (one for one in chosen if not touches(one.start, one.end, taken))
    return (*pinned, *rest)[: max(MAX_HIGHLIGHTS, len(pinned))]
