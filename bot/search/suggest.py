"""Offer choices while a member types: at most 25, of at most 100 characters, in whole words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import aiosqlite
from rapidfuzz.distance import OSA

from bot.models import Suggestion
from bot.search.candidates import fetch, having
from bot.search.query import Key, considered, read_query
from bot.search.rank.line import find_line, likeness
from bot.search.rooms import View
from bot.search.rows import Row
from bot.search.vocabulary import edits
from bot.search.words import STOP, stem, words

MOST_CHOICES = 25
LONGEST_CHOICE = 100

_COMPLETIONS = 8
_LOOKED_AT = 30
_LEAST_LIKELY = 0.35
_ENOUGH = 5
_FORGIVING_FROM = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """Hold what may be offered: `folded` lines are compared with what is typed."""

    suggestion: Suggestion
    folded: str
    weight: float


def topics(view: View, text: str) -> list[Suggestion]:
    """Offer topics in sight, the weightiest first while nothing is typed."""
    weights: dict[str, float] = {}
    named: dict[str, tuple[str, str]] = {}
    for topic in (t for room in view.rooms for t in room.topics if view.sees(t.episode)):
        head = topic.folded.split("\n", 1)[0]
        weights[head] = weights.get(head, 0.0) + topic.weight
        named.setdefault(head, (topic.name, topic.folded))
    choices = (
        Choice(Suggestion(clipped(name), clipped(name, more="")), folded, weights[head])
        for head, (name, folded) in named.items()
    )
    return _picked(choices, text)


def speakers(view: View, text: str) -> list[Suggestion]:
    """Offer the speakers who are surely named, those of most episodes first."""
    counts: dict[str, int] = {}
    for name in (name for shelf in view.shelves.values() for name in shelf.speakers):
        counts[name] = counts.get(name, 0) + 1
    choices = (
        Choice(Suggestion(clipped(name), clipped(name, more="")), _folded(name), count)
        for name, count in counts.items()
    )
    return _picked(choices, text)


def episodes(view: View, text: str) -> list[Suggestion]:
    """Offer episodes by title or key, the newest first."""
    newest = sorted(view.shelves.values(), key=lambda s: (s.published, s.first), reverse=True)
    choices = (
        Choice(
            Suggestion(clipped(shelf.title) or shelf.key, shelf.key),
            f"{_folded(shelf.title)}\n{_folded(shelf.key)}",
            -place,
        )
        for place, shelf in enumerate(newest)
        if len(shelf.key) <= LONGEST_CHOICE
    )
    return _picked(choices, text)


def highlights(view: View) -> list[Suggestion]:
    """Offer lines worth reading, the best first."""
    shown = [h for room in view.rooms for h in room.highlights if view.sees(h.episode)]
    shown.sort(key=lambda highlight: -highlight.score)
    return [_line(one.display, one.text) for one in shown[:MOST_CHOICES]]


async def lines(db: aiosqlite.Connection, view: View, text: str) -> list[Suggestion]:
    """Offer lines that hold what is typed so far; where there are few, lines much like it."""
    typed = considered(text)
    if not typed:
        return highlights(view)
    held = await fetch(db, view, await having(db, view, _wanted(view, typed), limit=_LOOKED_AT))
    query = read_query(typed, view.vocabulary, quotes=view.quotes, forgiving=False)
    ranked = sorted(
        held.values(), key=lambda row: -likeness(query, row.folded.split(), row.stemmed.split())
    )
    rows: dict[int, Row] = {row.id: row for row in ranked[:MOST_CHOICES]}
    if len(rows) < _ENOUGH:
        _, judged = await find_line(db, view, text, patient=False)
        rows |= {j.core.id: j.core for j in judged if j.score >= _LEAST_LIKELY}
    return [_line(row.display, row.text) for row in rows.values()]


def closest(view: View, text: str, *, limit: int) -> list[str]:
    """Return topics in sight to ask for instead: like what was typed, then the weightiest."""
    typed = [word for word in words(text) if word not in STOP]
    near = [s.value for word in typed for s in topics(view, word)]
    return list(dict.fromkeys([*near, *(s.value for s in topics(view, ""))]))[:limit]


def offered(suggestions: Iterable[Suggestion], *, limit: int) -> tuple[Suggestion, ...]:
    """Return choices as Discord takes them: none empty, none twice, not too many."""
    kept = {s.value: s for s in reversed(list(suggestions)) if s.name and s.value}
    return tuple(reversed(kept.values()))[: max(0, min(limit, MOST_CHOICES))]


def clipped(text: str, *, more: str = "…") -> str:
    """Return a text on one line, cut after a whole word to at most 100 characters."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_CHOICE:
        return line
    room = LONGEST_CHOICE - len(more)
    whole = line[: room + 1].rpartition(" ")[0]
    return (whole or line[:room]) + more


def _line(display: str, text: str) -> Suggestion:
    return Suggestion(clipped(display), clipped(text, more=""))


def _wanted(view: View, typed: Sequence[str]) -> list[list[Key]]:
    """Return for each telling word the stems that may stand for it; the last may be unfinished."""
    *finished, last = typed
    wanted: list[list[Key]] = [[(stem(word),)] for word in finished if word not in STOP]
    completed = view.vocabulary.starting(last, limit=_COMPLETIONS)
    if completed and (last not in STOP or not wanted):
        wanted.append([(one,) for one in dict.fromkeys([stem(last), *map(stem, completed)])])
    return wanted


def _picked(choices: Iterable[Choice], text: str) -> list[Suggestion]:
    typed = _folded(text[:LONGEST_CHOICE])
    ranked = sorted(choices, key=lambda choice: (-choice.weight, choice.suggestion.name))
    if not typed:
        return [choice.suggestion for choice in ranked]
    tests: tuple[Callable[[str], bool], ...] = (
        lambda folded: any(line.startswith(typed) for line in folded.split("\n")),
        lambda folded: f" {typed}" in folded.replace("\n", " "),
        lambda folded: typed in folded,
        lambda folded: _is_near(typed, folded),
    )
    picked: dict[int, Choice] = {}
    for test in tests:
        if len(picked) < MOST_CHOICES:
            picked |= {id(c): c for c in ranked if id(c) not in picked and test(c.folded)}
    return [choice.suggestion for choice in picked.values()]


def _is_near(typed: str, folded: str) -> bool:
    """Tell whether a line, or the words in it, begin almost as typed."""
    if len(typed) < _FORGIVING_FROM:
        return False
    reach = max(1, edits(len(typed)))
    starts = (line[at:] for line in folded.split("\n") for at in _word_starts(line))
    return any(
        OSA.distance(typed, start[: len(typed)], score_cutoff=reach) <= reach for start in starts
    )


def _word_starts(line: str) -> list[int]:
    return [0, *(at + 1 for at, char in enumerate(line) if char == " ")]


def _folded(text: str) -> str:
    return " ".join(words(text))
