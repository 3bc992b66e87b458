"""Cut the ranges of a quote that stand on their own: a clean start, a finished end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bot.analysis.discourse_markers import (
    ANSWER,
    BOILERPLATE,
    BOUND,
    CLAUSES,
    CONNECTIVES,
    DANGLING,
    DEICTIC,
    HEDGES,
    MASKED,
    POINTING_NOUN,
    STUMBLE,
    TRAILING,
    UNFINISHED,
)
from bot.analysis.tokens import Token, tokenize
from bot.analysis.utterances import Sentence, Utterance
from bot.analysis.word_lists import AFTER_VERB, FILLERS, finite_verbs, profanity
from bot.models import Excerpt
from bot.text.display import to_display
from bot.transcripts.segmentation import lost_words

MOST_SENTENCES = 3
SHORTEST, LONGEST = 45, 290
"""In characters as shown."""
_FEWEST_WORDS = 4
_FILLER, _POINTING, _EARLY = 7.0, 0.8, 0.2
_OPENING = 30
_SLACK = 60
"""What showing may leave off: stutters and marks."""
_CONTEXT = 25
_FINISHED = (".", "!", "?")
_QUOTES = "\"'”’)*_ \n"
_OPENERS = "\"'“‘(*_"


@dataclass(frozen=True)
class ExcerptCandidate:
    """Propose a range of a line as an excerpt, with a few characters from either side of it.

    `closes` tells that it runs to the end of its line.
    """

    index: int
    excerpt: Excerpt
    before: str = ""
    after: str = ""
    closes: bool = False

    @property
    def displayed(self) -> str:
        """Give what would be read."""
        return self.excerpt.display

    @cached_property
    def words(self) -> tuple[Token, ...]:
        """Give the words as shown."""
        return tuple(tokenize(self.displayed))

    @cached_property
    def fillers(self) -> int:
        """Count what is said while thinking of what to say."""
        spoken = f" {' '.join(word.folded for word in self.words)} "
        return sum(spoken.count(f" {filler} ") for filler in FILLERS)

    @cached_property
    def noise(self) -> float:
        """Count against it, by its length, its fillers and what points outside it."""
        pointing = len(DEICTIC.findall(self.displayed))
        early = len(DEICTIC.findall(self.displayed[:_OPENING]))
        return (_FILLER * self.fillers + _POINTING * pointing) / len(self.words) + _EARLY * early


def excerpt_candidates(text: str, utterances: Sequence[Utterance]) -> tuple[ExcerptCandidate, ...]:
    """Find every clean range of one to three sentences in the lines.

    Where there is none, as without punctuation or in other languages, whole quotes must do.
    """
    clean = tuple(
        excerpt
        for index in range(len(utterances))
        for excerpt in _of_line(text, utterances, index=index)
    )
    return clean or tuple(
        excerpt
        for index, utterance in enumerate(utterances)
        if utterance.quote.whole
        for excerpt in _whole_line(text, utterance, index=index)
    )


def _whole_line(text: str, utterance: Utterance, *, index: int) -> Iterator[ExcerptCandidate]:
    excerpt = _candidate(
        text, utterance, index=index, start=utterance.quote.start, end=utterance.quote.end
    )
    fits = SHORTEST <= len(excerpt.displayed) <= LONGEST and not CONNECTIVES.match(
        excerpt.displayed
    )
    if fits and excerpt.words and not BOILERPLATE.search(excerpt.displayed) and _is_clean(excerpt):
        yield excerpt


def _candidate(
    text: str, utterance: Utterance, *, index: int, start: int, end: int
) -> ExcerptCandidate:
    return ExcerptCandidate(
        index=index,
        excerpt=Excerpt(start, end, text[start:end], to_display(text[start:end])),
        before=text[max(start - _CONTEXT, 0) : start],
        after=text[end : end + _CONTEXT],
        closes=end == utterance.sentences[-1].end,
    )


def _of_line(
    text: str, utterances: Sequence[Utterance], *, index: int
) -> Iterator[ExcerptCandidate]:
    utterance = utterances[index]
    closed = [_closes(text[sentence.start : sentence.end]) for sentence in utterance.sentences]
    for first in range(_continues_sentence(utterances, index), len(utterance.sentences)):
        sentence = utterance.sentences[first]
        if not _is_statement(sentence):
            continue
        for start in _starts(text, sentence):
            for last in range(first, min(first + MOST_SENTENCES, len(utterance.sentences))):
                end = utterance.sentences[last].end
                if not closed[last] or not SHORTEST <= end - start <= LONGEST + _SLACK:
                    continue
                excerpt = _candidate(text, utterance, index=index, start=start, end=end)
                if (
                    presentable(excerpt.displayed)
                    and _is_clean(excerpt)
                    and _is_complete(excerpt, utterance)
                ):
                    yield excerpt


def _continues_sentence(utterances: Sequence[Utterance], index: int) -> bool:
    """Tell whether a line begins in the middle of a sentence, as pieces of long ones do."""
    utterance = utterances[index]
    if utterance.quote.whole:
        return False
    before = utterances[index - 1].quote if index else utterance.quote
    opening = utterance.quote.text.lstrip(_OPENERS)[:1]
    open_end = before.turn == utterance.quote.turn and not _stops(before.text)
    return opening.islower() or (bool(index) and open_end)


def _is_complete(excerpt: ExcerptCandidate, utterance: Utterance) -> bool:
    """Tell whether no word was lost within a cut; of whole lines that is known."""
    return utterance.quote.whole or not lost_words(excerpt.excerpt.text)


def _is_clean(excerpt: ExcerptCandidate) -> bool:
    return profanity().isdisjoint(word.folded for word in excerpt.words)


def presentable(shown: str) -> bool:
    """Tell whether an excerpt begins and ends well, and is part of the conversation proper."""
    plain = shown.replace("’", "'")
    return (
        SHORTEST <= len(shown) <= LONGEST
        and begins_well(plain)
        and _closes(shown)
        and not (BOILERPLATE.search(plain) or MASKED.search(shown))
        and not STUMBLE.search(shown)
        and _is_balanced(shown)
    )


def _is_balanced(shown: str) -> bool:
    """Tell whether every quotation and bracket that opens also closes."""
    pairs = ("()", "“”", "[]")
    even = shown.count('"') % 2 == 0
    return even and all(shown.count(opening) == shown.count(closing) for opening, closing in pairs)


def _closes(shown: str) -> bool:
    return _stops(shown) and not TRAILING.search(shown)


def _stops(spoken: str) -> bool:
    return spoken.rstrip(_QUOTES).endswith(_FINISHED)


def _is_statement(sentence: Sentence) -> bool:
    """Tell whether a sentence is more than the short answer to what was asked before."""
    spoken = [word.folded for word in sentence.words]
    if len(spoken) < _FEWEST_WORDS:
        return False
    inflected = (a.endswith(("s", "ed")) and b in AFTER_VERB for a, b in pairwise(spoken))
    return not finite_verbs().isdisjoint(spoken) or any(inflected)


def begins_well(shown: str) -> bool:
    """Tell whether an excerpt opens like a thought of its own."""
    opening = shown.lstrip(_OPENERS)
    if not opening[:1].isalnum() or opening[0].islower() or CONNECTIVES.match(opening):
        return False
    hedged = HEDGES.match(opening)
    if UNFINISHED.match(opening) or ANSWER.match(opening):
        return False
    return not DANGLING.match(opening) and not (hedged and _dangles_at(opening, hedged.end()))


def _dangles_at(shown: str, place: int) -> bool:
    return bool(DANGLING.match(shown, place)) and not POINTING_NOUN.match(shown, place)


def _starts(text: str, sentence: Sentence) -> Iterator[int]:
    """Yield where an excerpt may begin: the sentence, past its opening, past a hedge, a clause."""
    begin = sentence.start
    past = CONNECTIVES.match(text, begin, sentence.end)
    if past is not None:
        begin = past.end()
    yield begin
    if hedged := HEDGES.match(text, begin, sentence.end):
        yield hedged.end()
    for clause in CLAUSES.finditer(text, begin, sentence.end):
        if not BOUND.search(text, begin, clause.end()):
            yield clause.end()
