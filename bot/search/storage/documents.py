"""Turn an episode into rows of the index; pure."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import NamedTuple

from bot.models import Content, Episode, NameCorrection, Quote
from bot.search.storage.schema import PAIR_SEPARATOR, lengths_token, speaker_token, token
from bot.text.tokens import stems, words

LONGEST_RUN = 600
"""In characters: no run, and so no gap within one, is longer."""

NamePairs = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
"""Folded words as heard, and as they are right."""


class Document(NamedTuple):
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
class IndexTerms:
    """Hold what an index is told of an episode, the same when it comes and goes.

    `postings` hold the tokens of each row, pairs included; `lists` hold each token with the first
    row of the episode and the numbers of its rows;
    `counts` tell in how many rows each word stands, names put right included.
    """

    postings: list[tuple[int, str]]
    posting_blocks: list[tuple[str, int, bytes]]
    counts: Counter[str]


def build_documents(episode: Episode, content: Content, *, first: int) -> Iterator[Document]:
    """Yield a row for each quote, numbered from `first`."""
    names = folded_names(content.names)
    quotes = sorted(content.quotes, key=lambda quote: quote.start)
    for number, quote in enumerate(quotes):
        following = quotes[number + 1] if number + 1 < len(quotes) else None
        found = words(quote.text)
        yield Document(
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


def index_terms(documents: Sequence[Document], *, partition: int) -> IndexTerms:
    """Return what the full-text table, the lists and the vocabulary are told of an episode."""
    postings: list[tuple[int, str]] = []
    rows_by_stem: defaultdict[str, list[int]] = defaultdict(list)
    whole_blocks: defaultdict[str, list[int]] = defaultdict(list)
    counts: Counter[str] = Counter()
    prefix = token(partition, "")
    separator = f" {prefix}"
    for document in documents:
        counts.update(set(f"{document.folded} {document.corrected or ''}".split()))
        single, pairs = _stems(document)
        for one in single:
            rows_by_stem[one].append(document.id)
        tokens = [prefix + separator.join((*single, *pairs))] if single else []
        if document.speaker:
            tokens.append(speaker_token(partition, document.speaker))
            whole_blocks[tokens[-1]].append(document.id)
        postings.append((document.id, " ".join(tokens)))
        whole_blocks[lengths_token(partition)].append(len(document.stemmed.split()))
    row_lists = chain(
        ((prefix + one, rows_by_stem[one]) for one in sorted(rows_by_stem)),
        sorted(whole_blocks.items()),
    )
    blocks = [(one, documents[0].id, array("I", some).tobytes()) for one, some in row_lists]
    return IndexTerms(postings, blocks, counts)


def _stems(document: Document) -> tuple[set[str], set[str]]:
    """Return the stems of a row, and those of neighbours joined, as they stand and put right."""
    own = document.stemmed.split()
    single, pairs = set(own), set(map(PAIR_SEPARATOR.join, pairwise(own)))
    if document.corrected:
        right = stems(document.corrected.split())
        single.update(right)
        pairs.update(map(PAIR_SEPARATOR.join, pairwise(right)))
    return single, pairs


def folded_names(names: Sequence[NameCorrection]) -> NamePairs:
    """Return misheard and right forms as folded words, the longest misheard form first."""
    folded = ((tuple(words(name.misheard)), tuple(words(name.right))) for name in names)
    kept = {
        (misheard, right) for misheard, right in folded if misheard and right and misheard != right
    }
    return tuple(sorted(kept, key=lambda pair: (-len(pair[0]), pair)))


def _corrected(found: list[str], names: NamePairs) -> str | None:
    better: list[str] = []
    at = 0
    while at < len(found):
        size, right = _misheard(found, at, names)
        better.extend(right)
        at += size
    return " ".join(better) if better != found else None


def _misheard(found: list[str], at: int, names: NamePairs) -> tuple[int, Sequence[str]]:
    for size, right in names:
        if tuple(found[at : at + len(size)]) == size:
            return len(size), right
    return 1, found[at : at + 1]


def _gap(text: str, quote: Quote, following: Quote | None) -> str | None:
    if following is None or not 0 <= following.start - quote.end < LONGEST_RUN:
        return None
    return text[quote.end : following.start]
