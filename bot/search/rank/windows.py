"""Windows of neighbouring quotes: what is said on something is rarely said in one sentence.

Each row is credited with the words of its neighbours, the nearer the more; separate peaks are
then widened to runs of at most 600 characters.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import aiosqlite
import numpy as np
from numpy.typing import NDArray

from bot.search.candidates import Places, fetch, postings, weigh
from bot.search.query import Key, Query
from bot.search.rooms import View
from bot.search.rows import LONGEST, Row, corrected_words
from bot.search.runs import Run, neighbours
from bot.search.words import stems

PEAKS = 40
"""So many windows are read and weighed word by word."""

_REACH = 3
_FADING = (1.0, 0.6, 0.35, 0.2)
_SATURATION = 0.6
_BESIDE = 0.12
_VOICE = 0.35
_SHOWN = 300
"""In characters: what is said on something is weighed in wider runs than are shown."""


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
    around: Sequence[Surroundings],
    voices: frozenset[str] = frozenset(),
) -> list[Window]:
    """Return separate windows about a query, best first; what `voices` say counts more."""
    # In threads, for others are answered meanwhile.
    found = await postings(db, view, query.telling)
    peaks = await asyncio.to_thread(_peaks, query, found, around)
    held = await fetch(db, view, (n for p in peaks for n in range(p - _REACH, p + _REACH + 1)))
    return await asyncio.to_thread(_weighed, query, held, peaks, voices)


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


def _peaks(
    query: Query, found: dict[Key, Places], around: Sequence[Surroundings]
) -> dict[int, float]:
    """Return rows that no better row stands beside, each with what the talk around it is worth."""
    rows, sure = weigh(query, found)
    shares = np.array(query.shares)
    wide = np.zeros(len(rows))
    for one in around:
        wide += one.weight * (shares @ _surroundings(rows, sure, one))
    best = np.argsort(-(shares @ _credited(rows, sure) + wide), kind="stable")
    peaks: dict[int, float] = {}
    taken: set[int] = set()
    for number in best:
        row = int(rows[number])
        if row not in taken:
            peaks[row] = float(wide[number])
            taken.update((row - 1, row, row + 1))
        if len(peaks) == PEAKS:
            break
    return peaks


def _weighed(
    query: Query, held: Mapping[int, Row], peaks: Mapping[int, float], voices: frozenset[str]
) -> list[Window]:
    evidence = {number: _evidence(query, row) for number, row in held.items()}
    windows = (
        _window(query, held, evidence, peak, extra=extra, voices=voices)
        for peak, extra in peaks.items()
        if peak in held
    )
    return sorted(windows, key=lambda window: -window.score)


def _evidence(query: Query, row: Row) -> _Evidence:
    sure = [0.0] * len(query.words)
    counts: Counter[int] = Counter()
    previous: set[int] = set()
    beside, last = 0, -1
    stemmed = _told(row)
    for at in [at for at, one in enumerate(stemmed) if one in query.known]:
        one = stemmed[at]
        hits = query.alone.get(one, ())
        if query.pairs and at:
            hits += query.pairs.get((stemmed[at - 1], one), ())
        here = {place for place, _ in hits}
        near = here | previous if at == last + 1 else here
        beside += any(place - 1 in near for place in here)
        previous, last = here, at
        for place, likely in hits:
            sure[place] = max(sure[place], likely)
            counts[place] += 1
    return _Evidence(tuple(sure), counts, beside)


def _told(row: Row) -> list[str]:
    return row.stemmed.split() + stems(corrected_words(row))


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
    near = neighbours(held, core, before=_REACH, after=_REACH)
    wide = _widened(query, near, core, evidence, most=LONGEST)
    shown = _widened(query, near, core, evidence, most=_SHOWN)
    score = sum(_worth(query, [evidence[row.id] for row in run]) for run in (wide, shown)) / 2
    spoken = any(row.speaker in voices for row in wide) + (core.speaker in voices)
    return Window(shown, core, score + extra + _VOICE * spoken)


def _widened(
    query: Query, around: Run, core: Row, evidence: Mapping[int, _Evidence], *, most: int
) -> Run:
    """Return the core with the neighbours that say most, as far as there is room."""
    first = last = around.index(core)
    shares = query.shares

    def said(at: int) -> float:
        return sum(a * b for a, b in zip(shares, evidence[around[at].id].sure, strict=True))

    while True:
        sides = [at for at in (first - 1, last + 1) if 0 <= at < len(around)]
        fitting = [
            at for at in sides if around[max(last, at)].end - around[min(first, at)].start <= most
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
