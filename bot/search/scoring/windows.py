"""Windows of neighbouring quotes: what is said on something is rarely said in one sentence.

A quote is worth what is said in it and around it, each word the more where it is said more often,
the saturation being that of BM25 (Robertson and Zaragoza, 2009). In quotes that are read words are
counted; wider talk is known from the posting lists alone.
"""

import asyncio
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import exp

import aiosqlite
import numpy as np
from numpy.typing import NDArray

from bot.search.memory.partitions import View
from bot.search.query.parser import Query
from bot.search.retrieval.postings import Places, fetch, postings
from bot.search.scoring.answer_types import cued
from bot.search.scoring.passages import Run, neighbours
from bot.search.scoring.term_counts import MOST_OFTEN, Numbers, Part, Talk, counted, said
from bot.search.storage.documents import Row

_REACH = 3
_MOST_READ = 200
"""So many quotes are read and weighed word by word."""

_MOST_WINDOWS = 40
_BESIDE, _MOST_BESIDE = 0.15, 2
"""For each of two places nearby where words of the query stand side by side."""

_BEFORE, _AFTER = 1.3, 0.7
"""What is said before a quote counts more for it than what is said after: an answer follows."""

_VOICE = 1.0
"""So much more counts what a speaker says who is named."""

_POINTING_BACK = frozenset(
    """and because but he hes it its or she shes so that thats these they theyre this those
    which""".split()
)
"""What begins so goes on from the quote before."""

_APART, _FIRST = 6, 5
_ELSEWHERE = 20


@dataclass(frozen=True, slots=True)
class Weights:
    """Say what words near and around count, and from what score on a window is likely right.

    `near` is what is said in a quote and within three, fading with the distance, `around` the talk.
    Where the best scores less than `sure`, the first five are as many different places. At the core
    of a window is a quote that `surely` enough says a word, or so many `beside` one; `shown`
    characters are shown.
    """

    near: Sequence[Part]
    around: Sequence[Part]
    sure: float
    beside: int
    surely: float
    shown: int


@dataclass(frozen=True, slots=True)
class Window:
    """Hold a run, the quote at its core, and its score.

    `covered` is the share of the query's weight that is said there, `own` that which is said in its
    own words, `rival` the score of the best place elsewhere as a share of its own.
    """

    run: Run
    core: Row
    score: float
    covered: float
    own: float
    rival: float


async def find_windows(
    db: aiosqlite.Connection,
    view: View,
    query: Query,
    *,
    weights: Weights,
    voices: frozenset[str] = frozenset(),
    sought: re.Pattern[str] | None = None,
    named: Collection[int] = frozenset(),
) -> list[Window]:
    """Return windows about a query, best first, those at rows that are `named` before others.

    What `voices` say counts more, and a little what holds what is `sought`.
    """
    # In threads, for others are answered meanwhile.
    found = await postings(db, view, query)
    talk = await asyncio.to_thread(Talk, query, found)
    wanted = await asyncio.to_thread(_worth_reading, talk, weights)
    beside = {number + step for number in named for step in range(-1, _REACH + 1)}
    held = await fetch(db, view, wanted | beside)
    seen = _Seen(view, query, talk, tuple(held.values()), voices, sought, frozenset(named))
    return await asyncio.to_thread(_windows, seen, weights) if held else []


def _worth_reading(talk: Talk, weights: Weights) -> set[int]:
    """Return the best rows by the posting lists, each with its neighbours."""
    worth = np.zeros(len(talk.rows))
    # Two reaches are enough to choose what is read.
    for part in (weights.near[-1], weights.around[1]):
        worth += talk.around(talk.rows - part.reach, talk.rows + part.reach, part)
    wanted: set[int] = set()
    for row in talk.rows[np.argsort(-worth, kind="stable")[:_MOST_READ]].tolist():
        more = wanted.union(range(row - _REACH, row + _REACH + 1))
        if len(more) > _MOST_READ:
            break
        wanted = more
    return wanted


@dataclass(frozen=True, slots=True)
class _Seen:
    """Hold what is known of the rows that were read, in order."""

    view: View
    query: Query
    talk: Talk
    rows: tuple[Row, ...]
    voices: frozenset[str]
    sought: re.Pattern[str] | None
    named: frozenset[int]

    @property
    def ids(self) -> Places:
        return np.array([row.id for row in self.rows])

    @property
    def bounds(self) -> tuple[Places, Places]:
        """Return of each row the first and the last of its episode."""
        shelves = [self.view.shelves[row.episode] for row in self.rows]
        return np.array([s.first for s in shelves]), np.array([s.last for s in shelves])


