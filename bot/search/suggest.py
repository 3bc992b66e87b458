"""Offer choices while a member types: at most 25, of at most 100 characters, in whole words."""

from collections.abc import AsyncGenerator, Iterable, Sequence
from heapq import merge, nlargest
from itertools import chain, islice

import aiosqlite

from bot.models import Suggestion
from bot.search.candidates import fetch, having
from bot.search.choices import A_WORD, ALIKE, Choices
from bot.search.offers import LONGEST_CHOICE, best_lines, folded, line
from bot.search.query import TAKEN_FOR, Key, considered, read_query
from bot.search.rank.line import find_likely, likeness
from bot.search.rooms import View
from bot.search.thesaurus import Thesaurus
from bot.search.words import STOP, stem

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
    query = read_query(typed, view.vocabulary, quotes=view.quotes, seldom=1)
    ranked = sorted(
        held.values(),
        key=lambda row: -likeness(query, row.folded.replace(" ", ""), row.stemmed.split()),
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
    telling = sorted((w for w in considered(text) if w not in STOP), key=len)[-_MOST_TRIED:]
    said = [_as_said(view, word) for word in reversed(telling)]
    meant = [one for word in reversed(telling) for one in _instead(thesaurus, word)]
    named = [room.offers.topics for room in view.rooms]
    found = chain.from_iterable(
        _picked(view, named, word, limit=limit, far=A_WORD) for word in (*said, *meant, "")
    )
    return list(islice(dict.fromkeys(one.value for one in found), limit))


def _as_said(view: View, word: str) -> str:
    """Return a word as it is said here, where it is misspelt; letters enough tell that it is."""
    if view.vocabulary.stem_count(stem(word)) or len(word) < _SHORTEST_MISSPELT:
        return word
    near = view.vocabulary.near(word)
    return near[0].word if near and near[0].likeness >= TAKEN_FOR else word


def _instead(thesaurus: Thesaurus, word: str) -> list[str]:
    """Return the stems of the words that may best be said for one."""
    mates = thesaurus.mates(word).items()
    return [mate for mate, _ in nlargest(_MOST_MATES, mates, key=lambda one: one[1])]


def offered(suggestions: Iterable[Suggestion], *, limit: int) -> tuple[Suggestion, ...]:
    """Return choices as Discord takes them: none empty, none twice, not too many."""
    kept = {s.value: s for s in reversed(list(suggestions)) if s.name and s.value}
    return tuple(reversed(kept.values()))[: max(0, min(limit, MOST_CHOICES))]


def _wanted(view: View, typed: Sequence[str]) -> list[list[Key]]:
    """Return for each telling word the stems that may stand for it; the last may be unfinished."""
    *finished, last = typed
    wanted: list[list[Key]] = [[(stem(word),)] for word in finished if word not in STOP]
    if wanted and (last in STOP or len(last) < _SHORTEST_BEGUN):
        return wanted
    if completed := view.vocabulary.starting(last, limit=_COMPLETIONS):
        wanted.append([(one,) for one in dict.fromkeys([stem(last), *map(stem, completed)])])
    return wanted


def _picked(
    view: View,
    offered: Iterable[Choices],
    text: str,
    *,
    limit: int = MOST_CHOICES,
    far: int = ALIKE,
) -> list[Suggestion]:
    """Return what fits a text, sought no further than so `far`."""
    typed = folded(text[:LONGEST_CHOICE])
    found = merge(*(one.picked(typed) for one in offered), key=lambda at: (at[0], -at[1].weight))
    kept: dict[str, Suggestion] = {}
    for sought, choice in found:
        if len(kept) == limit or sought > far:
            break
        if any(view.sees(episode) for episode in choice.episodes):
            kept.setdefault(choice.suggestion.value, choice.suggestion)
    return list(kept.values())


_LISTED = {"topic.name": topics, "speaker": speakers, "episode": episodes}
