"""Summarise a chapter or an episode by its own best sentences.

A topic signature (Lin & Hovy 2000) weighs the stems that are more frequent in the text than in
English. Sentences are selected greedily for the signature stems that they add (coverage), and for
words that are frequent in reports: of, by and which rather than I, you and it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise, takewhile
from math import log, sqrt

from bot.analysis.coverage import SentenceOption, StemWeights, SummaryBudget, select_sentences
from bot.analysis.excerpts import ExcerptCandidate
from bot.analysis.reference import stands_alone
from bot.analysis.speakers import conversation_range, is_meeting
from bot.analysis.statements import statement_candidates
from bot.analysis.utterances import Utterance, language_of
from bot.analysis.word_lists import AFTER_VERB, finite_verbs, plain_words, reporting
from bot.models import Excerpt
from bot.text.languages import ENGLISH

_MANY_CHAPTERS = 8
_COMMON, _RARE = 2e-4, 2e-5
_CHATTER = frozenset("yeah yes okay ok uh um hmm right well i i'm i've i'd i'll my me".split())
_CHATTING = 0.5
_MURMURS = frozenset("yeah okay ok oh ah uh um uhm hmm mm huh".split())
_RELATIVE = frozenset("that who which whose".split())
_ALSO_CLAUSE = frozenset("i you he she it we they drew taught".split())
_FEWEST_PHRASES, _PHRASES = 5, 90
"""The budget of a show in tokens of a language without spaces, which are longer than words."""
_ROUGH = 0.8
"""The factor of a sentence that may not begin well."""
_OPENING, _EARLY = 0.05, 0.15
_OPENS, _IS_EARLY = 0.3, 0.15
"""Added to the factor in the first 5 % and 15 % of a meeting, where its agenda is."""
_CHAPTER = SummaryBudget(
    words=56, most=3, least=4, content=0, style=0.33, noise=0.35, power=0.55, floor=0.3
)
_SHOW = SummaryBudget(
    words=132, most=9, least=10, content=3, style=0.33, noise=0.7, power=0.55, floor=0.3
)
_MEETING = SummaryBudget(
    words=124, most=12, least=8, content=0, style=1.2, noise=0.25, power=0.9, floor=0.0
)
"""Tuned on the training part of QMSum: answers in 45 words, summaries of a meeting in 120.

A show's budget is like a chapter's, with longer sentences and a larger penalty for noise.
"""


def summarise_chapter(
    utterances: Sequence[Utterance], candidates: Sequence[ExcerptCandidate], *, start: int, end: int
) -> tuple[Excerpt, ...]:
    """Return two or three sentences that cover the utterances [start, end), in their order.

    They are understood by themselves, where the chapter has any that are.
    """
    inside = [candidate for candidate in candidates if start <= candidate.index < end]
    options = _smooth(inside)
    alone = [one for one in options if stands_alone(one.candidate.displayed)]
    return _in_order(
        select_sentences(alone or options, _signature(utterances[start:end]), budget=_CHAPTER)
    )


def summarise_episode(
    utterances: Sequence[Utterance],
    candidates: Sequence[ExcerptCandidate],
    *,
    chapters: Sequence[int],
) -> tuple[Excerpt, ...]:
    """Return sentences of about 120 words that cover the episode, in their order.

    `chapters` has the number of the chapter of each utterance. No two sentences come from one
    chapter where a show has more than eight.
    """
    weights = _signature(utterances)
    if is_meeting(utterances):
        return _in_order(
            select_sentences(_of_meeting(utterances, candidates), weights, budget=_MEETING)
        )
    groups = chapters if len(set(chapters)) > _MANY_CHAPTERS else None
    spaced = language_of(utterances).spaced
    budget = _SHOW if spaced else _SHOW._replace(least=_FEWEST_PHRASES, words=_PHRASES)
    return _in_order(
        select_sentences(_of_show(utterances, candidates), weights, budget=budget, groups=groups)
    )


def _of_show(
    utterances: Sequence[Utterance], candidates: Iterable[ExcerptCandidate]
) -> list[SentenceOption]:
    in_talk = conversation_range(utterances)
    return _smooth(candidate for candidate in candidates if candidate.index in in_talk)


def _smooth(candidates: Iterable[ExcerptCandidate]) -> list[SentenceOption]:
    """Return the statements with a verb and without hesitation; all statements if none is."""
    options = [_option(candidate) for candidate in candidates if _is_statement(candidate)]
    if options and options[0].candidate.language != ENGLISH:
        return options
    return [one for one in options if not one.hesitates and _has_verb(one.candidate)] or options


def _of_meeting(
    utterances: Sequence[Utterance], candidates: Iterable[ExcerptCandidate]
) -> list[SentenceOption]:
    """Return all statements, preferring the first ones of the meeting and those that begin well."""
    factors = [_position_factor(index / len(utterances)) for index in range(len(utterances))]
    options = [
        _option(candidate, factor=factors[candidate.index])
        for candidate in candidates
        if _is_statement(candidate)
    ]
    options += [
        _option(candidate, factor=_ROUGH * factors[candidate.index])
        for candidate in statement_candidates(utterances)
    ]
    return [one for one in options if not one.hesitates] or options


def _position_factor(position: float) -> float:
    return 1 + _OPENS * (position < _OPENING) + _IS_EARLY * (position < _EARLY)


def _signature(utterances: Iterable[Utterance]) -> StemWeights:
    """Return the weight of each stem: sqrt(count) times the log of its ratio to English."""
    counts = Counter(stem for utterance in utterances for stem in utterance.stems)
    size = max(counts.total(), 1)
    return {
        stem: sqrt(count)
        * max(log(count / size / (_COMMON if stem in plain_words() else _RARE)), 0.0)
        for stem, count in counts.items()
    }


def _is_statement(candidate: ExcerptCandidate) -> bool:
    return "?" not in candidate.displayed


def _option(candidate: ExcerptCandidate, *, factor: float = 1.0) -> SentenceOption:
    counts = Counter(word.folded for word in candidate.words)
    return SentenceOption(
        candidate=candidate,
        stems=frozenset(word.stem for word in candidate.words if word.is_content),
        style=tuple((word, count) for word, count in counts.items() if word in reporting()),
        size=len(candidate.words),
        noise=candidate.noise,
        factor=factor
        * (1 - _CHATTING * sum(counts[word] for word in _CHATTER) / len(candidate.words)),
        hesitates=not _MURMURS.isdisjoint(counts),
    )


def _has_verb(candidate: ExcerptCandidate) -> bool:
    """Return whether a candidate has a finite verb before its first relative clause.

    "A map that you need" has none, and is no sentence.
    """
    spoken = (word.folded for word in candidate.words)
    main = list(takewhile(lambda word: word not in _RELATIVE, spoken))
    verbs = finite_verbs()
    if any(word in verbs or word in _ALSO_CLAUSE or word.endswith("ed") for word in main):
        return True
    return any(a.endswith("s") and b in AFTER_VERB for a, b in pairwise(main))


def _in_order(selected: Iterable[SentenceOption]) -> tuple[Excerpt, ...]:
    excerpts = (option.candidate.excerpt for option in selected)
    return tuple(sorted(excerpts, key=lambda excerpt: excerpt.start))
