"""The question: windows that hold what it asks about, the asking itself left aside."""

import asyncio
from dataclasses import replace
from functools import cache

import aiosqlite

from bot.search.memory.partitions import View
from bot.search.query.parser import MOST_CHARACTERS, Query, considered, read_query
from bot.search.query.spelling import Reading
from bot.search.query.synonyms import thesaurus
from bot.search.scoring.answer_types import cue
from bot.search.scoring.idf import Rarity, weigh_telling, with_related
from bot.search.scoring.speakers import named
from bot.search.scoring.term_counts import Part
from bot.search.scoring.uncovered import unsaid, written_as_names
from bot.search.scoring.windows import Weights, Window, find_windows
from bot.text.lexicon import read_words
from bot.text.tokens import stop_words

_WEIGHTS = Weights(
    near=(
        Part(0.45, reach=0, half=0.6),
        Part(0.5, reach=1, half=0.8),
        Part(0.6, reach=3, half=1.2),
    ),
    around=(
        Part(0.65, reach=10, half=8.5),
        Part(0.8, reach=20, half=3),
        Part(0.4, reach=80, half=5.5),
    ),
    sure=1.4,
    beside=1,
    surely=0.0,
    shown=300,
)


@cache
def asking_words() -> frozenset[str]:
    """Return the folded words of asking: in a question they count little."""
    return read_words("question")


async def find_answers(
    db: aiosqlite.Connection, view: View, text: str
) -> tuple[Query, list[Window]]:
    """Return the question as it was read, and windows that may answer it, best first."""
    found = considered(text)
    meant = named(view, found)
    faint, dropped = _aside(found, meant.words)
    related = await asyncio.to_thread(thesaurus)
    reading = Reading(dropped, faint, seldom=1, heard=False, right=related.words)
    query = read_query(found, view.vocabulary, quotes=view.quotes, reading=reading)
    rarity = Rarity(view.vocabulary, view.quotes)
    query = with_related(weigh_telling(query, rarity), related, rarity, worth=1.0)
    names = written_as_names(text)
    lacking = await unsaid(db, view, query, names=names, known=meant.known)
    query = replace(query, unsaid=lacking)
    return query, await find_windows(
        db, view, query, weights=_WEIGHTS, voices=meant.speakers, sought=cue(text[:MOST_CHARACTERS])
    )


def _aside(found: list[str], names: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that count little and those that do not, so that some are left."""
    asking, stop = asking_words(), stop_words()
    for faint, dropped in ((asking, stop | names), (asking, stop), (frozenset[str](), stop)):
        if not (faint | dropped).issuperset(found):
            return faint, dropped
    return stop, frozenset()
