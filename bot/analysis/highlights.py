"""Choose the highlights of an episode, best first, with the reasons.

The best candidate of each utterance is considered. They are ranked greedily by maximal marginal
relevance (Carbonell & Goldstein 1998), so that highlights spread over chapters and speakers.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from bot.analysis.excerpts import ExcerptCandidate
from bot.analysis.features import UtteranceContext, measure_features, utterance_contexts
from bot.analysis.highlight_model import WEIGHTS, log_odds, to_probability
from bot.analysis.neutral_model import neutral_log_odds
from bot.analysis.rhetoric import RhetoricalDevice, devices
from bot.analysis.speakers import conversation_range
from bot.analysis.utterances import Utterance, touches
from bot.models import Highlight, Quote, Span
from bot.text.display import to_display
from bot.text.languages import ENGLISH, Language
from bot.text.offsets import blank_out

MAX_HIGHLIGHTS = 60
_SHARE = 5
"""At most one quote in five is a highlight."""
_FLOOR = -1.5
"""The least log-odds of a highlight."""
_FILLERS = 0.1
"""The largest share of fillers among the words of a highlight."""
_PINNED = 10.0
"""The score of a pinned highlight: above every probability, so the list is in order of score."""
_DUPLICATE_SIMILARITY = 80
"""From 0 to 100 (rapidfuzz token_set_ratio): two candidates this similar are duplicates."""
_CHAPTER_PENALTY, _SPEAKER_PENALTY = 0.05, 0.02
"""Taken off the log-odds for each highlight already chosen of the same chapter or speaker.

Twice as much costs .01 of P@20; without a penalty P@20 is the same.
"""


@dataclass(frozen=True, slots=True)
class _Scored:
    candidate: ExcerptCandidate
    devices: tuple[RhetoricalDevice, ...]
    score: float
    chapter: int
    speaker: str | None


def highlights(
    utterances: Sequence[Utterance],
    candidates: Iterable[ExcerptCandidate],
    *,
    chapters: Sequence[int] = (),
    weights: Mapping[str, float] = WEIGHTS,
) -> tuple[Highlight, ...]:
    """Return up to 60 highlights, best first; their scores are probabilities from 0 to 1.

    `chapters` has the number of the chapter of each utterance.
    """
    in_talk, contexts = conversation_range(utterances), utterance_contexts(utterances)
    chapters = chapters or [0] * len(utterances)
    best: dict[int, _Scored] = {}
    for candidate in candidates:
        if candidate.index not in in_talk or not is_eligible(candidate):
            continue
        found, score = _scored(candidate, contexts[candidate.index], weights)
        if score >= _FLOOR and (candidate.index not in best or score > best[candidate.index].score):
            best[candidate.index] = _Scored(
                candidate,
                found,
                score,
                chapter=chapters[candidate.index],
                speaker=utterances[candidate.index].quote.speaker,
            )
    limit = min(MAX_HIGHLIGHTS, max(1, len(utterances) // _SHARE))
    return tuple(_highlight(one, utterances) for one in _select_diverse(best.values(), limit=limit))


def _scored(
    candidate: ExcerptCandidate, context: UtteranceContext, weights: Mapping[str, float]
) -> tuple[tuple[RhetoricalDevice, ...], float]:
    if candidate.language != ENGLISH:
        return (), neutral_log_odds(candidate, context, candidate.language)
    found = devices(candidate.displayed)
    return found, log_odds(measure_features(candidate, context, found), weights)


def is_eligible(candidate: ExcerptCandidate) -> bool:
    """Return whether a candidate is a statement, and at most a tenth of it are fillers."""
    asks = candidate.displayed.rstrip("\"'”’)").endswith("?")
    return not asks and candidate.fillers <= _FILLERS * len(candidate.words)


def pinned_highlights(
    text: str,
    quotes: Sequence[Quote],
    *,
    pinned: Iterable[Span],
    excluded: Sequence[Span],
    asides: Sequence[Span] = (),
    language: Language = ENGLISH,
) -> tuple[Highlight, ...]:
    """Return a highlight for each pinned range that touches no excluded one, in their order."""
    spoken = blank_out(text, asides)
    chosen = (span for span in pinned if not touches(span.start, span.end, excluded))
    return tuple(
        Highlight(
            quote=core.id,
            start=span.start,
            end=span.end,
            text=text[span.start : span.end],
            display=to_display(spoken[span.start : span.end], language),
            score=_PINNED,
            pinned=True,
            reasons=("pinned by an editor",),
        )
        for span in chosen
        if (core := _core(quotes, span)) is not None
    )


def _core(quotes: Sequence[Quote], span: Span) -> Quote | None:
    """Return the first of the quotes that share the most characters with a range, if any does."""
    overlaps = [(min(q.end, span.end) - max(q.start, span.start), -q.position, q) for q in quotes]
    best = max(overlaps, key=lambda overlap: overlap[:2], default=None)
    return best[2] if best and best[0] > 0 else None


def _select_diverse(scored: Iterable[_Scored], *, limit: int) -> list[_Scored]:
    """Select greedily by score less the penalties, leaving out near duplicates."""
    left, selected = list(scored), list[_Scored]()
    by_chapter: Counter[int] = Counter()
    by_speaker: Counter[str | None] = Counter()

    def gain(one: _Scored) -> float:
        penalty = (
            _CHAPTER_PENALTY * by_chapter[one.chapter] + _SPEAKER_PENALTY * by_speaker[one.speaker]
        )
        return one.score - penalty

    while left and len(selected) < limit:
        best = max(left, key=gain)
        left.remove(best)
        if not any(_are_similar(best, other) for other in selected):
            selected.append(replace(best, score=gain(best)))
            by_chapter[best.chapter] += 1
            by_speaker[best.speaker] += 1
    return selected


def _are_similar(one: _Scored, other: _Scored) -> bool:
    similarity = fuzz.token_set_ratio(one.candidate.displayed, other.candidate.displayed)
    return similarity >= _DUPLICATE_SIMILARITY


def _highlight(one: _Scored, utterances: Sequence[Utterance]) -> Highlight:
    excerpt = one.candidate.excerpt
    return Highlight(
        quote=utterances[one.candidate.index].quote.id,
        start=excerpt.start,
        end=excerpt.end,
        text=excerpt.text,
        display=excerpt.display,
        score=round(to_probability(one.score), 3),
        reasons=tuple(device.reason for device in one.devices) or ("says something in few words",),
    )
