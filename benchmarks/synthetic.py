"""Generate a library of any size from the episodes of `changelog/`.

If a size needs more quotes than there are, episodes are repeated with words exchanged at random, by
a fixed seed, and some of them misspelt, so that the term dictionary grows too.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from string import ascii_lowercase

from benchmarks.episodes import Read
from bot import identity
from bot.models import Content, Quote, Show, Topic

PRIVATE_QUOTES = 100

_EXCHANGED, _MISSPELT = 0.15, 0.002
_TOPICS, _LONGEST_TOPIC = 60, 3


def library(read: Sequence[Read], size: int) -> Iterator[Read]:
    """Yield episodes of `size` quotes in all."""
    left, turn = size, 0
    while left > 0:
        for one in read:
            if left <= 0:
                return
            grown = varied(one, turn, most=left)
            left -= len(grown[1].quotes)
            yield grown
        turn += 1


def private(read: Sequence[Read], shows: int) -> Iterator[Read]:
    """Yield an episode of at most 100 quotes for each of `shows` servers, numbered from 1."""
    for server in range(1, shows + 1):
        one = varied(read[server % len(read)], server, most=PRIVATE_QUOTES)
        show = Show(f"show-{server}", f"Show {server}", server)
        yield replace(one[0], show=show), one[1]


def varied(one: Read, turn: int, *, most: int) -> Read:
    """Return an episode's first `most` quotes, unchanged in turn 0, changed by seed in others."""
    episode, content = one
    if turn:
        key = f"{episode.key}-{turn}"
        episode = replace(episode, id=identity.episode_id(key), key=key, title=key)
    chance = random.Random(episode.key)
    quotes = content.quotes[:most]
    if turn:
        quotes = tuple(_changed(q, f"{episode.id}{n}", chance) for n, q in enumerate(quotes))
    return episode, Content(content.text, quotes, topics=tuple(_topics(quotes, chance)))


def _changed(quote: Quote, quote_id: str, chance: random.Random) -> Quote:
    words = quote.text.split()
    text = " ".join(_varied_word(word, words, chance) for word in words)
    return replace(quote, id=quote_id, text=text, display=text)


def _varied_word(word: str, words: Sequence[str], chance: random.Random) -> str:
    drawn = chance.random()
    if drawn < _MISSPELT:
        place = chance.randrange(len(word))
        return word[:place] + chance.choice(ascii_lowercase) + word[place + 1 :]
    return chance.choice(words) if drawn < _EXCHANGED else word


def _topics(quotes: Sequence[Quote], chance: random.Random) -> Iterator[Topic]:
    """Yield runs of one to three words as topics, more distinct ones than analysis would find."""
    for quote in chance.choices(quotes, k=min(_TOPICS, len(quotes))):
        words = quote.text.split()
        at = chance.randrange(len(words))
        yield Topic(" ".join(words[at : at + chance.randint(1, _LONGEST_TOPIC)]), (), ())
