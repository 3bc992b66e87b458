"""Tell by the letters that words have which of many a misspelt one may be.

One edit changes at most two letters of a word's set, so most words need no comparison.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Signatures = NDArray[np.uint64]
"""Sets of letters, a bit each; others than ASCII letters may share one."""

_BITS = 64


def signature(word: str) -> np.uint64:
    """Return the set of a word's letters."""
    return np.uint64(sum(1 << bit for bit in {ord(char) % _BITS for char in word}))


def prefix_signatures(words: Sequence[str], longest: int) -> Signatures:
    """Return the sets of the first letter, the first two, and so on, of so many words.

    Of shape (longest, words); the last row holds the sets of all letters looked at.
    """
    chars = np.array(words, f"U{longest}").view(np.uint32).reshape(len(words), longest).T
    bits = np.where(chars > 0, np.uint64(1) << (chars % _BITS).astype(np.uint64), np.uint64(0))
    return np.bitwise_or.accumulate(bits, axis=0)


def may_be_within(
    signatures: Signatures, word: str, max_distance: int, *, length_difference: int = 0
) -> NDArray[np.bool_]:
    """Tell which sets so many edits of a word may lead to, and some more.

    Where all words are longer or shorter by so many letters, as many edits change one letter each.
    """
    return np.bitwise_count(signatures ^ signature(word)) <= 2 * max_distance - length_difference
