"""Title each chapter by the subjects that distinguish it from the rest of the episode."""

from collections.abc import Sequence
from math import log

from bot.analysis.topics import Subject
from bot.analysis.word_lists import plain_words
from bot.text.languages import ENGLISH, Language

_MOST_PARTS = 3
_LONGEST = 60
_WEAKER = 0.7
"""The score of a third subject must be at least this share of the second's."""
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
"""What links the last subject of a title; elsewhere a comma does."""
_ONCE = 0.6
"""Taken off the count of a subject with a single mention in the chapter."""
_PLAIN_SHARE = 0.5
_LEAST_SURPRISE = 0.02
"""The least log-ratio, so that a chapter without a subject of its own can still get a title."""


def chapter_titles(
    starts: Sequence[int],
    subjects: Sequence[Subject],
    *,
    count: int,
    language: Language = ENGLISH,
) -> tuple[str, ...]:
    """Return a title for each chapter, all of them different.

    `starts` has the positions of the first utterances of the chapters, and `count` is the number
    of utterances. Pairs of chapter and subject are chosen greedily by their score, and a subject
    is in one title only.
    """
    ends = [*starts[1:], count]
    chosen: list[list[tuple[float, Subject]]] = [[] for _ in starts]
    used: set[tuple[str, ...]] = set()
    for score, chapter, subject in _pairs(starts, ends, subjects=subjects):
        if subject.key not in used and _fits(chosen[chapter], score, subject=subject):
            chosen[chapter].append((score, subject))
            used.add(subject.key)
    titles = (_joined([subject.name for _, subject in part], language) for part in chosen)
    return tuple(title or f"Part {number}" for number, title in enumerate(titles, 1))


def _pairs(
    starts: Sequence[int], ends: Sequence[int], *, subjects: Sequence[Subject]
) -> list[tuple[float, int, Subject]]:
    found: list[tuple[float, int, Subject]] = []
    for subject in subjects:
        for chapter, (start, end) in enumerate(zip(starts, ends, strict=True)):
            inside = sum(start <= position < end for position in subject.positions)
            if inside:
                found.append(
                    (_keyness(subject, inside, (end - start) / ends[-1]), chapter, subject)
                )
    return sorted(found, key=lambda pair: (-pair[0], pair[1], pair[2].key))


def _keyness(subject: Subject, inside: int, fraction: float) -> float:
    """Return the log-likelihood score of a subject with `inside` mentions in a chapter.

    `fraction` is the chapter's share of the episode, from 0 to 1.
    """
    total = len(subject.positions)
    surprise = log((inside + 0.2) / (total * fraction + 0.2))
    weight = subject.weight / total
    seen = inside - _ONCE * (inside == 1)
    plain = (
        _PLAIN_SHARE
        if subject.name.lower() in plain_words() or subject.key[0] in plain_words()
        else 1.0
    )
    return (
        seen * max(surprise, _LEAST_SURPRISE) * weight * (plain if len(subject.key) == 1 else 1.0)
    )


def _fits(chosen: Sequence[tuple[float, Subject]], score: float, *, subject: Subject) -> bool:
    """Return whether a subject can be added to a title without repetition or too much length."""
    if len(chosen) >= _MOST_PARTS:
        return False
    if len(chosen) == _MOST_PARTS - 1 and score < _WEAKER * chosen[-1][0]:
        return False
    if any(set(other.key) & set(subject.key) for _, other in chosen):
        return False
    return len(_joined([*(other.name for _, other in chosen), subject.name])) <= _LONGEST


def _joined(names: Sequence[str], language: Language = ENGLISH) -> str:
    *others, last = names or [""]
    comma = "、" if language.code in {"ja", "zh"} else ", "
    link = _AND.get(language.code, comma)
    whole = f"{comma.join(others)}{link}{last}" if others else last
    return whole[:1].upper() + whole[1:]
