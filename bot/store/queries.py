"""Queries of episodes and their parts."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, Table, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import Chapter, Content, Episode, Excerpt, Quote, Span
from bot.store import hidden, name_corrections, rows, speakers, tables
from bot.store.current_ids import to_current
from bot.store.ownership import not_found
from bot.text.cue_times import timed_chapters

Model = TypeVar("Model")


@dataclass(frozen=True, slots=True)
class QuotePlace:
    """Where a quote is: its current id, the id and key of its episode, and its range."""

    quote: str
    episode: str
    key: str
    span: Span
    embargo: datetime | None


async def episodes(connection: AsyncConnection, *, server: int | None) -> tuple[Episode, ...]:
    """List the episodes that a server may see, in the order they were added."""
    return await _episodes(connection, _episode().where(_visible(server)))


async def every_episode(connection: AsyncConnection) -> tuple[Episode, ...]:
    """List the episodes of all servers, in the order they were added."""
    return await _episodes(connection, _episode())


async def episodes_by_id(
    connection: AsyncConnection, episode_ids: Collection[str], *, server: int | None
) -> dict[str, Episode]:
    """Map those of these ids whose episodes a server may see to the episodes."""
    query = _episode().where(tables.episode.c.id.in_(episode_ids), _visible(server))
    return {one.id: one for one in await _episodes(connection, query)}


async def episode(connection: AsyncConnection, key: str, *, server: int | None) -> Episode:
    """Return an episode that a server may see; raise NotFoundError if there is none."""
    query = _episode().where(tables.episode.c.key == key, _visible(server))
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise not_found(key)
    return rows.to_episode(row, await speakers.names_of(connection, row.id))


async def content(connection: AsyncConnection, key: str) -> Content:
    """Return the content of an episode of any server, as people changed it.

    Its speakers have the names that people gave them. Raises NotFoundError if there is none.
    """
    row = await _text(connection, key)
    names = await speakers.names_of(connection, row.episode_id)
    return await _changed(connection, row, await _content(connection, row, names=names))


async def whole_content(connection: AsyncConnection, key: str) -> Content:
    """Return the content of an episode of any server as it was imported."""
    return await _content(connection, await _text(connection, key), quotes=select(tables.quote))


async def _text(connection: AsyncConnection, key: str) -> rows.AnyRow:
    query = select(tables.episode_text).join(tables.episode)
    present = (tables.episode.c.key == key, tables.episode.c.removed_at.is_(None))
    row = (await connection.execute(query.where(*present))).one_or_none()
    if row is None:
        raise not_found(key)
    return row


async def content_at(
    connection: AsyncConnection, episode_id: str, *, version: int
) -> Content | None:
    """Return the content of an episode; None if it was removed or changed after a version.

    What is hidden is left out, and speakers have the labels of the transcript. It has the retired
    ids that lead to its quotes.
    """
    query = select(tables.episode_text).join(tables.change, _unchanged_since(version))
    mine = tables.episode_text.c.episode_id == episode_id
    row = (await connection.execute(query.where(mine))).one_or_none()
    if row is None:
        return None
    changed = await _changed(connection, row, await _content(connection, row))
    return replace(changed, retired=tuple((await retired(connection, episode_id)).items()))


async def _changed(connection: AsyncConnection, row: rows.AnyRow, whole: Content) -> Content:
    """Return a content without what is hidden, and with the name corrections of people."""
    given = await name_corrections.given_names(connection, row.episode_id)
    if given:
        whole = replace(whole, names=name_corrections.with_given(whole.names, given))
    return hidden.without_hidden(whole, await hidden.spans(connection, row.episode_id))


async def source(connection: AsyncConnection, key: str) -> bytes:
    """Return the bytes of an episode's file where they were kept, else none."""
    query = select(tables.source.c.data).join(tables.episode).where(tables.episode.c.key == key)
    data = (await connection.execute(query)).scalar_one_or_none()
    return b"" if data is None else zlib.decompress(data)


async def sketches(
    connection: AsyncConnection, *, server: int | None
) -> dict[str, tuple[int, ...]]:
    """Map the keys of the episodes that a server may see to their sketches."""
    query = (
        select(tables.episode.c.key, tables.sketch.c.data)
        .join_from(tables.sketch, tables.episode)
        .join(tables.show)
        .where(_visible(server), tables.episode.c.removed_at.is_(None))
    )
    return {row.key: rows.to_sketch(row.data) for row in await connection.execute(query)}


