"""Choose the excerpts of an answer: those beside each other are merged, so that each is a place."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import aiosqlite

from bot.search.memory.search_scope import SearchScope
from bot.search.retrieval.postings import fetch_documents
from bot.search.scoring.excerpts import AFTER, BEFORE, ExcerptRules, choose_excerpts
from bot.search.scoring.passages import Passage
from bot.search.scoring.runs import DocumentRun
from bot.search.storage.documents import LONGEST_RUN, Document
from bot.text.languages import language

_READ = 20
"""The quotes around this many cores are read at once."""

_BESIDE = 1
"""In quotes: excerpts with at most this many between them are beside each other."""

_SCORE = 0.7
"""An excerpt is merged with a better one if it scores at least this share of it."""


@dataclass(frozen=True, slots=True)
class RankedExcerpt:
    """Quotes to show, the one at their core, its score, and the probability of being right."""

    run: DocumentRun
    core: Document
    score: float
    probability: float

    def is_beside(self, other: "RankedExcerpt") -> bool:
        """Return whether two excerpts overlap, or have at most one quote between them."""
        last = min(self.run[-1].id, other.run[-1].id)
        between = max(self.run[0].id, other.run[0].id) - last - 1
        return self.core.episode == other.core.episode and between <= _BESIDE


async def find_excerpts(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    passages: Sequence[tuple[Passage, float]],
    *,
    rules: ExcerptRules,
    limit: int,
) -> list[RankedExcerpt]:
    """Return at most `limit` excerpts of passages with probabilities, both best first.

    Only as many quotes are read as this takes.
    """
    documents: dict[int, Document] = {}
    ranked: list[RankedExcerpt] = []
    shown: list[RankedExcerpt] = []
    for first in range(0, len(passages), _READ):
        some = passages[first : first + _READ]
        wanted = {
            row for one, _ in some for row in range(one.core.id - BEFORE, one.core.id + AFTER + 1)
        }
        documents |= await fetch_documents(db, search_scope, wanted - documents.keys())
        ranked += await asyncio.to_thread(_chosen, some, documents, search_scope, rules)
        shown = arrange(ranked, documents, rules=rules)
        if len(shown) >= limit:
            break
    return shown[:limit]


def _chosen(
    passages: Sequence[tuple[Passage, float]],
    documents: Mapping[int, Document],
    search_scope: SearchScope,
    rules: ExcerptRules,
) -> list[RankedExcerpt]:
    ranges = search_scope.episode_ranges
    languages = {
        episode: language(ranges[episode].language)
        for episode in {row.episode for row in documents.values()}
    }
    chosen = choose_excerpts(
        [one.core for one, _ in passages], documents, languages=languages, rules=rules
    )
    return [
        RankedExcerpt(*excerpt, one.score, probability)
        for excerpt, (one, probability) in zip(chosen, passages, strict=True)
    ]


def arrange(
    ranked: Sequence[RankedExcerpt], documents: Mapping[int, Document], *, rules: ExcerptRules
) -> list[RankedExcerpt]:
    """Return excerpts that do not overlap, best first, the first of them in different places.

    One that is beside a better one is merged with it if both are among the best and fit. Others
    follow after the first few, and are left out where there are fewer places.
    """
    apart: dict[int, RankedExcerpt] = {}
    others: dict[int, RankedExcerpt] = {}
    for rank, one in enumerate(ranked):
        beside = [at for at, other in apart.items() if other.is_beside(one)]
        if not beside:
            apart[rank] = one
            continue
        best = apart[beside[0]]
        merges = rank < rules.merged and one.score >= _SCORE * best.score
        merged = _merged(best, one, documents) if merges else None
        if merged and not any(
            merged.is_beside(other) for at, other in apart.items() if at != beside[0]
        ):
            apart[beside[0]] = merged
        else:
            others[rank] = one
    first = [apart.pop(rank) for rank in list(apart)[: rules.places]]
    later = sorted((apart | others).items()) if len(first) == rules.places else []
    return _decreasing(_without_overlaps([*first, *(one for _, one in later)]))


def _without_overlaps(excerpts: Sequence[RankedExcerpt]) -> Iterator[RankedExcerpt]:
    """Yield excerpts without the quotes of those before, and leave out those without their core."""
    shown: set[int] = set()
    for one in excerpts:
        run = tuple(row for row in one.run if row.id not in shown)
        if one.core in run and run[-1].id - run[0].id == len(run) - 1:
            shown.update(row.id for row in run)
            yield replace(one, run=run)


def _decreasing(excerpts: Iterator[RankedExcerpt]) -> list[RankedExcerpt]:
    """Return excerpts with no probability greater than that of an earlier one."""
    kept: list[RankedExcerpt] = []
    for one in excerpts:
        most = kept[-1].probability if kept else one.probability
        kept.append(replace(one, probability=min(one.probability, most)))
    return kept


def _merged(
    left: RankedExcerpt, right: RankedExcerpt, documents: Mapping[int, Document]
) -> RankedExcerpt | None:
    """Return one excerpt of two and the quotes between them; None if it is longer than a result."""
    ids = sorted(row.id for row in chain(left.run, right.run))
    run = tuple(documents[row] for row in range(ids[0], ids[-1] + 1) if row in documents)
    joined = len(run) == ids[-1] - ids[0] + 1 and all(row.gap is not None for row in run[:-1])
    fits = run[-1].end - run[0].start <= LONGEST_RUN
    return replace(left, run=run) if joined and fits else None
