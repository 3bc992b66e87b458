"""Find the ranges of an utterance that are complete by themselves: excerpt candidates."""

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
from bot.analysis.utterances import Sentence, Utterance, language_of
from bot.analysis.word_lists import AFTER_VERB, FILLERS, finite_verbs, profanity
from bot.models import Excerpt
from bot.text.languages import ENGLISH, Language
from bot.text.lengths import Lengths, lengths
from bot.text.lexicon import discourse_words
from bot.text.sentences import NO_STOPS, is_question
from bot.transcripts.segmentation import lost_words

MOST_SENTENCES = 3
SHORTEST, LONGEST = 45, 290
"""In characters of display text."""
_FEWEST_WORDS = 4
_FILLER, _POINTING, _EARLY = 7.0, 0.8, 0.2
_OPENING = 30
_SLACK = 60
"""In characters: how much longer than its display text a range may be."""
_CONTEXT = 25
_FEWEST_CONTENT = 2
_FOREIGN_OPENERS = "\"'“‘„‚»«¿¡「『（(*_—–- "
_FINISHED = (".", "!", "?")
_QUOTES = "\"'”’)*_ \n"
_OPENERS = "\"'“‘(*_"


@dataclass(frozen=True)
class ExcerptCandidate:
    """A range of one to three sentences of an utterance that could become a highlight.

    `index` is the position of the utterance in the episode. `before` and `after` are the 25
    characters around the range. `closes` is True where it ends with its utterance.
    """

    index: int
    excerpt: Excerpt
    before: str = ""
    after: str = ""
    closes: bool = False
    language: Language = ENGLISH

    @property
    def displayed(self) -> str:
        """The display text."""
        return self.excerpt.display

    @cached_property
    def words(self) -> tuple[Token, ...]:
        """The words of the display text."""
        return tuple(tokenize(self.displayed, language=self.language))

    @cached_property
    def fillers(self) -> int:
        """The number of fillers, for example "you know"; they are known in English only."""
        if self.language != ENGLISH:
            return 0
        spoken = f" {' '.join(word.folded for word in self.words)} "
        return sum(spoken.count(f" {filler} ") for filler in FILLERS)

    @cached_property
    def noise(self) -> float:
        """The penalty for fillers and deictic words, per word; 0 is best."""
        if self.language != ENGLISH:
            return 0.0
        pointing = len(DEICTIC.findall(self.displayed))
        early = len(DEICTIC.findall(self.displayed[:_OPENING]))
        return (_FILLER * self.fillers + _POINTING * pointing) / len(self.words) + _EARLY * early


def excerpt_candidates(text: str, utterances: Sequence[Utterance]) -> tuple[ExcerptCandidate, ...]:
    """Return every complete range of one to three sentences, in the order of the utterances.

    `text` is the episode's, with spaces in place of its asides. An utterance can have several
    candidates, and they may overlap. Where no utterance has any, whole quotes are returned instead.
    Other rules say what is complete of captions without punctuation, and of other languages.
    """
    if (language := language_of(utterances)) != ENGLISH:
        return tuple(foreign_candidates(text, utterances, language=language))
    clean = tuple(
        candidate
        for index in range(len(utterances))
        for candidate in _candidates_of(text, utterances, index=index)
    )
    return clean or tuple(
        candidate
        for index, utterance in enumerate(utterances)
        if utterance.quote.whole
        for candidate in _whole_utterance(text, utterance, index=index)
    )


def _whole_utterance(text: str, utterance: Utterance, *, index: int) -> Iterator[ExcerptCandidate]:
    candidate = _candidate(
        text, utterance, index=index, start=utterance.quote.start, end=utterance.quote.end
    )
    fits = SHORTEST <= len(candidate.displayed) <= LONGEST and not CONNECTIVES.match(
        candidate.displayed
    )
    if (
        fits
        and candidate.words
        and not BOILERPLATE.search(candidate.displayed)
        and _is_clean(candidate)
    ):
        yield candidate


def _candidate(
    text: str, utterance: Utterance, *, index: int, start: int, end: int
) -> ExcerptCandidate:
    return ExcerptCandidate(
        index=index,
        excerpt=utterance.excerpt(start, end),
        before=text[max(start - _CONTEXT, 0) : start],
        after=text[end : end + _CONTEXT],
        closes=end == utterance.sentences[-1].end,
        language=utterance.language,
    )


def _candidates_of(
    text: str, utterances: Sequence[Utterance], *, index: int
) -> Iterator[ExcerptCandidate]:
    utterance = utterances[index]
    if utterance.quote.whole and utterance.spoken.rstrip()[-1:].isalnum():  # no punctuation
        yield from _caption_candidates(text, utterance, index=index)
        return
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
                candidate = _candidate(text, utterance, index=index, start=start, end=end)
                if (
                    presentable(candidate.displayed)
                    and _is_clean(candidate)
                    and _is_complete(candidate, utterance)
                ):
                    yield candidate


def _caption_candidates(
    text: str, utterance: Utterance, *, index: int
) -> Iterator[ExcerptCandidate]:
    """Yield the whole of a quote without punctuation, from its connectives and hedges on."""
    for start in _starts(text, utterance.sentences[0]):
        candidate = _candidate(text, utterance, index=index, start=start, end=utterance.quote.end)
        shown = candidate.displayed.replace("’", "'")
        if (
            SHORTEST <= len(shown) <= LONGEST
            and begins_well(shown)
            and not (BOILERPLATE.search(shown) or MASKED.search(shown) or STUMBLE.search(shown))
            and not TRAILING.search(shown)
            and _is_clean(candidate)
        ):
            yield candidate


