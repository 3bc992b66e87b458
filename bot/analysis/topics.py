"""Choose what an episode is about, weightiest first, and where it is talked about.

A subject weighs what a log-likelihood test gives its words against common English (Dunning
1993); a phrase counts only where it does not stand inside a longer one (Frantzi's C-value 1998).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import log, log2
from statistics import fmean

from bot.analysis.mentions import SubjectKey
from bot.analysis.speakers import greeting_lines
from bot.analysis.tokens import tokenize
from bot.analysis.topic_candidates import TopicCandidate, shorter_keys, topic_candidates
from bot.analysis.utterances import Utterance
from bot.analysis.word_lists import general_words, plain_words
from bot.models import NameCorrection, Span, Topic

MAX_TOPICS = 60
_RARE, _EVERYDAY, _COMMON = 2e-6, 1e-4, 3e-4
"""How often talk uses a word outside our lists, in the plain and in the general one."""
_NAME_BONUS, _FULL_NAME_BONUS = 1.5, 2.0
_INDEPENDENT = 0.34
"""A phrase stays beside a longer one if this share of its mentions stands outside it."""
_QUALIFYING = frozenset("north south east west northern southern eastern western new old".split())
_MOST_SHORT = 3
_ONCE = 0.6
_FAMILY = 2
_GAP = 3
"""Mentions at most this many quotes apart belong to one stretch of talk."""


@dataclass(frozen=True)
class Subject:
    """Hold a subject that was chosen: its names, its weight, and the lines that mention it."""

    key: SubjectKey
    name: str
    aliases: tuple[str, ...]
    weight: float
    lines: tuple[int, ...]
    named: bool


def subjects(
    utterances: Sequence[Utterance], names: Sequence[NameCorrection] = ()
) -> tuple[Subject, ...]:
    """Weigh everything that an episode may be about, weightiest first."""
    found = topic_candidates(utterances, names)
    _without_speakers(found, utterances)
    _merge_short_names(found)
    _merge_families(found)
    total = sum(len(utterance.words) for utterance in utterances)
    outside = _outside_longer(found)
    kept = [
        _subject(candidate, outside[key], total=total)
        for key, candidate in found.items()
        if _is_independent(candidate, outside[key])
    ]
    return tuple(sorted(kept, key=lambda subject: (-subject.weight, subject.lines, subject.name)))


def topics(utterances: Sequence[Utterance], found: Sequence[Subject]) -> tuple[Topic, ...]:
    """Offer the weightiest subjects as topics."""
    return tuple(
        Topic(subject.name, subject.aliases, _spans(utterances, subject.lines))
        for subject in found[:MAX_TOPICS]
    )


def _without_speakers(
    found: dict[SubjectKey, TopicCandidate], utterances: Sequence[Utterance]
) -> None:
    """Leave out who talks: they are on every page, and seldom what the talk is about."""
    labels = {utterance.quote.speaker for utterance in utterances if utterance.quote.speaker}
    speakers = {word.stem for label in labels for word in tokenize(label)}
    first_lines = greeting_lines(utterances)
    named = [value for value in found.values() if value.named]
    present = {
        candidate.key[:1]
        for candidate in named
        if len(candidate.key) == 1 and _is_present(candidate, first_lines)
    }
    for candidate in named:
        if speakers.issuperset(candidate.key) or candidate.key[:1] in present:
            del found[candidate.key]


def _is_present(candidate: TopicCandidate, first_lines: Collection[int]) -> bool:
    """Tell whether someone is there: spoken to more often than about, or greeted by name."""
    if not candidate.addressed or candidate.form.isupper():
        return False
    often = candidate.addressed > 1 and candidate.addressed * 2 > candidate.count
    return often or any(utterance in first_lines for utterance in candidate.lines)


def _merge_short_names(found: dict[SubjectKey, TopicCandidate]) -> None:
    """Count "Mariner" for "Project Mariner" where no other full name holds it."""
    full = [candidate for key, candidate in found.items() if candidate.named and len(key) > 1]
    for short in [key for key, value in found.items() if value.named and len(key) == 1]:
        holders = [candidate for candidate in full if short[0] in candidate.key]
        if len(holders) == 1 and _is_short_for(found[short], holders[0], found):
            name = holders[0].form
            holders[0].absorb(found.pop(short))
            holders[0].forms[name] += holders[0].forms.total()


def _is_short_for(
    short: TopicCandidate, full: TopicCandidate, found: dict[SubjectKey, TopicCandidate]
) -> bool:
    """Tell whether a word is a surname, or the like, of a full name ("West Africa" is no such)."""
    first = full.form.split()[0].lower()
    if full.key[-1] != short.key[0] or short.form.isupper() or first in _QUALIFYING:
        return False
    if full.key[:1] in found and found[full.key[:1]].count > full.count:
        return False
    return short.count <= _MOST_SHORT * full.count


def _merge_families(found: dict[SubjectKey, TopicCandidate]) -> None:
    """Count "Gemini 2.0" and "Gemini app" for "Gemini" where each is said but once."""
    for head in [value for key, value in found.items() if value.named and len(key) == 1]:
        family = [
            key for key in found if len(key) > 1 and key[0] == head.key[0] and found[key].named
        ]
        name = head.form
        if len(family) < _FAMILY:
            continue
        for key in family:
            if found[key].count == 1:
                head.absorb(found.pop(key))
        head.forms[name] += head.forms.total()


def _outside_longer(found: dict[SubjectKey, TopicCandidate]) -> dict[SubjectKey, int]:
    """Count each candidate's mentions outside any longer candidate."""
    outside = {key: candidate.count for key, candidate in found.items()}
    for key in sorted(found, key=len, reverse=True):
        for piece in set(shorter_keys(key)):
            if piece in outside and not (found[key].named and found[piece].named):
                outside[piece] -= outside[key]
    return outside


