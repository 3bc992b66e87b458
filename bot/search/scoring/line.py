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

from bot.search.memory.partitions import SearchScope
from bot.search.memory.posting_cache import length_factors
from bot.search.query.parser import Query, parse_query, query_words
from bot.search.query.spelling import SHORT_QUERY, SpellingOptions
from bot.search.retrieval.postings import fetch_documents, phrase_rows
from bot.search.retrieval.scan import ScanResult, full_scan
from bot.search.scoring.passages import DocumentRun, is_contiguous, neighbours
from bot.search.storage.documents import LONGEST_RUN, Document
from bot.text.tokens import stems, stop_words, words

MAX_CANDIDATES = 100
"""So many rows and pairs are compared letter by letter; of 60, .3 % more typos were missed."""

VERBATIM = 1.0
"""The score from which on the words stand there verbatim."""

_PHRASE_LENGTH, _STOP_PHRASE_LENGTH = 4, 3
_ALWAYS_RERANKED, _RERANK_MARGIN = 12, 0.1
"""So many are compared in any case, and then those that may come so near to the best, or before."""

_MAX_QUICK = 30
_VERBATIM_CORES = 10
_MAX_LINES = 40
_MAX_SIMILARITY = 0.999
_BEFORE, _AFTER = 3, 3
_PAIR_PENALTY = 0.02
_SINGLE_WORD_COVERAGE = 0.9
_LENGTH_PENALTY = 0.05
"""What each factor e by which a passage is longer than the query costs."""

_MIN_ALIGNED = 0.5
"""Words surer than this count for order."""

_LONG_QUERY = 8
_NAME_WEIGHTS = (0.45, 0.30, 0.15, 0.10)
_LINE_WEIGHTS = (0.25, 0.30, 0.25, 0.20)
"""Of weight covered, letters, order and neighbours, in queries of up to 3 words, and of 8 or more:
a name is there or not, and half a line keeps its order. Near a fit on the tuning half."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Name a row or two neighbours, what share of a query's weight they may hold, and their length.

    `shared` is the share of its words, however much each weighs; `length` counts all words.
    """

    ids: tuple[int, ...]
    coverage_bound: float
    shared_fraction: float
    length: int


@dataclass(frozen=True, slots=True)
class ScoredLine:
    """Hold a run, the quote at its core, and its score: 1 and more where it stands verbatim."""

    run: DocumentRun
    core: Document
    score: float


async def find_line(
    db: aiosqlite.Connection, search_scope: SearchScope, text: str
) -> tuple[Query, list[ScoredLine]]:
    """Return the query as it was understood, and what comes nearest to it, best first."""
    query = _parse(search_scope, text)
    if not query.words:
        return query, []
    candidates = _candidates(query, await full_scan(db, search_scope, query, count=MAX_CANDIDATES))
    with_phrases = await phrase_rows(db, search_scope, _phrase_positions(query))
    scored = await _rerank(db, search_scope, query, _with_phrases(candidates, with_phrases))
    verbatim = await _verbatim(db, search_scope, scored, _phrase(query, text))
    return query, _ranked([*verbatim, *scored])


async def find_likely_lines(
    db: aiosqlite.Connection, search_scope: SearchScope, text: str
) -> list[ScoredLine]:
    """Return what comes near to a line, of what promises most only: for a keystroke."""
    query = _parse(search_scope, text, quick=True)
    if not query.words:
        return []
    candidates = _candidates(query, await full_scan(db, search_scope, query, count=_MAX_QUICK))
    scored = await _score_candidates(db, search_scope, query, candidates[:_MAX_QUICK])
    return _most_similar(query, scored)


def _parse(search_scope: SearchScope, text: str, *, quick: bool = False) -> Query:
    found = query_words(text)
    options = SpellingOptions(
        low_weight=frozenset(),
        never_substituted=stop_words() if len(found) <= SHORT_QUERY else frozenset(),
        respell_below=1 if quick else None,
        phonetic=not quick,
    )
    return parse_query(found, search_scope.dictionary, quotes=search_scope.quotes, options=options)


def runner_up(candidate: ScoredLine, scored: Iterable[ScoredLine]) -> float:
    """Return the score of the best other that has no quote in common with this one."""
    return next((other.score for other in scored if not {*candidate.run} & {*other.run}), 0.0)


def _phrase(query: Query, text: str) -> list[str]:
    return words(text) if len(text) <= LONGEST_RUN else list(query.words)


def _phrase_positions(query: Query) -> list[Sequence[Sequence[str]]]:
    """Return runs of places to look for as phrases, each place in any of its spellings."""
    positions = query.spellings
    if len(positions) <= 1:
        return []
    length = _STOP_PHRASE_LENGTH if stop_words().issuperset(query.words) else _PHRASE_LENGTH
    length = min(len(positions), length)
    # Every second run of many finds five words. All of it too: the parts alone may stand in more
    # places than are looked at.
    starts = range(0, len(positions) - length + 1, 2 if len(positions) >= _LONG_QUERY else 1)
    return [positions, *(positions[n : n + length] for n in starts)]


