"""The subject: where something is talked about, best first, from all over the conversation."""

import asyncio

import aiosqlite

from bot.search.query import Query, considered, read_query
from bot.search.rank.talk import Part
from bot.search.rank.telling import Rarity, weigh_telling, with_related
from bot.search.rank.windows import Weights, Window, find_windows
from bot.search.rooms import View
from bot.search.spelling import Reading
from bot.search.thesaurus import Thesaurus, thesaurus
from bot.search.words import stop_words

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

_RELATED = 0.4
"""What other words for it count, of what they count for a question: a subject is rather named."""


async def find_subject(db: aiosqlite.Connection, view: View, text: str) -> list[Window]:
    """Return windows about it, best first; about what sounds like it only where there is none."""
    related = await asyncio.to_thread(thesaurus)
    for heard in (False, True):
        query = _understood(view, text, related, heard=heard)
        if windows := await find_windows(db, view, query, weights=_WEIGHTS):
            return windows
    return []


def _understood(view: View, text: str, related: Thesaurus, *, heard: bool) -> Query:
    found = considered(text)
    dropped = frozenset[str]() if stop_words().issuperset(found) else stop_words()
    # A word like one that is said is another subject.
    reading = Reading(dropped, seldom=1, heard=heard, right=related.words)
    query = read_query(found, view.vocabulary, quotes=view.quotes, reading=reading)
    rarity = Rarity(view.vocabulary, view.quotes)
    return with_related(weigh_telling(query, rarity), related, rarity, worth=_RELATED)
