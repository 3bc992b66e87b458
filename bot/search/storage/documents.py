"""Turn an episode into rows of the index; pure."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import NamedTuple

from bot.models import Content, Episode, Name, Quote
from bot.search.storage.schema import BESIDE, lengths_token, token, voice_token
from bot.text.tokens import stems, words

LONGEST = 600
"""In characters: no run, and so no gap within one, is longer."""

NamePairs = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
"""Folded words as heard, and as they are right."""


class Row(NamedTuple):
    """Hold one quote as the index keeps it; `id` grows along an episode without holes.

    `gap` is the text between this quote and the next, None where no run may cross it.
    `corrected` are the folded words with names put right, None where nothing was misheard;
    `folded` and `stemmed` are the words of the text and their stems, kept since folding costs more
    than reading. A tuple in the order of the table: hundreds are read for a query, and a dataclass
    takes five times as long to make.
    """

    id: int
    quote: str
    episode: str
    start: int
    end: int
    text: str
    gap: str | None
    display: str
    corrected: str | None
    turn: int
    speaker: str | None
    start_ms: int | None
    whole: bool
    folded: str
    stemmed: str


@dataclass(frozen=True, slots=True)
class Told:
    """Hold what an index is told of an episode, the same when it comes and goes.

    `postings` hold the tokens of each row, pairs included; `lists` hold each token with the first
    row of the episode and the numbers of its rows;
    `counts` tell in how many rows each word stands, names put right included.
    """

    postings: list[tuple[int, str]]
    lists: list[tuple[str, int, bytes]]
    counts: Counter[str]


def rows(episode: Episode, content: Content, *, first: int) -> Iterator[Row]:
    """Yield a row for each quote, numbered from `first`."""
    names = folded_names(content.names)
    quotes = sorted(content.quotes, key=lambda quote: quote.start)
    for number, quote in enumerate(quotes):
        following = quotes[number + 1] if number + 1 < len(quotes) else None
        found = words(quote.text)
        yield Row(
            id=first + number,
            quote=quote.id,
            episode=episode.id,
            start=quote.start,
            end=quote.end,
            text=quote.text,
            gap=_gap(content.text, quote, following),
            display=quote.display,
            corrected=_corrected(found, names) if names else None,
            turn=quote.turn,
            speaker=quote.speaker if quote.sure else None,
            start_ms=quote.start_ms,
            whole=quote.whole,
            folded=" ".join(found),
            stemmed=" ".join(stems(found)),
        )


def told(found: Sequence[Row], *, room: int) -> Told:
    """Return what the full-text table, the lists and the vocabulary are told of an episode."""
    postings: list[tuple[int, str]] = []
    lists: defaultdict[str, list[int]] = defaultdict(list)
    voices: defaultdict[str, list[int]] = defaultdict(list)
    said: Counter[str] = Counter()
    before = token(room, "")
    between = f" {before}"
    for row in found:
        said.update({*row.folded.split(), *corrected_words(row)})
        alone, beside = _stems(row)
        for one in alone:
            lists[one].append(row.id)
        tokens = [before + between.join((*alone, *beside))] if alone else []
        if row.speaker:
            tokens.append(voice_token(room, row.speaker))
            voices[tokens[-1]].append(row.id)
        postings.append((row.id, " ".join(tokens)))
        voices[lengths_token(room)].append(len(row.stemmed.split()))
    listed = chain(((before + one, lists[one]) for one in sorted(lists)), sorted(voices.items()))
    held = [(one, found[0].id, array("I", some).tobytes()) for one, some in listed]
    return Told(postings, held, said)


def _stems(row: Row) -> tuple[set[str], set[str]]:
    """Return the stems of a row, and those of neighbours joined, as they stand and put right."""
    own = row.stemmed.split()
    alone, beside = set(own), set(map(BESIDE.join, pairwise(own)))
    if row.corrected:
        right = stems(row.corrected.split())
        alone.update(right)
        beside.update(map(BESIDE.join, pairwise(right)))
    return alone, beside


def corrected_words(row: Row) -> list[str]:
    """Return the words of a row with its names put right; empty where nothing was misheard."""
    return row.corrected.split() if row.corrected else []


def folded_names(names: Sequence[Name]) -> NamePairs:
    """Return misheard and right forms as folded words, the longest misheard form first."""
    folded = ((tuple(words(name.heard)), tuple(words(name.right))) for name in names)
    kept = {(heard, right) for heard, right in folded if heard and right and heard != right}
    return tuple(sorted(kept, key=lambda pair: (-len(pair[0]), pair)))


def _corrected(found: list[str], names: NamePairs) -> str | None:
    better: list[str] = []
    at = 0
    while at < len(found):
        heard, right = _misheard(found, at, names)
        better.extend(right)
        at += heard
    return " ".join(better) if better != found else None


def _misheard(found: list[str], at: int, names: NamePairs) -> tuple[int, Sequence[str]]:
    for heard, right in names:
        if tuple(found[at : at + len(heard)]) == heard:
            return len(heard), right
    return 1, found[at : at + 1]


def _gap(text: str, quote: Quote, following: Quote | None) -> str | None:
    if following is None or not 0 <= following.start - quote.end < LONGEST:
        return None
    return text[quote.end : following.start]
