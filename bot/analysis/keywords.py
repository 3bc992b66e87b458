"""Collect the topic candidates of an episode in another language than English.

No list says which of its words are names or nouns. A word is a name if the episode writes it with a
capital within sentences; a noun if it often follows a determiner or preposition or, in German, has
a capital. Where nothing shows it, every content word counts.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.analysis.mentions import SubjectKey
from bot.analysis.tokens import Token
from bot.analysis.topic_candidates import TopicCandidate
from bot.analysis.utterances import Utterance, language_of
from bot.text.lexicon import discourse_words

_NOUN_SHARE = 0.3
"""Of the uses of a noun, at least this share follows a determiner or a preposition."""
_LONGEST_NAME = 4
_FEWEST, _FEWEST_PAIRS = 2, 4
"""In mentions: of a term, and of one of two words where no list of determiners shows nouns."""
_SHORTEST_FORM = frozenset("cs de fi hu ko pl ru tr uk".split())
"""Languages in which the shortest form of a word is nearest to the one in a dictionary."""

_Run = tuple[Token, ...]


def keyword_candidates(utterances: Sequence[Utterance]) -> dict[SubjectKey, TopicCandidate]:
    """Return every name, and every term with two mentions or more, by their keys."""
    usage = _Usage(utterances)
    names: dict[SubjectKey, TopicCandidate] = {}
    terms: dict[SubjectKey, TopicCandidate] = {}
    for index, utterance in enumerate(utterances):
        for run, named in _mentions(utterance, usage):
            key = tuple(word.stem for word in run)
            found = (names if named else terms).setdefault(key, TopicCandidate(key, named))
            found.forms[usage.form(run, named=named)] += 1
            found.positions.append(index)
    for key, term in terms.items():
        if key in names:
            names[key].absorb(term)
        elif term.count >= (usage.fewest_pairs if len(key) > 1 else _FEWEST):
            names[key] = term
    for candidate in names.values():
        _prefer_short_form(candidate, code=usage.code)
    return names


def _mentions(utterance: Utterance, usage: "_Usage") -> Iterator[tuple[_Run, bool]]:
    """Yield the names of an utterance, then its terms of one word and of two."""
    taken: set[int] = set()
    for run in _name_runs(utterance.words, usage):
        taken.update(word.start for word in run)
        yield run, True
    for word in utterance.words:
        if word.start not in taken and usage.is_term(word):
            yield (word,), False
    for before, word in pairwise(utterance.words):
        together = not word.after_pause and before.is_content and word.is_content
        apart = before.stem == word.stem or {before.start, word.start} <= taken
        if together and not apart and (usage.is_term(before) or usage.is_term(word)):
            yield (before, word), False


def _name_runs(words: Sequence[Token], usage: "_Usage") -> Iterator[_Run]:
    run: list[Token] = []
    for word in words:
        joins = bool(run) and not word.after_pause and len(run) < _LONGEST_NAME
        if usage.is_name(word) and (joins or not run):
            run.append(word)
            continue
        if run:
            yield tuple(run)
        run = [word] if usage.is_name(word) else []
    if run:
        yield tuple(run)


class _Usage:
    """How an episode uses each word: with a capital, and after a determiner."""

    def __init__(self, utterances: Sequence[Utterance]) -> None:
        self.code = language_of(utterances).code
        self._spaced = language_of(utterances).spaced
        self._capital, self._plain = Counter[str](), Counter[str]()
        self._total, self._determined = Counter[str](), Counter[str]()
        self._determiners = discourse_words(self.code, "determiner")
        self.fewest_pairs = _FEWEST if self._determiners else _FEWEST_PAIRS
        for utterance in utterances:
            self._count(utterance.words)
        self._shouted = self._capital.total() > self._plain.total()

    def _count(self, words: Sequence[Token]) -> None:
        before = ""
        for word in words:
            if not word.opens_sentence:
                counted = self._capital if word.surface[0].isupper() else self._plain
                counted[word.folded] += 1
            self._total[word.stem] += 1
            follows = before in self._determiners and not word.after_pause
            self._determined[word.stem] += follows
            before = word.folded

    def is_name(self, word: Token) -> bool:
        """Return whether a word is a name, which German does not show."""
        return self.code != "de" and not self._shouted and self._has_capital(word)

    def _has_capital(self, word: Token) -> bool:
        written = self._capital[word.folded] > self._plain[word.folded]
        return word.is_content and word.surface[0].isupper() and written

    def is_term(self, word: Token) -> bool:
        """Return whether a word may be a term by itself."""
        if not word.is_content:
            return False
        if self.code == "de" and not self._shouted:
            return self._has_capital(word)
        if not self._determiners:
            return True
        return self._determined[word.stem] >= _NOUN_SHARE * self._total[word.stem]

    def form(self, run: _Run, *, named: bool) -> str:
        """Return a run of words as a topic is written."""
        if self.code == "ko":
            return " ".join(word.stem or word.surface for word in run)
        keeps = named or self.code == "de"
        written = [word.surface if keeps else word.folded for word in run]
        if not self._spaced:
            return "".join(written)
        return written[0] + "".join(
            word.joint + form for word, form in zip(run[1:], written[1:], strict=True)
        )


def _prefer_short_form(candidate: TopicCandidate, *, code: str) -> None:
    """Count the shortest form of an inflected word as its most frequent one."""
    if code in _SHORTEST_FORM and not candidate.named:
        shortest = min(candidate.forms, key=lambda form: (len(form), -candidate.forms[form]))
        candidate.forms[shortest] += candidate.forms.total()
