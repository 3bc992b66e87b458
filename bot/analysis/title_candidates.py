"""Propose titles for a chapter in its own words: what is asked, what is said, and linked terms.

A title is verbatim but for its first capital. It may end before the sentence does, where a clause
ends, and begins where what is asked or said begins.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from bot.analysis.discourse_markers import (
    BOILERPLATE,
    CONNECTIVES,
    DANGLING,
    HEDGES,
    MASKED,
    STUMBLE,
    TRAILING,
)
from bot.analysis.noun_detection import NounModel
from bot.analysis.reference import EXPLETIVE
from bot.analysis.tokens import Token, singular, tokenize
from bot.analysis.utterances import Utterance
from bot.analysis.word_lists import (
    FILLERS,
    function_words,
    general_words,
    predicates,
    profanity,
    verbs,
)
from bot.text.languages import ENGLISH, Language
from bot.text.lexicon import discourse_words
from bot.text.sentences import is_question

LONGEST, SHORTEST = 60, 12
"""In characters, of a title."""
_FEWEST_WORDS, _MOST_WORDS = 3, 11
_MOST_IN_TERM = 3
Kind = Literal["question", "statement", "phrase", "gerund", "term", "name", "pair"]

_AUXILIARY = r"(?:(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have)(?:n['’]t)?)"
_WH = r"(?:what|how|why|where|when|who|which|whose)(?:['’](?:s|re|d))?"
_ASKED = re.compile(
    rf"(?:(?:^|[,;:…]\s+|\.\.\s+|\s[-–—]{{1,2}}\s+)(?:(?:so|and|but|then|now|well|okay)[,\s]+)*"
    rf"(?={_AUXILIARY}\s\w|{_WH}\s\w)"
    rf"|\b(?:wonder(?:ing)?|curious|know|ask(?:ing)?|guess|(?:so|and|but|then|now)),?\s+(?={_WH}\s\w))",
    re.IGNORECASE,
)
"""What comes before a question that stands by itself."""
_INDIRECT = re.compile(
    r"(?:what|how|why|where|when|who|which|whose)\s(?:you|your|we|our|I|my|they|their|he|she|it|its"
    r"|the|people|to|that|if)\b"
    r"|(?:when|where|who|which)\s(?!is\b|are\b|was\b|were\b|do\b|does\b|did\b|can\b|could\b|will\b"
    r"|would\b|should\b|has\b|have\b|\w+s\b)",
    re.IGNORECASE,
)
"""The beginning of a question that is not in the order of one."""
_EMPTY_QUESTION = re.compile(
    r"(?:how (?:are|is|was|did|have|long|about)(?: you| everyone)?(?: doing| feel\w*| been)?"
    r"|what do you mean|do you know|would you say|(?:can|could|would) you\b"
    r"|are you (?:ready|okay|there|kidding)|what do you think|what(?:['’]s| is| are| was)"
    r"(?: the| your| some)?|do you (?:have|want|think|remember)|have you|any)\b[^?]{0,16}\?",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r",\s(?:[A-Z]\w+|right|though|then|yeah|you know)$")
_QUESTION_END = re.compile(
    r"\s*(?:[,;:…?]|\.\.|\s[-–—]{1,2}\s|\.$|\s(?:because|when you|if you|in terms of|versus"
    r"|as opposed to)\s)",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"\s*(?:[,;:…]|\.\.|\s[-–—]{1,2}\s|[.!]$|\s(?:because|but|so|which|where|when|if|and (?:I|you"
    r"|we|it|they|he|she|that|then|so)|as opposed to|rather than|instead of)\s)",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"\b(?:this|these|those|it|its|it['’]\w+|that['’]\w+|they|them|their|they['’]\w+|he|she|him|her"
    r"|his|here|there(?! (?:a|any|are|is)\b)|ones?|things?|stuff|something|anything|someone|lot"
    r"|same|others?|another|such|so (?:many|much)|yesterday|today|ago|ever)\b"
    r"|\bthat\b(?! \w+(?:s|ed)\b)",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"\b(?:I|me|my|mine)\b|^(?:we|us|our|he|she)\b|^you(?:r|['’]\w+)?\b"
    r"(?: (?:mention|said|say|talk|know|see|saw|were|asked?|wrote|went|had|did|seem|look))"
    r"|^[A-Z]\w+, you\b",
    re.IGNORECASE,
)
"""What is about the speaker or to the listener."""
_REPORTING = re.compile(
    r"\bso to speak\b|(?:\b(?:is|are|was|were)|['’](?:s|re)) (?:talking|saying|asking|mentioning)\b"
    r"|\bwas mentioning\b|\b(?:mentioned|brought up)\b",
    re.IGNORECASE,
)
_FILLING = re.compile(rf"\b(?:{'|'.join(FILLERS)}|just|really|super|, say)\b", re.IGNORECASE)
_NO_SUBJECT = re.compile(
    r"(?:if|when|whenever|as|in|at|for|with|while|what|how|why|where|not|to|once|every time|even"
    r"|however|now|first\w*|second\w*|essentially|exactly|sometimes|often|long|long before"
    r"|there|let['’]?s|all of|part of|some of|most of|\w+ing|\w+ly|by|from|on|after|before"
    r"|code that)\b",
    re.IGNORECASE,
)
"""Openings of what has its subject later, or none but the listener."""
_PROVERB = re.compile(
    r"(?:where|when|if|the (?:more|less|closer|better|fewer))\b[^,]{8,}, [^,]{8,}", re.IGNORECASE
)
"""A whole sentence of two clauses, as in "Where attention goes, energy flows"."""
_CONTAINERS = frozenset(
    """kind sort type bunch pair couple set piece part number amount level chunk suite mass measure
    subset series variety range side end top bottom group degree example case sense point regard
    term idea place way use usage size ratio version face collection lot rest list bit form surge
    chance conversation episode author hundred thousand million dozen half majority stream
    spectrum""".split()
)
"""Nouns that say little of what they are linked to."""
_LINKS = frozenset("of for in with between from behind without versus".split())
_LINKS_OF_GERUNDS = _LINKS | {"to", "on", "into", "about", "by", "at"}
_BEFORE_GERUND = frozenset("for of about by in from with on without start started".split())
_NO_GERUNDS = frozenset(
    """going doing being having getting looking talking thinking trying saying coming thing anything
    something everything nothing during using making taking morning evening interesting amazing
    putting giving asking telling starting sitting wondering speaking depending including following
    working seeing joining hearing wanting needing keeping bringing king ring wing string""".split()
)
_ARTICLES = frozenset("the a an".split())
_BEFORE_TERM = frozenset(
    "the a an my your our his her their its of for in with about between by from on no any some"
    " every each as into more this these those good great".split()
)
_UNCLEAN = re.compile(r"[^\w\s'’&/+#.,-]")


@dataclass(frozen=True)
class TitleCandidate:
    """A possible title, and the position of its utterance in the episode."""

    title: str
    index: int
    kind: Kind
    language: Language = ENGLISH

    @cached_property
    def words(self) -> tuple[Token, ...]:
        """Its words."""
        return tuple(tokenize(self.title, language=self.language))

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its content words."""
        return frozenset(word.stem for word in self.words if word.is_content)


