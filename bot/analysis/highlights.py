"""Choose the excerpts worth posting unasked, best first, and say why.

Each quote offers its best clean cut; the list is drawn greedily by maximal marginal relevance
(Carbonell & Goldstein 1998), so that it spreads over the episode and its speakers.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from bot.analysis.excerpts import ExcerptCandidate
from bot.analysis.features import measure_features, utterance_contexts
from bot.analysis.highlight_model import WEIGHTS, log_odds, to_probability
from bot.analysis.rhetoric import RhetoricalDevice, devices
from bot.analysis.speakers import conversation_flags
from bot.analysis.utterances import Utterance, touches
from bot.models import Highlight, Quote, Span
from bot.text.display import to_display

MAX_HIGHLIGHTS = 60
_SHARE = 5
"""At most one quote in so many is a highlight."""
_FLOOR = -1.5
"""In log-odds: what is less likely to be quoted waits for no day."""
_FILLERS = 0.1
"""Of its words."""
_PINNED = 10.0
"""More than any words can earn, so that the order by score is the order of the list."""
_DUPLICATE_SIMILARITY = 80
"""Two excerpts this alike (rapidfuzz token_set_ratio) are one."""
_CHAPTER_PENALTY, _SPEAKER_PENALTY = 0.05, 0.02
"""What each one drawn from the same chapter, and of the same speaker, takes off the log-odds.

Twice as much costs .01 of P@20, none gains nothing.
"""


@dataclass(frozen=True, slots=True)
class _Scored:
    cut: ExcerptCandidate
    found: tuple[RhetoricalDevice, ...]
    score: float
    chapter: int
    speaker: str | None


def highlights(
    utterances: Sequence[Utterance],
    excerpts: Iterable[ExcerptCandidate],
    *,
    chapters: Sequence[int] = (),
    weights: Mapping[str, float] = WEIGHTS,
) -> tuple[Highlight, ...]:
    """Choose up to 60 of the cuts, best first; `chapters` tells the chapter of each line."""
    in_talk, contexts = conversation_flags(utterances), utterance_contexts(utterances)
    chapters = chapters or [0] * len(utterances)
    best: dict[int, _Scored] = {}
    for excerpt in excerpts:
        if excerpt.index not in in_talk or not is_postable(excerpt):
            continue
        found = devices(excerpt.displayed)
        score = log_odds(measure_features(excerpt, contexts[excerpt.index], found), weights)
        if score >= _FLOOR and (excerpt.index not in best or score > best[excerpt.index].score):
            speaker = utterances[excerpt.index].quote.speaker
            best[excerpt.index] = _Scored(excerpt, found, score, chapters[excerpt.index], speaker)
    limit = min(MAX_HIGHLIGHTS, max(1, len(utterances) // _SHARE))
    return tuple(_highlight(one, utterances) for one in _select_diverse(best.values(), limit=limit))


def is_postable(excerpt: ExcerptCandidate) -> bool:
    """Tell whether a cut is a statement that its speaker does not stumble through."""
    asks = excerpt.displayed.rstrip("\"'”’)").endswith("?")
    return not asks and excerpt.fillers <= _FILLERS * len(excerpt.words)


def pinned_highlights(
    text: str, quotes: Sequence[Quote], *, pinned: Iterable[Span], excluded: Sequence[Span]
) -> tuple[Highlight, ...]:
    """Take over the ranges that an editor pinned; exclusions win."""
    chosen = (span for span in pinned if not touches(span.start, span.end, excluded))
    return tuple(
        Highlight(
            quote=core.id,
            start=span.start,
            end=span.end,
            text=text[span.start : span.end],
            display=to_display(text[span.start : span.end]),
            score=_PINNED,
            pinned=True,
            reasons=("pinned by an editor",),
        )
        for span in chosen
        if (core := _core(quotes, span)) is not None
    )


def _core(quotes: Sequence[Quote], span: Span) -> Quote | None:
    """Find the quote that shares most with a range."""
    shared = [(min(q.end, span.end) - max(q.start, span.start), -q.position, q) for q in quotes]
    most = max(shared, key=lambda one: one[:2], default=None)
    return most[2] if most and most[0] > 0 else None


def _select_diverse(scored: Iterable[_Scored], *, limit: int) -> list[_Scored]:
    """Draw greedily; what is like those already drawn waits, and near duplicates fall out."""
    left, drawn = list(scored), list[_Scored]()
    by_chapter: Counter[int] = Counter()
    by_speaker: Counter[str | None] = Counter()

    def gain(one: _Scored) -> float:
        crowd = (
            _CHAPTER_PENALTY * by_chapter[one.chapter] + _SPEAKER_PENALTY * by_speaker[one.speaker]
        )
        return one.score - crowd

    while left and len(drawn) < limit:
        best = max(left, key=gain)
        left.remove(best)
        if not any(_are_similar(best, other) for other in drawn):
            drawn.append(replace(best, score=gain(best)))
            by_chapter[best.chapter] += 1
            by_speaker[best.speaker] += 1
    return drawn


def _are_similar(one: _Scored, other: _Scored) -> bool:
    return fuzz.token_set_ratio(one.cut.displayed, other.cut.displayed) >= _DUPLICATE_SIMILARITY


def _highlight(one: _Scored, utterances: Sequence[Utterance]) -> Highlight:
    excerpt = one.cut.excerpt
    return Highlight(
        quote=utterances[one.cut.index].quote.id,
        start=excerpt.start,
        end=excerpt.end,
        text=excerpt.text,
        display=excerpt.display,
        score=round(to_probability(one.score), 3),
        reasons=tuple(device.reason for device in one.found) or ("says something in few words",),
    )
