"""Compare a text with a query: the words covered, the letters, the order and the adjacency."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from heapq import heappush, heapreplace
from itertools import pairwise
from operator import mul

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from bot.search.query.parser import Query
from bot.search.query.spelling import SHORT_QUERY
from bot.search.scoring.runs import DocumentRun
from bot.search.storage.documents import Document

_SINGLE_WORD_COVERAGE = 0.9
_LENGTH_PENALTY = 0.05
"""The penalty for each factor of e by which a text is longer than the query."""

_LONGEST_PENALISED = 1_000
"""In words: longer texts have no greater penalty."""

PAIR_PENALTY = 0.02
_MAX_SIMILARITY = 0.999

_ROUNDING = 1e-9

_MIN_ALIGNED = 0.5
"""Words of at least this similarity count for the order."""

_SAME_WORD, _SAME_SPELLING = 0.9, 0.3
"""A known, and an unknown word of this similarity count as shared; names may be misheard."""

LONG_QUERY = 8
_NAME_WEIGHTS = (0.45, 0.30, 0.15, 0.10)
_LINE_WEIGHTS = (0.25, 0.30, 0.25, 0.20)
"""The weights of coverage, letters, order and adjacency, for queries of up to 3 words and of 8 or
more: a short query is often a name, while half a line keeps its order. Close to a regression on the
development queries."""


def similarity(
    query: Query, folded: Sequence[str], stemmed: Sequence[str], letters: float | None = None
) -> float:
    """Return the similarity of the query to a text of these words and stems, at most 1.

    It is a weighted sum of the query weight covered, the letters, the order and the adjacency of
    the words, less a penalty for length. `letters` is the letter similarity, if it is known.
    """
    aligned, certainty = _align(query, folded, stemmed)
    coverage = sum(map(mul, query.term_weights, certainty))
    if letters is None:
        letters = character_similarity(query, "".join(folded))
    count = len(query.words)
    if count == 1:
        return _SINGLE_WORD_COVERAGE * coverage + (1 - _SINGLE_WORD_COVERAGE) * letters
    order = LCSseq.similarity(range(count), [position for _, position in aligned]) / count
    adjacent = len({b[1] for a, b in pairwise(aligned) if b == (a[0] + 1, a[1] + 1)}) / (count - 1)
    weighted = sum(map(mul, _weights(count), (coverage, letters, order, adjacent)))
    return weighted - _length_penalties(count)[min(len(stemmed), _LONGEST_PENALISED)]


def upper_bounds(
    query: Query, certainty: NDArray[np.float64], lengths: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return about the similarity of texts whose letters, order and adjacency match perfectly.

    `certainty`, of shape (words of the query, texts), says how surely a text contains a word, 0 to
    1; `lengths` are the texts' numbers of words.
    """
    coverage = np.array(query.term_weights) @ certainty
    count = len(query.words)
    if count == 1:
        return _SINGLE_WORD_COVERAGE * coverage + (1 - _SINGLE_WORD_COVERAGE)
    covered, letters, order, adjacent = _weights(count)
    shared = certainty > 0
    penalties = np.array(_length_penalties(count))[np.minimum(lengths, _LONGEST_PENALISED)]
    return (
        covered * coverage
        + letters
        + order / count * shared.sum(axis=0)
        + adjacent / (count - 1) * (shared[1:] & shared[:-1]).sum(axis=0)
        - penalties
    )


def score_runs(
    query: Query, runs: Iterable[tuple[DocumentRun, float]], *, best: float, within: float
) -> list[tuple[float, DocumentRun]]:
    """Return runs with their similarity, without those that cannot come `within` some of the best.

    Each is given with its greatest possible similarity, and `best` is that of the best run so far.
    """
    weight = _characters_weight(query)
    scored: list[tuple[float, DocumentRun]] = []
    for run, bound in runs:
        # What its letters may lower the similarity by, of all that they weigh.
        spare = (bound - best + within) / weight
        if spare < 0:
            continue
        letters = [
            character_similarity(query, text, least=1 - spare) for text in _variant_letters(run)
        ]
        if 1 - max(letters) <= spare:
            variants = zip(*_variants(run), strict=True)
            # Only a run that was found verbatim scores 1: with a corrected name, it is not.
            found = min(max(map(partial(similarity, query), *variants, letters)), _MAX_SIMILARITY)
            scored.append((found - PAIR_PENALTY * (len(run) - 1), run))
            best = max(best, scored[-1][0])
    return scored


