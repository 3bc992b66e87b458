"""Decide which words are names and which are nouns, from one episode alone.

A name is recognised by how the episode writes the same word elsewhere (truecasing), a noun by the
words beside it; no part-of-speech tagger is needed.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.analysis.tokens import Token, singular
from bot.analysis.utterances import Utterance
from bot.analysis.word_lists import AFTER_VERB, function_words, general_words, ordinary_words, verbs

_BEFORE_NOUN = frozenset(
    "the a an this that these those my your our his her their its some any no every each of for in"
    " with about many much all on from at by into between and or".split()
)
_AFTER_NOUN = frozenset("is are was were of and or that has have".split())
_BEFORE_VERB = frozenset(
    "to i you we they he she it who can could will would should might may must don't didn't"
    " doesn't won't can't not let's gonna i'll we'll you'll they'll i'd we'd you'd just".split()
)
_BEFORE_ADJECTIVE = frozenset(
    "very really so too pretty super more most is are be was less".split()
)
_ADJECTIVES = (
    *("ful", "ous", "able", "ible", "ed", "ish"),
    *("less", "tic", "ward", "ive", "al", "ier", "specific"),
)
_NUMBERS = frozenset("one two three four five six seven eight nine ten first second third".split())
_ACRONYM = 2
_NOUN, _SURE = 0.5, 0.25
_LEAST_NOUN, _LEAST_GERUND = 2, 3


class CasingModel:
    """How often an episode writes each word with a capital and without, within sentences."""

    def __init__(self, utterances: Sequence[Utterance]) -> None:
        self._capital: Counter[str] = Counter()
        self._plain: Counter[str] = Counter()
        for word in (word for utterance in utterances for word in utterance.words):
            if not word.surface[0].isupper():
                self._plain[word.folded] += 1
            elif not word.opens_sentence:
                self._capital[word.folded] += 1
        self._shouted = self._capital.total() > self._plain.total()

    def is_name(self, word: Token) -> bool:
        """Return whether a token is a name or part of one."""
        if self._shouted or not word.is_capitalised or word.folded in function_words():
            return False
        if len(word.surface) >= _ACRONYM and word.surface.rstrip("s").isupper():
            return word.surface.isalpha() or not word.opens_sentence
        return self._capital[word.folded] > self._plain[word.folded]

    def may_be_in_name(self, word: Token) -> bool:
        """Return whether a token may be part of a longer name."""
        if self._shouted or not word.is_capitalised:
            return False
        if word.folded in function_words():
            return word.folded in _NUMBERS and not word.opens_sentence
        return not word.opens_sentence or self.is_name(word) or self._is_unknown(word)

    def _is_unknown(self, word: Token) -> bool:
        """Return whether a token is no ordinary word and never written in lower case."""
        ordinary = word.folded in ordinary_words() or word.folded.endswith("ly")
        return not ordinary and not self._plain[word.folded] and word.surface.isalpha()

    def is_possessive(self, word: Token) -> bool:
        """Return whether a token is the possessive of a name that also occurs without it."""
        bare = word.folded.removesuffix("'s")
        return bare != word.folded and self._capital[bare] > 0


class NounModel:
    """How often each word of an episode is used as a noun, judged by the words beside it."""

    def __init__(self, utterances: Sequence[Utterance]) -> None:
        self._noun: Counter[str] = Counter()
        self._other: Counter[str] = Counter()
        for utterance in utterances:
            for before, word, after in _triples(utterance.words):
                self._count(before, word, after)

    def _count(self, before: Token | None, word: Token, after: Token | None) -> None:
        base = singular(word.folded)
        previous = "" if before is None or word.after_pause else before.folded
        following = "" if after is None or after.after_pause else after.folded
        compound = (
            before is not None and bool(previous) and previous not in verbs() and before.is_content
        )
        closed = not following or following in function_words()
        rests = not following or following in _AFTER_NOUN
        acts = word.folded.endswith("s") and following in AFTER_VERB
        if (closed and previous in _BEFORE_NOUN) or (compound and rests):
            self._noun[base] += 1
        elif (
            (compound and acts)
            or previous in _BEFORE_VERB
            or (closed and previous in _BEFORE_ADJECTIVE)
        ):
            self._other[base] += 1

    def probability(self, word: str) -> float:
        """Return the probability, from 0 to 1, that a word is a noun.

        A word without an adjective's ending starts with 0.6 of a use as a noun, any other with 0.
        """
        base = singular(word)
        noun = self._noun[base] + (not word.endswith(_ADJECTIVES)) * 0.6
        return noun / (self._noun[base] + self._other[base] + 1)

    def ends_term(self, word: str) -> bool:
        """Return whether a word can end a term: it is a noun, and no comparative like "bigger"."""
        if word not in general_words():
            return self.probability(word) > _NOUN
        comparative = word.endswith("er") and not general_words().isdisjoint([word[:-1], word[:-2]])
        return not comparative and self.probability(word) > _NOUN and self._noun[singular(word)] > 0

    def is_subject(self, word: str) -> bool:
        """Return whether one word can be a term: it is used as a noun often enough."""
        if word.endswith("ed"):
            return False
        least = _LEAST_GERUND if word.endswith("ing") else _LEAST_NOUN
        return self._noun[singular(word)] >= least and self.probability(word) > _SURE


def _triples(utterance: Sequence[Token]) -> Iterator[tuple[Token | None, Token, Token | None]]:
    for index, word in enumerate(utterance):
        before = utterance[index - 1] if index else None
        yield before, word, utterance[index + 1] if index + 1 < len(utterance) else None
