"""The subject: where something is talked about, best first, from all over the conversation."""

import asyncio
from collections.abc import Sequence

import aiosqlite

from bot.search.memory.partitions import View
from bot.search.query.parser import Query, considered, read_query
from bot.search.query.spelling import Reading
from bot.search.query.synonyms import Thesaurus, thesaurus
from bot.search.retrieval.postings import phrases
from bot.search.scoring.idf import Rarity, weigh_telling, with_related
from bot.search.scoring.passages import Run
from bot.search.scoring.term_counts import Part
from bot.search.scoring.windows import Weights, Window, find_windows
from bot.search.storage.documents import corrected_words
from bot.text.tokens import inflections, stop_words

_WEIGHTS = Weights(
    near=(
        Part(0.4, reach=0, half=1.2),
        Part(0.65, reach=1, half=0.65),
        Part(1.0, reach=3, half=0.9),
    ),
    around=(Part(0.4, reach=10, half=7), Part(1.4, reach=20, half=2), Part(0.3, reach=40, half=12)),
    sure=1.9,
    beside=0,
    surely=0.2,
    shown=200,
)

_MOST_NAMED = 40
"""Rows that are looked at because they have the name of an offered topic in one piece."""

_RELATED = 0.4
"""What other words for it count, of what they count for a question: a subject is rather named."""


async def find_subject(db: aiosqlite.Connection, view: View, text: str) -> list[Window]:
    """Return windows about it, best first; about what sounds like it only where there is none."""
    related = await asyncio.to_thread(thesaurus)
    offered = is_offered(view, text)
    for heard in (False, True):
        query = _understood(view, text, related, heard=heard)
        named: list[int] = []
        if offered and len(query.words) > 1:
            named = (await phrases(db, view, [query.spellings]))[:_MOST_NAMED]
        windows = await find_windows(db, view, query, weights=_WEIGHTS, named=named)
        if offered:
            windows.sort(key=lambda window: not says(window.run, query.words))
        if windows:
            return windows
    return []


def is_offered(view: View, text: str) -> bool:
    """Return whether a text names a topic that is offered while a member types."""
    name = " ".join(considered(text))
    return bool(name) and any(room.offers.topics.holds(name) for room in view.rooms)


def says(run: Run, found: Sequence[str]) -> bool:
    """Return whether a run says all of some words, in any inflection, or with names put right."""
    said = {word for row in run for word in (*row.folded.split(), *corrected_words(row))}
    return all(not said.isdisjoint(inflections(word)) for word in found)


def _understood(view: View, text: str, related: Thesaurus, *, heard: bool) -> Query:
    found = considered(text)
    dropped = frozenset[str]() if stop_words().issuperset(found) else stop_words()
    # A word like one that is said is another subject.
    reading = Reading(dropped, seldom=1, heard=heard, right=related.words)
    query = read_query(found, view.vocabulary, quotes=view.quotes, reading=reading)
    rarity = Rarity(view.vocabulary, view.quotes)
    return with_related(weigh_telling(query, rarity), related, rarity, worth=_RELATED)
