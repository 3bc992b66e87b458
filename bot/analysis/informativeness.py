"""Rank the subjects of an episode by their informativeness, with a sentence encoder.

A name says little if it is far, in meaning, from what is said where it is mentioned: "company"
rather than "feedback loops". EmbedRank (Bennani-Smires et al., CoNLL 2018) compares each phrase
with its document; here each is compared with its first mentions.
"""

from collections.abc import Sequence
from math import exp
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from bot.analysis.topics import Subject
from bot.analysis.utterances import Utterance
from bot.errors import ModelError

_CONSIDERED = 90
"""Only so many of the weightiest subjects are compared, to bound the time."""
_MENTIONS = 3
"""More mentions gain nothing, and one or two less than three."""
_STRENGTH = 0.6
"""A subject one standard deviation more informative than the mean weighs e^0.6 as much."""


class SentenceEncoder(Protocol):
    """The part of a sentence model that ranks topics: texts in, unit vectors out."""

    def encode(self, texts: Sequence[str], *, kind: Literal["passage"]) -> npt.NDArray[np.float32]:
        """Return one unit vector a row, for each text in order."""
        ...


def rank_by_informativeness(
    found: Sequence[Subject], utterances: Sequence[Utterance], *, encoder: SentenceEncoder
) -> list[Subject]:
    """Return the 90 weightiest subjects by weight and informativeness, the best first.

    `found` are the subjects of the episode, weightiest first. Raise ModelError if the vectors are
    not finite.
    """
    considered = found[:_CONSIDERED]
    likeness = _likeness_to_mentions(considered, utterances, encoder)
    if not np.isfinite(likeness).all():
        raise ModelError("The sentence model returned numbers that are not finite.")
    deviation = (likeness - likeness.mean()) / max(float(likeness.std()), 1e-6)
    scores = [
        one.weight * exp(_STRENGTH * float(by))
        for one, by in zip(considered, deviation, strict=True)
    ]
    return [considered[at] for at in sorted(range(len(considered)), key=lambda at: -scores[at])]


def _likeness_to_mentions(
    subjects: Sequence[Subject], utterances: Sequence[Utterance], encoder: SentenceEncoder
) -> npt.NDArray[np.float64]:
    """Return the mean cosine between each subject's name and its first mentions."""
    mentions = [one.positions[:_MENTIONS] for one in subjects]
    positions = sorted({position for some in mentions for position in some})
    rows = {position: row for row, position in enumerate(positions)}
    spoken = encoder.encode([utterances[at].quote.display for at in positions], kind="passage")
    names = encoder.encode([one.name for one in subjects], kind="passage")
    cosines = spoken @ names.T
    return np.array(
        [
            cosines[[rows[position] for position in some], number].mean()
            for number, some in enumerate(mentions)
        ]
    )
