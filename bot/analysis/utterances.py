"""Read an episode once: its quotes, their sentences, and the words of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.analysis.tokens import Token, blank_unspoken, tokenize
from bot.models import Quote, Span
from bot.transcripts.segmentation import split_sentences


@dataclass(frozen=True, slots=True)
class Sentence:
    """Hold one sentence of a quote with its words."""

    start: int
    end: int
    words: tuple[Token, ...]


@dataclass(frozen=True)
class Utterance:
    """Hold a quote, its sentences and its words."""

    quote: Quote
    sentences: tuple[Sentence, ...]

    @cached_property
    def words(self) -> tuple[Token, ...]:
        """Give the words of all its sentences."""
        return tuple(word for sentence in self.sentences for word in sentence.words)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Give the stems of the words that say what it is about."""
        return tuple(word.stem for word in self.words if word.is_content)

    @property
    def is_question(self) -> bool:
        """Tell whether it ends in a question."""
        return self.quote.text.rstrip(" \n\"'”’)").endswith("?")


def read_utterances(
    text: str, quotes: Sequence[Quote], *, excluded: Sequence[Span] = ()
) -> tuple[Utterance, ...]:
    """Read the quotes that do not touch an excluded range."""
    spoken = blank_unspoken(text)
    allowed = (quote for quote in quotes if not touches(quote.start, quote.end, excluded))
    return tuple(Utterance(quote, _sentences(text, spoken, quote=quote)) for quote in allowed)


def touches(start: int, end: int, spans: Sequence[Span]) -> bool:
    """Tell whether a range shares a character with one of the spans."""
    return any(span.start < end and start < span.end for span in spans)


def _sentences(text: str, spoken: str, *, quote: Quote) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(span.start, span.end, tuple(tokenize(spoken, span.start, span.end)))
        for span in split_sentences(text, quote.start, quote.end)
    )