def _is_independent(candidate: TopicCandidate, outside: int) -> bool:
    """Tell whether a candidate is a subject of its own."""
    if outside < _INDEPENDENT * candidate.count and not (candidate.named and outside > 1):
        return False
    if candidate.named:
        return outside > 0
    least = 2 if len(candidate.key) > 1 and not _vague(candidate) else 3
    return outside >= least


def _vague(candidate: TopicCandidate) -> bool:
    return any(word in general_words() for word in candidate.form.lower().split())


def _subject(candidate: TopicCandidate, outside: int, *, total: int) -> Subject:
    name, *others = (form for form, _ in candidate.forms.most_common())
    return Subject(
        key=candidate.key,
        name=name,
        aliases=tuple(_distinct(others, name)),
        weight=_weight(candidate, outside, total=total),
        lines=tuple(sorted(set(candidate.lines))),
        named=candidate.named,
    )


def _distinct(forms: Sequence[str], name: str) -> list[str]:
    """Keep the forms that differ in more than case."""
    kept = {name.casefold(): name}
    for form in forms:
        kept.setdefault(form.casefold(), form)
    return list(kept.values())[1:]


def _weight(candidate: TopicCandidate, outside: int, *, total: int) -> float:
    full = candidate.named and len(candidate.key) > 1
    expected = fmean(_expected(word, in_name=full) for word in candidate.form.lower().split())
    surprise = log(max(outside / (total * expected), 1.0) + 1)
    length = log2(len(candidate.key) + 1)
    bonus = _NAME_BONUS if candidate.named else 1.0
    bonus = _FULL_NAME_BONUS if full else bonus
    return (outside if outside > 1 else _ONCE) * surprise * length * bonus


def _expected(word: str, *, in_name: bool) -> float:
    """Estimate how often talk uses a word; as part of a full name any plain word is rare."""
    if word in general_words():
        return _COMMON
    return _EVERYDAY if word in plain_words() and not in_name else _RARE


def _spans(utterances: Sequence[Utterance], indices: Collection[int]) -> tuple[Span, ...]:
    """Join the lines of near mentions to the stretches where a subject is talked about."""
    spans: list[tuple[int, int]] = []
    for index in sorted(indices):
        last = _with_answer(utterances, index)
        if spans and index - spans[-1][1] <= _GAP:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((index, last))
    return tuple(Span(utterances[a].quote.start, utterances[b].quote.end) for a, b in spans)


def _with_answer(utterances: Sequence[Utterance], index: int) -> int:
    """Return the last line of what begins at a line: a question brings its answer along."""
    return min(index + 2, len(utterances) - 1) if utterances[index].is_question else index
