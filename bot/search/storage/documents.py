"""Turn an episode into documents and their index terms; pure."""

from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise, takewhile, zip_longest
from typing import NamedTuple

from bot.models import Content, Episode, NameCorrection, Quote, Span
from bot.search.storage.schema import PAIR_SEPARATOR, lengths_token, speaker_token, token
from bot.text.cue_times import times_between
from bot.text.languages import Language, language
from bot.text.offsets import blank_out
from bot.text.previews import find_previews, is_preview
from bot.text.tokens import usual_words, words

UNSURE = "unsure:"
"""Begins the label of a speaker who is not sure: it is not shown, unless people name it."""

LONGEST_RUN = 600
"""The longest run of documents, in characters; a gap within a run is shorter."""

NamePairs = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
"""The folded words of misheard names, each with those of the right name."""


class Document(NamedTuple):
    """A quote as a row of the index; `id` counts up within an episode, without gaps.

    `gap` is the text between this quote and the next, None if a run must not cross it.
    `folded` are the words of the text and `stemmed` their stems, both stored because folding takes
    longer than reading; `corrected` are the folded words with names corrected and numbers and
    compounds in their usual spelling, None if these are the same, and `corrected_stems` their
    stems. `speaker` is the label of the transcript in the file, and the shown name in what is read
    from it. `about_ms` is as in `Match`. A tuple in the order of the table's columns: a query reads
    hundreds, and a dataclass takes five times as long to construct.
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
    corrected_stems: str | None = None
    about_ms: int | None = None


@dataclass(frozen=True, slots=True)
class IndexTerms:
    """The index terms of one episode, the same when it is added and when it is deleted.

    `postings` are the rows of the full-text table: a row's id and its tokens, pairs of stems
    included. `posting_blocks` are the rows of the table `lists`: a token, the episode's first row,
    and the ids of the episode's rows with that token as unsigned 32-bit integers. `counts` are the
    numbers of rows that contain each word, corrected names included.
    """

    postings: list[tuple[int, str]]
    posting_blocks: list[tuple[str, int, bytes]]
    counts: Counter[str]


def build_documents(episode: Episode, content: Content, *, first: int) -> Iterator[Document]:
    """Yield a document for each quote in order, with ids from `first` on."""
    spoken = language(episode.language)
    names = folded_names(content.names, spoken)
    quotes = sorted(content.quotes, key=lambda quote: quote.start)
    about = times_between([one.start for one in quotes], [one.start_ms for one in quotes])
    for row, (quote, following) in enumerate(zip_longest(quotes, quotes[1:]), start=first):
        text = _spoken(quote, content.asides)
        folded = words(text)
        usual = usual_words(text, folded, [spoken], join_hyphens=True)
        corrected = _corrected(usual, names) if names else usual
        if corrected == folded:
            corrected = None
        yield Document(
            id=row,
            quote=quote.id,
            episode=episode.id,
            start=quote.start,
            end=quote.end,
            text=quote.text,
            gap=_gap(content, quote, following),
            display=quote.display,
            corrected=" ".join(corrected) if corrected else None,
            turn=quote.turn,
            speaker=_label(quote),
            start_ms=quote.start_ms,
            whole=quote.whole,
            folded=" ".join(folded),
            stemmed=_stemmed(folded, spoken),
            corrected_stems=_stemmed(corrected, spoken) if corrected else None,
            about_ms=about[row - first],
        )


def preview_rows(
    episode: Episode, content: Content, documents: Sequence[Document]
) -> tuple[int, ...]:
    """Return the rows of those of an episode's documents that preview what is said later."""
    previews = find_previews(
        blank_out(content.text, content.asides),
        [Span(one.start, one.end) for one in documents],
        ignored=content.excluded,
        language=language(episode.language),
        folded=(one.folded.split() for one in documents),
    )
    return tuple(one.id for one in documents if is_preview(one.start, one.end, previews))


