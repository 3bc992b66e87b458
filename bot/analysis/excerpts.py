"""Cut the ranges of a quote that stand on their own: a clean start, a finished end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bot.analysis.english import AFTER_VERB, FILLERS, PROFANITY, VERBS
from bot.analysis.phrasing import (
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
    PREDICATES,
    STUMBLE,
    TRAILING,
    UNFINISHED,
)
from bot.analysis.reading import Line, Sentence
from bot.analysis.words import Word, words
from bot.clean import display
from bot.models import Excerpt

MOST_SENTENCES = 3
SHORTEST, LONGEST = 45, 290
"""In characters as shown."""
_FEWEST_WORDS = 4
_FINITE = (PREDICATES | VERBS) - {"able", "like"}
_FILLER, _POINTING, _EARLY = 7.0, 0.8, 0.2
_OPENING = 30
_SLACK = 60
"""What showing may leave off: stutters and marks."""
_FINISHED = (".", "!", "?")
_QUOTES = "\"'”’)*_ \n"


@dataclass(frozen=True)
class Cut:
    """Propose a range of a line as an excerpt; `trimmed` counts what was left off its start."""

    line: int
    excerpt: Excerpt
    sentences: int
    trimmed: int

    @property
    def shown(self) -> str:
        """Give what would be read."""
        return self.excerpt.display

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Give the words as shown."""
        return tuple(words(self.shown))

    @cached_property
    def noise(self) -> float:
        """Count against it, by its length, its fillers and what points outside it."""
        spoken = f" {' '.join(word.folded for word in self.words)} "
        fillers = sum(spoken.count(f" {filler} ") for filler in FILLERS)
        pointing = len(DEICTIC.findall(self.shown))
        early = len(DEICTIC.findall(self.shown[:_OPENING]))
        return (_FILLER * fillers + _POINTING * pointing) / len(self.words) + _EARLY * early


def cuts(text: str, lines: Sequence[Line]) -> tuple[Cut, ...]:
    """Find every clean range of one to three sentences in the lines.

    Where there is none, as without punctuation or in other languages, whole quotes must do.
    """
    whole = [(index, line) for index, line in enumerate(lines) if line.quote.whole]
    clean = tuple(cut for index, line in whole for cut in _of_line(text, line, index=index))
    return clean or tuple(cut for index, line in whole for cut in _as_it_stands(line, index=index))


def _as_it_stands(line: Line, *, index: int) -> Iterator[Cut]:
    quote = line.quote
    cut = Cut(index, Excerpt(quote.start, quote.end, quote.text, quote.display), 1, 0)
    fits = SHORTEST <= len(cut.shown) <= LONGEST and not CONNECTIVES.match(cut.shown)
    if fits and cut.words and not BOILERPLATE.search(cut.shown) and _is_decent(cut):
        yield cut


def _of_line(text: str, line: Line, *, index: int) -> Iterator[Cut]:
    closed = [_closes(text[sentence.start : sentence.end]) for sentence in line.sentences]
    for first, sentence in enumerate(line.sentences):
        if not _is_statement(sentence):
            continue
        for trimmed, start in enumerate(_starts(text, sentence)):
            for last in range(first, min(first + MOST_SENTENCES, len(line.sentences))):
                end = line.sentences[last].end
                if not closed[last] or not SHORTEST <= end - start <= LONGEST + _SLACK:
                    continue
                excerpt = Excerpt(start, end, text[start:end], display(text[start:end]))
                cut = Cut(index, excerpt, last - first + 1, trimmed)
                if presentable(cut.shown) and _is_decent(cut):
                    yield cut


def _is_decent(cut: Cut) -> bool:
    return PROFANITY.isdisjoint(word.folded for word in cut.words)


def presentable(shown: str) -> bool:
    """Tell whether an excerpt stands alone, and is part of the conversation proper."""
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
    return shown.rstrip(_QUOTES).endswith(_FINISHED) and not TRAILING.search(shown)


def _is_statement(sentence: Sentence) -> bool:
    """Tell whether a sentence is more than the short answer to what was asked before."""
    spoken = [word.folded for word in sentence.words]
    if len(spoken) < _FEWEST_WORDS:
        return False
    inflected = (a.endswith(("s", "ed")) and b in AFTER_VERB for a, b in pairwise(spoken))
    return not _FINITE.isdisjoint(spoken) or any(inflected)


def begins_well(shown: str) -> bool:
    """Tell whether an excerpt opens like a thought of its own."""
    opening = shown.lstrip("\"'“‘(*_")
    if not opening[:1].isalnum() or opening[0].islower() or CONNECTIVES.match(opening):
        return False
    hedged = HEDGES.match(opening)
    if UNFINISHED.match(opening) or ANSWER.match(opening):
        return False
    return not DANGLING.match(opening) and not (hedged and _dangles(opening, hedged.end()))


def _dangles(shown: str, place: int) -> bool:
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
