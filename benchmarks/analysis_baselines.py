"""Baselines for the analysis: lead, random, LexRank, TextTiling and YAKE."""

import random
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from math import log
from typing import cast

import numpy as np
import yake  # pyright: ignore[reportMissingTypeStubs]
from nltk.tokenize import TextTilingTokenizer  # pyright: ignore[reportMissingTypeStubs]

from bot.analysis.tokens import tokenize
from bot.analysis.word_lists import function_words
from bot.models import Quote

_SEED = 11
_ALIKE, _DAMPING, _ROUNDS = 0.1, 0.85, 40
_LEAST_WORDS = 8
_TILE, _BLOCK = 40, 10
"""In words and in tiles: twice NLTK's defaults, which cut speech into far too many parts."""


def lead(quotes: Sequence[Quote]) -> list[Quote]:
    """Return the quotes in order."""
    return list(quotes)


def shuffled(quotes: Sequence[Quote]) -> list[Quote]:
    """Return the quotes in a random order, fixed by a seed."""
    return random.Random(_SEED).sample(quotes, len(quotes))


def lexrank(quotes: Sequence[Quote]) -> list[Quote]:
    """Return the quotes, the most central first, by LexRank (Erkan & Radev 2004) over stems.

    Quotes of fewer than eight words are left out: a hundred times "Right." would be central.
    """
    quotes = [quote for quote in quotes if len(quote.display.split()) >= _LEAST_WORDS] or quotes
    weights = _weighted([[w.stem for w in tokenize(q.display) if w.is_content] for q in quotes])
    edges = (weights @ weights.T > _ALIKE).astype(np.float64) + 1e-9
    edges /= edges.sum(axis=1, keepdims=True)
    rank = np.full(len(quotes), 1 / len(quotes))
    for _ in range(_ROUNDS):
        rank = (1 - _DAMPING) / len(quotes) + _DAMPING * (rank @ edges)
    return [quotes[place] for place in np.argsort(-rank, kind="stable")]


def _weighted(said: Sequence[Sequence[str]]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return tf-idf weights of shape (quotes, stems), each row of Euclidean length 1."""
    seen = Counter(stem for stems in said for stem in set(stems))
    column = {stem: number for number, stem in enumerate(seen)}
    weights = np.zeros((len(said), max(len(column), 1)))
    for row, stems in enumerate(said):
        for stem in stems:
            weights[row, column[stem]] += log(len(said) / seen[stem])
    return weights / np.maximum(np.linalg.norm(weights, axis=1, keepdims=True), 1e-9)


def summary(order: Sequence[Quote], *, size: int) -> str:
    """Join the first quotes of an order, up to `size` words, in the order of the episode."""
    taken, spent = list[Quote](), 0
    for quote in order:
        if spent >= size:
            break
        taken.append(quote)
        spent += len(quote.display.split())
    return " ".join(quote.display for quote in sorted(taken, key=lambda one: one.start))


def even(end: int, count: int) -> list[int]:
    """Return the offsets of `count` chapters of equal length, the first 0, before `end`."""
    return [end * number // count for number in range(count)]


def texttiling(quotes: Sequence[Quote]) -> list[int]:
    """Return the offsets at which TextTiling (Hearst 1997, as in NLTK) begins chapters."""
    tokenizer = TextTilingTokenizer(w=_TILE, k=_BLOCK, stopwords=list(function_words()))
    joined = "\n\n" + "\n\n".join(quote.display for quote in quotes)
    tiles = cast("list[str]", tokenizer.tokenize(joined))  # pyright: ignore[reportUnknownMemberType]
    sizes = [sum(bool(part.strip()) for part in tile.split("\n\n")) for tile in tiles]
    firsts = accumulate(sizes[:-1])
    return [quotes[0].start, *(quotes[first].start for first in firsts if first < len(quotes))]


def keywords(text: str, *, most: int) -> list[str]:
    """Return at most `most` keywords by YAKE (Campos 2020), best first."""
    found: list[tuple[str, float]] = yake.KeywordExtractor(n=3, top=most).extract_keywords(text)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return [word for word, _ in found]
