"""Read quotes by their ids, each with its episode: any number in a few statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import Episode, Quote
from bot.store import queries, rows, speakers, tables
from bot.store.current_ids import to_current
from bot.text.cue_times import times_between

_quote = tables.quote.c

Found = dict[str, tuple[Episode, Quote]]
"""Maps the ids that were asked for to quotes with their episodes."""


async def quotes(
    connection: AsyncConnection, quote_ids: Collection[str], *, server: int | None
) -> Found:
    """Map ids of quotes, or retired ones, to those that a server may see, without hidden ones."""
    current = await to_current(connection, quote_ids)
    shown = _quote.id.not_in(select(tables.hidden.c.quote_id))
    wanted = speakers.corrected_quotes().where(_quote.id.in_(set(current.values())), shown)
    stored = (await connection.execute(wanted)).all()
    of_episodes = {row.episode_id for row in stored}
    episodes = await queries.episodes_by_id(connection, of_episodes, server=server)
    seen = [row for row in stored if row.episode_id in episodes]
    texts, times = await _texts(connection, episodes), await _times(connection, seen)
    found: Found = {}
    for row in seen:
        one = episodes[row.episode_id]
        names = {given.label: given.name for given in one.names}
        known = rows.to_quote(row, texts[one.id], names)
        found[row.id] = (one, replace(known, about_ms=times.get(row.id)))
    return {given: found[current[given]] for given in quote_ids if current[given] in found}


async def _texts(connection: AsyncConnection, episode_ids: Iterable[str]) -> dict[str, str]:
    text = tables.episode_text.c
    query = select(text.episode_id, text.text).where(text.episode_id.in_(set(episode_ids)))
    return {row.episode_id: row.text for row in await connection.execute(query)}


async def _times(connection: AsyncConnection, stored: Iterable[rows.AnyRow]) -> dict[str, int]:
    """Map the ids of quotes that begin well after the time stated for them to their times."""
    timed = {row.episode_id for row in stored if row.start_ms is not None}
    query = select(_quote.id, _quote.episode_id, _quote.start, _quote.start_ms)
    shown = _quote.id.not_in(select(tables.hidden.c.quote_id))
    mine = query.where(_quote.episode_id.in_(timed), shown)
    mine = mine.order_by(_quote.episode_id, _quote.start)
    by_episode: dict[str, list[rows.AnyRow]] = {}
    for row in (await connection.execute(mine)).all() if timed else ():
        by_episode.setdefault(row.episode_id, []).append(row)
    return {
        row.id: about
        for some in by_episode.values()
        for row, about in zip(
            some,
            times_between([one.start for one in some], [one.start_ms for one in some]),
            strict=True,
        )
        if about is not None
    }
