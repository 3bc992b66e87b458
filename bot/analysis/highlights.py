"""Choose the excerpts worth posting unasked, best first, and say why.

Each quote offers its best clean cut; the list is drawn greedily by maximal marginal relevance
(Carbonell & Goldstein 1998), so that it spreads over the episode and its speakers.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
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
_BEST_LENGTH, _SPREAD = 185, 0.7
_FLOOR = 0.4
_SHARE = 5
"""At most one quote in so many is a highlight."""
_PINNED = 10.0
"""More than any words can earn, so that the order by score is the order of the list."""
_SAME = 80
"""Two excerpts this alike (rapidfuzz token_set_ratio) are one."""
_FADING = 0.6
"""Each further device of rhetoric counts this much of the one before."""
_SUBJECTS = 40
_HOST, _ASKS, _IDLE, _TRIMMED = 0.5, 0.8, 0.35, 0.12
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]*\s+")
_SHORT = 40
_OPENS_TURN, _CLOSES_TURN = -0.4, 0.3
"""People take up what was said before they say something, and end on their point."""


@dataclass(frozen=True, slots=True)
class _Scored:
    cut: Cut
    score: float
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
    places = places or [0] * len(lines)
    best: dict[int, _Scored] = {}
    for cut in cuts:
        if cut.line not in talk:
            continue
        worth = _standing(lines, cut.line) - _HOST * hosts[cut.line] + _rated(cut, about)
        one = _Scored(cut, worth, places[cut.line], lines[cut.line].quote.speaker)
        if cut.line not in best or one.score > best[cut.line].score:
            best[cut.line] = one
    worthy = [one for one in best.values() if one.score >= _FLOOR]
    limit = min(MOST, max(1, len(lines) // _SHARE))
    return tuple(_highlight(one, lines) for one in _spread(worthy, limit=limit))


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


def _standing(lines: Sequence[Line], index: int) -> float:
    """Weigh where in its turn a line stands; turns that nobody marked are too unsure for that."""
    if lines[index].quote.speaker is None:
        return 0.0
    turns = [line.quote.turn for line in lines[max(index - 1, 0) : index + 2]]
    here = lines[index].quote.turn
    opens, closes = index == 0 or turns[0] != here, turns[-1] != here or index == len(lines) - 1
    return _OPENS_TURN * opens + _CLOSES_TURN * closes


def _rated(cut: Cut, about: frozenset[str]) -> float:
    """Weigh what a cut says, and how."""
    found = sorted(devices(cut.shown), key=lambda device: -device.worth)
    score = sum(device.worth * _FADING**rank for rank, device in enumerate(found))
    pithy = any(device.reason == APHORISM for device in found)
    score += _fit(len(cut.shown), pithy=pithy) + _substance(cut, about)
    score -= cut.noise + _TRIMMED * cut.trimmed
    return score - _ASKS * ("?" in cut.shown) - _IDLE * _idle(cut.shown)


def _fit(length: int, *, pithy: bool) -> float:
    """Prefer what is read in one breath; an aphorism may be as short as it likes."""
    if pithy and length < _BEST_LENGTH:
        return 1.0
    return exp(-((log(length / _BEST_LENGTH) / _SPREAD) ** 2))


def _substance(cut: Cut, about: frozenset[str]) -> float:
    """Value words that say something, and those the episode is about."""
    content = {word.stem for word in cut.words if word.content}
    return min(0.06 * len(content), 0.35) + 0.15 * bool(content & about)


def _idle(shown: str) -> int:
    """Count the longer sentences, past the first, that no device carries."""
    _, *others = _SENTENCE.split(shown)
    return sum(len(other) > _SHORT and not devices(other) for other in others)


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
            drawn.append(replace(best, score=worth(best)))
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
        reasons=_reasons(one.cut) or ("says something in few words",),
    )


def _reasons(cut: Cut) -> tuple[str, ...]:
    found = sorted(devices(cut.shown), key=lambda device: -device.worth)
    return tuple(device.reason for device in found)