def _with_phrases(candidates: Sequence[Candidate], phrase_rows: Iterable[int]) -> list[Candidate]:
    """Return contenders and rows with phrases, of which nothing is promised: judged in any case."""
    first = [Candidate((number,), 1.0, 1.0, 0) for number in phrase_rows]
    known = {candidate.ids for candidate in first}
    return first + [candidate for candidate in candidates if candidate.ids not in known]


def _ranked(scored: Iterable[ScoredLine]) -> list[ScoredLine]:
    return sorted(scored, key=lambda j: -j.score)


def _candidates(query: Query, scanned: ScanResult) -> list[Candidate]:
    """Return the most promising rows, and pairs of neighbours that promise more than either."""
    rows, certainty, lengths = scanned.rows, scanned.certainty, scanned.lengths
    term_weights = np.array(query.term_weights)
    either = np.maximum(certainty[:, :-1], certainty[:, 1:])
    single, both = term_weights @ certainty, term_weights @ either
    gain = both - np.maximum(single[:-1], single[1:]) - _PAIR_PENALTY
    paired = np.flatnonzero((np.diff(rows) == 1) & (gain > 0))
    bounds = np.concatenate([single, both[paired]])
    shared = np.concatenate([(certainty > 0).mean(axis=0), (either > 0).mean(axis=0)[paired]])
    together = np.concatenate([lengths, lengths[paired] + lengths[paired + 1]])
    scores = bounds * length_factors(together) if len(query.words) > SHORT_QUERY else bounds
    best: list[int] = np.argsort(-scores, kind="stable")[:MAX_CANDIDATES].tolist()
    ids: list[tuple[int, ...]] = [(row,) for row in rows.tolist()]
    ids += [(row, row + 1) for row in rows[paired].tolist()]
    return [Candidate(ids[n], float(bounds[n]), float(shared[n]), int(together[n])) for n in best]


async def _rerank(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    query: Query,
    candidates: Sequence[Candidate],
) -> list[ScoredLine]:
    """Compare contenders letter by letter, the later ones where they may still come near."""
    scored = await _score_candidates(db, search_scope, query, candidates[:_ALWAYS_RERANKED])
    best = max((score for score, _ in scored), default=0.0)
    promising = [
        candidate
        for candidate in candidates[_ALWAYS_RERANKED:]
        if _similarity_bound(query, candidate) >= best - _RERANK_MARGIN
    ]
    if promising:
        scored += await _score_candidates(db, search_scope, query, promising)
    return _most_similar(query, scored)


def _most_similar(query: Query, scored: Iterable[tuple[float, DocumentRun]]) -> list[ScoredLine]:
    best = sorted(scored, key=lambda pair: -pair[0])[:_MAX_LINES]
    return [ScoredLine(run, _best_document(query, run), score) for score, run in best]


async def _score_candidates(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    query: Query,
    candidates: Sequence[Candidate],
) -> list[tuple[float, DocumentRun]]:
    """Read contenders and score them, here: to hand so little to a thread takes as long."""
    documents = await fetch_documents(
        db, search_scope, (n for candidate in candidates for n in candidate.ids)
    )
    whole = [candidate.ids for candidate in candidates if documents.keys() >= {*candidate.ids}]
    runs = filter(is_contiguous, [tuple(documents[n] for n in ids) for ids in whole])
    return [(_run_similarity(query, run), run) for run in list(runs)]


def _run_similarity(query: Query, run: DocumentRun) -> float:
    best = max(similarity(query, *options) for options in _variants(run))
    # Only `_verbatim` may say that words stand there: a name put right does not.
    return min(best, _MAX_SIMILARITY) - _PAIR_PENALTY * (len(run) - 1)


def _similarity_bound(query: Query, candidate: Candidate) -> float:
    """Return about the likeness of a contender whose letters and order are as good as can be."""
    if len(query.words) == 1:
        return _SINGLE_WORD_COVERAGE * candidate.coverage_bound + (1 - _SINGLE_WORD_COVERAGE)
    covered, letters, order, adjacent = _weights(len(query.words))
    best = (
        covered * candidate.coverage_bound
        + letters
        + (order + adjacent) * candidate.shared_fraction
    )
    return best - _length_penalty(query, candidate.length)


def _length_penalty(query: Query, length: int) -> float:
    """Return what it costs that a passage of so many words is the longer."""
    return _LENGTH_PENALTY * math.log(max(1.0, (length + 1) / (len(query.words) + 1)))


@cache
def _weights(count: int) -> tuple[float, ...]:
    """Return what each part of likeness counts in a query of so many words."""
    long = min(1.0, max(0.0, (count - SHORT_QUERY) / (_LONG_QUERY - SHORT_QUERY)))
    pairs = zip(_NAME_WEIGHTS, _LINE_WEIGHTS, strict=True)
    return tuple((1 - long) * name + long * line for name, line in pairs)


def _best_document(query: Query, run: DocumentRun) -> Document:
    return (
        run[0] if len(run) == 1 else max(run, key=lambda document: _covered_weight(query, document))
    )


