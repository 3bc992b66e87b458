"""Give each chapter a title made of what it, and not the rest, is about."""

from collections.abc import Sequence
from math import log

from bot.analysis.topics import Subject
from bot.analysis.word_lists import plain_words

_MOST_PARTS = 3
_LONGEST = 60
_WEAKER = 0.7
"""A third part must be this strong beside the second."""
_ONCE = 0.6
"""What a single mention in the chapter loses."""
_PLAIN_SHARE = 0.5
_LEAST_SURPRISE = 0.02
"""What is talked about everywhere still titles a chapter that nothing else sets apart."""


def chapter_titles(
    starts: Sequence[int], subjects: Sequence[Subject], *, count: int
) -> tuple[str, ...]:
    """Title the chapters that begin at these lines of `count`; no two are alike.

    The strongest pairs of chapter and subject are settled first; a subject serves one title.
    """
    ends = [*starts[1:], count]
    chosen: list[list[tuple[float, Subject]]] = [[] for _ in starts]
    used: set[tuple[str, ...]] = set()
    for score, chapter, subject in _pairs(starts, ends, subjects=subjects):
        if subject.key not in used and _fits(chosen[chapter], score, subject=subject):
            chosen[chapter].append((score, subject))
            used.add(subject.key)
    return _numbered([_joined([subject.name for _, subject in part]) for part in chosen])


def _pairs(
    starts: Sequence[int], ends: Sequence[int], *, subjects: Sequence[Subject]
) -> list[tuple[float, int, Subject]]:
    found: list[tuple[float, int, Subject]] = []
    for subject in subjects:
        for chapter, (start, end) in enumerate(zip(starts, ends, strict=True)):
            inside = sum(start <= utterance < end for utterance in subject.lines)
            if inside:
                found.append(
                    (_keyness(subject, inside, (end - start) / ends[-1]), chapter, subject)
                )
    return sorted(found, key=lambda one: (-one[0], one[1], one[2].key))


def _keyness(subject: Subject, inside: int, fraction: float) -> float:
    """Score how much more a subject is mentioned here than elsewhere (log-likelihood)."""
    total = len(subject.lines)
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
    """Tell whether a subject adds something to the parts of a title, and leaves it readable."""
    if len(chosen) >= _MOST_PARTS:
        return False
    if len(chosen) == _MOST_PARTS - 1 and score < _WEAKER * chosen[-1][0]:
        return False
    if any(set(other.key) & set(subject.key) for _, other in chosen):
        return False
    return len(_joined([*(other.name for _, other in chosen), subject.name])) <= _LONGEST


def _joined(names: Sequence[str]) -> str:
    *others, last = names or [""]
    whole = f"{', '.join(others)} and {last}" if others else last
    return whole[:1].upper() + whole[1:]


def _numbered(found: Sequence[str]) -> tuple[str, ...]:
    """Give a number to the chapters that nothing sets apart."""
    return tuple(title or f"Part {number}" for number, title in enumerate(found, 1))
