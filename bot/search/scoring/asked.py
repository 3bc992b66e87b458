"""Rank what follows a question above the question: a host's question answers nobody's."""

from collections.abc import Sequence

import numpy as np

from bot.search.scoring.term_counts import Floats
from bot.search.storage.documents import Document
from bot.text.sentences import is_question as ends_with_question
from bot.text.sentences import is_unmarked_question

_KEPT = 0.8
"""The share of its score that a question keeps."""

_MOST = 60
"""The best so many quotes are looked at: more than are ever shown."""

_MAX_DISTANCE = 3
"""In quotes: an answer begins at most this far after the question."""


def hand_to_answers(scores: Floats, documents: Sequence[Document]) -> Floats:
    """Return the scores with those of questions handed to the first quote after them.

    That quote, which is no question itself, scores at least as much as the question, which keeps
    four fifths. The documents are in order of their ids.
    """
    handed = scores.copy()
    best = np.argsort(-scores, kind="stable")[:_MOST]
    for at in map(int, np.sort(best[scores[best] > 0])):
        if not is_question(documents[at]):
            continue
        handed[at] = min(handed[at], _KEPT * scores[at])
        answer = _answer(documents, at)
        if answer is not None:
            handed[answer] = max(handed[answer], scores[at])
    return handed


def is_question(document: Document) -> bool:
    """Return whether a quote ends with a question, by its mark or the order of its words."""
    return ends_with_question(document.display) or is_unmarked_question(document.display)


def _answer(documents: Sequence[Document], at: int) -> int | None:
    """Return the position of the first quote after a question that is none, if it is near."""
    asked = documents[at]
    for after in range(at + 1, min(at + _MAX_DISTANCE, len(documents) - 1) + 1):
        row = documents[after]
        if row.id - asked.id > _MAX_DISTANCE or row.episode != asked.episode:
            return None
        if not is_question(row):
            return after
    return None
