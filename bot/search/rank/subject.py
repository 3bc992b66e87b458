"""The subject: where something is talked about, best first, from all over the conversation."""

import aiosqlite

from bot.search.query import considered, read_query
from bot.search.rank.talk import Part
from bot.search.rank.telling import weigh_telling
from bot.search.rank.windows import Weights, Window, find_windows
from bot.search.rooms import View
from bot.search.words import STOP

_WEIGHTS = Weights(
    around=(Part(0.3, reach=10, half=3), Part(0.6, reach=20, half=4), Part(0.3, reach=40, half=7)),
    sure=1.4,
    beside=0,
    shown=200,
)

_SELDOM = 2
"""A word that was said twice is meant: other words like it are other subjects."""


async def find_subject(db: aiosqlite.Connection, view: View, text: str) -> list[Window]:
    """Return windows about it, best first."""
    found = considered(text)
    dropped = frozenset[str]() if STOP.issuperset(found) else STOP
    query = read_query(found, view.vocabulary, quotes=view.quotes, dropped=dropped, seldom=_SELDOM)
    query = weigh_telling(query, view.vocabulary, quotes=view.quotes)
    return await find_windows(db, view, query, weights=_WEIGHTS)
