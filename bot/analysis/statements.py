"""Find statements that need not begin well, for meetings: too few sentences do there."""

from collections.abc import Iterator, Sequence

from bot.analysis.discourse_markers import CONNECTIVES, MASKED, TRAILING
from bot.analysis.excerpts import LONGEST, MOST_SENTENCES, SHORTEST, ExcerptCandidate
from bot.analysis.utterances import Utterance
from bot.analysis.word_lists import profanity

_FINISHED = (".", "!")
_SLACK = 60
"""In characters: how much longer than its display text a range may be."""


def statement_candidates(utterances: Sequence[Utterance]) -> tuple[ExcerptCandidate, ...]:
    """Return every run of one to three finished sentences, without connectives at its start."""
    return tuple(
        candidate
        for index, utterance in enumerate(utterances)
        for candidate in _candidates_of(utterance, index=index)
        if SHORTEST <= len(candidate.displayed) <= LONGEST and _is_complete_statement(candidate)
    )


def _candidates_of(utterance: Utterance, *, index: int) -> Iterator[ExcerptCandidate]:
    quote = utterance.quote
    for first, sentence in enumerate(utterance.sentences):
        connectives = CONNECTIVES.match(utterance.spoken, sentence.start - quote.start)
        start = quote.start + connectives.end() if connectives else sentence.start
        for last in utterance.sentences[first : first + MOST_SENTENCES]:
            if SHORTEST <= last.end - start <= LONGEST + _SLACK:
                yield ExcerptCandidate(
                    index, utterance.excerpt(start, last.end), language=utterance.language
                )


def _is_complete_statement(candidate: ExcerptCandidate) -> bool:
    """Return whether a candidate is a finished statement without profanity."""
    shown = candidate.displayed
    if not candidate.words or "?" in shown or not shown.rstrip("\"'”’)").endswith(_FINISHED):
        return False
    if TRAILING.search(shown) or MASKED.search(shown):
        return False
    return profanity().isdisjoint(word.folded for word in candidate.words)
