"""Read what is searched of many episodes at once, for an index that is built anew."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import Content, NameCorrection, Quote, Topic
from bot.store import name_corrections, queries, rows, speakers, tables

Model = TypeVar("Model")

_text, _quote, _chapter = tables.episode_text.c, tables.quote.c, tables.chapter.c
_topic, _highlight, _name = tables.topic.c, tables.highlight.c, tables.name.c
_given = tables.name_correction.c

_CHAPTERS = select(tables.chapter).order_by(_chapter.episode_id, _chapter.position)
_TOPICS = select(_topic.episode_id, _topic.name, _topic.aliases).order_by(
    _topic.episode_id, _topic.position
)
_HIGHLIGHTS = select(tables.highlight).order_by(_highlight.episode_id, _highlight.position)
_NAMES = select(_name.episode_id, _name.heard, _name.right).order_by(
    _name.episode_id, _name.position
)
_GIVEN_NAMES = select(tables.name_correction).order_by(_given.episode_id, _given.form)
_RETIRED = (
    select(_quote.episode_id, tables.retired.c.id, tables.retired.c.quote_id)
    .join(tables.quote, _quote.id == tables.retired.c.quote_id)
    .order_by(_quote.episode_id, tables.retired.c.id)
)
_EXCLUDED = select(tables.excluded).order_by(
    tables.excluded.c.episode_id, tables.excluded.c.position
)
_ASIDES = select(tables.aside).order_by(tables.aside.c.episode_id, tables.aside.c.position)


async def quote_counts(connection: AsyncConnection) -> dict[str, int]:
    """Map the ids of all episodes to the numbers of their quotes, without those that are hidden.

    An episode without quotes is missing.
    """
    shown = _quote.id.not_in(select(tables.hidden.c.quote_id))
    query = select(_quote.episode_id, func.count()).where(shown).group_by(_quote.episode_id)
    return {row[0]: row[1] for row in await connection.execute(query)}


async def searched_contents(
    connection: AsyncConnection, episode_ids: Collection[str], *, version: int
) -> dict[str, Content]:
    """Map episodes to their contents, without those that were removed or changed after a version.

    The summary and the spans of topics are left out: the index has neither.
    """
    texts = await queries.texts(connection, episode_ids, version=version)
    blotted = select(tables.hidden.c.episode_id).where(tables.hidden.c.episode_id.in_(texts))
    with_hidden = frozenset((await connection.execute(blotted)).scalars())
    contents = await _contents(
        connection, {one: text for one, text in texts.items() if one not in with_hidden}
    )
    for episode_id in with_hidden:
        content = await queries.content_at(connection, episode_id, version=version)
        if content is not None:
            contents[episode_id] = content
    return contents


async def _contents(connection: AsyncConnection, texts: Mapping[str, str]) -> dict[str, Content]:
    """Return the contents of episodes that have no hidden quotes."""

    async def read(
        query: Select[*tuple[Any, ...]], make: Callable[[rows.AnyRow, str], Model]
    ) -> dict[str, list[Model]]:
        """Return the parts of one kind of each episode, in order."""
        found: dict[str, list[Model]] = {one: [] for one in texts}
        mine = query.where(query.selected_columns.episode_id.in_(texts))
        for row in await connection.execute(mine):
            found[row[0]].append(make(row, texts[row[0]]))
        return found

    quotes = await _quotes(connection, texts)
    chapters = await read(_CHAPTERS, rows.to_chapter)
    topics = await read(_TOPICS, _to_topic)
    highlights = await read(_HIGHLIGHTS, rows.to_highlight)
    names = await read(_NAMES, rows.to_name)
    given = await read(_GIVEN_NAMES, _to_given)
    retired = await read(_RETIRED, _to_retired)
    excluded = await read(_EXCLUDED, rows.to_span)
    asides = await read(_ASIDES, rows.to_span)
    return {
        one: Content(
            text=text,
            quotes=tuple(quotes[one]),
            chapters=tuple(chapters[one]),
            topics=tuple(topics[one]),
            highlights=tuple(highlights[one]),
            names=name_corrections.with_given(names[one], dict(given[one])),
            excluded=tuple(excluded[one]),
            asides=tuple(asides[one]),
            retired=tuple(retired[one]),
        )
        for one, text in texts.items()
    }


async def _quotes(connection: AsyncConnection, texts: Mapping[str, str]) -> dict[str, list[Quote]]:
    quote = speakers.corrected_quotes().subquery().c
    query = select(
        quote.episode_id,
        quote.id,
        quote.position,
        quote.start,
        quote.end,
        quote.display,
        quote.turn,
        quote.speaker,
        quote.sure,
        quote.start_ms,
        quote.whole,
    )
    found: dict[str, list[Quote]] = {one: [] for one in texts}
    mine = query.where(quote.episode_id.in_(texts)).order_by(quote.episode_id, quote.position)
    # By place, not by name: there are a million.
    for one, quote_id, place, start, end, *others in await connection.execute(mine):
        display, turn, speaker, sure, start_ms, whole = others
        text = texts[one][start:end]
        found[one].append(
            Quote(quote_id, place, start, end, text, display, turn, speaker, sure, start_ms, whole)
        )
    return found


def _to_topic(row: rows.AnyRow, _: str) -> Topic:
    return Topic(row.name, tuple(row.aliases))


def _to_given(row: rows.AnyRow, _: str) -> tuple[str, NameCorrection]:
    return row.form, rows.to_name(row, "")


def _to_retired(row: rows.AnyRow, _: str) -> tuple[str, str]:
    return row.id, row.quote_id