def most_similar(
    query: Query, texts: Iterable[tuple[str, float]], *, most: int, least: float
) -> list[tuple[int, float]]:
    """Return which texts without spaces have the most similar letters, with new bounds.

    Each is given with the bound that its words set. Up to `most` have one greater than `least`.
    """
    weight = _characters_weight(query)
    best: list[tuple[float, int]] = []
    for at, (text, bound) in enumerate(texts):
        floor = best[0][0] if len(best) == most else least
        if bound <= floor:
            continue
        letters = character_similarity(query, text, least=1 - (bound - floor) / weight)
        if bound - weight * (1 - letters) > floor:
            (heappush if len(best) < most else heapreplace)(
                best, (bound - weight * (1 - letters), at)
            )
    return [(at, bound) for bound, at in sorted(best, reverse=True)]


def best_document(query: Query, run: DocumentRun) -> Document:
    """Return the document of a run that covers most of the query's weight."""
    return max(run, key=partial(_covered_weight, query))


def character_similarity(query: Query, text: str, *, least: float = 0.0) -> float:
    """Return how similar the letters of a query are to the best part of a text without spaces.

    Less than `least`, it may be 0 instead.
    """
    typed = query.letters
    if not typed or not text:
        return 0.0
    # `partial_ratio` compares a short text with a part of the query only, so its length counts too.
    length = min(1.0, len(text) / len(typed))
    cutoff = 100 * max(0.0, least - _ROUNDING)
    return fuzz.partial_ratio(typed, text, score_cutoff=cutoff) / 100 * length


def shared_fraction(
    query: Query,
    folded: Sequence[str],
    stemmed: Sequence[str],
    *,
    known: Callable[[str], object],
) -> float:
    """Return the share of the query's words that a text of these words and stems has, 0 to 1.

    Words that are `known` have to be there in some inflection, others may be spelt otherwise. Stop
    words are left out, unless there are no others.
    """
    certainty = dict(zip(query.words, _align(query, folded, stemmed)[1], strict=True))
    counted = [word for word in certainty if word not in query.stop] or list(certainty)
    shared = [certainty[one] >= (_SAME_WORD if known(one) else _SAME_SPELLING) for one in counted]
    return sum(shared) / len(shared) if shared else 0.0


def _characters_weight(query: Query) -> float:
    count = len(query.words)
    return 1 - _SINGLE_WORD_COVERAGE if count == 1 else _weights(count)[1]


def _covered_weight(query: Query, document: Document) -> float:
    certainty = _align(query, document.folded.split(), document.stemmed.split())[1]
    return sum(map(mul, query.term_weights, certainty))


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


def _variant_letters(run: DocumentRun) -> list[str]:
    """Return the letters of a run, as spoken and, if names were misheard, as corrected."""
    variants = ["".join([document.folded for document in run])]
    if any(document.corrected for document in run):
        variants.append("".join([document.corrected or document.folded for document in run]))
    return [variant.replace(" ", "") for variant in variants]


@cache
def _length_penalties(count: int) -> list[float]:
    """Return the penalty of texts of 0 to 1,000 words, 0 if not longer than `count` words."""
    lengths = np.arange(_LONGEST_PENALISED + 1)
    penalties = _LENGTH_PENALTY * np.log(np.maximum(1.0, (lengths + 1) / (count + 1)))
    return penalties.tolist()


@cache
def _weights(count: int) -> tuple[float, ...]:
    """Return the weights of coverage, letters, order and adjacency for a query of `count` words."""
    long = min(1.0, max(0.0, (count - SHORT_QUERY) / (LONG_QUERY - SHORT_QUERY)))
    pairs = zip(_NAME_WEIGHTS, _LINE_WEIGHTS, strict=True)
    return tuple((1 - long) * name + long * line for name, line in pairs)


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
            if similarity > certainty[position]:  # noqa: PLR1730 - twice as fast
                certainty[position] = similarity
        if positions and positions[0][1] >= _MIN_ALIGNED:
            aligned.append((at, positions[0][0]))
    return aligned, certainty
