"""The line: find what a member half remembers, misspells or has misheard.

All quotes in sight are weighed by the words that they share with the query, near spellings
included; the best, alone and in pairs of neighbours, are compared letter by letter. Where the
words stand in one piece, also across quotes, that comes first.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from operator import mul

import aiosqlite
import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from bot.search.memory.partitions import View
from bot.search.memory.posting_cache import length_factors
from bot.search.query.parser import Query, considered, read_query
from bot.search.query.spelling import SHORT, Reading
from bot.search.retrieval.postings import fetch, phrases
from bot.search.retrieval.scan import Scanned, scan
from bot.search.scoring.passages import Run, is_run, neighbours
from bot.search.storage.documents import LONGEST, Row, corrected_words
from bot.text.tokens import stems, stop_words, words

CONTENDERS = 100
"""So many rows and pairs are compared letter by letter; of 60, .3 % more typos were missed."""

VERBATIM = 1.0
"""The score from which on the words stand there verbatim."""

_PHRASE_LENGTH, _STOP_PHRASE_LENGTH = 4, 3
_JUDGED, _RIVALS = 12, 0.1
"""So many are compared in any case, and then those that may come so near to the best, or before."""

_QUICKLY = 30
_AROUND = 10
_OFFERED = 40
_LIKEST = 0.999
_BEFORE, _AFTER = 3, 3
_PAIR_COSTS = 0.02
_WORD = 0.9
_LONGER = 0.05
"""What each factor e by which a passage is longer than the query costs."""

_LIKELY = 0.5
"""Words surer than this count for order."""

_LONG = 8
_NAME_WEIGHTS = (0.45, 0.30, 0.15, 0.10)
_LINE_WEIGHTS = (0.25, 0.30, 0.25, 0.20)
"""Of weight covered, letters, order and neighbours, in queries of up to 3 words, and of 8 or more:
a name is there or not, and half a line keeps its order. Near a fit on the tuning half."""


@dataclass(frozen=True, slots=True)
class Contender:
    """Name a row or two neighbours, what share of a query's weight they may hold, and their length.

    `shared` is the share of its words, however much each weighs; `length` counts all words.
    """

    ids: tuple[int, ...]
    promise: float
    shared: float
    length: int


@dataclass(frozen=True, slots=True)
class Judged:
    """Hold a run, the quote at its core, and its score: 1 and more where it stands verbatim."""

    run: Run
    core: Row
    score: float


async def find_line(db: aiosqlite.Connection, view: View, text: str) -> tuple[Query, list[Judged]]:
    """Return the query as it was understood, and what comes nearest to it, best first."""
    query = _understood(view, text)
    if not query.words:
        return query, []
    chosen = _contenders(query, await scan(db, view, query, many=CONTENDERS))
    spoken = await phrases(db, view, _phrases(query))
    judged = await _judge(db, view, query, _with(chosen, spoken))
    verbatim = await _verbatim(db, view, judged, _needle(query, text))
    return query, _ranked([*verbatim, *judged])


async def find_likely(db: aiosqlite.Connection, view: View, text: str) -> list[Judged]:
    """Return what comes near to a line, of what promises most only: for a keystroke."""
    query = _understood(view, text, quickly=True)
    if not query.words:
        return []
    chosen = _contenders(query, await scan(db, view, query, many=_QUICKLY))
    scored = await _compare(db, view, query, chosen[:_QUICKLY])
    return _likest(query, scored)


def _understood(view: View, text: str, *, quickly: bool = False) -> Query:
    found = considered(text)
    reading = Reading(
        faint=frozenset(),
        unlikely=stop_words() if len(found) <= SHORT else frozenset(),
        seldom=1 if quickly else None,
        heard=not quickly,
    )
    return read_query(found, view.vocabulary, quotes=view.quotes, reading=reading)


def rival(one: Judged, judged: Iterable[Judged]) -> float:
    """Return the score of the best other that has no quote in common with this one."""
    return next((other.score for other in judged if not {*one.run} & {*other.run}), 0.0)


def _needle(query: Query, text: str) -> list[str]:
    return words(text) if len(text) <= LONGEST else list(query.words)


def _phrases(query: Query) -> list[Sequence[Sequence[str]]]:
    """Return runs of places to look for as phrases, each place in any of its spellings."""
    places = query.spellings
    if len(places) <= 1:
        return []
    length = _STOP_PHRASE_LENGTH if stop_words().issuperset(query.words) else _PHRASE_LENGTH
    length = min(len(places), length)
    # Every second run of many finds five words. All of it too: the parts alone may stand in more
    # places than are looked at.
    starts = range(0, len(places) - length + 1, 2 if len(places) >= _LONG else 1)
    return [places, *(places[n : n + length] for n in starts)]


def _with(chosen: Sequence[Contender], spoken: Iterable[int]) -> list[Contender]:
    """Return contenders and rows with phrases, of which nothing is promised: judged in any case."""
    first = [Contender((number,), 1.0, 1.0, 0) for number in spoken]
    known = {one.ids for one in first}
    return first + [one for one in chosen if one.ids not in known]


def _ranked(judged: Iterable[Judged]) -> list[Judged]:
    return sorted(judged, key=lambda j: -j.score)


def _contenders(query: Query, scanned: Scanned) -> list[Contender]:
    """Return the most promising rows, and pairs of neighbours that promise more than either."""
    rows, sure, lengths = scanned.rows, scanned.sure, scanned.lengths
    shares = np.array(query.shares)
    either = np.maximum(sure[:, :-1], sure[:, 1:])
    alone, both = shares @ sure, shares @ either
    gain = both - np.maximum(alone[:-1], alone[1:]) - _PAIR_COSTS
    paired = np.flatnonzero((np.diff(rows) == 1) & (gain > 0))
    promises = np.concatenate([alone, both[paired]])
    shared = np.concatenate([(sure > 0).mean(axis=0), (either > 0).mean(axis=0)[paired]])
    together = np.concatenate([lengths, lengths[paired] + lengths[paired + 1]])
    worth = promises * length_factors(together) if len(query.words) > SHORT else promises
    best: list[int] = np.argsort(-worth, kind="stable")[:CONTENDERS].tolist()
    ids: list[tuple[int, ...]] = [(row,) for row in rows.tolist()]
    ids += [(row, row + 1) for row in rows[paired].tolist()]
    return [Contender(ids[n], float(promises[n]), float(shared[n]), int(together[n])) for n in best]


async def _judge(
    db: aiosqlite.Connection, view: View, query: Query, chosen: Sequence[Contender]
) -> list[Judged]:
    """Compare contenders letter by letter, the later ones where they may still come near."""
    scored = await _compare(db, view, query, chosen[:_JUDGED])
    best = max((score for score, _ in scored), default=0.0)
    hopeful = [one for one in chosen[_JUDGED:] if _at_best(query, one) >= best - _RIVALS]
    if hopeful:
        scored += await _compare(db, view, query, hopeful)
    return _likest(query, scored)


def _likest(query: Query, scored: Iterable[tuple[float, Run]]) -> list[Judged]:
    best = sorted(scored, key=lambda pair: -pair[0])[:_OFFERED]
    return [Judged(run, _core(query, run), score) for score, run in best]


async def _compare(
    db: aiosqlite.Connection, view: View, query: Query, chosen: Sequence[Contender]
) -> list[tuple[float, Run]]:
    """Read contenders and score them, here: to hand so little to a thread takes as long."""
    held = await fetch(db, view, (n for one in chosen for n in one.ids))
    whole = [one.ids for one in chosen if held.keys() >= {*one.ids}]
    runs = [tuple(held[n] for n in ids) for ids in whole]
    return [(_score(query, run), run) for run in runs if is_run(run)]


def _score(query: Query, run: Run) -> float:
    likely = max(likeness(query, *reading) for reading in _readings(run))
    # Only `_verbatim` may say that words stand there: a name put right does not.
    return min(likely, _LIKEST) - _PAIR_COSTS * (len(run) - 1)


def _at_best(query: Query, one: Contender) -> float:
    """Return about the likeness of a contender whose letters and order are as good as can be."""
    if len(query.words) == 1:
        return _WORD * one.promise + (1 - _WORD)
    covered, letters, order, beside = _weights(len(query.words))
    best = covered * one.promise + letters + (order + beside) * one.shared
    return best - _longer(query, one.length)


def _longer(query: Query, length: int) -> float:
    """Return what it costs that a passage of so many words is the longer."""
    return _LONGER * math.log(max(1.0, (length + 1) / (len(query.words) + 1)))


@cache
def _weights(count: int) -> tuple[float, ...]:
    """Return what each part of likeness counts in a query of so many words."""
    long = min(1.0, max(0.0, (count - SHORT) / (_LONG - SHORT)))
    pairs = zip(_NAME_WEIGHTS, _LINE_WEIGHTS, strict=True)
    return tuple((1 - long) * name + long * line for name, line in pairs)


def _core(query: Query, run: Run) -> Row:
    return run[0] if len(run) == 1 else max(run, key=lambda row: _shared(query, row))


def _readings(run: Run) -> list[tuple[list[str], list[str]]]:
    """Return the words and stems of a run, as they stand and, where some are, put right."""
    own = [word for row in run for word in row.folded.split()]
    stemmed = [word for row in run for word in row.stemmed.split()]
    if not any(row.corrected for row in run):
        return [(own, stemmed)]
    right = [word for row in run for word in corrected_words(row) or row.folded.split()]
    return [(own, stemmed), (right, stems(right))]


def likeness(query: Query, folded: Sequence[str], stemmed: Sequence[str]) -> float:
    """Return how much like the query a passage of these words and stems is, from 0 to 1."""
    placed, sure = _placed(query, folded, stemmed)
    cover = sum(map(mul, query.shares, sure))
    alike = _letters(query.squeezed, "".join(folded))
    count = len(query.words)
    if count == 1:
        return _WORD * cover + (1 - _WORD) * alike
    order = LCSseq.similarity(range(count), [place for _, place in placed]) / count
    beside = len({b[1] for a, b in pairwise(placed) if b == (a[0] + 1, a[1] + 1)}) / (count - 1)
    likely = sum(map(mul, _weights(count), (cover, alike, order, beside)))
    return likely - _longer(query, len(stemmed))


def _placed(
    query: Query, folded: Sequence[str], stemmed: Sequence[str]
) -> tuple[list[tuple[int, int]], list[float]]:
    """Tell where words of the query stand, and how surely each word of it is there at all.

    Of each word found: its place in the passage, and in the query; what is hardly it is left out.
    """
    sure = [0.0] * len(query.words)
    placed: list[tuple[int, int]] = []
    known, alone, pairs = query.known, query.alone, query.pairs
    for at in [at for at, one in enumerate(stemmed) if one in known]:
        hits = alone.get(stemmed[at], ())
        if stemmed[at] in query.distinct:
            forms, share = query.distinct[stemmed[at]]
            if folded[at] not in forms:
                hits = tuple((place, share * likely) for place, likely in hits)
        if pairs and at:
            hits += pairs.get((stemmed[at - 1], stemmed[at]), ())
        for place, likely in hits:
            sure[place] = max(sure[place], likely)
        if hits and hits[0][1] >= _LIKELY:
            placed.append((at, hits[0][0]))
    return placed, sure


def _letters(query: str, passage: str) -> float:
    if not query or not passage:
        return 0.0
    alike = fuzz.partial_ratio(query, passage) / 100
    # A passage shorter than the query would match all of itself: count what it leaves out.
    return alike * min(1.0, len(passage) / len(query))


def _shared(query: Query, row: Row) -> float:
    return sum(map(mul, query.shares, _placed(query, row.folded.split(), row.stemmed.split())[1]))


async def _verbatim(
    db: aiosqlite.Connection, view: View, judged: Sequence[Judged], needle: Sequence[str]
) -> list[Judged]:
    """Return the shortest runs in which the words stand in one piece."""
    if not needle or not all(map(view.vocabulary.count, needle)):
        return []
    alone = [j for j in judged if len(j.run) == 1 and holds(j.run, needle)]
    if alone:
        return [Judged(j.run, j.core, VERBATIM + _standing(j.run[0], needle)) for j in alone]
    cores = list(dict.fromkeys(row.id for j in judged[:_AROUND] for row in j.run))
    near = (n for core in cores for n in range(core - _BEFORE, core + _AFTER + 1))
    held = await fetch(db, view, near)
    found: dict[Run, Judged] = {}
    for core in (held[number] for number in cores):
        if any(core in run for run in found):
            continue
        run = shortest(neighbours(held, core, before=_BEFORE, after=_AFTER), needle)
        if run:
            found.setdefault(run, Judged(run, core if core in run else run[0], VERBATIM))
    return list(found.values())


def shortest(run: Run, needle: Sequence[str]) -> Run:
    """Return the shortest part of a run that holds the words in one piece; empty for none."""
    if not holds(run, needle):
        return ()
    while len(run) > 1 and holds(run[1:], needle):
        run = run[1:]
    while len(run) > 1 and holds(run[:-1], needle):
        run = run[:-1]
    return run if is_run(run) else ()


def holds(run: Run, needle: Sequence[str]) -> bool:
    """Tell whether folded words stand in one piece in a run."""
    return f" {' '.join(needle)} " in f" {' '.join(row.folded for row in run)} "


def _standing(row: Row, needle: Sequence[str]) -> float:
    """Return a little for what makes one of several verbatim places the better answer."""
    return 0.01 * row.whole + 0.01 * min(1.0, len(needle) / len(row.folded.split()))