async def _content(
    connection: AsyncConnection,
    row: rows.AnyRow,
    *,
    names: Mapping[str, str] | None = None,
    quotes: Select[*tuple[Any, ...]] | None = None,
) -> Content:
    spoken = speakers.corrected_quotes() if quotes is None else quotes
    mine = spoken.where(tables.quote.c.episode_id == row.episode_id)
    found = await connection.execute(mine.order_by(tables.quote.c.position))
    return Content(
        text=row.text,
        quotes=tuple(rows.to_quote(one, row.text, names) for one in found),
        chapters=await _parts(connection, row, tables.chapter, rows.to_chapter),
        topics=await _parts(connection, row, tables.topic, rows.to_topic),
        highlights=await _parts(connection, row, tables.highlight, rows.to_highlight),
        summary=rows.to_summary(row.summary, row.text),
        names=await _parts(connection, row, tables.name, rows.to_name),
        excluded=await _parts(connection, row, tables.excluded, rows.to_span),
        asides=await _parts(connection, row, tables.aside, rows.to_span),
    )


async def chapters(
    connection: AsyncConnection, episode_id: str, *, version: int
) -> tuple[Chapter, ...]:
    """Read the chapters of an episode; none if it was removed or changed after a version.

    They and the excerpts of their summaries have times where the transcript has them.
    """
    text = (await texts(connection, [episode_id], version=version)).get(episode_id)
    if text is None:
        return ()
    mine = select(tables.chapter).where(tables.chapter.c.episode_id == episode_id)
    found = await connection.execute(mine.order_by(tables.chapter.c.position))
    parts = [rows.to_chapter(row, text) for row in found]
    clear = hidden.clear_chapters(parts, await hidden.spans(connection, episode_id), text=text)
    return await _timed(connection, episode_id, clear)


async def _timed(
    connection: AsyncConnection, episode_id: str, parts: Sequence[Chapter]
) -> tuple[Chapter, ...]:
    """Return chapters, and their excerpts, with the times of the quotes that they begin in."""
    quote = tables.quote.c
    shown = quote.id.not_in(select(tables.hidden.c.quote_id))
    query = select(quote.start, quote.start_ms).where(quote.episode_id == episode_id, shown)
    found = (await connection.execute(query.order_by(quote.start))).all()
    return timed_chapters(parts, [one.start for one in found], [one.start_ms for one in found])


async def texts(
    connection: AsyncConnection, episode_ids: Collection[str], *, version: int
) -> dict[str, str]:
    """Map the ids of episodes to their texts, without those that changed after a version."""
    query = select(tables.episode_text.c.episode_id, tables.episode_text.c.text)
    query = query.join(tables.change, _unchanged_since(version))
    wanted = tables.episode_text.c.episode_id.in_(episode_ids)
    rows_found = await connection.execute(query.where(wanted))
    return {row.episode_id: row.text for row in rows_found}


async def _parts(
    connection: AsyncConnection,
    whole: rows.AnyRow,
    table: Table,
    make: Callable[[rows.AnyRow, str], Model],
) -> tuple[Model, ...]:
    mine = select(table).where(table.c.episode_id == whole.episode_id)
    found = await connection.execute(mine.order_by(table.c.position))
    return tuple(make(part, whole.text) for part in found)


async def places(connection: AsyncConnection, quote_ids: Collection[str]) -> dict[str, QuotePlace]:
    """Map the ids of quotes to where they are, in any show, without hidden and unknown ones."""
    current = await to_current(connection, quote_ids)
    quote, one = tables.quote.c, tables.episode.c
    query = (
        select(quote.id, quote.episode_id, quote.start, quote.end, one.key, one.embargo)
        .join(tables.episode, one.id == quote.episode_id)
        .where(quote.id.in_(set(current.values())), one.removed_at.is_(None))
        .where(quote.id.not_in(select(tables.hidden.c.quote_id)))
    )
    found = {
        row.id: QuotePlace(row.id, row.episode_id, row.key, Span(row.start, row.end), row.embargo)
        for row in (await connection.execute(query)).all()
    }
    return {given: found[current[given]] for given in quote_ids if current[given] in found}


async def retired(connection: AsyncConnection, episode_id: str) -> dict[str, str]:
    """Map the retired ids of an episode's quotes to those that have their words, unless hidden."""
    old, hidden_ids = tables.retired.c, select(tables.hidden.c.quote_id)
    query = (
        select(old.id, old.quote_id)
        .join(tables.quote, tables.quote.c.id == old.quote_id)
        .where(tables.quote.c.episode_id == episode_id, old.quote_id.not_in(hidden_ids))
        .order_by(old.id)
    )
    return {row.id: row.quote_id for row in await connection.execute(query)}


