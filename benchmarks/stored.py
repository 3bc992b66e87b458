"""Fill a store with a synthetic library, in which each text has the words of its quotes.

As in `benchmarks.synthetic`, the episodes of `changelog/` are repeated with words exchanged at
random and some misspelt. Here words change places within a quote, so that every range of the text
stays right, and an episode has as many chapters, topics and highlights as analysis would find.
"""

import asyncio
import random
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from string import ascii_lowercase

from benchmarks import corpora
from benchmarks.episodes import Read, read_episode
from bot import identity
from bot.models import Chapter, Excerpt, Highlight, Quote, Topic
from bot.store import open_store

_EXCHANGED, _MISSPELT = 0.15, 0.002
_CHAPTERS, _TOPICS, _LONGEST_TOPIC, _HIGHLIGHTS, _SUMMARY = 12, 60, 3, 60, 10
_AHEAD = 20
"""Episodes that are made at once, in another process, while others are stored."""

_PIECES = re.compile(r"\s+|\S+")


async def fill(url: str, size: int) -> int:
    """Store episodes of about `size` quotes in all, and return the number of quotes."""
    read = _episodes()
    stored = number = 0
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        async with open_store(url, patience=60) as store:
            following = pool.submit(_made, read, number)
            while stored < size:
                made = await asyncio.wrap_future(following)
                number += _AHEAD
                following = pool.submit(_made, read, number)
                for episode, content in made:
                    if stored < size:
                        await store.add(episode, content)
                        stored += len(content.quotes)
    return stored


def _episodes() -> list[Read]:
    files = sorted((corpora.folder() / "changelog").glob("*/*.md"))
    return [read_episode(path, guided=False) for path in files]


def _made(read: Sequence[Read], first: int) -> list[Read]:
    numbers = range(first, first + _AHEAD)
    return [_varied(read[n % len(read)], turn=n // len(read)) for n in numbers]


def _varied(one: Read, *, turn: int) -> Read:
    """Return an episode with ids of its own; in turns other than 0, with words exchanged."""
    episode, content = one
    key = f"{episode.key}-{turn}"
    episode = replace(episode, id=identity.episode_id(key), key=key, title=key.replace("-", " "))
    chance = random.Random(key)
    quotes = [
        _changed(quote, f"{episode.id}{at}", chance, turn=turn)
        for at, quote in enumerate(content.quotes)
    ]
    return episode, replace(
        content,
        text=_with_quotes(content.text, quotes),
        quotes=tuple(quotes),
        chapters=tuple(_chapters(quotes, chance)),
        topics=tuple(_topics(quotes, chance)),
        highlights=tuple(_highlights(quotes, chance)),
        summary=tuple(map(_excerpt, quotes[:_SUMMARY])),
    )


def _changed(quote: Quote, quote_id: str, chance: random.Random, *, turn: int) -> Quote:
    if not turn:
        return replace(quote, id=quote_id)
    text = _exchanged(quote.text, chance)
    return replace(quote, id=quote_id, text=text, display=" ".join(text.split()))


def _exchanged(text: str, chance: random.Random) -> str:
    """Return a text of the same length, with some words in other places and some misspelt."""
    pieces = _PIECES.findall(text)
    words = [at for at, piece in enumerate(pieces) if not piece.isspace()]
    for at in words:
        drawn = chance.random()
        if drawn < _MISSPELT:
            place = chance.randrange(len(pieces[at]))
            letter = chance.choice(ascii_lowercase)
            pieces[at] = pieces[at][:place] + letter + pieces[at][place + 1 :]
        elif drawn < _EXCHANGED:
            other = chance.choice(words)
            pieces[at], pieces[other] = pieces[other], pieces[at]
    return "".join(pieces)


def _with_quotes(text: str, quotes: Sequence[Quote]) -> str:
    pieces: list[str] = []
    done = 0
    for quote in quotes:
        pieces += [text[done : quote.start], quote.text]
        done = quote.end
    return "".join([*pieces, text[done:]])


def _chapters(quotes: Sequence[Quote], chance: random.Random) -> Iterator[Chapter]:
    size = max(1, -(-len(quotes) // _CHAPTERS))
    for first in range(0, len(quotes), size):
        some = quotes[first : first + size]
        title = _run_of_words(chance.choice(some), chance).capitalize()
        yield Chapter(title, some[0].start, some[-1].end, tuple(map(_excerpt, some[:3])))


def _topics(quotes: Sequence[Quote], chance: random.Random) -> Iterator[Topic]:
    """Yield runs of words as topics, more distinct ones than analysis would find."""
    for quote in chance.choices(quotes, k=min(_TOPICS, len(quotes))):
        yield Topic(_run_of_words(quote, chance))


def _run_of_words(quote: Quote, chance: random.Random) -> str:
    words = quote.text.split()
    at = chance.randrange(len(words))
    return " ".join(words[at : at + chance.randint(1, _LONGEST_TOPIC)])


def _highlights(quotes: Sequence[Quote], chance: random.Random) -> Iterator[Highlight]:
    for quote in chance.sample(quotes, k=min(_HIGHLIGHTS, len(quotes))):
        yield Highlight(
            quote.id, quote.start, quote.end, quote.text, quote.display, chance.random()
        )


def _excerpt(quote: Quote) -> Excerpt:
    return Excerpt(quote.start, quote.end, quote.text, quote.display)
