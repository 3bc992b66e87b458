"""Take sentences as they are said, for talk in which too few begin cleanly: meetings."""

from collections.abc import Iterator, Sequence

from bot.analysis.discourse_markers import CONNECTIVES, MASKED, TRAILING
from bot.analysis.excerpts import LONGEST, MOST_SENTENCES, SHORTEST, ExcerptCandidate
from bot.analysis.utterances import Utterance
from bot.analysis.word_lists import profanity
from bot.models import Excerpt
from bot.text.display import to_display

_FINISHED = (".", "!")
_ROOM = 60
"""What showing may leave off: stutters and marks."""


def statement_candidates(utterances: Sequence[Utterance]) -> tuple[ExcerptCandidate, ...]:
    """Find every run of one to three finished sentences, past what joins them to the last."""
    return tuple(
        excerpt
        for index, utterance in enumerate(utterances)
        for excerpt in _of_line(utterance, index=index)
        if SHORTEST <= len(excerpt.displayed) <= LONGEST and _is_complete_statement(excerpt)
    )


def _of_line(utterance: Utterance, *, index: int) -> Iterator[ExcerptCandidate]:
    quote = utterance.quote
    for first, sentence in enumerate(utterance.sentences):
        joined = CONNECTIVES.match(quote.text, sentence.start - quote.start)
        start = quote.start + joined.end() if joined else sentence.start
        for last in utterance.sentences[first : first + MOST_SENTENCES]:
            if SHORTEST <= last.end - start <= LONGEST + _ROOM:
                text = quote.text[start - quote.start : last.end - quote.start]
                yield ExcerptCandidate(index, Excerpt(start, last.end, text, to_display(text)))


def _is_complete_statement(excerpt: ExcerptCandidate) -> bool:
    """Tell whether it states something to its end, decently."""
    shown = excerpt.displayed
    if not excerpt.words or "?" in shown or not shown.rstrip("\"'”’)").endswith(_FINISHED):
        return False
    if TRAILING.search(shown) or MASKED.search(shown):
        return False
    return profanity().isdisjoint(word.folded for word in excerpt.words)