def foreign_candidates(
    text: str, utterances: Sequence[Utterance], *, language: Language
) -> Iterator[ExcerptCandidate]:
    """Yield the runs of whole sentences of another language that can stand by themselves."""
    limits = lengths(language)
    for index, utterance in enumerate(utterances):
        if not utterance.quote.whole:
            continue
        if language.code in NO_STOPS:
            yield from _as_a_whole(text, utterance, index=index, limits=limits)
            continue
        for first, sentence in enumerate(utterance.sentences):
            if _refers_back(sentence, utterance, language=language):
                continue
            for last in utterance.sentences[first : first + limits.sentences]:
                if last.end - sentence.start > limits.longest_highlight + _SLACK:
                    break
                candidate = _candidate(
                    text, utterance, index=index, start=sentence.start, end=last.end
                )
                if _is_foreign_statement(candidate, limits=limits, language=language):
                    yield candidate


def _as_a_whole(
    text: str, utterance: Utterance, *, index: int, limits: Lengths
) -> Iterator[ExcerptCandidate]:
    start, end = utterance.quote.start, utterance.quote.end
    candidate = _candidate(text, utterance, index=index, start=start, end=end)
    if _is_foreign_statement(candidate, limits=limits, language=utterance.language):
        yield candidate


def _refers_back(sentence: Sentence, utterance: Utterance, *, language: Language) -> bool:
    """Return whether a sentence begins with a word that joins or refers to the one before."""
    start = sentence.start - utterance.quote.start
    opening = utterance.spoken[start : start + _OPENING * 2].casefold().lstrip(_FOREIGN_OPENERS)
    roles = (discourse_words(language.code, role) for role in ("connective", "pronoun"))
    referring = frozenset[str]().union(*roles)
    if not language.spaced:
        return opening.startswith(tuple(referring))
    words = [word.folded for word in sentence.words[:2]]
    return not referring.isdisjoint((" ".join(words), *words[:1]))


def _is_foreign_statement(
    candidate: ExcerptCandidate, *, limits: Lengths, language: Language
) -> bool:
    shown = candidate.displayed
    content = sum(word.is_content for word in candidate.words)
    if not limits.shortest_highlight <= len(shown) <= limits.longest_highlight:
        return False
    if content < _FEWEST_CONTENT or is_question(shown, language) or MASKED.search(shown):
        return False
    asked = any(mark in shown for mark in "?？؟")
    framing = discourse_words(language.code, "boilerplate")
    return (
        not asked and _is_balanced(shown) and not any(word in shown.casefold() for word in framing)
    )


def _continues_sentence(utterances: Sequence[Utterance], index: int) -> bool:
    """Return whether an utterance begins within a sentence, as the pieces of long ones do."""
    utterance = utterances[index]
    if utterance.quote.whole:
        return False
    before = utterances[index - 1].quote if index else utterance.quote
    opening = utterance.spoken.lstrip(_OPENERS)[:1]
    open_end = before.turn == utterance.quote.turn and not _stops(utterances[index - 1].spoken)
    return opening.islower() or (bool(index) and open_end)


def _is_complete(candidate: ExcerptCandidate, utterance: Utterance) -> bool:
    """Return whether no word was lost within a candidate; in whole quotes none was."""
    return utterance.quote.whole or not lost_words(candidate.excerpt.text)


def _is_clean(candidate: ExcerptCandidate) -> bool:
    return profanity().isdisjoint(word.folded for word in candidate.words)


def presentable(shown: str) -> bool:
    """Return whether a display text is complete, fluent and part of the conversation itself."""
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
    """Return whether quotation marks and brackets are in pairs."""
    pairs = ("()", "“”", "[]")
    even = shown.count('"') % 2 == 0
    return even and all(shown.count(opening) == shown.count(closing) for opening, closing in pairs)


def _closes(shown: str) -> bool:
    return _stops(shown) and not TRAILING.search(shown)


def _stops(spoken: str) -> bool:
    return spoken.rstrip(_QUOTES).endswith(_FINISHED)


def _is_statement(sentence: Sentence) -> bool:
    """Return whether a sentence has four words or more, and a finite verb."""
    spoken = [word.folded for word in sentence.words]
    if len(spoken) < _FEWEST_WORDS:
        return False
    inflected = (a.endswith(("s", "ed")) and b in AFTER_VERB for a, b in pairwise(spoken))
    return not finite_verbs().isdisjoint(spoken) or any(inflected)


def begins_well(shown: str) -> bool:
    """Return whether a display text can be understood from its first words on."""
    opening = shown.lstrip(_OPENERS)
    if not opening[:1].isalnum() or opening[0].islower() or CONNECTIVES.match(opening):
        return False
    hedged = HEDGES.match(opening)
    if UNFINISHED.match(opening) or ANSWER.match(opening):
        return False
    return not DANGLING.match(opening) and not (hedged and _dangles_at(opening, hedged.end()))


def _dangles_at(shown: str, offset: int) -> bool:
    return bool(DANGLING.match(shown, offset)) and not POINTING_NOUN.match(shown, offset)


def _starts(text: str, sentence: Sentence) -> Iterator[int]:
    """Yield the offsets at which an excerpt may begin: after connectives, a hedge or a clause."""
    connectives = CONNECTIVES.match(text, sentence.start, sentence.end)
    begin = connectives.end() if connectives else sentence.start
    yield begin
    if hedged := HEDGES.match(text, begin, sentence.end):
        yield hedged.end()
    for clause in CLAUSES.finditer(text, begin, sentence.end):
        if not BOUND.search(text, begin, clause.end()):
            yield clause.end()
