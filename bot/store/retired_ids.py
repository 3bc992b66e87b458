"""Find the quote that has the words of a removed one; pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from rapidfuzz.distance import Levenshtein

from bot.models import Content, Quote

# Unrelated texts share small words by chance. A quote has at most three sentences: however it is
# divided, one part has at least a third of its words.
_SENTENCES = 3

_WORD = re.compile(r"\w+")


def replacement_ids(old: Content, new: Content) -> dict[str, str]:
    """Map the id of each removed quote to the new quote that has most of its words.

    The words are followed through an alignment of both texts, not compared quote by quote: of
    twenty places with "yeah, I think so", only one is the right one. Quotes of which less than a
    third of the words is in one new quote are left out.
    """
    living = {quote.id for quote in new.quotes}
    removed = [quote for quote in old.quotes if quote.id not in living]
    words, shared = _shared_words(old, new, removed)
    best = {quote_id: counts.most_common(1)[0] for quote_id, counts in shared.items()}
    return {
        quote_id: replacement
        for quote_id, (replacement, count) in best.items()
        if count * _SENTENCES >= words[quote_id]
    }


def holding_ids(old: Content, new: Content, quote_ids: Collection[str]) -> frozenset[str]:
    """Return the ids of all new quotes with a third of the words of one of these old quotes.

    Where an old quote was cut into many, each that is mostly made of its words counts too.
    """
    wanted = [quote for quote in old.quotes if quote.id in quote_ids]
    words, shared = _shared_words(old, new, wanted)
    sizes = {quote.id: len(_words(quote.text)) for quote in new.quotes}
    return frozenset(
        held
        for quote_id, counts in shared.items()
        for held, count in counts.items()
        if count * _SENTENCES >= words[quote_id] or 2 * count >= sizes[held]
    )


def _shared_words(
    old: Content, new: Content, quotes: Sequence[Quote]
) -> tuple[Counter[str], dict[str, Counter[str]]]:
    """Count the words of old quotes, and those that each shares with each new quote."""
    words: Counter[str] = Counter()
    shared: dict[str, Counter[str]] = {}
    if not quotes:
        return words, shared
    before, after = _words(old.text), _words(new.text)
    moved = _align([word for _, word in before], [word for _, word in after])
    now = _at([start for start, _ in after], new.quotes)
    then = _at([start for start, _ in before], quotes)
    for index, quote_id in then.items():
        words[quote_id] += 1
        replacement = now.get(moved.get(index, -1))
        if replacement:
            shared.setdefault(quote_id, Counter())[replacement] += 1
    return words, shared


def _words(text: str) -> list[tuple[int, str]]:
    return [(word.start(), word.group().casefold()) for word in _WORD.finditer(text)]


def _align(before: list[str], after: list[str]) -> dict[int, int]:
    """Map the indices of old words that are kept to their new indices."""
    blocks = Levenshtein.opcodes(before, after).as_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}


def _at(starts: list[int], quotes: Sequence[Quote]) -> dict[int, str]:
    return dict(_inside(starts, quotes))


def _inside(starts: list[int], quotes: Sequence[Quote]) -> Iterator[tuple[int, str]]:
    """Yield the index of each word within a quote with the id of the quote; both are in order."""
    index = 0
    for quote in quotes:
        while index < len(starts) and starts[index] < quote.start:
            index += 1
        while index < len(starts) and starts[index] < quote.end:
            yield index, quote.id
            index += 1