def _variants(run: DocumentRun) -> list[tuple[list[str], list[str]]]:
    """Return the words and stems of a run, as they stand and, where some are, put right."""
    letters = [word for document in run for word in document.folded.split()]
    stemmed = [word for document in run for word in document.stemmed.split()]
    if not any(document.corrected for document in run):
        return [(letters, stemmed)]
    corrected = [
        word for document in run for word in (document.corrected or document.folded).split()
    ]
    return [(letters, stemmed), (corrected, stems(corrected))]


def similarity(query: Query, folded: Sequence[str], stemmed: Sequence[str]) -> float:
    """Return how much like the query a passage of these words and stems is, from 0 to 1."""
    aligned, certainty = _align(query, folded, stemmed)
    cover = sum(map(mul, query.term_weights, certainty))
    letters_alike = _letter_similarity(query.letters, "".join(folded))
    count = len(query.words)
    if count == 1:
        return _SINGLE_WORD_COVERAGE * cover + (1 - _SINGLE_WORD_COVERAGE) * letters_alike
    order = LCSseq.similarity(range(count), [position for _, position in aligned]) / count
    adjacent = len({b[1] for a, b in pairwise(aligned) if b == (a[0] + 1, a[1] + 1)}) / (count - 1)
    similarity = sum(map(mul, _weights(count), (cover, letters_alike, order, adjacent)))
    return similarity - _length_penalty(query, len(stemmed))


def _align(
    query: Query, folded: Sequence[str], stemmed: Sequence[str]
) -> tuple[list[tuple[int, int]], list[float]]:
    """Tell where words of the query stand, and how surely each word of it is there at all.

    Of each word found: its place in the passage, and in the query; what is hardly it is left out.
    """
    certainty = [0.0] * len(query.words)
    aligned: list[tuple[int, int]] = []
    known_stems, single_keys, pair_keys = query.known_stems, query.single_keys, query.pair_keys
    for at in [at for at, candidate in enumerate(stemmed) if candidate in known_stems]:
        positions = single_keys.get(stemmed[at], ())
        if stemmed[at] in query.distinct:
            forms, share = query.distinct[stemmed[at]]
            if folded[at] not in forms:
                positions = tuple(
                    (position, share * similarity) for position, similarity in positions
                )
        if pair_keys and at:
            positions += pair_keys.get((stemmed[at - 1], stemmed[at]), ())
        for position, similarity in positions:
            certainty[position] = max(certainty[position], similarity)
        if positions and positions[0][1] >= _MIN_ALIGNED:
            aligned.append((at, positions[0][0]))
    return aligned, certainty


def _letter_similarity(query: str, passage: str) -> float:
    if not query or not passage:
        return 0.0
    letters_alike = fuzz.partial_ratio(query, passage) / 100
    # A passage shorter than the query would match all of itself: count what it leaves out.
    return letters_alike * min(1.0, len(passage) / len(query))


def _covered_weight(query: Query, document: Document) -> float:
    return sum(
        map(
            mul,
            query.term_weights,
            _align(query, document.folded.split(), document.stemmed.split())[1],
        )
    )


async def _verbatim(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    scored: Sequence[ScoredLine],
    phrase: Sequence[str],
) -> list[ScoredLine]:
    """Return the shortest runs in which the words stand in one piece."""
    if not phrase or not all(map(search_scope.dictionary.count, phrase)):
        return []
    single = [j for j in scored if len(j.run) == 1 and contains_phrase(j.run, phrase)]
    if single:
        return [
            ScoredLine(j.run, j.core, VERBATIM + _tie_breaker(j.run[0], phrase)) for j in single
        ]
    cores = list(dict.fromkeys(document.id for j in scored[:_VERBATIM_CORES] for document in j.run))
    around = (n for core in cores for n in range(core - _BEFORE, core + _AFTER + 1))
    documents = await fetch_documents(db, search_scope, around)
    runs = [neighbours(documents, documents[n], before=_BEFORE, after=_AFTER) for n in cores]
    found: dict[DocumentRun, ScoredLine] = {}
    for core, wide in zip((documents[n] for n in cores), runs, strict=True):
        if any(core in run for run in found):
            continue
        run = shortest_run(wide, phrase)
        if run:
            found.setdefault(run, ScoredLine(run, core if core in run else run[0], VERBATIM))
    return list(found.values())


def shortest_run(run: DocumentRun, phrase: Sequence[str]) -> DocumentRun:
    """Return the shortest part of a run that holds the words in one piece; empty for none."""
    if not contains_phrase(run, phrase):
        return ()
    while len(run) > 1 and contains_phrase(run[1:], phrase):
        run = run[1:]
    while len(run) > 1 and contains_phrase(run[:-1], phrase):
        run = run[:-1]
    return run if is_contiguous(run) else ()


def contains_phrase(run: DocumentRun, phrase: Sequence[str]) -> bool:
    """Tell whether folded words stand in one piece in a run."""
    return f" {' '.join(phrase)} " in f" {' '.join(document.folded for document in run)} "


def _tie_breaker(document: Document, phrase: Sequence[str]) -> float:
    """Return a little for what makes one of several verbatim places the better answer."""
    return 0.01 * document.whole + 0.01 * min(1.0, len(phrase) / len(document.folded.split()))
