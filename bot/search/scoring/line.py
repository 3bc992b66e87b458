"""Find a line that a member remembers in part, misspells or has misheard.

All visible quotes are scored by the words they share with the query, similar spellings included.
The best, alone and in pairs of neighbours, are compared with the query letter by letter. Quotes
that contain the query verbatim, also across quotes, come first.
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
from bot.search.query.languages import stop_words_of
from bot.search.query.parser import MAX_CHARACTERS, Query, parse_query, query_words
from bot.search.query.spelling import SHORT_QUERY, SpellingOptions
from bot.search.retrieval.postings import fetch_documents, phrase_rows
from bot.search.retrieval.scan import ScanResult, full_scan
from bot.search.scoring.passages import DocumentRun, is_contiguous, neighbours
from bot.search.storage.documents import LONGEST_RUN, Document
from bot.text.tokens import words

MAX_CANDIDATES = 100
"""At most this many rows and pairs are compared; with 60, 0.3 % more misspelt lines were missed."""

VERBATIM = 1.0
"""The least score of a run that contains the query verbatim."""

_PHRASE_LENGTH, _STOP_PHRASE_LENGTH = 4, 3
_ALWAYS_RERANKED, _RERANK_MARGIN = 12, 0.1
"""The first candidates are always compared; others if they may come this near to the best score."""

_MAX_QUICK = 30
_VERBATIM_CORES = 10
_MAX_LINES = 40
_MAX_SIMILARITY = 0.999
_BEFORE, _AFTER = 3, 3
_PAIR_PENALTY = 0.02
_SINGLE_WORD_COVERAGE = 0.9
_LENGTH_PENALTY = 0.05
"""The penalty for each factor of e by which a run is longer than the query."""

_MIN_ALIGNED = 0.5
"""Words of at least this similarity count for the order."""

_LONG_QUERY = 8
_NAME_WEIGHTS = (0.45, 0.30, 0.15, 0.10)
_LINE_WEIGHTS = (0.25, 0.30, 0.25, 0.20)
"""The weights of coverage, letters, order and adjacency, for queries of up to 3 words and of 8 or
more: a short query is often a name, while half a line keeps its order. Close to a regression on the
development queries."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row or two adjacent rows that may match a query.

    `coverage_bound` is the greatest share of the query's weight that they can cover, and
    `shared_fraction` the share of its words, both 0 to 1. `length` is in words.
    """

    ids: tuple[int, ...]
    coverage_bound: float
    shared_fraction: float
    length: int


@dataclass(frozen=True, slots=True)
class ScoredLine:
    """A run, its best document, and its score: 1 or more if it contains the query verbatim."""

    run: DocumentRun
    core: Document
    score: float


async def find_line(
    db: aiosqlite.Connection, search_scope: SearchScope, text: str
) -> tuple[Query, list[ScoredLine]]:
    """Return the parsed query and the most similar lines, best first."""
    query = _parse(search_scope, text)
    if not query.words:
        return query, []
    candidates = _candidates(query, await full_scan(db, search_scope, query, count=MAX_CANDIDATES))
    # Rows found by phrase have no scan score, so they get the highest bounds.
    phrases = await phrase_rows(db, search_scope, _phrases(query))
    with_phrases = [Candidate((row,), 1.0, 1.0, 0) for row in phrases]
    known = {candidate.ids for candidate in with_phrases}
    others = [candidate for candidate in candidates if candidate.ids not in known]
    scored = await _rerank(db, search_scope, query, [*with_phrases, *others])
    phrase = words(text) if len(text) <= LONGEST_RUN else words(text[:MAX_CHARACTERS])[:-1]
    verbatim = await _verbatim(db, search_scope, scored, phrase)
    return query, sorted([*verbatim, *scored], key=lambda line: -line.score)


async def find_likely_lines(
    db: aiosqlite.Connection, search_scope: SearchScope, text: str
) -> list[ScoredLine]:
    """Return similar lines among the 30 most promising candidates, fast enough for a keystroke."""
    query = _parse(search_scope, text, quick=True)
    if not query.words:
        return []
    candidates = _candidates(query, await full_scan(db, search_scope, query, count=_MAX_QUICK))
    scored = await _score_candidates(db, search_scope, query, candidates[:_MAX_QUICK])
    return _most_similar(query, scored)


def _parse(search_scope: SearchScope, text: str, *, quick: bool = False) -> Query:
    typed = query_words(text, search_scope.dictionary.languages)
    stop = stop_words_of(typed, search_scope.dictionary.languages)
    options = SpellingOptions(
        low_weight=frozenset(),
        never_substituted=stop if len(typed) <= SHORT_QUERY else frozenset(),
        stop=stop,
        respell_below=1 if quick else None,
        phonetic=not quick,
    )
    return parse_query(typed, search_scope.dictionary, quotes=search_scope.quotes, options=options)


def runner_up(line: ScoredLine, ranked: Iterable[ScoredLine]) -> float:
    """Return the score of the best other line that shares no quote with this one, or 0."""
    return next((other.score for other in ranked if not {*line.run} & {*other.run}), 0.0)


def _phrases(query: Query) -> list[Sequence[Sequence[str]]]:
    """Return the phrases of a query: at each position, the stems of all its spellings."""
    positions = query.spellings
    if len(positions) <= 1:
        return []
    length = _STOP_PHRASE_LENGTH if query.stop.issuperset(query.words) else _PHRASE_LENGTH
    length = min(len(positions), length)
    # In a long query, every second phrase is enough to find any five adjacent words. The whole
    # query is a phrase too: each part may occur in more rows than are read.
    starts = range(0, len(positions) - length + 1, 2 if len(positions) >= _LONG_QUERY else 1)
    return [positions, *(positions[n : n + length] for n in starts)]


def _candidates(query: Query, scanned: ScanResult) -> list[Candidate]:
    """Return the most promising rows, and pairs of adjacent rows that cover more than either."""
    rows, certainty, lengths = scanned.rows, scanned.certainty, scanned.lengths
    term_weights = np.array(query.term_weights)
    either = np.maximum(certainty[:, :-1], certainty[:, 1:])
    single, both = term_weights @ certainty, term_weights @ either
    gain = both - np.maximum(single[:-1], single[1:]) - _PAIR_PENALTY
    paired = np.flatnonzero((np.diff(rows) == 1) & (gain > 0))
    bounds = np.concatenate([single, both[paired]])
    shared = np.concatenate([(certainty > 0).mean(axis=0), (either > 0).mean(axis=0)[paired]])
    combined_lengths = np.concatenate([lengths, lengths[paired] + lengths[paired + 1]])
    scores = bounds * length_factors(combined_lengths) if len(query.words) > SHORT_QUERY else bounds
    best: list[int] = np.argsort(-scores, kind="stable")[:MAX_CANDIDATES].tolist()
    ids: list[tuple[int, ...]] = [(row,) for row in rows.tolist()]
    ids += [(row, row + 1) for row in rows[paired].tolist()]
    return [
        Candidate(ids[n], float(bounds[n]), float(shared[n]), int(combined_lengths[n]))
        for n in best
    ]


async def _rerank(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    query: Query,
    candidates: Sequence[Candidate],
) -> list[ScoredLine]:
    """Compare candidates letter by letter, the later ones only if they may come near the best."""
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
    """Read candidates and score those that are contiguous; too fast to be worth a thread."""
    documents = await fetch_documents(
        db, search_scope, (n for candidate in candidates for n in candidate.ids)
    )
    visible = [candidate.ids for candidate in candidates if documents.keys() >= {*candidate.ids}]
    runs = [tuple(documents[n] for n in ids) for ids in visible]
    contiguous = list(filter(is_contiguous, runs))
    return [(_run_similarity(query, run), run) for run in contiguous]


def _run_similarity(query: Query, run: DocumentRun) -> float:
    best = max(similarity(query, *variant) for variant in _variants(run))
    # Only `_verbatim` may give a score of 1: with a corrected name, a run is not verbatim.
    return min(best, _MAX_SIMILARITY) - _PAIR_PENALTY * (len(run) - 1)


def _similarity_bound(query: Query, candidate: Candidate) -> float:
    """Return about the similarity of a candidate whose letters and order match perfectly."""
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
    """Return the penalty for a run of `length` words, 0 if it is no longer than the query."""
    return _LENGTH_PENALTY * math.log(max(1.0, (length + 1) / (len(query.words) + 1)))


@cache
def _weights(count: int) -> tuple[float, ...]:
    """Return the weights of coverage, letters, order and adjacency for a query of `count` words."""
    long = min(1.0, max(0.0, (count - SHORT_QUERY) / (_LONG_QUERY - SHORT_QUERY)))
    pairs = zip(_NAME_WEIGHTS, _LINE_WEIGHTS, strict=True)
    return tuple((1 - long) * name + long * line for name, line in pairs)


def _best_document(query: Query, run: DocumentRun) -> Document:
    return (
        run[0] if len(run) == 1 else max(run, key=lambda document: _covered_weight(query, document))
    )


def _variants(run: DocumentRun) -> list[tuple[list[str], list[str]]]:
    """Return the words and stems of a run, as spoken and, if names were misheard, as corrected."""
    folded = [word for document in run for word in document.folded.split()]
    stemmed = [word for document in run for word in document.stemmed.split()]
    if not any(document.corrected for document in run):
        return [(folded, stemmed)]
    corrected = [
        word for document in run for word in (document.corrected or document.folded).split()
    ]
    corrected_stems = [
        word for document in run for word in (document.corrected_stems or document.stemmed).split()
    ]
    return [(folded, stemmed), (corrected, corrected_stems)]


def similarity(query: Query, folded: Sequence[str], stemmed: Sequence[str]) -> float:
    """Return the similarity of the query to a text of these words and stems, at most 1.

    It is a weighted sum of the query weight covered, the letters, the order and the adjacency of
    the words, less a penalty for length.
    """
    aligned, certainty = _align(query, folded, stemmed)
    coverage = sum(map(mul, query.term_weights, certainty))
    letters = _letter_similarity(query.letters, "".join(folded))
    count = len(query.words)
    if count == 1:
        return _SINGLE_WORD_COVERAGE * coverage + (1 - _SINGLE_WORD_COVERAGE) * letters
    order = LCSseq.similarity(range(count), [position for _, position in aligned]) / count
    adjacent = len({b[1] for a, b in pairwise(aligned) if b == (a[0] + 1, a[1] + 1)}) / (count - 1)
    weighted = sum(map(mul, _weights(count), (coverage, letters, order, adjacent)))
    return weighted - _length_penalty(query, len(stemmed))


def _align(
    query: Query, folded: Sequence[str], stemmed: Sequence[str]
) -> tuple[list[tuple[int, int]], list[float]]:
    """Align a text with the query; return the pairs, and the certainty (0 to 1) of each query word.

    A pair is a position in the text and one in the query; uncertain pairs are left out.
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