def questions(utterance: Utterance, *, index: int) -> Iterator[TitleCandidate]:
    """Yield what is asked in an utterance, where it is understood by itself."""
    for displayed in _sentences(utterance):
        if not displayed.rstrip("\"'”’) ").endswith("?"):
            continue
        for start in _ASKED.finditer(displayed):
            for title in _cut(displayed, start.end(), ends=_QUESTION_END):
                if _ADDRESSED.search(title):
                    continue
                asked = f"{title}?"
                empty = _EMPTY_QUESTION.fullmatch(asked) or _INDIRECT.match(asked)
                if not empty and _is_clear(asked):
                    yield TitleCandidate(capitalised(asked), index, "question")


def foreign_questions(utterance: Utterance, *, index: int) -> Iterator[TitleCandidate]:
    """Yield the short questions of an utterance in another language than English."""
    spoken = utterance.language
    pointing = discourse_words(spoken.code, "pronoun") | discourse_words(spoken.code, "connective")
    for displayed in _sentences(utterance):
        one = TitleCandidate(displayed, index, "question", spoken)
        if len(displayed) > LONGEST or not is_question(displayed, spoken):
            continue
        if len(one.stems) > 1 and pointing.isdisjoint(word.folded for word in one.words):
            yield one


def statements(utterance: Utterance, *, index: int) -> Iterator[TitleCandidate]:
    """Yield the clauses with which sentences begin, where they are understood by themselves."""
    for displayed in _sentences(utterance):
        if displayed.endswith("?"):
            continue
        for title in _cut(displayed, _opening(displayed), ends=_CLAUSE_END):
            whole = displayed.rstrip(" .!").endswith(title)
            if not _PERSONAL.search(title) and _is_clear(title) and _is_clause(title, whole=whole):
                yield TitleCandidate(capitalised(title), index, "statement")


def phrases(utterance: Utterance, *, index: int, nouns: NounModel) -> Iterator[TitleCandidate]:
    """Yield two terms that are linked, as in "the price of bread"."""
    words = utterance.words
    for at in range(1, len(words) - 1):
        if words[at].folded not in _LINKS or words[at].after_pause or words[at + 1].after_pause:
            continue
        start, end = _term_before(words, at), _term_after(words, at + 1, nouns)
        head = words[at - 1]
        if start == at or end is None or not _ends_term(head, nouns):
            continue
        if singular(head.folded) not in _CONTAINERS:
            yield from _verbatim(utterance, start, end, index=index, kind="phrase")


def gerunds(utterance: Utterance, *, index: int, nouns: NounModel) -> Iterator[TitleCandidate]:
    """Yield what is done, as in "managing secrets" or "switching to containers"."""
    words = utterance.words
    for at in range(len(words) - 2):
        if _is_gerund(words, at):
            linked = words[at + 1].folded in _LINKS_OF_GERUNDS
            end = _term_after(words, at + 1 + linked, nouns)
            if end is not None:
                yield from _verbatim(utterance, at, end, index=index, kind="gerund")


