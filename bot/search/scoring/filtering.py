"""Fit what is shown to the phrases that it must have, and to the words that it may not have."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product

import aiosqlite

from bot.search.memory.search_scope import SearchScope
from bot.search.query.filters import FilteredQuery, Phrase
from bot.search.retrieval.phrases import REACH
from bot.search.retrieval.postings import fetch_documents
from bot.search.scoring.line import ScoredLine
from bot.search.scoring.places import RankedExcerpt
from bot.search.scoring.runs import DocumentRun, is_contiguous, neighbours
from bot.search.storage.documents import Document


async def fitting_lines(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    query: FilteredQuery,
    lines: Sequence[ScoredLine],
) -> list[ScoredLine]:
    """Return lines that have all phrases and no excluded words, with neighbours where they need."""
    if query.is_plain:
        return list(lines)
    documents = await _around(db, search_scope, query, [(one.run, one.core) for one in lines])
    fitted = ((one, fitting_run(query, one.run, one.core, documents)) for one in lines)
    return [replace(one, run=run) for one, run in fitted if run]


async def fitting_excerpts(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    query: FilteredQuery,
    excerpts: Sequence[RankedExcerpt],
) -> list[RankedExcerpt]:
    """Return excerpts that have all phrases and no excluded words, longer or shorter for it."""
    if query.is_plain:
        return list(excerpts)
    documents = await _around(db, search_scope, query, [(one.run, one.core) for one in excerpts])
    fitted = ((one, fitting_run(query, one.run, one.core, documents)) for one in excerpts)
    return [replace(one, run=run) for one, run in fitted if run]


def fitting_run(
    query: FilteredQuery, run: DocumentRun, core: Document, documents: Mapping[int, Document]
) -> DocumentRun:
    """Return the part of a run around its core that fits a query, else the shortest run that does.

    An empty run if none does. `documents` has the quotes around the core of a run that does not.
    """
    kept = _without(query.excluded, run, core)
    if not kept or _has_all(query.phrases, kept):
        return kept
    around = neighbours({**documents, core.id: core}, core, before=REACH, after=REACH)
    at = around.index(core)
    ends = sorted(
        product(range(at + 1), range(at, len(around))), key=lambda ends: ends[1] - ends[0]
    )
    parts = (around[first : last + 1] for first, last in ends)
    fitting = (
        part
        for part in parts
        if is_contiguous(part)
        and _has_all(query.phrases, part)
        and len(_without(query.excluded, part, core)) == len(part)
    )
    return next(fitting, ())


async def _around(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    query: FilteredQuery,
    shown: Iterable[tuple[DocumentRun, Document]],
) -> dict[int, Document]:
    """Read the quotes around the cores of runs that lack a phrase."""
    cores = [core.id for run, core in shown if not _has_all(query.phrases, run)]
    reach = range(-REACH, REACH + 1)
    return await fetch_documents(db, search_scope, {core + n for core in cores for n in reach})


def _has_all(phrases: Sequence[Phrase], run: DocumentRun) -> bool:
    """Return whether each phrase stands in a run, as its words stand or corrected."""
    if not phrases:
        return True
    folded = " ".join(row.folded for row in run)
    corrected = " ".join(row.corrected or row.folded for row in run)
    return all(one.stands_in(folded) or one.stands_in(corrected) for one in phrases)


def _without(excluded: Sequence[Phrase], run: DocumentRun, core: Document) -> DocumentRun:
    """Return the longest part of a run around its core in which no excluded phrase stands."""
    if not excluded or not _has_any(excluded, run):
        return run
    first = last = run.index(core)
    if _has_any(excluded, (core,)):
        return ()
    while first > 0 and not _has_any(excluded, run[first - 1 : last + 1]):
        first -= 1
    while last + 1 < len(run) and not _has_any(excluded, run[first : last + 2]):
        last += 1
    return run[first : last + 1]


def _has_any(phrases: Sequence[Phrase], run: DocumentRun) -> bool:
    return any(_has_all((phrase,), run) for phrase in phrases)
