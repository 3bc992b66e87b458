"""Offer choices while a member types: at most 25, of at most 100 characters, in whole words."""

from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from heapq import merge, nlargest
from itertools import chain, islice

import aiosqlite

from bot.models import Suggestion
from bot.search.memory.completions import A_WORD, Choice, Choices
from bot.search.memory.partitions import View
from bot.search.memory.suggestions import LONGEST_CHOICE, best_lines, folded, line
from bot.search.query.parser import considered, read_query
from bot.search.query.spelling import Key, Reading, meant
from bot.search.query.synonyms import Thesaurus
from bot.search.retrieval.postings import fetch, having
from bot.search.scoring.line import find_likely, likeness
from bot.text.tokens import stem, stop_words

MOST_CHOICES = 25

_COMPLETIONS = 8
_LOOKED_AT = 30
_LEAST_LIKELY = 0.35
_ENOUGH = 5
_SHORTEST_BEGUN = 3
"""In letters: half of all quotes have a word that begins as a shorter one does."""

_MOST_TRIED, _MOST_MATES = 4, 4
"""Of so many words, the longest, and of so many others for each, topics are looked for where
nothing answers."""

_SHORTEST_MISSPELT = 5


async def choices(
    option: str, db: aiosqlite.Connection, view: View, text: str
) -> AsyncGenerator[Sequence[Suggestion]]:
    """Offer choices for an option as they are found, the best first."""
    if option == "quote.words":
        async for some in lines(db, view, text):
            yield some
    elif option in _LISTED:
        yield _LISTED[option](view, text)


def topics(view: View, text: str) -> list[Suggestion]:
    """Offer topics in sight, the weightiest first while nothing is typed."""
    return _picked(view, [room.offers.topics for room in view.rooms], text)


def speakers(view: View, text: str) -> list[Suggestion]:
    """Offer the speakers who are surely named, those of most episodes first."""
    return _picked(view, [room.offers.speakers for room in view.rooms], text)


def episodes(view: View, text: str) -> list[Suggestion]:
    """Offer episodes by title or key, the newest first."""
    return _picked(view, [room.offers.episodes for room in view.rooms], text)


async def highlights(db: aiosqlite.Connection, view: View) -> list[Suggestion]:
    """Offer lines worth reading, the best first."""
    best = merge(*(room.offers.lines for room in view.rooms), key=lambda one: -one.score)
    seen = (one.suggestion for one in best if view.sees(one.episode))
    found = list(islice(seen, MOST_CHOICES))
    # Of a few episodes among many, none may be among the best of all.
    if len(found) < MOST_CHOICES:
        return await best_lines(db, view.shelves, limit=MOST_CHOICES)
    return found


async def lines(
    db: aiosqlite.Connection, view: View, text: str
) -> AsyncGenerator[Sequence[Suggestion]]:
    """Offer lines that hold what is typed so far, then, where they are few, lines much like it."""
    typed = considered(text)
    if not typed:
        yield await highlights(db, view)
        return
    held = await fetch(db, view, await having(db, view, _wanted(view, typed), limit=_LOOKED_AT))
    quick = Reading(seldom=1, heard=False)
    query = read_query(typed, view.vocabulary, quotes=view.quotes, reading=quick)
    ranked = sorted(
        held.values(),
        key=lambda row: -likeness(query, row.folded.split(), row.stemmed.split()),
    )
    yield [line(row.display, row.text) for row in ranked[:MOST_CHOICES]]
    if len(ranked) < _ENOUGH:
        likely = await find_likely(db, view, text)
        cores = [one.core for one in likely if one.score >= _LEAST_LIKELY]
        yield [line(row.display, row.text) for row in cores]


def closest(view: View, thesaurus: Thesaurus, text: str, *, limit: int) -> list[str]:
    """Return topics in sight to ask for instead, the weightiest where none is near.

    First those named with a word that was typed, or nearly, then with one that is said for it.
    """
    telling = sorted((w for w in considered(text) if w not in stop_words()), key=len)[-_MOST_TRIED:]
    topics = [room.offers.topics for room in view.rooms]
    typed = (_as_said(view, word) for word in reversed(telling))
    others = (one for word in reversed(telling) for one in _instead(thesaurus, word))
    ways = chain(
        ([one.picked(word, far=A_WORD) for one in topics] for word in typed),
        ([one.naming(word) for one in topics] for word in others),
        ([one.picked("") for one in topics],),
    )
    found = chain.from_iterable(_nearest(view, way, limit=limit) for way in ways)
    return list(islice(dict.fromkeys(one.value for one in found), limit))


def _as_said(view: View, word: str) -> str:
    """Return a word as it is said here, where it is misspelt; letters enough tell that it is."""
    return word if len(word) < _SHORTEST_MISSPELT else meant(word, view.vocabulary)


def _instead(thesaurus: Thesaurus, word: str) -> list[str]:
    """Return the words that may best be said for one."""
    mates = thesaurus.mates(word).items()
    return [mate for mate, _ in nlargest(_MOST_MATES, mates, key=lambda one: one[1])]


def offered(suggestions: Iterable[Suggestion], *, limit: int) -> tuple[Suggestion, ...]:
    """Return choices as Discord takes them: none empty, none twice, not too many."""
    kept = {s.value: s for s in reversed(list(suggestions)) if s.name and s.value}
    return tuple(reversed(kept.values()))[: max(0, min(limit, MOST_CHOICES))]


def _wanted(view: View, typed: Sequence[str]) -> list[list[Key]]:
    """Return for each telling word the stems that may stand for it; the last may be unfinished."""
    *finished, last = typed
    wanted: list[list[Key]] = [[(stem(word),)] for word in finished if word not in stop_words()]
    if wanted and (last in stop_words() or len(last) < _SHORTEST_BEGUN):
        return wanted
    if completed := view.vocabulary.starting(last, limit=_COMPLETIONS):
        wanted.append([(one,) for one in dict.fromkeys([stem(last), *map(stem, completed)])])
    return wanted


def _picked(view: View, offered: Iterable[Choices], text: str) -> list[Suggestion]:
    typed = folded(text[:LONGEST_CHOICE])
    return _nearest(view, [one.picked(typed) for one in offered], limit=MOST_CHOICES)


def _nearest(
    view: View, found: Iterable[Iterator[tuple[int, Choice]]], *, limit: int
) -> list[Suggestion]:
    """Return the first different choices in sight of what several rooms offer."""
    kept: dict[str, Suggestion] = {}
    for _, choice in merge(*found, key=lambda at: (at[0], -at[1].weight)):
        if len(kept) == limit:
            break
        if any(view.sees(episode) for episode in choice.episodes):
            kept.setdefault(choice.suggestion.value, choice.suggestion)
    return list(kept.values())


_LISTED = {"topic.name": topics, "speaker": speakers, "episode": episodes}
