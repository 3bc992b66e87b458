"""Choose the excerpts worth posting unasked, best first, and say why.

Each quote offers its best clean cut; the list is drawn greedily by maximal marginal relevance
(Carbonell & Goldstein 1998), so that it spreads over the episode and its speakers.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log

from rapidfuzz import fuzz

from bot.analysis.excerpts import Cut
from bot.analysis.reading import Line, touches
from bot.analysis.rhetoric import APHORISM, devices
from bot.analysis.speakers import conversation, hosting
from bot.analysis.topics import Subject
from bot.clean import display
from bot.models import Highlight, Quote, Span

MOST = 60
_BEST_LENGTH, _SPREAD = 145, 0.6
_FLOOR = 0.75
_SHARE = 5
"""At most one quote in so many is a highlight."""
_PINNED = 10.0
"""More than any words can earn, so that the order by score is the order of the list."""
_SAME = 80
"""Two excerpts this alike (rapidfuzz token_set_ratio) are one."""
_FADING = 0.6
"""Each further device of rhetoric counts this much of the one before."""
_SUBJECTS = 40
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]*\s+")
_SHORT = 40


@dataclass(frozen=True, slots=True)
class _Scored:
    cut: Cut
    score: float
    reasons: tuple[str, ...]
    place: int
    speaker: str | None


def highlights(
    lines: Sequence[Line],
    cuts: Iterable[Cut],
    *,
    subjects: Sequence[Subject] = (),
    places: Sequence[int] = (),
) -> tuple[Highlight, ...]:
    """Choose up to 60 of the cuts, best first; `places` tells the chapter of each line."""
    hosts, about, talk = hosting(lines), _about(subjects), conversation(lines)
    best: dict[int, _Scored] = {}
    for cut in cuts:
        if cut.line not in talk:
            continue
        one = _scored(cut, lines[cut.line], host=hosts[cut.line], about=about)
        if cut.line not in best or one.score > best[cut.line].score:
            best[cut.line] = one
    placed = [_at(one, places) for one in best.values() if one.score >= _FLOOR]
    limit = min(MOST, max(1, len(lines) // _SHARE))
    return tuple(_highlight(one, lines) for one in _spread(placed, limit=limit))


def pins(
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
            display=display(text[span.start : span.end]),
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


def _about(subjects: Sequence[Subject]) -> frozenset[str]:
    return frozenset(stem for subject in subjects[:_SUBJECTS] for stem in subject.key)


def _scored(cut: Cut, line: Line, *, host: bool, about: frozenset[str]) -> _Scored:
    shown = cut.shown
    found = sorted(devices(shown), key=lambda device: -device.worth)
    score = sum(device.worth * _FADING**rank for rank, device in enumerate(found))
    pithy = any(device.reason == APHORISM for device in found)
    score += _fit(len(shown), pithy=pithy) + _substance(cut, about)
    score -= cut.noise + 0.12 * cut.trimmed + 0.5 * host
    score -= 0.8 * ("?" in shown) + 0.5 * _dense(cut) + 0.35 * _idle(shown)
    reasons = tuple(device.reason for device in found)
    return _Scored(cut, score, reasons, 0, line.quote.speaker)


def _fit(length: int, *, pithy: bool) -> float:
    """Prefer what is read in one breath; an aphorism may be as short as it likes."""
    if pithy and length < _BEST_LENGTH:
        return 1.0
    return exp(-((log(length / _BEST_LENGTH) / _SPREAD) ** 2))


def _substance(cut: Cut, about: frozenset[str]) -> float:
    """Value words that say something, and those the episode is about."""
    content = {word.stem for word in cut.words if word.content}
    return min(0.06 * len(content), 0.35) + 0.15 * bool(content & about)


def _dense(cut: Cut) -> bool:
    """Tell whether its sentences are too long to be read at once."""
    return len(cut.shown) / cut.sentences > 1.6 * _BEST_LENGTH


def _idle(shown: str) -> int:
    """Count the longer sentences, past the first, that no device carries."""
    _, *others = _SENTENCE.split(shown)
    return sum(len(other) > _SHORT and not devices(other) for other in others)


def _at(one: _Scored, places: Sequence[int]) -> _Scored:
    place = places[one.cut.line] if places else 0
    return _Scored(one.cut, one.score, one.reasons, place, one.speaker)


def _spread(scored: list[_Scored], *, limit: int) -> list[_Scored]:
    """Draw greedily; what is like those already drawn waits, and near duplicates fall out."""
    left, drawn = list(scored), list[_Scored]()
    by_place: Counter[int] = Counter()
    by_speaker: Counter[str | None] = Counter()

    def worth(one: _Scored) -> float:
        crowd = 0.1 * by_place[one.place] + 0.02 * by_speaker[one.speaker]
        return one.score - crowd

    while left and len(drawn) < limit:
        best = max(left, key=worth)
        left.remove(best)
        if not any(_alike(best, other) for other in drawn):
            drawn.append(_Scored(best.cut, worth(best), best.reasons, best.place, best.speaker))
            by_place[best.place] += 1
            by_speaker[best.speaker] += 1
    return drawn


def _alike(one: _Scored, other: _Scored) -> bool:
    return fuzz.token_set_ratio(one.cut.shown, other.cut.shown) >= _SAME


def _highlight(one: _Scored, lines: Sequence[Line]) -> Highlight:
    excerpt = one.cut.excerpt
    return Highlight(
        quote=lines[one.cut.line].quote.id,
        start=excerpt.start,
        end=excerpt.end,
        text=excerpt.text,
        display=excerpt.display,
        score=round(one.score, 3),
        reasons=one.reasons or ("says something in few words",),
    )
