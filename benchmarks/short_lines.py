"""Generate lines of one to three words: misspelt, half remembered, or of what nobody has said."""

import random
import re
import string
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from benchmarks.episodes import Read
from benchmarks.queries import BenchmarkQuery
from bot.models import Quote, Span
from bot.search.query.synonyms import load_thesaurus
from bot.text.tokens import stem, stop_words, words

_ORDINARY = re.compile(r"(?<=[a-z,] )[a-z]{5,}\b(?!['’])")
"""Words inside of sentences that are no names."""

_MAX_QUOTES = 3
_SHORTEST_QUOTE, _SHORTEST_KEYWORD = 8, 4
_LENGTHS, _TRIES = (2, 3), 50


def short_lines(
    held: Sequence[Read], absent: Sequence[Read], *, count: int, seed: int
) -> list[BenchmarkQuery]:
    """Return up to `count` queries of each family for the episodes `held`.

    What nobody has said is drawn from the episodes that are `absent`.
    """
    chance = random.Random(seed)
    known = {stem(word) for _, quote in _quotes(held) for word in words(quote.text)}
    missing = sorted(word for word in _ordinary(absent) if stem(word) not in known)
    chance.shuffle(missing)
    asked = [BenchmarkQuery("word, not there", "quote", one, "", ()) for one in missing[:count]]
    asked += _misspelt(held, known, chance, count=count)
    for length in _LENGTHS:
        some = _not_there(absent, known, chance, length)
        asked += [next(some) for _ in range(count)]
        asked += _with_synonym(held, known, chance, length, count=count)
        asked += _keywords(held, chance, length, count=count)
        asked += _apart(held, chance, length, count=count)
    return asked


def _quotes(read: Sequence[Read]) -> Iterator[tuple[str, Quote]]:
    """Yield all quotes with the keys of their episodes."""
    for episode, content in read:
        for quote in content.quotes:
            yield episode.key, quote


def _ordinary(read: Sequence[Read]) -> set[str]:
    return {word for _, quote in _quotes(read) for word in _ORDINARY.findall(quote.text)}


def _misspelt(
    held: Sequence[Read], known: set[str], chance: random.Random, *, count: int
) -> Iterator[BenchmarkQuery]:
    """Yield rare words of one episode with one wrong letter, if that makes no other known word."""
    places: defaultdict[str, list[tuple[str, Quote]]] = defaultdict(list)
    for key, quote in _quotes(held):
        for word in set(words(quote.text)):
            places[word].append((key, quote))
    episodes = {word: len({key for key, _ in found}) for word, found in places.items()}
    rare = [
        word
        for word in sorted(_ordinary(held))
        if 0 < len(places[word]) <= _MAX_QUOTES and episodes[word] == 1
    ]
    chance.shuffle(rare)
    for word in rare[:count]:
        typed = _with_typo(word, chance)
        if typed != word and stem(typed) not in known:
            spans = tuple(Span(quote.start, quote.end) for _, quote in places[word])
            yield BenchmarkQuery("word, misspelt", "quote", typed, places[word][0][0], spans)


def _with_typo(word: str, chance: random.Random) -> str:
    """Return a word with one letter behind the first dropped, doubled, swapped or replaced."""
    at = chance.randrange(1, len(word))
    before, letter, after = word[:at], word[at], word[at + 1 :]
    ways = ("", letter * 2, after[:1] + letter, chance.choice(string.ascii_lowercase))
    kind = chance.randrange(len(ways))
    swapped = kind == 2
    return before + ways[kind] + (after[1:] if swapped else after)


def _fragments(
    read: Sequence[Read], chance: random.Random, length: int
) -> Iterator[tuple[str, Quote, list[str]]]:
    """Yield parts of quotes of so many words, not only stop words, without end."""
    quotes = [one for one in _quotes(read) if len(one[1].text.split()) >= _SHORTEST_QUOTE]
    while True:
        key, quote = chance.choice(quotes)
        spoken = quote.text.split()
        start = chance.randint(0, len(spoken) - length)
        part = spoken[start : start + length]
        if not stop_words().issuperset(words(" ".join(part))):
            yield key, quote, part


def _not_there(
    absent: Sequence[Read], known: set[str], chance: random.Random, length: int
) -> Iterator[BenchmarkQuery]:
    """Yield parts of quotes with a word that nobody has said."""
    for _, _, part in _fragments(absent, chance, length):
        text = " ".join(part)
        if not known.issuperset(map(stem, words(text))):
            yield BenchmarkQuery(f"{length} words, not there", "quote", text, "", ())


def _with_synonym(
    held: Sequence[Read], known: set[str], chance: random.Random, length: int, *, count: int
) -> Iterator[BenchmarkQuery]:
    """Yield parts of quotes in which one word is replaced by a synonym that nobody has said."""
    thesaurus, found = load_thesaurus(), 0
    fragments = _fragments(held, chance, length)
    for key, quote, part in islice(fragments, _TRIES * count):
        at = chance.randrange(length)
        replaced = words(part[at])
        others = words(" ".join(part[:at] + part[at + 1 :]))
        if len(replaced) != 1 or stop_words() & {*replaced} or stop_words().issuperset(others):
            continue
        synonyms = [
            one
            for one in sorted(thesaurus.synonyms(replaced[0]))
            if " " not in one and stem(one) not in known
        ]
        if synonyms and found < count:
            found += 1
            part[at] = chance.choice(synonyms)
            span = Span(quote.start, quote.end)
            yield BenchmarkQuery(
                f"{length} words, a synonym", "quote", " ".join(part), key, (span,)
            )


def _keywords(
    held: Sequence[Read], chance: random.Random, length: int, *, count: int
) -> Iterator[BenchmarkQuery]:
    """Yield words of one quote that are no stop words, in any order."""
    said = [
        (key, quote, content)
        for key, quote in _quotes(held)
        if len(content := _content_words(quote)) > length
    ]
    for key, quote, content in chance.choices(said, k=count):
        text = " ".join(chance.sample(content, length))
        span = Span(quote.start, quote.end)
        yield BenchmarkQuery(f"{length} keywords", "quote", text, key, (span,))


def _apart(
    held: Sequence[Read], chance: random.Random, length: int, *, count: int
) -> Iterator[BenchmarkQuery]:
    """Yield words that are no stop words, each of another quote."""
    said = [content for _, quote in _quotes(held) if (content := _content_words(quote))]
    for _ in range(count):
        text = " ".join(map(chance.choice, chance.sample(said, length)))
        yield BenchmarkQuery(f"{length} keywords apart, not there", "quote", text, "", ())


def _content_words(quote: Quote) -> list[str]:
    return [
        word
        for word in dict.fromkeys(words(quote.text))
        if word not in stop_words() and len(word) >= _SHORTEST_KEYWORD
    ]