def _is_gerund(words: Sequence[Token], at: int) -> bool:
    word = words[at]
    if not word.folded.endswith("ing") or word.folded in _NO_GERUNDS or words[at + 1].after_pause:
        return False
    return word.after_pause or words[at - 1].folded in _BEFORE_GERUND


def _verbatim(
    utterance: Utterance, first: int, last: int, *, index: int, kind: Kind
) -> Iterator[TitleCandidate]:
    """Yield the words of an utterance from `first` up to `last`, as they are written."""
    start, end = utterance.words[first].start, utterance.words[last - 1].end
    written = utterance.spoken[start - utterance.quote.start : end - utterance.quote.start]
    title = " ".join(written.split())
    said = (word.folded for word in utterance.words[first:last])
    if (
        SHORTEST <= len(title) <= LONGEST
        and not _UNCLEAN.search(title)
        and profanity().isdisjoint(said)
    ):
        yield TitleCandidate(capitalised(title), index, kind)


def _term_before(words: Sequence[Token], end: int) -> int:
    """Return where the term before a link begins, or `end` if what precedes is no term."""
    start = end
    while start > 0 and end - start < _MOST_IN_TERM and _is_in_term(words[start - 1]):
        start -= 1
        if words[start].after_pause:
            break
    if start == 0 or words[start].after_pause or words[start - 1].folded not in _BEFORE_TERM:
        return end
    while start < end and words[start].folded in general_words():
        start += 1
    return start


def _term_after(words: Sequence[Token], start: int, nouns: NounModel) -> int | None:
    """Return where the term after a link ends, or two terms with "and"; None if it is none."""
    end = _end_of_term(words, start, nouns)
    joined = end is not None and end + 1 < len(words) and words[end].folded == "and"
    if end is not None and joined and not words[end].after_pause:
        return _end_of_term(words, end + 1, nouns) or end
    return None if words[start - 1].folded == "between" else end


def _end_of_term(words: Sequence[Token], start: int, nouns: NounModel) -> int | None:
    end = first = start + (words[start].folded in _ARTICLES)
    while end < len(words) and _is_in_term(words[end]):
        if end > start and words[end].after_pause:
            break
        end += 1
    if not first < end <= first + _MOST_IN_TERM or not _ends_term(words[end - 1], nouns):
        return None
    goes_on = end < len(words) and not words[end].after_pause
    return None if goes_on and words[end].folded in verbs() - function_words() else end


def _is_in_term(word: Token) -> bool:
    folded = word.folded
    return folded not in function_words() and folded not in verbs() and not folded.endswith("ly")


def _ends_term(word: Token, nouns: NounModel) -> bool:
    return word.is_content and nouns.ends_term(word.folded)


def _sentences(utterance: Utterance) -> Iterator[str]:
    for sentence in utterance.sentences:
        yield utterance.excerpt(sentence.start, sentence.end).display


def _cut(displayed: str, start: int, *, ends: re.Pattern[str]) -> Iterator[str]:
    """Yield what is displayed from `start` up to each end of a clause, as long as it fits."""
    for end in ends.finditer(displayed, start + SHORTEST):
        if end.start() - start >= LONGEST:
            return
        yield displayed[start : end.start()].rstrip(" ,")


def _opening(displayed: str) -> int:
    """Return where a sentence begins after its connectives and hedges."""
    start = 0
    for pattern in (CONNECTIVES, HEDGES, CONNECTIVES):
        found = pattern.match(displayed, start)
        start = found.end() if found else start
    return start


def _is_clear(title: str) -> bool:
    """Return whether a title is cleanly said and refers to nothing outside itself."""
    words = list(tokenize(title))
    if not _FEWEST_WORDS <= len(words) <= _MOST_WORDS or not any(w.is_content for w in words):
        return False
    pointing = _POINTING.search(EXPLETIVE.sub("", title, count=1))
    unclear = (_FILLING, _REPORTING, BOILERPLATE, MASKED, STUMBLE)
    if (
        pointing
        or any(pattern.search(title) for pattern in unclear)
        or TRAILING.search(title.rstrip("?"))
    ):
        return False
    if not title[0].isalnum() or _UNCLEAN.search(title.rstrip("?")):
        return False
    return profanity().isdisjoint(word.folded for word in words)


def _is_clause(title: str, *, whole: bool) -> bool:
    """Return whether a title has a subject, then a verb, and an end; or is a `whole` proverb."""
    words = list(tokenize(title))
    first, last = words[0], words[-1]
    if whole and _PROVERB.fullmatch(title):
        return last.folded not in function_words()
    if EXPLETIVE.match(title):
        return last.folded not in function_words()
    if DANGLING.match(title) or _NO_SUBJECT.match(title) or first.folded in verbs():
        return False
    if last.folded in function_words() or last.folded in predicates():
        return False
    return any(
        word.folded in predicates()
        or (word.folded in verbs() and following.folded in function_words() and before.is_content)
        for before, word, following in zip(words[:6], words[1:], words[2:], strict=False)
    )


def capitalised(title: str) -> str:
    """Return a title with a capital at its start."""
    return title[:1].upper() + title[1:]
