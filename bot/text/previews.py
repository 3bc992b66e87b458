"""Find what the beginning of an episode only announces: a trailer of clips, and "we talked about".

A trailer is cut from the conversation, so its sentences are said again later, in their place; an
automatic transcript may differ in a few words. The later place of a sentence is where most of its
shingles (runs of four words) are found again on one diagonal; both are then compared word by word.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from rapidfuzz.distance import Indel

from bot.models import Span
from bot.text.languages import ENGLISH, Language
from bot.text.sentences import split_sentences
from bot.text.tokens import words

_OPENING, _LONGEST_OPENING = 0.15, 700
"""A trailer is within this share of an episode's words, and within so many words."""
_SHINGLE = 4
_LEAST_APART = 60
"""In words: a sentence that is said again sooner is repeated in conversation."""
_LONG, _SHORT = 9, 4
"""In words: a sentence that is recognised alone, and one that is beside a recognised one."""
_LEAST_TRAILER = 14
"""A clip has this many words or more: shorter ones may be said twice by chance."""
_ALIKE = 0.78
"""The least share of words in common, in order (normalised indel similarity)."""
_MOST_PLACES = 2
"""A sentence said at more places than its own and this many is a refrain."""
_BAND = 6
"""In words: by how much the place of a sentence may shift within a clip."""
_FORMULA = re.compile(
    r"\b(?:welcome|thanks?|thank you|I'm your host|I am your host|my name is|this is (?:the )?[A-Z]"
    r"|sponsor\w*|brought to you|subscribe|newsletter|website|dot com|\w+\.(?:com|org|fm|io))\b",
    re.IGNORECASE,
)
_ANNOUNCING = re.compile(
    r"(?:(?:and|so|then|today|later|also|but|[io]n this (?:episode|show)),?\s)*"
    r"we(?:['’]ll|['’]re (?:going to|gonna)| will| are going to)?\s(?:also\s|even\s|then\s|be\s)*"
    r"(?:(?:talk(?:ed|ing)?|chat(?:ted)?|hear|heard) about|discuss(?:ed|ing)?|cover(?:ed)?|hit on"
    r"|touch(?:ed)? on|dig into|dug into|get into|got into|dive into|dove into|explor(?:ed?|ing)"
    r"|got\s[^.?!]{2,40}\s(?:reflections|thoughts|views?|take|reactions?))\b",
    re.IGNORECASE,
)
"""How a host tells beforehand what is talked about; matched at the start of a sentence."""
_ANNOUNCED_WITHIN = 0.05


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with its folded words, and the number of words before it."""

    span: Span
    folded: tuple[str, ...]
    first: int

    @property
    def last(self) -> int:
        return self.first + len(self.folded)


def find_previews(
    text: str,
    quoted: Sequence[Span],
    *,
    ignored: Collection[Span] = (),
    language: Language = ENGLISH,
    folded: Iterable[list[str]] | None = None,
) -> tuple[Span, ...]:
    """Return the sentences that preview what is said later in its place, in order.

    `quoted` are the ranges of an episode's text that are quotes, in order, and `folded` the words
    of each where they are known. Nothing of the `ignored` ones, which are advertisements, is a
    preview.
    """
    texts = (text[one.start : one.end] for one in quoted)
    spoken = [
        (span, said)
        for span, said in zip(quoted, folded or map(words, texts), strict=True)
        if not any(one.overlaps(span.start, span.end) for one in ignored)
    ]
    said = list(chain.from_iterable(said for _, said in spoken))
    total = len(said)
    most = int(max(min(_LONGEST_OPENING, _OPENING * total), _ANNOUNCED_WITHIN * total))
    opening = _sentences(text, [span for span, _ in spoken], most=most, language=language)
    trailer = _trailer(text, opening, said)
    announced = (
        _announcements(text, opening, total=total) if language == ENGLISH else frozenset[Span]()
    )
    return tuple(sorted({*trailer, *announced}))


def is_preview(start: int, end: int, previews: Sequence[Span]) -> bool:
    """Return whether previews take half or more of a range."""
    shared = sum(max(0, min(end, span.end) - max(start, span.start)) for span in previews)
    return bool(shared) and 2 * shared >= end - start


def _sentences(
    text: str, quoted: Sequence[Span], *, most: int, language: Language
) -> list[_Sentence]:
    """Return the sentences that begin within the first `most` words."""
    found: list[_Sentence] = []
    count = 0
    for quote in quoted:
        for span in split_sentences(text, quote.start, quote.end, language=language):
            if count > most:
                return found
            folded = tuple(words(text[span.start : span.end]))
            found.append(_Sentence(span, folded, count))
            count += len(folded)
    return found


def _announcements(text: str, sentences: Sequence[_Sentence], *, total: int) -> frozenset[Span]:
    return frozenset(
        one.span
        for one in sentences
        if one.first < _ANNOUNCED_WITHIN * total
        and len(one.folded) >= _LONG
        and _ANNOUNCING.match(text, one.span.start, one.span.end)
    )


def _trailer(text: str, sentences: Sequence[_Sentence], folded: Sequence[str]) -> Iterator[Span]:
    """Yield the sentences of clips that are long enough, in order."""
    limit = min(_LONGEST_OPENING, int(_OPENING * len(folded)))
    opening = [one for one in sentences if one.last <= limit]
    places = _Places(folded, opening)
    shifts = [
        None
        if _FORMULA.search(text[one.span.start : one.span.end])
        else places.shift(one, least=_LONG)
        for one in opening
    ]
    clip: list[_Sentence] = []
    for one, shift in zip(opening, _extended(opening, shifts, places), strict=True):
        if shift is None:
            yield from _spans_of(clip)
            clip = []
        else:
            clip.append(one)
    yield from _spans_of(clip)


def _extended(
    opening: Sequence[_Sentence], shifts: Sequence[int | None], places: "_Places"
) -> list[int | None]:
    """Return the shifts, with those of short sentences that are alike beside a recognised one."""
    extended = list(shifts)
    forward = range(1, len(opening))
    for order, step in ((forward, -1), (reversed(range(len(opening) - 1)), 1)):
        for at in order:
            beside = extended[at + step]
            if extended[at] is None and beside is not None:
                extended[at] = places.beside(opening[at], shift=beside)
    return extended


def _spans_of(clip: Sequence[_Sentence]) -> Iterator[Span]:
    if sum(len(one.folded) for one in clip) >= _LEAST_TRAILER:
        yield from (one.span for one in clip)


class _Places:
    """Where the words of an episode's opening are said again."""

    def __init__(self, folded: Sequence[str], opening: Sequence[_Sentence]) -> None:
        self._folded = folded
        self._starts: dict[tuple[str, ...], list[int]] = {
            shingle: [] for one in opening for shingle in _shingles(one.folded)
        }
        # Most words are in none of them, and most of those that are begin none.
        begins = {shingle[:2] for shingle in self._starts}
        for at, pair in enumerate(pairwise(folded)):
            if pair in begins:
                shingle = tuple(folded[at : at + _SHINGLE])
                if shingle in self._starts:
                    self._starts[shingle].append(at)

    def shift(self, one: _Sentence, *, least: int) -> int | None:
        """Return by how many words later a sentence of `least` words is said again, if it is."""
        if len(one.folded) < least:
            return None
        votes: Counter[int] = Counter()
        for at, shingle in enumerate(_shingles(one.folded), start=one.first):
            for found in self._starts[shingle]:
                if found - at >= _LEAST_APART:
                    votes[found - at] += 1
        near = [shift for shift, _ in votes.most_common(8)]
        alike = [shift for shift in near if self._similarity(one, shift) >= _ALIKE]
        if not alike or len({shift // (2 * _BAND) for shift in alike}) > _MOST_PLACES:
            return None
        return alike[0]

    def beside(self, one: _Sentence, *, shift: int) -> int | None:
        """Return about the same shift for a neighbour that is alike there."""
        if len(one.folded) < _SHORT:
            return shift if self._has_words(one, shift) else None
        best = max(
            range(shift - _BAND, shift + _BAND + 1), key=lambda by: self._similarity(one, by)
        )
        return best if self._similarity(one, best) >= _ALIKE else None

    def _has_words(self, one: _Sentence, shift: int) -> bool:
        around = self._folded[one.first + shift - _BAND : one.last + shift + _BAND]
        return bool(one.folded) and set(one.folded).issubset(around)

    def _similarity(self, one: _Sentence, shift: int) -> float:
        there = self._folded[one.first + shift : one.last + shift]
        return Indel.normalized_similarity(one.folded, there)


def _shingles(folded: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(folded[at:] for at in range(_SHINGLE)), strict=False)