async def highlight(connection: AsyncConnection, quote_id: str, *, version: int) -> Excerpt | None:
    """Return the highlight of a quote, None if it has none or changed after a version."""
    table, whole = tables.highlight, tables.episode_text
    query = (
        select(table, whole.c.text)
        .join(whole, whole.c.episode_id == table.c.episode_id)
        .join(tables.change, _unchanged_since(version))
        .where(table.c.quote_id == quote_id)
        .order_by(table.c.position)
    )
    row = (await connection.execute(query.limit(1))).one_or_none()
    if row is None:
        return None
    best = Excerpt(row.start, row.end, row.text[row.start : row.end], row.display)
    clear = hidden.is_clear(best, await hidden.spans(connection, row.episode_id))
    return best if clear else None


async def neighbours(
    connection: AsyncConnection, episode_id: str, *, first: int, last: int, version: int
) -> tuple[Quote, ...]:
    """Read the quotes of an episode at positions first..last, inclusive, in order.

    Their speakers have the names that people gave them. Hidden ones are left out. Empty if the
    episode was removed or changed after a version: it may be under embargo now.
    """
    text = (await texts(connection, [episode_id], version=version)).get(episode_id)
    if text is None:
        return ()
    place = tables.quote.c.position
    mine = (tables.quote.c.episode_id == episode_id, place.between(first, last))
    shown = tables.quote.c.id.not_in(select(tables.hidden.c.quote_id))
    quotes = speakers.corrected_quotes().where(*mine, shown)
    found = await connection.execute(quotes.order_by(place))
    names = await speakers.names_of(connection, episode_id)
    return tuple([rows.to_quote(row, text, names) for row in found])


async def quotes_at(
    connection: AsyncConnection, episode_id: str, offsets: Sequence[int], *, version: int
) -> tuple[Quote, ...]:
    """Read the quotes of an episode that hold any of the offsets, as `neighbours` does."""
    text = (await texts(connection, [episode_id], version=version)).get(episode_id)
    if text is None or not offsets:
        return ()
    quote = tables.quote.c
    held = or_(*(and_(quote.start <= offset, quote.end > offset) for offset in offsets))
    shown = quote.id.not_in(select(tables.hidden.c.quote_id))
    quotes = speakers.corrected_quotes().where(quote.episode_id == episode_id, held, shown)
    found = await connection.execute(quotes.order_by(quote.position))
    names = await speakers.names_of(connection, episode_id)
    return tuple([rows.to_quote(row, text, names) for row in found])


async def quote_at(connection: AsyncConnection, episode_id: str, *, ms: int) -> str | None:
    """Return the id of the quote that is spoken at a time; None if the episode has no times.

    Hidden quotes are passed over.
    """
    quote = tables.quote.c
    query = (
        select(quote.id)
        .where(quote.episode_id == episode_id, quote.start_ms <= ms)
        .where(quote.id.not_in(select(tables.hidden.c.quote_id)))
        .order_by(quote.start_ms.desc(), quote.position)
        .limit(1)
    )
    return (await connection.execute(query)).scalar_one_or_none()


async def note(connection: AsyncConnection, name: str) -> str | None:
    """Return a note, None if there is none."""
    query = select(tables.note.c.value).where(tables.note.c.name == name)
    return (await connection.execute(query)).scalar_one_or_none()


async def _episodes(
    connection: AsyncConnection,
    query: Select[*tuple[Any, ...]],
) -> tuple[Episode, ...]:
    names = await speakers.given_names(connection)
    found = await connection.execute(query.order_by(tables.episode.c.added))
    return tuple(rows.to_episode(row, names.of(row)) for row in found)


def _episode() -> Select[*tuple[Any, ...]]:
    return episode_rows().where(tables.episode.c.removed_at.is_(None))


def episode_rows() -> Select[*tuple[Any, ...]]:
    """Select all episodes with their shows, those that were removed too."""
    show = tables.show.c
    return select(
        tables.episode,
        show.slug,
        show.title.label("show_title"),
        show.owner,
        show.moment,
        show.offset,
        show.drifts,
        show.colour,
        show.art,
    ).join_from(tables.episode, tables.show)


def _unchanged_since(version: int) -> ColumnElement[bool]:
    """Match the text of an episode with its last change, if that is not after a version.

    The text of a removed episode is not matched: it is kept only until it is purged.
    """
    change = tables.change.c
    mine = change.episode_id == tables.episode_text.c.episode_id
    return and_(mine, change.version <= version, change.removed.is_(False))


def _visible(server: int | None) -> ColumnElement[bool]:
    """Match public shows and the shows of a server."""
    return tables.show.c.owner.in_((tables.PUBLIC, rows.owner_value(server)))
