"""Tell a chapter, or an episode, in its own best sentences.

A topic signature (Lin & Hovy 2000) weighs the words that a stretch says more often than
English does; sentences are drawn greedily for the signature words that they add (coverage), and
for being worded as reports are: of what, by whom, on which, rather than I, you and it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise, takewhile
from math import log, sqrt

from bot.analysis.coverage import SentenceOption, StemWeights, SummaryBudget, select_sentences
from bot.analysis.excerpts import ExcerptCandidate
from bot.analysis.speakers import conversation_flags, is_meeting
from bot.analysis.statements import statement_candidates
from bot.analysis.utterances import Utterance
from bot.analysis.word_lists import AFTER_VERB, finite_verbs, plain_words, reporting
from bot.models import Excerpt

_MANY_CHAPTERS = 8
_COMMON, _RARE = 2e-4, 2e-5
_CHATTER = frozenset("yeah yes okay ok uh um hmm right well i i'm i've i'd i'll my me".split())
_CHATTING = 0.5
_MURMURS = frozenset("yeah okay ok oh ah uh um uhm hmm mm huh".split())
_RELATIVE = frozenset("that who which whose".split())
_ALSO_CLAUSE = frozenset("i you he she it we they drew taught".split())
_ROUGH = 0.8
"""What a sentence that leans on the one before is worth beside a clean one."""
_OPENING, _EARLY = 0.05, 0.15
_OPENS, _IS_EARLY = 0.3, 0.15
"""A meeting tells at its start what it is about: what that adds in its first parts."""
_CHAPTER = SummaryBudget(
    words=56, most=3, least=4, content=0, style=0.33, noise=0.35, power=0.55, floor=0.3
)
_SHOW = SummaryBudget(
    words=132, most=9, least=10, content=3, style=0.33, noise=0.7, power=0.55, floor=0.3
)
_MEETING = SummaryBudget(
    words=124, most=12, least=8, content=0, style=1.2, noise=0.25, power=0.9, floor=0.0
)
"""Tuned on QMSum train: answers about a stretch in 45 words, summaries of a meeting in 120.

A show is told as its chapters are, in longer and cleaner sentences, as people read it.
"""


def summarise_chapter(
    utterances: Sequence[Utterance], excerpts: Sequence[ExcerptCandidate], *, start: int, end: int
) -> tuple[Excerpt, ...]:
    """Choose the two or three sentences that say most of what the lines [start, end) say."""
    inside = [excerpt for excerpt in excerpts if start <= excerpt.index < end]
    return _in_order(
        select_sentences(_smooth(inside), _signature(utterances[start:end]), budget=_CHAPTER)
    )


def summarise_episode(
    utterances: Sequence[Utterance],
    excerpts: Sequence[ExcerptCandidate],
    *,
    contexts: Sequence[int],
) -> tuple[Excerpt, ...]:
    """Choose about 120 words that cover the episode, no two sentences from one chapter.

    `places` tells the chapter of each line; few chapters are no limit.
    """
    weights = _signature(utterances)
    if is_meeting(utterances):
        return _in_order(
            select_sentences(_of_meeting(utterances, excerpts), weights, budget=_MEETING)
        )
    groups = contexts if len(set(contexts)) > _MANY_CHAPTERS else None
    return _in_order(
        select_sentences(_of_show(utterances, excerpts), weights, budget=_SHOW, groups=groups)
    )


def _of_show(
    utterances: Sequence[Utterance], excerpts: Iterable[ExcerptCandidate]
) -> list[SentenceOption]:
    in_talk = conversation_flags(utterances)
    return _smooth(excerpt for excerpt in excerpts if excerpt.index in in_talk)


def _smooth(excerpts: Iterable[ExcerptCandidate]) -> list[SentenceOption]:
    """Keep the statements in which nobody murmurs, and no verb is missing, if there are any."""
    told = [_option(excerpt) for excerpt in excerpts if _is_statement(excerpt)]
    return [one for one in told if not one.mumbles and _has_verb(one.cut)] or told


def _of_meeting(
    utterances: Sequence[Utterance], excerpts: Iterable[ExcerptCandidate]
) -> list[SentenceOption]:
    """Take also what does not begin cleanly, and rather what opens the meeting: its agenda."""
    early = [_earliness(index / len(utterances)) for index in range(len(utterances))]
    told = [
        _option(excerpt, favour=early[excerpt.index])
        for excerpt in excerpts
        if _is_statement(excerpt)
    ]
    told += [
        _option(excerpt, favour=_ROUGH * early[excerpt.index])
        for excerpt in statement_candidates(utterances)
    ]
    return [one for one in told if not one.mumbles] or told


def _earliness(context: float) -> float:
    return 1 + _OPENS * (context < _OPENING) + _IS_EARLY * (context < _EARLY)


def _signature(utterances: Iterable[Utterance]) -> StemWeights:
    """Weigh each stem by how often it is said, and how much more often than in English."""
    counts = Counter(stem for utterance in utterances for stem in utterance.stems)
    size = max(counts.total(), 1)
    return {
        stem: sqrt(count)
        * max(log(count / size / (_COMMON if stem in plain_words() else _RARE)), 0.0)
        for stem, count in counts.items()
    }


def _is_statement(excerpt: ExcerptCandidate) -> bool:
    return "?" not in excerpt.displayed


def _option(excerpt: ExcerptCandidate, *, favour: float = 1.0) -> SentenceOption:
    counts = Counter(word.folded for word in excerpt.words)
    return SentenceOption(
        cut=excerpt,
        stems=frozenset(word.stem for word in excerpt.words if word.is_content),
        style=tuple((word, count) for word, count in counts.items() if word in reporting()),
        size=len(excerpt.words),
        noise=excerpt.noise,
        favour=favour
        * (1 - _CHATTING * sum(counts[word] for word in _CHATTER) / len(excerpt.words)),
        mumbles=not _MURMURS.isdisjoint(counts),
    )


def _has_verb(excerpt: ExcerptCandidate) -> bool:
    """Tell whether something is said of what it opens with: "A map that you need" is no sentence.

    The verb stands before the first relative clause.
    """
    spoken = (word.folded for word in excerpt.words)
    main = list(takewhile(lambda word: word not in _RELATIVE, spoken))
    verbs = finite_verbs()
    if any(word in verbs or word in _ALSO_CLAUSE or word.endswith("ed") for word in main):
        return True
    return any(a.endswith("s") and b in AFTER_VERB for a, b in pairwise(main))


def _in_order(drawn: Iterable[SentenceOption]) -> tuple[Excerpt, ...]:
    excerpts = (option.cut.excerpt for option in drawn)
    return tuple(sorted(excerpts, key=lambda excerpt: excerpt.start))
