"""Windows of neighbouring quotes: what is said on something is rarely said in one sentence.

Each row is credited with the words of its neighbours, the nearer the more; separate peaks are
then widened to runs of at most 600 characters.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import aiosqlite
import numpy as np
from numpy.typing import NDArray

from bot.search.candidates import Places, fetch, postings, weigh
from bot.search.query import Query
from bot.search.rooms import View
from bot.search.rows import LONGEST, Row, corrected_words
from bot.search.runs import Run, neighbours
from bot.search.words import stems, words

PEAKS = 40
"""So many windows are read and weighed word by word."""

_REACH = 3
_FADING = (1.0, 0.6, 0.35, 0.2)
_SATURATION = 0.6
_BESIDE = 0.12
_VOICE = 0.2


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Say how much the talk around a window counts: `reach` quotes each way, `many` fill it."""

    weight: float
    reach: int
    many: float


@dataclass(frozen=True, slots=True)
class Window:
    """Hold a run, the quote at its core, and its score."""

    run: Run
    core: Row
    score: float


async def find_windows(
    db: aiosqlite.Connection,
    view: View,
    query: Query,
    *,
    around: Surroundings,
    voices: frozenset[str] = frozenset(),
) -> list[Window]:
    """Return separate windows about a query, best first; what `voices` say counts more."""
    rows, sure = weigh(query, await postings(db, view, query.telling))
    shares = np.array(query.shares)
    wide = around.weight * (shares @ _surroundings(rows, sure, around))
    peaks = _peaks(rows, shares @ _credited(rows, sure) + wide)
    held = await fetch(db, view, (n for p in peaks for n in range(p - _REACH, p + _REACH + 1)))
    evidence = {number: _evidence(query, row) for number, row in held.items()}
    extra = dict(zip(rows.tolist(), wide.tolist(), strict=True))
    windows = [
        _window(query, held, evidence, peak, extra=extra[peak], voices=voices)
        for peak in peaks
        if peak in held
    ]
    return sorted(windows, key=lambda window: -window.score)


@dataclass(frozen=True, slots=True)
class _Evidence:
    sure: tuple[float, ...]
    counts: Counter[int]
    beside: int


def _credited(rows: Places, sure: NDArray[np.float64]) -> NDArray[np.float64]:
    credited = sure.copy()
    for away in range(1, _REACH + 1):
        near = rows[away:] - rows[:-away] if len(rows) > away else np.empty(0, np.int64)
        for gap in range(away, _REACH + 1):
            at = np.flatnonzero(near == gap)
            fade = _FADING[gap]
            credited[:, at] = np.maximum(credited[:, at], fade * sure[:, at + away])
            credited[:, at + away] = np.maximum(credited[:, at + away], fade * sure[:, at])
    return credited


def _surroundings(
    rows: Places, sure: NDArray[np.float64], around: Surroundings
) -> NDArray[np.float64]:
    """Return for each row how much of each word stands in the talk around it, from 0 to 1."""
    first = np.searchsorted(rows, rows - around.reach)
    last = np.searchsorted(rows, rows + around.reach, side="right")
    total = np.concatenate([np.zeros((len(sure), 1)), np.cumsum(sure, axis=1)], axis=1)
    return 1 - np.exp((total[:, first] - total[:, last]) / around.many)


def _peaks(rows: Places, worth: NDArray[np.float64]) -> list[int]:
    """Return rows that no better row stands beside."""
    best = np.argsort(-worth, kind="stable")
    peaks: list[int] = []
    taken: set[int] = set()
    for number in best:
        row = int(rows[number])
        if row not in taken:
            peaks.append(row)
            taken.update((row - 1, row, row + 1))
        if len(peaks) == PEAKS:
            break
    return peaks


def _evidence(query: Query, row: Row) -> _Evidence:
    sure = [0.0] * len(query.words)
    counts: Counter[int] = Counter()
    previous: set[int] = set()
    before = ""
    beside = 0
    for one in _told(row):
        hits = query.alone.get(one, ())
        if query.pairs:
            hits += query.pairs.get((before, one), ())
        here = {place for place, _ in hits}
        beside += any(place - 1 in previous or place - 1 in here for place in here)
        previous, before = here, one
        for place, likely in hits:
            sure[place] = max(sure[place], likely)
            counts[place] += 1
    return _Evidence(tuple(sure), counts, beside)


def _told(row: Row) -> list[str]:
    return stems(words(row.text)) + stems(corrected_words(row))


def _window(
    query: Query,
    held: Mapping[int, Row],
    evidence: Mapping[int, _Evidence],
    peak: int,
    *,
    extra: float,
    voices: frozenset[str],
) -> Window:
    core = held[peak]
    run = _widened(query, neighbours(held, core, before=_REACH, after=_REACH), core, evidence)
    score = _worth(query, [evidence[row.id] for row in run])
    spoken = any(row.speaker in voices for row in run)
    return Window(run, core, score + extra + _VOICE * spoken)


def _widened(query: Query, around: Run, core: Row, evidence: Mapping[int, _Evidence]) -> Run:
    """Return the core with the neighbours that say most, as far as there is room."""
    first = last = around.index(core)
    shares = query.shares

    def said(at: int) -> float:
        return sum(a * b for a, b in zip(shares, evidence[around[at].id].sure, strict=True))

    while True:
        sides = [at for at in (first - 1, last + 1) if 0 <= at < len(around)]
        fitting = [
            at
            for at in sides
            if around[max(last, at)].end - around[min(first, at)].start <= LONGEST
        ]
        if not fitting:
            return around[first : last + 1]
        at = max(fitting, key=lambda at: (said(at), at))
        first, last = min(first, at), max(last, at)


def _worth(query: Query, found: Sequence[_Evidence]) -> float:
    """Return what a run says of the query: each word more where it is said more often.

    The saturation is that of BM25 (Robertson and Zaragoza, 2009), scaled so that once counts 1.
    """
    score = _BESIDE * min(2, sum(e.beside for e in found))
    for place, share in enumerate(query.shares):
        if count := sum(e.counts[place] for e in found):
            sure = max(e.sure[place] for e in found)
            score += share * sure * (1 + _SATURATION) * count / (count + _SATURATION)
    return score
