"""Title each chapter by what is asked or said in it of the subjects that set it apart.

A title that a person would write is a question that the chapter answers, a short statement, or a
phrase. Each candidate is scored by the weight of its stems in the chapter, which is greater the
more of their mentions in the episode are in this chapter.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import combinations
from math import log

from bot.analysis.noun_detection import NounModel
from bot.analysis.speakers import host_flags
from bot.analysis.title_candidates import (
    LONGEST,
    Kind,
    TitleCandidate,
    capitalised,
    foreign_questions,
    gerunds,
    phrases,
    questions,
    statements,
)
from bot.analysis.topics import Subject
from bot.analysis.utterances import Utterance, language_of
from bot.analysis.word_lists import plain_words
from bot.text.languages import ENGLISH, Language

_FACTORS: Mapping[Kind, float] = {
    "question": 1.0,
    "statement": 0.9,
    "phrase": 0.7,
    "gerund": 0.75,
    "term": 0.75,
    "name": 0.75,
    "pair": 0.2,
}
_EARLY, _HOST, _ANSWERED = 0.3, 0.15, 0.25
"""Added to the score of a question at the start of a chapter, and of a host's; both are added only
to those that cover more than the last."""
_SINGLE_NAME, _SINGLE_TERM, _TO_LISTENER = 0.55, 0.3, 0.75
"""The factors of a name or a term of one word, and of what is said to "you"."""
_YOU = ("You ", "You'", "You’")
_MOST_COUNTED, _SMOOTHING = 6, 0.3
_PLAIN_SHARE = 0.5
_TOP = 3
"""A title that has the heaviest stems of a chapter, so many, covers all of it."""
_PAIRED = 4
"""Pairs are made of this many subjects of a chapter."""
_AND = {
    "de": " und ",
    "en": " and ",
    "es": " y ",
    "fr": " et ",
    "it": " e ",
    "ja": "と",
    "nl": " en ",
    "pt": " e ",
    "ru": " и ",
    "sv": " och ",
    "zh": "和",
}
"""What links the subjects of a pair; elsewhere a comma does."""
_UNRELATED = 0.05
"""Taken off for each content word that is no more frequent in this chapter than elsewhere."""
_UNIQUE = 0.01
"""The factor of a title without a content word that is said twice in the chapter."""


@dataclass(frozen=True)
class _Chapter:
    """A range of utterances, with the count and the weight of each stem in it."""

    positions: range
    counts: Counter[str]
    weights: Mapping[str, float]

    def covered(self, stems: Iterable[str]) -> float:
        """Return what stems weigh, as a share of the heaviest ones, from 0 to 1."""
        heaviest = sum(nlargest(_TOP, self.weights.values())) or 1.0
        return min(1.0, sum(self.weights.get(stem, 0.0) for stem in stems) / heaviest)


def chapter_titles(
    utterances: Sequence[Utterance], starts: Sequence[int], subjects: Sequence[Subject]
) -> tuple[str, ...]:
    """Return a title for each chapter, all of them different.

    `starts` has the positions of the first utterances of the chapters. Titles are chosen greedily
    by their score, and none has all content words of another.
    """
    ranked = sorted(
        (
            pair
            for number, scored in enumerate(_scored(utterances, starts, subjects))
            for pair in ((score, number, one) for one, score in scored.items())
        ),
        key=lambda pair: (-pair[0], pair[1], pair[2].index, len(pair[2].title), pair[2].title),
    )
    chosen: dict[int, TitleCandidate] = {}
    for _, number, one in ranked:
        if number not in chosen and not any(_repeats(one, other) for other in chosen.values()):
            chosen[number] = one
    return tuple(
        chosen[number].title if number in chosen else f"Part {number + 1}"
        for number in range(len(starts))
    )


def _scored(
    utterances: Sequence[Utterance], starts: Sequence[int], subjects: Sequence[Subject]
) -> Iterator[dict[TitleCandidate, float]]:
    """Yield the candidates of each chapter with their scores, which are above 0."""
    nouns, hosts = NounModel(utterances), host_flags(utterances)
    total = Counter(stem for utterance in utterances for stem in utterance.stems)
    for start, end in zip(starts, [*starts[1:], len(utterances)], strict=True):
        chapter = _chapter(utterances, range(start, end), total=total)
        candidates = _candidates(utterances, chapter, nouns=nouns, subjects=subjects)
        scored = {one: _score(one, chapter, host=hosts[one.index]) for one in candidates}
        yield {
            one: score for one, score in scored.items() if score > 0 and len(one.title) <= LONGEST
        }


def _chapter(utterances: Sequence[Utterance], positions: range, *, total: Counter[str]) -> _Chapter:
    counts = Counter(stem for at in positions for stem in utterances[at].stems)
    share = counts.total() / max(total.total(), 1)
    weights = {
        stem: min(count, _MOST_COUNTED)
        * max(0.0, log((count + _SMOOTHING) / (total[stem] * share + _SMOOTHING)))
        * (_PLAIN_SHARE if stem in plain_words() else 1.0)
        for stem, count in counts.items()
    }
    if not any(weights.values()):  # the only chapter: no stem is more frequent than elsewhere
        weights = {stem: float(count) for stem, count in counts.items()}
    return _Chapter(positions, counts, weights)


def _candidates(
    utterances: Sequence[Utterance],
    chapter: _Chapter,
    *,
    nouns: NounModel,
    subjects: Sequence[Subject],
) -> Iterator[TitleCandidate]:
    language = language_of(utterances)
    for index in chapter.positions:
        one = utterances[index]
        if language != ENGLISH:
            yield from foreign_questions(one, index=index)
            continue
        yield from questions(one, index=index)
        yield from statements(one, index=index)
        yield from phrases(one, index=index, nouns=nouns)
        yield from gerunds(one, index=index, nouns=nouns)
    inside = [one for one in subjects if any(at in chapter.positions for at in one.positions)]
    yield from _subject_titles(inside, chapter, language=language)


def _subject_titles(
    subjects: Sequence[Subject], chapter: _Chapter, *, language: Language
) -> Iterator[TitleCandidate]:
    """Yield the names of the subjects of a chapter, and pairs of those that weigh most."""

    def title(written: str, kind: Kind, subject: Subject) -> TitleCandidate:
        first = next(at for at in subject.positions if at in chapter.positions)
        return TitleCandidate(capitalised(written), first, kind, language)

    for one in subjects:
        yield title(one.name, "name" if one.named else "term", one)
    best = nlargest(_PAIRED, subjects, key=lambda one: chapter.covered(one.key))
    link = _AND.get(language.code, ", " if language.spaced else "、")
    for one, other in combinations(best, 2):
        if set(one.key).isdisjoint(other.key):
            yield title(f"{one.name}{link}{other.name}", "pair", one)


def _score(one: TitleCandidate, chapter: _Chapter, *, host: bool) -> float:
    """Return the share of the chapter's heaviest stems that a title covers, and what it gains."""
    covered = chapter.covered(one.stems)
    if not any(chapter.weights.get(stem) and chapter.counts[stem] > 1 for stem in one.stems):
        return _UNIQUE * covered
    unrelated = sum(not chapter.weights.get(stem) for stem in one.stems)
    score = covered * _FACTORS[one.kind] - _UNRELATED * unrelated
    if one.kind == "question" and covered > _ANSWERED:
        begun = (one.index - chapter.positions.start) / len(chapter.positions)
        score += _EARLY * (1 - begun) + _HOST * host
    if len(one.words) == 1:
        score *= _SINGLE_NAME if one.kind == "name" else _SINGLE_TERM
    return score * (_TO_LISTENER if one.title.startswith(_YOU) else 1.0)


def _repeats(one: TitleCandidate, other: TitleCandidate) -> bool:
    if one.title.casefold() == other.title.casefold():
        return True
    return one.stems <= other.stems or one.stems >= other.stems
