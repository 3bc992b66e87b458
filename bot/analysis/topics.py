"""Choose the topics of an episode, weightiest first, with the ranges that are about them.

The weight of a subject is the log-likelihood of its words against common English (Dunning 1993).
A phrase counts only where it is not part of a longer one (C-value, Frantzi et al. 1998).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import log, log2
from statistics import fmean

from bot.analysis.keywords import keyword_candidates
from bot.analysis.mentions import SubjectKey
from bot.analysis.speakers import greeting_positions
from bot.analysis.tokens import tokenize
from bot.analysis.topic_candidates import TopicCandidate, shorter_keys, topic_candidates
from bot.analysis.utterances import Utterance, language_of
from bot.analysis.word_lists import general_words, plain_words
from bot.models import NameCorrection, Span, Topic
from bot.text.languages import ENGLISH

MAX_TOPICS = 60
_RARE, _EVERYDAY, _COMMON = 2e-6, 1e-4, 3e-4
"""The relative frequency of a word in no list, in the plain list and in the general one."""
_NAME_BONUS, _FULL_NAME_BONUS = 1.5, 2.0
_INDEPENDENT = 0.34
"""A phrase is kept beside a longer one if this share of its mentions is outside it."""
_QUALIFYING = frozenset("north south east west northern southern eastern western new old".split())
_MOST_SHORT = 3
_ONCE = 0.6
_FAMILY = 2
_FEW, _SEVERAL = 2, 3
"""The least mentions of a term: of several words or in a language without noun detection, else."""
_GAP = 3
"""Mentions at most this many quotes apart are joined into one span."""


@dataclass(frozen=True)
class Subject:
    """A subject of an episode; `positions` are the utterances that mention it, in order.

    It is a topic before its spans are known. `named` is True for a name, False for a term.
    """

    key: SubjectKey
    name: str
    aliases: tuple[str, ...]
    weight: float
    positions: tuple[int, ...]
    named: bool


def subjects(
    utterances: Sequence[Utterance], names: Sequence[NameCorrection] = ()
) -> tuple[Subject, ...]:
    """Return every subject of an episode, weightiest first; `names` are a guide's corrections."""
    foreign = language_of(utterances) != ENGLISH
    found = keyword_candidates(utterances) if foreign else topic_candidates(utterances, names)
    _remove_speakers(found, utterances)
    _merge_short_names(found)
    _merge_families(found)
    total = sum(len(utterance.words) for utterance in utterances)
    outside = _outside_longer(found)
    kept = [
        _subject(candidate, outside[key], total=total)
        for key, candidate in found.items()
        if _is_independent(candidate, outside[key], least=_FEW if foreign else _SEVERAL)
    ]
    return tuple(
        sorted(kept, key=lambda subject: (-subject.weight, subject.positions, subject.name))
    )


def topics(utterances: Sequence[Utterance], found: Sequence[Subject]) -> tuple[Topic, ...]:
    """Return the weightiest subjects, 60 at most, as topics with their spans."""
    return tuple(
        Topic(subject.name, subject.aliases, _spans(utterances, subject.positions))
        for subject in found[:MAX_TOPICS]
    )


def _remove_speakers(
    found: dict[SubjectKey, TopicCandidate], utterances: Sequence[Utterance]
) -> None:
    """Remove the speakers' own names: they are everywhere, and rarely the subject."""
    labels = {utterance.quote.speaker for utterance in utterances if utterance.quote.speaker}
    language = language_of(utterances)
    speakers = {word.stem for label in labels for word in tokenize(label, language=language)}
    greetings = greeting_positions(utterances)
    foreign = language != ENGLISH  # where a name can be a term, and a patronymic follow it
    named = [candidate for candidate in found.values() if candidate.named or foreign]
    present = {
        candidate.key[:1]
        for candidate in named
        if len(candidate.key) == 1 and _is_present(candidate, greetings)
    }
    for candidate in named:
        spoken_of = candidate.key[:1] if foreign else candidate.key
        if speakers.issuperset(spoken_of) or candidate.key[:1] in present:
            del found[candidate.key]


