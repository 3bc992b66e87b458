"""Estimate how much of two texts is the same, from sketches of a kilobyte; pure.

The sketch of a text has the smallest hashes of its shingles (runs of five words); the share of
hashes that two sketches have in common estimates the resemblance of the texts: Broder (1997), "On
the resemblance and containment of documents".
"""

import hashlib
from collections.abc import Sequence
from heapq import nsmallest

SIZE = 128
"""The number of hashes in a sketch of a text that has as many shingles."""

_WORDS = 5


def sketch(words: Sequence[str]) -> tuple[int, ...]:
    """Return the smallest 64-bit hashes of the shingles of a text, given its folded words."""
    count = max(1, len(words) - _WORDS + 1)
    shingles = {" ".join(words[at : at + _WORDS]) for at in range(count)} - {""}
    return tuple(nsmallest(SIZE, map(_hash, shingles)))


def resemblance(one: Sequence[int], other: Sequence[int]) -> float:
    """Estimate the share of shingles that two texts have in common, from 0 to 1."""
    smallest = set(nsmallest(SIZE, {*one, *other}))
    return len(smallest & set(one) & set(other)) / len(smallest) if smallest else 0.0


def _hash(shingle: str) -> int:
    return int.from_bytes(hashlib.blake2b(shingle.encode(), digest_size=8).digest())
