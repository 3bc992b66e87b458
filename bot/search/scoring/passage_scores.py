"""Score the quotes that were read for a subject or a question: by words, titles and meaning.

Counts of words are saturated as in BM25 (Robertson and Zaragoza, 2009). Words nearby are counted in
the quotes themselves; those of wider windows are counted from the posting lists.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from bot.search.memory.chapter_titles import ChapterRows
from bot.search.memory.search_scope import SearchScope
from bot.search.query.parser import Query
from bot.search.retrieval.postings import RowIds
from bot.search.scoring.answer_types import answer_type_bonus
from bot.search.scoring.asked import hand_to_answers
from bot.search.scoring.meaning import Meaning
from bot.search.scoring.proximity import NearbyCounts
from bot.search.scoring.term_counts import ContextCounts, Floats, SaturationWeight
from bot.search.storage.documents import Document

_TITLE_ALONE = 0.8
"""The least score of the first quote of a chapter whose title has the query, whatever its words."""

_LEAST_REQUIRED = 0.1
"""The least score of a quote with a phrase that a result must have, whatever its other words."""

_ADJACENT_BONUS, _MAX_ADJACENT = 0.15, 2
"""The bonus for adjacent words of the query nearby, and how many times it is given at most."""

_MEANING_WEIGHT = 0.3
"""The score of a quote whose similarity in meaning is one standard deviation above the mean."""

_NAMED_SPEAKER_BONUS = 1.0
"""The bonus of a named speaker's quotes, as a share of their score."""


@dataclass(frozen=True, slots=True)
class ScoringWeights:
    """The parameters of a ranking of passages.

    `proximity` weights words up to three quotes away, which decay with the distance, and `context`
    words of wider windows. If the best score is below `confident_score`, the first five passages
    are spread. A core contains a word with a certainty above `core_certainty`, or is within
    `core_distance` quotes of one that does. A passage has about `max_characters`. With `answers`,
    what follows a question counts as much as the question, which counts less.
    """

    proximity: Sequence[SaturationWeight]
    context: Sequence[SaturationWeight]
    confident_score: float
    core_distance: int
    core_certainty: float
    max_characters: int
    answers: bool = False


@dataclass(frozen=True, slots=True)
class FetchedDocuments:
    """The documents that were read for a query, in order, and the data used to score them.

    `named`, `similar` and `required` are rows that were read whatever their words, and `titled` the
    chapters with the query in their titles, each with how surely.
    """

    search_scope: SearchScope
    query: Query
    context_counts: ContextCounts
    documents: tuple[Document, ...]
    named_speakers: frozenset[str]
    answer_pattern: re.Pattern[str] | None
    named: frozenset[int]
    similar: frozenset[int]
    meaning: Meaning | None
    required: frozenset[int]
    titled: Collection[tuple[ChapterRows, float]] = ()

    @property
    def ids(self) -> RowIds:
        """The rows of the documents."""
        return np.array([row.id for row in self.documents])

    @property
    def bounds(self) -> tuple[RowIds, RowIds]:
        """The first and the last row of each document's episode."""
        ranges = [self.search_scope.episode_ranges[row.episode] for row in self.documents]
        return np.array([one.first for one in ranges]), np.array([one.last for one in ranges])


@dataclass(frozen=True, slots=True)
class PassageScores:
    """The scores of documents as cores of passages: in all, and by the words alone.

    `literal` is the share of the query's weight nearby without synonyms, 0 to 1. All have one
    number for each document.
    """

    total: Floats
    words: Floats
    literal: Floats
    nearby: NearbyCounts


def score_passages(fetched: FetchedDocuments, weights: ScoringWeights) -> PassageScores:
    """Score each document as the core of a passage; 0 for those that can be none."""
    nearby = NearbyCounts(fetched.query, fetched.documents)
    literal = nearby.literal_coverage()
    # If the subject itself is mentioned anywhere, a synonym alone makes no core.
    certainty = weights.core_certainty if literal.any() else 0
    words = _score_words(fetched, nearby, weights, certainty=certainty)
    for chapter, strength in fetched.titled:
        begins = fetched.ids == chapter.first
        words = np.where(begins, np.maximum(words, _TITLE_ALONE * strength), words)
        literal = np.where(begins, 1.0, literal)
    total = words
    if fetched.meaning is not None:
        total = _with_meaning(words, fetched, fetched.meaning, answers=weights.answers)
    if fetched.search_scope.row_filter is not None:
        total = total * fetched.search_scope.row_filter.keeps(fetched.ids)
    return PassageScores(total, words, literal, nearby)


def _score_words(
    fetched: FetchedDocuments, nearby: NearbyCounts, weights: ScoringWeights, *, certainty: float
) -> Floats:
    scores = nearby.score(weights.proximity) + _score_context(fetched, weights.context)
    scores += _ADJACENT_BONUS * np.minimum(_MAX_ADJACENT, nearby.adjacent())
    scores += answer_type_bonus(fetched.documents, fetched.answer_pattern)
    by_named = np.array([row.speaker in fetched.named_speakers for row in fetched.documents])
    scores *= 1 + _NAMED_SPEAKER_BONUS * by_named
    # A quote of a named speaker always is a core.
    is_core = nearby.has_words(distance=weights.core_distance, certainty=certainty)
    scores[~(is_core | by_named)] = 0
    has_required = np.array([row.id in fetched.required for row in fetched.documents])
    scores = np.maximum(scores, _LEAST_REQUIRED * has_required)
    return hand_to_answers(scores, fetched.documents) if weights.answers else scores


def _score_context(fetched: FetchedDocuments, weights: Sequence[SaturationWeight]) -> Floats:
    firsts, lasts = fetched.bounds
    ids = fetched.ids
    scores = np.zeros(len(ids))
    for weight in weights:
        first, last = np.maximum(firsts, ids - weight.reach), np.minimum(lasts, ids + weight.reach)
        scores += fetched.context_counts.sum_range(first, last, weight)
    return scores


def _with_meaning(
    scores: Floats, fetched: FetchedDocuments, meaning: Meaning, *, answers: bool
) -> Floats:
    """Add what the meaning says of quotes that have words of the query, or are the most similar."""
    is_similar = np.array([row.id in fetched.similar for row in fetched.documents])
    scores = scores + _MEANING_WEIGHT * meaning.standard * (is_similar | (scores > 0))
    return hand_to_answers(scores, fetched.documents) if answers else scores
