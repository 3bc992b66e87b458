"""Tell a chapter, or an episode, in its own best sentences.

A topic signature (Lin & Hovy 2000) weighs the words that a stretch says more often than
English does; sentences are drawn greedily for the signature words that they add (coverage), and
for being worded as reports are: of what, by whom, on which, rather than I, you and it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise, takewhile
from math import log, sqrt

from bot.analysis.coverage import Option, Plan, Weights, draw
from bot.analysis.excerpts import Cut
from bot.analysis.speakers import conversation, is_meeting
from bot.analysis.statements import statements
from bot.analysis.utterances import Line
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
_CHAPTER = Plan(words=56, most=3, least=4, content=0, style=0.33, noise=0.35, power=0.55, floor=0.3)
_SHOW = Plan(words=132, most=9, least=10, content=3, style=0.33, noise=0.7, power=0.55, floor=0.3)
_MEETING = Plan(words=124, most=12, least=8, content=0, style=1.2, noise=0.25, power=0.9, floor=0.0)
"""Tuned on QMSum train: answers about a stretch in 45 words, summaries of a meeting in 120.

A show is told as its chapters are, in longer and cleaner sentences, as people read it.
"""


def of_chapter(
    lines: Sequence[Line], cuts: Sequence[Cut], *, start: int, end: int
) -> tuple[Excerpt, ...]:
    """Choose the two or three sentences that say most of what the lines [start, end) say."""
    inside = [cut for cut in cuts if start <= cut.line < end]
    return _in_order(draw(_smooth(inside), _signature(lines[start:end]), plan=_CHAPTER))


def of_episode(
    lines: Sequence[Line], cuts: Sequence[Cut], *, places: Sequence[int]
) -> tuple[Excerpt, ...]:
    """Choose about 120 words that cover the episode, no two sentences from one chapter.

    `places` tells the chapter of each line; few chapters are no limit.
    """
    weights = _signature(lines)
    if is_meeting(lines):
        return _in_order(draw(_of_meeting(lines, cuts), weights, plan=_MEETING))
    groups = places if len(set(places)) > _MANY_CHAPTERS else None
    return _in_order(draw(_of_show(lines, cuts), weights, plan=_SHOW, groups=groups))


def _of_show(lines: Sequence[Line], cuts: Iterable[Cut]) -> list[Option]:
    talk = conversation(lines)
    return _smooth(cut for cut in cuts if cut.line in talk)


def _smooth(cuts: Iterable[Cut]) -> list[Option]:
    """Keep the statements in which nobody murmurs, and no verb is missing, if there are any."""
    told = [_option(cut) for cut in cuts if _states(cut)]
    return [one for one in told if not one.murmurs and _has_verb(one.cut)] or told


def _of_meeting(lines: Sequence[Line], cuts: Iterable[Cut]) -> list[Option]:
    """Take also what does not begin cleanly, and rather what opens the meeting: its agenda."""
    early = [_earliness(index / len(lines)) for index in range(len(lines))]
    told = [_option(cut, favour=early[cut.line]) for cut in cuts if _states(cut)]
    told += [_option(cut, favour=_ROUGH * early[cut.line]) for cut in statements(lines)]
    return [one for one in told if not one.murmurs] or told


def _earliness(place: float) -> float:
    return 1 + _OPENS * (place < _OPENING) + _IS_EARLY * (place < _EARLY)


def _signature(lines: Iterable[Line]) -> Weights:
    """Weigh each stem by how often it is said, and how much more often than in English."""
    counts = Counter(stem for line in lines for stem in line.stems)
    size = max(counts.total(), 1)
    return {
        stem: sqrt(count)
        * max(log(count / size / (_COMMON if stem in plain_words() else _RARE)), 0.0)
        for stem, count in counts.items()
    }


def _states(cut: Cut) -> bool:
    return "?" not in cut.shown


def _option(cut: Cut, *, favour: float = 1.0) -> Option:
    said = Counter(word.folded for word in cut.words)
    return Option(
        cut=cut,
        stems=frozenset(word.stem for word in cut.words if word.content),
        style=tuple((word, count) for word, count in said.items() if word in reporting()),
        size=len(cut.words),
        noise=cut.noise,
        favour=favour * (1 - _CHATTING * sum(said[word] for word in _CHATTER) / len(cut.words)),
        murmurs=not _MURMURS.isdisjoint(said),
    )


def _has_verb(cut: Cut) -> bool:
    """Tell whether something is said of what it opens with: "A map that you need" is no sentence.

    The verb stands before the first relative clause.
    """
    spoken = (word.folded for word in cut.words)
    main = list(takewhile(lambda word: word not in _RELATIVE, spoken))
    verbs = finite_verbs()
    if any(word in verbs or word in _ALSO_CLAUSE or word.endswith("ed") for word in main):
        return True
    return any(a.endswith("s") and b in AFTER_VERB for a, b in pairwise(main))


def _in_order(drawn: Iterable[Option]) -> tuple[Excerpt, ...]:
    excerpts = (option.cut.excerpt for option in drawn)
    return tuple(sorted(excerpts, key=lambda excerpt: excerpt.start))
