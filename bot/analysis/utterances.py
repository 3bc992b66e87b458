"""Turn the quotes of an episode into utterances: quotes with their sentences and tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.analysis.tokens import Token, blank_unspoken, tokenize
from bot.models import Excerpt, Quote, Span
from bot.text.display import to_display
from bot.text.languages import ENGLISH, Language
from bot.text.sentences import is_question, split_sentences


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a quote, [start, end) of the episode's text, with its tokens."""

    start: int
    end: int
    words: tuple[Token, ...]


@dataclass(frozen=True)
class Utterance:
    """A quote with its sentences and tokens.

    `spoken` is the text of the quote with spaces in place of its asides.
    """

    quote: Quote
    spoken: str
    sentences: tuple[Sentence, ...]
    language: Language = ENGLISH

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
        """Whether it ends with a question mark, or as questions do in its language."""
        if self.language != ENGLISH:
            return is_question(self.spoken, self.language)
        return self.spoken.rstrip(" \n\"'”’)").endswith("?")

    def excerpt(self, start: int, end: int) -> Excerpt:
        """Return an excerpt from within the quote, given its range in the episode's text."""
        inside = slice(start - self.quote.start, end - self.quote.start)
        display = to_display(self.spoken[inside], self.language)
        return Excerpt(start, end, self.quote.text[inside], display)


def read_utterances(
    text: str,
    quotes: Sequence[Quote],
    *,
    excluded: Sequence[Span] = (),
    language: Language = ENGLISH,
) -> tuple[Utterance, ...]:
    """Return an utterance for each quote that touches no excluded range, in their order.

    `text` is the episode's, with spaces in place of its asides.
    """
    spoken = blank_unspoken(text)
    allowed = (quote for quote in quotes if not touches(quote.start, quote.end, excluded))
    return tuple(
        Utterance(
            quote,
            text[quote.start : quote.end],
            _sentences(text, spoken, quote=quote, language=language),
            language,
        )
        for quote in allowed
    )


def touches(start: int, end: int, spans: Sequence[Span]) -> bool:
    """Return whether [start, end) shares a character with one of the spans."""
    return any(span.start < end and start < span.end for span in spans)


def language_of(utterances: Sequence[Utterance]) -> Language:
    """Return the language of an episode; English if nothing is said."""
    return utterances[0].language if utterances else ENGLISH


def _sentences(text: str, spoken: str, *, quote: Quote, language: Language) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(
            span.start, span.end, tuple(tokenize(spoken, span.start, span.end, language=language))
        )
        for span in split_sentences(text, quote.start, quote.end, language=language)
    )
