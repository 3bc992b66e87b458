"""The line: find what a member half remembers, misspells or has misheard.

Rows that share words with the query, near spellings included, are weighed by what the words are
worth; the best, alone and in pairs of neighbours, are compared letter by letter. Where the words
stand in one piece, also across quotes, that comes first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import aiosqlite
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from bot.search.candidates import Places, fetch, phrases, postings, weigh
from bot.search.query import MOST_TERMS, Query, considered, read_query
from bot.search.rooms import View
from bot.search.rows import LONGEST, Row, corrected_words
from bot.search.runs import Run, is_run, neighbours
from bot.search.words import STOP, stem, words

CONTENDERS, CONTENDERS_IN_DOUBT = 80, 240
"""So many rows and pairs are compared letter by letter; more where none has most of the words."""

VERBATIM = 1.0
"""The score from which on the words stand there verbatim."""

_PHRASE_LENGTH = 4
_STOP_PHRASE_LENGTH = 3
_AROUND = 10
_OFFERED = 40
_CLEAR = 0.5
_LIKEST = 0.999
_BEFORE, _AFTER = 3, 3
_PAIR_COSTS = 0.02
_COVER, _LETTERS, _ORDER, _BESIDE = 0.45, 0.30, 0.15, 0.10


Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """Hold a run, the quote at its core, and its score: 1 and more where it stands verbatim."""

    run: Run
    core: Row
    score: float


async def find_line(db: aiosqlite.Connection, view: View, text: str) -> tuple[Query, list[Judged]]:
    """Return the query as it was understood, and what comes nearest to it, best first."""
    query = read_query(considered(text), view.vocabulary, quotes=view.quotes)
    rows, sure = weigh(query, await postings(db, view, query.telling))
    spoken = await phrases(db, view, _spoken(query))
    chosen = _contenders(query, rows, sure)
    chosen += ((int(n),) for n in np.setdiff1d(spoken, [ids[0] for ids in chosen if len(ids) == 1]))
    held = await fetch(db, view, (n for ids in chosen for n in ids))
    judged = _judge(query, chosen, held)
    verbatim = await _verbatim(db, view, judged, _needle(query, text))
    return query, sorted([*verbatim, *judged], key=lambda j: -j.score)


def _needle(query: Query, text: str) -> list[str]:
    return words(text) if len(text) <= LONGEST else list(query.words)


def _spoken(query: Query) -> list[Sequence[str]]:
    """Return runs of stems to look for as phrases: all of it, and its fours (or threes)."""
    first = query.stems[:MOST_TERMS]
    if len(first) <= 1:
        return []
    length = min(len(first), _PHRASE_LENGTH)
    if all(word in STOP for word in query.words):
        length = min(length, _STOP_PHRASE_LENGTH)
    return [first, *(first[n : n + length] for n in range(len(first) - length + 1))]


def _contenders(query: Query, rows: Places, sure: NDArray[np.float64]) -> list[tuple[int, ...]]:
    """Return the most promising rows, and pairs of neighbours that promise more than either."""
    if not len(rows):
        return []
    shares = np.array(query.shares)
    alone = shares @ sure
    both = shares @ np.maximum(sure[:, :-1], sure[:, 1:])
    gain = both - np.maximum(alone[:-1], alone[1:]) - _PAIR_COSTS
    paired = np.flatnonzero((np.diff(rows) == 1) & (gain > 0))
    worth = np.concatenate([alone, both[paired] - _PAIR_COSTS])
    many = CONTENDERS if worth.max() >= _CLEAR else CONTENDERS_IN_DOUBT
    best = np.argsort(-worth, kind="stable")[:many]
    chosen: list[tuple[int, ...]] = []
    for number in best:
        if number < len(rows):
            chosen.append((int(rows[number]),))
        else:
            left = int(rows[paired[number - len(rows)]])
            chosen.append((left, left + 1))
    return chosen


def _judge(
    query: Query, chosen: Iterable[tuple[int, ...]], held: Mapping[int, Row]
) -> list[Judged]:
    said = {number: _said(row) for number, row in held.items()}
    scored: list[tuple[float, Run]] = []
    for ids in chosen:
        run = tuple(held[n] for n in ids if n in held)
        if len(run) == len(ids) and is_run(run):
            likely = max(likeness(query, found) for found in _readings(ids, said))
            # Only `_verbatim` may say that words stand there: a name put right does not.
            scored.append((min(likely, _LIKEST) - _PAIR_COSTS * (len(run) - 1), run))
    scored.sort(key=lambda pair: -pair[0])
    return [Judged(run, _core(query, run), score) for score, run in scored[:_OFFERED]]


def _core(query: Query, run: Run) -> Row:
    return run[0] if len(run) == 1 else max(run, key=lambda row: _shared(query, row))


def _said(row: Row) -> tuple[Words, Words]:
    """Return the words of a row as they stand, and with its names put right."""
    own = tuple(words(row.text))
    return own, tuple(corrected_words(row)) or own


def _readings(ids: tuple[int, ...], said: Mapping[int, tuple[Words, Words]]) -> set[Words]:
    """Return the words of neighbours in a row, as they stand and put right: often the same."""
    if len(ids) == 1:
        return set(said[ids[0]])
    return {sum((said[n][way] for n in ids), ()) for way in (0, 1)}


def likeness(query: Query, found: Sequence[str]) -> float:
    """Return how much like the query a passage's words are, from 0 to 1."""
    places, sure = _placed(query, found)
    cover = sum(share * s for share, s in zip(query.shares, sure, strict=True))
    letters = _letters(query.squeezed, "".join(found))
    if len(query.words) == 1:
        return (_COVER + _ORDER) * cover + (_LETTERS + _BESIDE) * letters
    order = LCSseq.similarity(range(len(query.words)), places) / len(query.words)
    beside = sum(b == a + 1 for a, b in pairwise(places) if a >= 0) / (len(query.words) - 1)
    return _COVER * cover + _LETTERS * letters + _ORDER * order + _BESIDE * min(1.0, beside)


def _placed(query: Query, found: Sequence[str]) -> tuple[list[int], list[float]]:
    """Tell which word of the query each word found is (-1: none), and how surely each is there."""
    sure = [0.0] * len(query.words)
    places: list[int] = []
    alone, pairs = query.alone, query.pairs
    before = ""
    for word in found:
        one = stem(word)
        hits = alone.get(one, ())
        if pairs:
            hits += pairs.get((before, one), ())
        for place, likely in hits:
            sure[place] = max(sure[place], likely)
        places.append(hits[0][0] if hits else -1)
        before = one
    return places, sure


def _letters(query: str, passage: str) -> float:
    if not query or not passage:
        return 0.0
    alike = fuzz.partial_ratio(query, passage) / 100
    # A passage shorter than the query would match all of itself: count what it leaves out.
    return alike * min(1.0, len(passage) / len(query))


def _shared(query: Query, row: Row) -> float:
    sure = _placed(query, words(row.text))[1]
    return sum(s * share for s, share in zip(sure, query.shares, strict=True))


async def _verbatim(
    db: aiosqlite.Connection, view: View, judged: Sequence[Judged], needle: Sequence[str]
) -> list[Judged]:
    """Return the shortest runs in which the words stand in one piece."""
    if not needle:
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
    said = (word for row in run for word in words(row.text))
    return f" {' '.join(needle)} " in f" {' '.join(said)} "


def _standing(row: Row, needle: Sequence[str]) -> float:
    """Return a little for what makes one of several verbatim places the better answer."""
    return 0.01 * row.whole + 0.01 * min(1.0, len(needle) / len(words(row.text)))