def _is_present(candidate: TopicCandidate, greetings: Collection[int]) -> bool:
    """Return whether a person takes part: mostly addressed by name, or greeted by it."""
    if not candidate.addressed or candidate.form.isupper():
        return False
    often = candidate.addressed > 1 and candidate.addressed * 2 > candidate.count
    return often or any(position in greetings for position in candidate.positions)


def _merge_short_names(found: dict[SubjectKey, TopicCandidate]) -> None:
    """Merge "Mariner" into "Project Mariner" where no other full name contains it."""
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
    """Return whether one word is short for a full name, as a surname is ("Africa" is not)."""
    first = full.form.split()[0].lower()
    if full.key[-1] != short.key[0] or short.form.isupper() or first in _QUALIFYING:
        return False
    if full.key[:1] in found and found[full.key[:1]].count > full.count:
        return False
    return short.count <= _MOST_SHORT * full.count


def _merge_families(found: dict[SubjectKey, TopicCandidate]) -> None:
    """Merge "Gemini 2.0" and "Gemini app" into "Gemini" where each has one mention."""
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
    """Return the number of mentions of each candidate outside longer candidates."""
    outside = {key: candidate.count for key, candidate in found.items()}
    for key in sorted(found, key=len, reverse=True):
        for piece in set(shorter_keys(key)):
            if piece in outside and not (found[key].named and found[piece].named):
                outside[piece] -= outside[key]
    return outside


def _is_independent(candidate: TopicCandidate, outside: int, *, least: int) -> bool:
    """Return whether a candidate has enough mentions outside longer ones to be a subject."""
    if outside < _INDEPENDENT * candidate.count and not (candidate.named and outside > 1):
        return False
    if candidate.named:
        return outside > 0
    vague = not general_words().isdisjoint(candidate.form.lower().split())
    return outside >= (_FEW if len(candidate.key) > 1 and not vague else least)


def _subject(candidate: TopicCandidate, outside: int, *, total: int) -> Subject:
    name, *others = (form for form, _ in candidate.forms.most_common())
    return Subject(
        key=candidate.key,
        name=name,
        aliases=tuple(_distinct(others, name)),
        weight=_weight(candidate, outside, total=total),
        positions=tuple(sorted(set(candidate.positions))),
        named=candidate.named,
    )


def _distinct(forms: Sequence[str], name: str) -> list[str]:
    """Return the forms that differ from the name, and from each other, in more than case."""
    kept = {name.casefold(): name}
    for form in forms:
        kept.setdefault(form.casefold(), form)
    return list(kept.values())[1:]


def _weight(candidate: TopicCandidate, outside: int, *, total: int) -> float:
    """Return the weight of a candidate in an episode of `total` words, 0 or more."""
    full = candidate.named and len(candidate.key) > 1
    expected = fmean(_expected(word, in_name=full) for word in candidate.form.lower().split())
    surprise = log(max(outside / (total * expected), 1.0) + 1)
    length = log2(len(candidate.key) + 1)
    bonus = _NAME_BONUS if candidate.named else 1.0
    bonus = _FULL_NAME_BONUS if full else bonus
    return (outside if outside > 1 else _ONCE) * surprise * length * bonus


def _expected(word: str, *, in_name: bool) -> float:
    """Return the relative frequency of a word in English; in a full name, a plain word is rare."""
    if word in general_words():
        return _COMMON
    return _EVERYDAY if word in plain_words() and not in_name else _RARE


def _spans(utterances: Sequence[Utterance], indices: Collection[int]) -> tuple[Span, ...]:
    """Return the spans of a subject: the utterances that mention it, joined where they are near.

    After a question its answer, up to two utterances, belongs to the span.
    """
    spans: list[tuple[int, int]] = []
    for index in sorted(indices):
        asks = utterances[index].is_question
        last = min(index + 2, len(utterances) - 1) if asks else index
        if spans and index - spans[-1][1] <= _GAP:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((index, last))
    return tuple(Span(utterances[a].quote.start, utterances[b].quote.end) for a, b in spans)
