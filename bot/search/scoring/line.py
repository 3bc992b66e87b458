"""Find a line that a member remembers in part, misspells or has misheard.

All visible quotes are scored by the words they share with the query, similar spellings included.
The best, alone and in pairs of neighbours, are compared with the query letter by letter. Quotes
that contain the query verbatim, also across quotes, come first.
"""

import asyncio
import math
from collections.abc import Callable, Collection, Container, Iterable, Sequence
from dataclasses import dataclass

import aiosqlite
import numpy as np

from bot.search.memory.posting_cache import length_factors
from bot.search.memory.search_scope import SearchScope
from bot.search.query.languages import stop_words_of
from bot.search.query.parser import MAX_CHARACTERS, Query, parse_query, query_words
from bot.search.query.spelling import SHORT_QUERY, SpellingOptions
from bot.search.query.synonyms import load_thesaurus
from bot.search.retrieval.postings import fetch_documents, fetch_folded, phrase_rows
from bot.search.retrieval.scan import FullScan, ScanResult, full_scan
from bot.search.scoring.runs import DocumentRun, is_contiguous, neighbours
from bot.search.scoring.similarity import (
    LONG_QUERY,
    PAIR_PENALTY,
    best_document,
    most_similar,
    score_runs,
    shared_fraction,
    upper_bounds,
)
from bot.search.storage.documents import LONGEST_RUN, Document
from bot.text.tokens import words

MAX_CANDIDATES = 100
"""At most this many rows and pairs are compared; with 60, 0.3 % more misspelt lines were missed."""

_WEAK = 0.55
"""If a query has a misspelt word, and no candidate is this similar, many more are compared."""

_MANY_CANDIDATES = 600

VERBATIM = 1.0
"""The least score of a run that contains the query verbatim."""

_PHRASE_LENGTH, _STOP_PHRASE_LENGTH = 4, 3
_ALWAYS_RERANKED, _RERANK_MARGIN = 12, 0.1
"""The first candidates are always compared; others if they may come this near to the best score."""

_MAX_QUICK = 30
_VERBATIM_CORES = 10
_MAX_LINES = 40

_SHORT_PHRASE, _REPEATED, _WORDS_AROUND = 2, 3, 8
"""Lines of a phrase of up to this many words alone, if there are so many, say nothing: sentences
with up to so many other words come first."""

