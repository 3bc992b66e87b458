"""Turn the quotes of an episode into utterances: quotes with their sentences and tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.analysis.tokens import Token, blank_unspoken, tokenize
from bot.models import Quote, Span
from bot.text.sentences import split_sentences


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a quote, [start, end) of the episode's text, with its tokens."""

    start: int
    end: int
    words: tuple[Token, ...]


@dataclass(frozen=True)
class Utterance:
    """A quote with its sentences and tokens."""

    quote: Quote
    sentences: tuple[Sentence, ...]

    @cached_property
    def words(self) -> tuple[Token, ...]:
        """The tokens of all its sentences."""
        return tuple(word for sentence in self.sentences for word in sentence.words)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The stems of its content words."""
        return tuple(word.stem for word in self.words if word.is_content)

    @property
    def is_question(self) -> bool:
        """Whether it ends with a question mark."""
        return self.quote.text.rstrip(" \n\"'”’)").endswith("?")


def read_utterances(
    text: str, quotes: Sequence[Quote], *, excluded: Sequence[Span] = ()
) -> tuple[Utterance, ...]:
    """Return an utterance for each quote that touches no excluded range, in their order."""
    spoken = blank_unspoken(text)
    allowed = (quote for quote in quotes if not touches(quote.start, quote.end, excluded))
    return tuple(Utterance(quote, _sentences(text, spoken, quote=quote)) for quote in allowed)


def touches(start: int, end: int, spans: Sequence[Span]) -> bool:
    """Return whether [start, end) shares a character with one of the spans."""
    return any(span.start < end and start < span.end for span in spans)


def _sentences(text: str, spoken: str, *, quote: Quote) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(span.start, span.end, tuple(tokenize(spoken, span.start, span.end)))
        for span in split_sentences(text, quote.start, quote.end)
    )