def _letter_similarity(query: str, text: str) -> float:
    if not query or not text:
        return 0.0
    # `partial_ratio` compares a short text with a part of the query only, so its length counts too.
    return fuzz.partial_ratio(query, text) / 100 * min(1.0, len(text) / len(query))


def _covered_weight(query: Query, document: Document) -> float:
    _, certainty = _align(query, document.folded.split(), document.stemmed.split())
    return sum(map(mul, query.term_weights, certainty))


async def _verbatim(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    scored: Sequence[ScoredLine],
    phrase: Sequence[str],
) -> list[ScoredLine]:
    """Return the shortest runs around the best lines that contain the phrase."""
    if not phrase or not all(map(search_scope.dictionary.count, phrase)):
        return []
    single = [line for line in scored if len(line.run) == 1 and contains_phrase(line.run, phrase)]
    if single:
        return [
            ScoredLine(line.run, line.core, VERBATIM + _tie_breaker(line.core, phrase))
            for line in single
        ]
    best = scored[:_VERBATIM_CORES]
    cores = list(dict.fromkeys(document.id for line in best for document in line.run))
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
    """Return the shortest part of a run that contains the phrase, or an empty run."""
    if not contains_phrase(run, phrase):
        return ()
    while len(run) > 1 and contains_phrase(run[1:], phrase):
        run = run[1:]
    while len(run) > 1 and contains_phrase(run[:-1], phrase):
        run = run[:-1]
    return run if is_contiguous(run) else ()


def contains_phrase(run: DocumentRun, phrase: Sequence[str]) -> bool:
    """Return whether a run contains folded words next to each other, in order."""
    return f" {' '.join(phrase)} " in f" {' '.join(document.folded for document in run)} "


def _tie_breaker(document: Document, phrase: Sequence[str]) -> float:
    """Return up to 0.02, more for a whole sentence and for a quote of few other words."""
    return 0.01 * document.whole + 0.01 * min(1.0, len(phrase) / len(document.folded.split()))
