"""Generate queries from quotes with the errors that members make, the same in each run."""

import random
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.episodes import Read
from bot.models import Quote, Span
from bot.text.tokens import words as folded

_KEPT = 0.6
_CHANGED = 0.15
_WRONG_LETTERS = 0.12
_SHORTEST, _LONGEST = 5, 14
_EXACT = ("verbatim", "straddling")


@dataclass(frozen=True, slots=True)
class BenchmarkQuery:
    """A query with the spans of its answers in one episode; no spans if it has no answer."""

    family: str
    command: str
    text: str
    episode: str
    spans: tuple[Span, ...]


def fragment(words: Sequence[str], chance: random.Random) -> list[str]:
    """Return 5 to 14 words in a row."""
    length = min(len(words), chance.randint(_SHORTEST, _LONGEST))
    start = chance.randint(0, len(words) - length)
    return list(words[start : start + length])


def verbatim(words: Sequence[str], chance: random.Random) -> str:
    """Return words in a row without a change."""
    return " ".join(fragment(words, chance))


def misspelt(words: Sequence[str], chance: random.Random) -> str:
    """Return words in a row with 12 % of the letters dropped, doubled, swapped or replaced."""
    letters = list(verbatim(words, chance))
    for at in range(len(letters)):
        if letters[at] == " " or chance.random() >= _WRONG_LETTERS:
            continue
        kind = chance.randrange(4)
        if kind == 0:
            letters[at] = ""
        elif kind == 1:
            letters[at] *= 2
        elif kind == 2 and at + 1 < len(letters):
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        else:
            letters[at] = chance.choice(string.ascii_lowercase)
    return "".join(letters)


def half_remembered(words: Sequence[str], chance: random.Random) -> str:
    """Return the words without 40 % of them, and with 15 % of the rest replaced by filler words."""
    kept = [word for word in words if chance.random() < _KEPT] or list(words[:3])
    filler = ["really", "people", "maybe", "good", "time", "always", "work", "never", "make"]
    changed = [chance.choice(filler) if chance.random() < _CHANGED else word for word in kept]
    return " ".join(changed[: _LONGEST * 2])


DISTORTIONS: dict[str, Callable[[Sequence[str], random.Random], str]] = {
    "verbatim": verbatim,
    "typos": misspelt,
    "half remembered": half_remembered,
}


def generate(
    read: Sequence[Read], *, count: int, seed: int, known: bool = True, shortest: int = 8
) -> list[BenchmarkQuery]:
    """Return `count` queries of each family; if not `known`, of episodes that are not indexed."""
    chance = random.Random(seed)
    quotes = [
        (episode.key, quote)
        for episode, content in read
        for quote in content.quotes
        if len(quote.display.split()) >= shortest
    ]
    everything = _folded_words(read)
    asked: list[BenchmarkQuery] = []
    for family, way in DISTORTIONS.items():
        for key, quote in chance.sample(quotes, min(count, len(quotes))):
            asked.append(_asked(family, way(_words(quote), chance), key, quote, known=known))
    asked += _straddling(read, chance, count=count if known else 0)
    return [one for one in asked if one.family not in _EXACT or _occurs_once(one, everything)]


def _folded_words(read: Sequence[Read]) -> str:
    """Return all folded words in order, in one string."""
    quotes = (quote for _, content in read for quote in content.quotes)
    return f" {' '.join(' '.join(folded(quote.text)) for quote in quotes)} "


def _occurs_once(asked: BenchmarkQuery, everything: str) -> bool:
    """Return whether the words occur only once; of two places, neither would be wrong."""
    return everything.count(f" {' '.join(folded(asked.text))} ") == 1


def _asked(family: str, text: str, key: str, quote: Quote, *, known: bool) -> BenchmarkQuery:
    if known:
        return BenchmarkQuery(family, "quote", text, key, (Span(quote.start, quote.end),))
    return BenchmarkQuery(f"{family}, not there", "quote", text, key, ())


def _straddling(read: Sequence[Read], chance: random.Random, *, count: int) -> list[BenchmarkQuery]:
    asked: list[BenchmarkQuery] = []
    pairs = [
        (episode.key, left, right)
        for episode, content in read
        for left, right in zip(content.quotes, content.quotes[1:], strict=False)
        if left.turn == right.turn and right.start - left.end <= 2
    ]
    for key, left, right in chance.sample(pairs, min(count, len(pairs))):
        text = " ".join((*_words(left)[-5:], *_words(right)[:5]))
        asked.append(
            BenchmarkQuery("straddling", "quote", text, key, (Span(left.start, right.end),))
        )
    return asked


def _words(quote: Quote) -> list[str]:
    return quote.text.split()
