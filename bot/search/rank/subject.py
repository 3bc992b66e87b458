"""The subject: where something is talked about, best first, from all over the conversation."""

import asyncio

import aiosqlite

from bot.search.query import Query, considered, read_query
from bot.search.rank.talk import Part
from bot.search.rank.telling import Rarity, weigh_telling, with_related
from bot.search.rank.windows import Weights, Window, find_windows
from bot.search.rooms import View
from bot.search.thesaurus import Thesaurus, thesaurus
from bot.search.words import STOP

_WEIGHTS = Weights(
    near=(
        Part(0.4, reach=0, half=1.2),
        Part(0.65, reach=1, half=0.65),
        Part(1.0, reach=3, half=0.9),
    ),
    around=(Part(0.4, reach=10, half=7), Part(1.4, reach=20, half=2), Part(0.3, reach=40, half=12)),
    sure=1.9,
    beside=0,
    surely=0.1,
    shown=200,
)

_RELATED = 0.4
"""What other words for it count, of what they count for a question: a subject is rather named."""

_AS_TYPED, _AS_HEARD = 1, 2
"""Words of fewer quotes may be misspelt or, on second thoughts, misheard: other words like one that
is said are other subjects, and what sounds like a word that is not is rarely it."""


async def find_subject(db: aiosqlite.Connection, view: View, text: str) -> list[Window]:
    """Return windows about it, best first; about what sounds like it only where there is none."""
    related = await asyncio.to_thread(thesaurus)
    for seldom in (_AS_TYPED, _AS_HEARD):
        query = _understood(view, text, related, seldom=seldom)
        if windows := await find_windows(db, view, query, weights=_WEIGHTS):
            return windows
    return []


def _understood(view: View, text: str, related: Thesaurus, *, seldom: int) -> Query:
    found = considered(text)
    query = read_query(
        found,
        view.vocabulary,
        quotes=view.quotes,
        dropped=frozenset() if STOP.issuperset(found) else STOP,
        seldom=seldom,
        right=related.words,
    )
    rarity = Rarity(view.vocabulary, view.quotes)
    return with_related(weigh_telling(query, rarity), related, rarity, worth=_RELATED)