_BEFORE, _AFTER = 3, 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row or two adjacent rows that may match a query, with about its greatest similarity."""

    ids: tuple[int, ...]
    bound: float


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
    thesaurus = await asyncio.to_thread(load_thesaurus)
    query = _parse(search_scope, text, thesaurus)
    if not query.words:
        return query, []
    scan = await full_scan(db, search_scope, query)
    candidates = _candidates(query, await scan.best(MAX_CANDIDATES), most=MAX_CANDIDATES)
    # Rows found by phrase have no scan score, so they get the highest bounds.
    phrases = await phrase_rows(db, search_scope, _phrases(query))
    with_phrases = [Candidate((row,), 1.0) for row in phrases]
    known = {candidate.ids for candidate in with_phrases}
    others = [candidate for candidate in candidates if candidate.ids not in known]
    scored = await _rerank(db, search_scope, query, [*with_phrases, *others])
    if _best(scored) < _WEAK and _is_misspelt(query, search_scope):
        known |= {candidate.ids for candidate in others}
        scored += await _search_widely(db, search_scope, query, scan, known, least=_best(scored))
    phrase = words(text) if len(text) <= LONGEST_RUN else words(text[:MAX_CHARACTERS])[:-1]
    repeats = _bare_repeats(scored, phrase)
    lines = _most_similar(query, [one for one in scored if one[1] not in repeats[1:]])
    verbatim = await _verbatim(
        db, search_scope, lines, phrase, rank=_words_around if repeats else _brevity
    )
    return query, sorted([*verbatim, *lines], key=lambda line: -line.score)


async def _search_widely(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    query: Query,
    scan: FullScan,
    known: Collection[tuple[int, ...]],
    *,
    least: float,
) -> list[tuple[float, DocumentRun]]:
    """Compare many rows that share less with a query than those `known`, by their letters first."""
    scanned = await scan.best(_MANY_CANDIDATES)
    candidates = [
        candidate
        for candidate in _candidates(query, scanned, most=_MANY_CANDIDATES)
        if candidate.bound > least and candidate.ids not in known
    ]
    texts = await fetch_folded(db, (n for candidate in candidates for n in candidate.ids))
    letters = (
        ("".join(texts.get(n, "") for n in candidate.ids), candidate.bound)
        for candidate in candidates
    )
    similar = most_similar(query, letters, most=_ALWAYS_RERANKED, least=least)
    best = [Candidate(candidates[at].ids, bound) for at, bound in similar]
    return await _score_candidates(db, search_scope, query, best)


def _is_misspelt(query: Query, search_scope: SearchScope) -> bool:
    """Return whether a query of several words has one that no quote contains."""
    return len(query.words) > 1 and not all(map(search_scope.dictionary.count, query.words))


async def find_likely_lines(
    db: aiosqlite.Connection, search_scope: SearchScope, text: str
) -> list[ScoredLine]:
    """Return similar lines among the 30 most promising candidates, fast enough for a keystroke."""
    query = _parse(search_scope, text, (), quick=True)
    if not query.words:
        return []
    scan = await full_scan(db, search_scope, query)
    candidates = _candidates(query, await scan.best(_MAX_QUICK), most=_MAX_QUICK)
    scored = await _score_candidates(db, search_scope, query, candidates)
    return _most_similar(query, scored)


def _parse(
    search_scope: SearchScope, text: str, ordinary: Container[str], *, quick: bool = False
) -> Query:
    typed = query_words(text, search_scope.dictionary.languages)
    stop = stop_words_of(typed, search_scope.dictionary.languages)
    options = SpellingOptions(
        low_weight=frozenset(),
        never_substituted=stop if len(typed) <= SHORT_QUERY else frozenset(),
        stop=stop,
        respell_below=1 if quick else None,
        phonetic=not quick,
        # In a longer line, other words say whether it is the one.
        ordinary=ordinary if len(typed) <= SHORT_QUERY else (),
    )
    return parse_query(typed, search_scope.dictionary, quotes=search_scope.quotes, options=options)


def runner_up(line: ScoredLine, ranked: Iterable[ScoredLine]) -> float:
    """Return the score of the best other line that shares no quote with this one, or 0."""
    return next((other.score for other in ranked if not {*line.run} & {*other.run}), 0.0)


def shared_words(
    search_scope: SearchScope, text: str, spoken: str, *, ordinary: Container[str]
) -> float:
    """Return the share of a query's words that a text has, in any inflection or spelling, 0 to 1.

    Stop words are left out, unless there are no others; `ordinary` words are spelt correctly.
    """
    query = _parse(search_scope, text, ordinary)
    folded = words(spoken)
    stemmed = [search_scope.dictionary.stems(word)[0] for word in folded]
    return shared_fraction(
        query,
        folded,
        stemmed,
        known=lambda word: word in ordinary or search_scope.dictionary.count(word),
    )


def _bare_repeats(
    scored: Sequence[tuple[float, DocumentRun]], phrase: Sequence[str]
) -> list[DocumentRun]:
    """Return the runs of nothing but a short phrase, if there are many, as of "Thank you."."""
    if len(phrase) > _SHORT_PHRASE:
        return []
    bare = [run for _, run in scored if _is_bare(run, phrase)]
    return bare if len(bare) >= _REPEATED else []


def _is_bare(run: DocumentRun, phrase: Sequence[str]) -> bool:
    """Return whether a run has no words but those of a phrase."""
    return all(set(phrase).issuperset(document.folded.split()) for document in run)


def _phrases(query: Query) -> list[Sequence[Sequence[str]]]:
    """Return the phrases of a query: at each position, the stems of all its spellings."""
    positions = query.spellings
    if len(positions) <= 1:
        return []
    length = _STOP_PHRASE_LENGTH if query.stop.issuperset(query.words) else _PHRASE_LENGTH
    length = min(len(positions), length)
    # In a long query, every second phrase is enough to find any five adjacent words. The whole
    # query is a phrase too: each part may occur in more rows than are read.
    starts = range(0, len(positions) - length + 1, 2 if len(positions) >= LONG_QUERY else 1)
    return [positions, *(positions[n : n + length] for n in starts)]


def _candidates(query: Query, scanned: ScanResult, *, most: int) -> list[Candidate]:
    """Return the most promising rows, and pairs of adjacent rows that cover more than either."""
    rows, certainty, lengths = scanned.rows, scanned.certainty, scanned.lengths
    term_weights = np.array(query.term_weights)
    following = np.flatnonzero(np.diff(rows) == 1)
    either = np.maximum(certainty[:, following], certainty[:, following + 1])
    single, both = term_weights @ certainty, term_weights @ either
    gains = both - np.maximum(single[following], single[following + 1]) > PAIR_PENALTY
    paired = following[gains]
    coverage = np.concatenate([single, both[gains]])
    combined_lengths = np.concatenate([lengths, lengths[paired] + lengths[paired + 1]])
    long = len(query.words) > SHORT_QUERY
    scores = coverage * length_factors(combined_lengths) if long else coverage
    best = np.argsort(-scores, kind="stable")[:most]
    chosen = np.concatenate([certainty, either[:, gains]], axis=1)[:, best]
    bounds: list[float] = upper_bounds(query, chosen, combined_lengths[best]).tolist()
    firsts: list[int] = np.concatenate([rows, rows[paired]])[best].tolist()
    are_pairs: list[bool] = (best >= len(rows)).tolist()
    return [
        Candidate((row, row + 1) if is_pair else (row,), bound)
        for row, is_pair, bound in zip(firsts, are_pairs, bounds, strict=True)
    ]


async def _rerank(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    query: Query,
    candidates: Sequence[Candidate],
) -> list[tuple[float, DocumentRun]]:
    """Compare candidates letter by letter, the later ones only if they may come near the best."""
    first, later = candidates[:_ALWAYS_RERANKED], candidates[_ALWAYS_RERANKED:]
    scored = await _score_candidates(db, search_scope, query, first)
    return scored + await _score_candidates(
        db, search_scope, query, later, best=_best(scored), within=_RERANK_MARGIN
    )


def _best(scored: Iterable[tuple[float, DocumentRun]]) -> float:
    return max((score for score, _ in scored), default=0.0)


def _most_similar(query: Query, scored: Iterable[tuple[float, DocumentRun]]) -> list[ScoredLine]:
    best = sorted(scored, key=lambda pair: -pair[0])[:_MAX_LINES]
    return [
        ScoredLine(run, run[0] if len(run) == 1 else best_document(query, run), score)
        for score, run in best
    ]


async def _score_candidates(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    query: Query,
    candidates: Iterable[Candidate],
    *,
    best: float = -math.inf,
    within: float = math.inf,
) -> list[tuple[float, DocumentRun]]:
    """Read candidates and score those that are contiguous; too fast to be worth a thread.

    Those that cannot come `within` some similarity of the best are left out.
    """
    promising = [candidate for candidate in candidates if candidate.bound >= best - within]
    if not promising:
        return []
    documents = await fetch_documents(
        db, search_scope, (n for candidate in promising for n in candidate.ids)
    )
    read = (
        (tuple(documents[n] for n in candidate.ids), candidate.bound)
        for candidate in promising
        if documents.keys() >= {*candidate.ids}
    )
    runs = [(run, bound) for run, bound in read if len(run) == 1 or is_contiguous(run)]
    return score_runs(query, runs, best=best, within=within)


async def _verbatim(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    scored: Sequence[ScoredLine],
    phrase: Sequence[str],
    *,
    rank: Callable[[Document, Sequence[str]], float],
) -> list[ScoredLine]:
    """Return the shortest runs around the best lines that contain the phrase.

    Of single quotes, those that `rank` gives more, from 0 to 1, come first, and whole sentences.
    """
    if not phrase or not all(map(search_scope.dictionary.count, phrase)):
        return []
    single = [line for line in scored if len(line.run) == 1 and contains_phrase(line.run, phrase)]
    if single:
        return [
            ScoredLine(
                line.run, line.core, VERBATIM + 0.01 * (line.core.whole + rank(line.core, phrase))
            )
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


def _brevity(document: Document, phrase: Sequence[str]) -> float:
    """Return the share of a quote's words that the phrase has, 0 to 1."""
    return min(1.0, len(phrase) / len(document.folded.split()))


def _words_around(document: Document, phrase: Sequence[str]) -> float:
    """Return whether there are words beside a phrase, 0 to 1 for eight or more."""
    return min(1.0, max(0, len(document.folded.split()) - len(phrase)) / _WORDS_AROUND)