def _spoken(quote: Quote, asides: Sequence[Span]) -> str:
    """Return the text of a quote with spaces in place of its asides, which are in order."""
    if not asides:
        return quote.text
    first = bisect_right(asides, quote.start, key=lambda aside: aside.end)
    inside = takewhile(lambda aside: aside.start < quote.end, islice(asides, first, None))
    return blank_out(
        quote.text,
        (
            Span(max(aside.start - quote.start, 0), min(aside.end, quote.end) - quote.start)
            for aside in inside
        ),
    )


def index_terms(documents: Sequence[Document], *, partition: int) -> IndexTerms:
    """Return the index terms of an episode's documents, which are in order."""
    postings: list[tuple[int, str]] = []
    rows_by_stem: defaultdict[str, list[int]] = defaultdict(list)
    whole_blocks: defaultdict[str, list[int]] = defaultdict(list)
    spoken: list[set[str]] = []
    prefix = token(partition, "")
    separator = f" {prefix}"
    for document in documents:
        spoken.append(_set_of(document.folded, document.corrected))
        stems = document.stemmed.split()
        whole_blocks[lengths_token(partition)].append(len(stems))
        single = _set_of(document.stemmed, document.corrected_stems)
        for stemmed in single:
            rows_by_stem[stemmed].append(document.id)
        corrected = (document.corrected_stems or "").split()
        pairs = map(PAIR_SEPARATOR.join, chain(pairwise(stems), pairwise(corrected)))
        tokens = [prefix + separator.join((*single, *pairs))] if single else []
        if document.speaker:
            tokens.append(speaker_token(partition, document.speaker))
            whole_blocks[tokens[-1]].append(document.id)
        postings.append((document.id, " ".join(tokens)))
    numbers_by_token = chain(
        ((prefix + stemmed, rows_by_stem[stemmed]) for stemmed in sorted(rows_by_stem)),
        sorted(whole_blocks.items()),
    )
    blocks = [
        (block_token, documents[0].id, array("I", numbers).tobytes())
        for block_token, numbers in numbers_by_token
    ]
    return IndexTerms(postings, blocks, Counter(chain.from_iterable(spoken)))


def _set_of(words: str, corrected: str | None) -> set[str]:
    """Return the words of a text as it stands and as it is corrected."""
    found = set(words.split())
    if corrected:
        found.update(corrected.split())
    return found


def folded_names(names: Sequence[NameCorrection], spoken: Language) -> NamePairs:
    """Return the folded misheard and right names, in pairs, the longest misheard name first.

    Of two for one misheard name, the first counts.
    """

    def usual(name: str) -> tuple[str, ...]:
        return tuple(usual_words(name, words(name), [spoken], join_hyphens=True))

    kept: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name in names:
        kept.setdefault(usual(name.misheard), usual(name.right))
    pairs = ((misheard, right) for misheard, right in kept.items() if misheard and right)
    changing = [(misheard, right) for misheard, right in pairs if misheard != right]
    return tuple(sorted(changing, key=lambda pair: (-len(pair[0]), pair)))


def _stemmed(folded: list[str], spoken: Language) -> str:
    return " ".join(map(spoken.stem, folded))


def _corrected(folded: list[str], names: NamePairs) -> list[str]:
    corrected: list[str] = []
    at = 0
    while at < len(folded):
        misheard, right = next(
            (pair for pair in names if tuple(folded[at : at + len(pair[0])]) == pair[0]),
            (folded[at : at + 1], folded[at : at + 1]),
        )
        corrected.extend(right)
        at += len(misheard)
    return corrected


def _label(quote: Quote) -> str | None:
    return quote.speaker if quote.sure or not quote.speaker else f"{UNSURE}{quote.speaker}"


def _gap(content: Content, quote: Quote, following: Quote | None) -> str | None:
    """Return the text between two quotes; None if it is long, or a hidden quote lies in it."""
    if following is None or not 0 <= following.start - quote.end < LONGEST_RUN:
        return None
    if any(span.overlaps(quote.end, following.start) for span in content.hidden):
        return None
    return content.text[quote.end : following.start]
