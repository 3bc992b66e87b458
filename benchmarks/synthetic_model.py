"""A sentence model without weights, to measure everything but the model itself."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from bot.search.semantic.codes import Vector
from bot.search.semantic.model import TextKind, Vectors

_DIMENSIONS = 384


class SyntheticModel:
    """A text is the sum of fixed random vectors, one for each distinct word."""

    identity = "synthetic"
    dimensions = _DIMENSIONS

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> Vectors:
        """Return unit vectors; of a question as of a passage."""
        del kind
        sums = [
            np.sum([_word_vector(word) for word in set(text.split()) or {""}], axis=0)
            for text in texts
        ]
        vectors = np.array(sums, np.float32).reshape(-1, _DIMENSIONS)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@lru_cache(maxsize=100_000)
def _word_vector(word: str) -> Vector:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    # Rare words count more than frequent ones, as in a model that was trained.
    scale = 0.2 + min(len(word), 10) / 10
    drawn = np.random.default_rng(seed).standard_normal(_DIMENSIONS)
    return (scale * drawn).astype(np.float32)
