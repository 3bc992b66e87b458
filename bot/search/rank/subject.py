"""The subject: where something is talked about, best first, from all over the conversation."""

import aiosqlite

from bot.search.query import considered, read_query
from bot.search.rank.windows import Surroundings, Window, find_windows
from bot.search.rooms import View
from bot.search.words import STOP

_AROUND = (
    Surroundings(weight=1.0, reach=20, many=5),
    Surroundings(weight=0.5, reach=40, many=10),
)
"""A subject is talked about for minutes: a mention in passing counts less."""


async def find_subject(db: aiosqlite.Connection, view: View, text: str) -> list[Window]:
    """Return windows about it, best first."""
    found = considered(text)
    dropped = frozenset[str]() if STOP.issuperset(found) else STOP
    query = read_query(found, view.vocabulary, quotes=view.quotes, dropped=dropped)
    return await find_windows(db, view, query, around=_AROUND)
