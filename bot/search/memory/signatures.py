"""Rule out words by their sets of letters, before they are compared with a misspelt word.

One edit changes at most two elements of a word's set of letters, so most words differ too much.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Signatures = NDArray[np.uint64]
"""Sets of letters, one bit per ASCII letter; other characters may share a bit."""

_BITS = 64


def signature(word: str) -> np.uint64:
    """Return the set of a word's letters as bits."""
    return np.uint64(sum(1 << bit for bit in {ord(char) % _BITS for char in word}))


def prefix_signatures(words: Sequence[str], longest: int) -> Signatures:
    """Return the signatures of every prefix of the words up to `longest` letters.

    Of shape (longest, len(words)); row n has the signatures of the first n + 1 letters.
    """
    chars = np.array(words, f"U{longest}").view(np.uint32).reshape(len(words), longest).T
    bits = np.where(chars > 0, np.uint64(1) << (chars % _BITS).astype(np.uint64), np.uint64(0))
    return np.bitwise_or.accumulate(bits, axis=0)


def may_be_within(
    signatures: Signatures, word: str, max_distance: int, *, length_difference: int = 0
) -> NDArray[np.bool_]:
    """Return which signatures may be of words within `max_distance` edits of a word.

    A few are of words farther away, but none within the distance is missed. If all words are
    `length_difference` letters longer or shorter, that many edits change one element each.
    """
    return np.bitwise_count(signatures ^ signature(word)) <= 2 * max_distance - length_difference
