"""A sentence model that needs no weights: a text is the sum of its words, each a fixed vector."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.search.semantic.model import TextKind, Vectors
from bot.text.tokens import words


class HashingModel:
    """Texts are the more similar the more words they share; a name gives it an identity."""

    def __init__(self, name: str = "hashing", *, dimensions: int = 192) -> None:
        self.identity = f"{name} {dimensions}"
        self.dimensions = dimensions

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> Vectors:
        del kind
        sums = [self._sum(text) for text in texts]
        return np.array(sums, np.float32).reshape(-1, self.dimensions)

    def _sum(self, text: str) -> NDArray[np.float64]:
        total = np.sum(
            [_word_vector(word, self.dimensions) for word in words(text) or [""]], axis=0
        )
        return total / np.linalg.norm(total)


@lru_cache(maxsize=10_000)
def _word_vector(word: str, dimensions: int) -> NDArray[np.float64]:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    return np.random.default_rng(seed).standard_normal(dimensions)