def _windows(seen: _Seen, weights: Weights) -> list[Window]:
    told = [said(seen.query, row) for row in seen.rows]
    counts = np.minimum(MOST_OFTEN, [one.counts for one in told])
    beside = np.array([one.beside for one in told])
    spoken = np.array([row.speaker in seen.voices for row in seen.rows])
    distance = seen.ids[:, None] - seen.ids
    away = np.abs(distance)
    shares = np.array(seen.query.shares)
    own = np.minimum(1, (away <= _REACH) @ np.array([one.own for one in told])) @ shares
    worth = _near(counts, distance, seen.query, weights.near) + _around(seen, weights.around)
    worth += _BESIDE * np.minimum(_MOST_BESIDE, (away <= _REACH) @ beside)
    worth += cued(seen.rows, seen.sought)
    worth *= 1 + _VOICE * spoken
    # A speaker who is named may say anything.
    # What is named somewhere is not looked for where only other words for it are said.
    says = counts > (weights.surely if own.any() else 0)
    begins = ((away <= weights.beside) & says.any(axis=1)).any(axis=1)
    worth[~(begins | spoken)] = 0
    heard = np.minimum(counts, 1)
    held = {row.id: row for row in seen.rows}
    return [
        Window(
            run=_shown(held, seen.rows[at], most=weights.shown),
            core=seen.rows[at],
            score=float(worth[at]),
            covered=float(heard[away[at] <= _REACH].max(axis=0) @ shares),
            own=float(own[at]),
            rival=float(worth[away[at] > _ELSEWHERE].max(initial=0) / worth[at]),
        )
        for at in _order(worth, seen.ids, sure=weights.sure, named=seen.named)
    ]


def _near(
    counts: Numbers, distance: NDArray[np.int64], query: Query, parts: Sequence[Part]
) -> Numbers:
    """Return what is said in and near each quote that stands at a `distance` behind each."""
    shares = np.array(query.shares)
    worth = np.zeros(len(counts))
    for part in parts:
        fading = np.array([0.0, *(_faded(part, d) for d in range(-_REACH, _REACH + 1)), 0.0])
        faded = fading[np.clip(distance, -_REACH - 1, _REACH + 1) + _REACH + 1]
        worth += counted(faded @ counts, shares, part)
    return worth


def _faded(part: Part, before: int) -> float:
    """Return what a word counts that is said so many quotes before (if negative, after)."""
    if not before:
        return 1.0
    side = _BEFORE if before > 0 else _AFTER
    return side * exp(-abs(before) / part.reach) if part.reach else 0.0


def _around(seen: _Seen, parts: Sequence[Part]) -> Numbers:
    firsts, lasts = seen.bounds
    ids = seen.ids
    worth = np.zeros(len(ids))
    for part in parts:
        first, last = np.maximum(firsts, ids - part.reach), np.minimum(lasts, ids + part.reach)
        worth += seen.talk.around(first, last, part)
    return worth


def _order(worth: Numbers, ids: Places, *, sure: float, named: frozenset[int]) -> list[int]:
    """Return the places of the best, those of what is not sure first apart from each other."""
    best = [int(at) for at in np.argsort(-worth, kind="stable") if worth[at] > 0]
    best.sort(key=lambda at: int(ids[at]) not in named)
    first: list[int] = []
    if best and worth[best[0]] < sure:
        for at in best:
            if len(first) < _FIRST and all(abs(ids[at] - ids[other]) > _APART for other in first):
                first.append(at)
    return [*first, *(at for at in best if at not in first)][:_MOST_WINDOWS]


def _shown(held: Mapping[int, Row], core: Row, *, most: int) -> Run:
    """Return the core and what follows it, and what it points back to, as far as there is room."""
    points_back = core.folded.partition(" ")[0] in _POINTING_BACK
    around = neighbours(held, core, before=int(points_back), after=_REACH)
    fits = around[0].turn == core.turn and core.end - around[0].start <= most
    shown = around if fits or around[0] is core else around[1:]
    return tuple(row for row in shown if row.id <= core.id or row.end - shown[0].start <= most)
