"""The names that people give to the labels of speakers, and the labels they give to quotes.

A label is named in an episode or in all of a show. All is applied to what is read; the imported
labels stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, case, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import changes, rows, tables
from bot.store.ownership import find_episode, find_quote, find_show

_episode_speaker, _show_speaker = tables.episode_speaker.c, tables.show_speaker.c

_NONE: Mapping[str, str] = {}

_quote, _quote_speaker = tables.quote.c, tables.quote_speaker.c

_LABEL = func.coalesce(_quote_speaker.label, _quote.speaker)
_IS_SURE = or_(_quote_speaker.label.is_not(None), _quote.sure)

SURE_NAME: ColumnElement[str | None] = func.coalesce(
    _episode_speaker.name, _show_speaker.name, case((_IS_SURE, _LABEL), else_=None)
)
"""The name of a quote's speaker, NULL where it is not sure; three tables are joined as follows."""

CORRECTED = _quote_speaker.quote_id == _quote.id
NAMED_IN_EPISODE = and_(
    _episode_speaker.episode_id == _quote.episode_id, _episode_speaker.label == _LABEL
)
NAMED_IN_SHOW = and_(
    _show_speaker.show_id == tables.episode.c.show_id, _show_speaker.label == _LABEL
)


def corrected_quotes() -> Select[*tuple[Any, ...]]:
    """Select the quotes with the labels that people gave them, which are sure."""
    others = [column for column in _quote if column.name not in ("speaker", "sure")]
    labelled = (_LABEL.label("speaker"), _IS_SURE.label("sure"))
    joined = tables.quote.outerjoin(tables.quote_speaker, CORRECTED)
    return select(*others, *labelled).select_from(joined)


@dataclass(frozen=True, slots=True)
class GivenNames:
    """The given names by label, of each episode and each show."""

    by_episode: Mapping[str, Mapping[str, str]]
    by_show: Mapping[int, Mapping[str, str]]

    def of(self, row: rows.AnyRow) -> Mapping[str, str]:
        """Return the names that hold in the episode of a row."""
        of_show, of_episode = self.by_show.get(row.show_id), self.by_episode.get(row.id)
        return {**(of_show or {}), **(of_episode or {})} if of_show or of_episode else _NONE


async def given_names(connection: AsyncConnection) -> GivenNames:
    """Read the given names of all episodes and shows."""
    by_episode: dict[str, dict[str, str]] = {}
    for row in await connection.execute(select(tables.episode_speaker)):
        by_episode.setdefault(row.episode_id, {})[row.label] = row.name
    by_show: dict[int, dict[str, str]] = {}
    for row in await connection.execute(select(tables.show_speaker)):
        by_show.setdefault(row.show_id, {})[row.label] = row.name
    return GivenNames(by_episode, by_show)


async def names_of(connection: AsyncConnection, episode_id: str) -> dict[str, str]:
    """Read the names by label that hold in one episode."""
    of_show = (
        select(_show_speaker.label, _show_speaker.name)
        .join(tables.episode, tables.episode.c.show_id == _show_speaker.show_id)
        .where(tables.episode.c.id == episode_id)
    )
    of_episode = select(_episode_speaker.label, _episode_speaker.name).where(
        _episode_speaker.episode_id == episode_id
    )
    found = [*await connection.execute(of_show), *await connection.execute(of_episode)]
    return {row.label: row.name for row in found}


async def name_in_episode(
    connection: AsyncConnection, key: str, names: Mapping[str, str | None], *, server: int | None
) -> int:
    """Give names to labels of an episode, or take them back (None); return the version."""
    stored = await find_episode(connection, key, server=server)
    mine = _episode_speaker.episode_id == stored.id
    await _write(connection, tables.episode_speaker, mine, {"episode_id": stored.id}, names)
    return await changes.log_described(connection, [stored.id])


async def name_in_show(
    connection: AsyncConnection, slug: str, names: Mapping[str, str | None], *, server: int | None
) -> int:
    """Give names to labels in all episodes of a show, or take them back; return the version."""
    stored = await find_show(connection, slug, server=server)
    mine = _show_speaker.show_id == stored.id
    await _write(connection, tables.show_speaker, mine, {"show_id": stored.id}, names)
    return await changes.log_described(connection, await _episodes_with(connection, stored, names))


async def label_quote(
    connection: AsyncConnection, quote_id: str, label: str | None, *, server: int | None
) -> int:
    """Give a label to a single quote, or take it back (None); return the version.

    Raises NotFoundError if the server has no such quote in a show of its own.
    """
    stored = await find_quote(connection, quote_id, server=server)
    mine = _quote_speaker.quote_id == stored.id
    await connection.execute(delete(tables.quote_speaker).where(mine))
    if label is not None:
        values = {"quote_id": stored.id, "episode_id": stored.episode_id, "label": label}
        await connection.execute(insert(tables.quote_speaker), values)
    return await changes.log(connection, stored.episode_id, removed=False)


async def follow(connection: AsyncConnection, moved: Mapping[str, str]) -> None:
    """Give the labels of quotes that are replaced to those that have their words now."""
    query = select(tables.quote_speaker).where(_quote_speaker.quote_id.in_(moved))
    labelled = {moved[row.quote_id]: row for row in await connection.execute(query)}
    known = select(_quote_speaker.quote_id).where(_quote_speaker.quote_id.in_(labelled))
    for quote_id in (await connection.execute(known)).scalars():
        del labelled[quote_id]
    values = [
        {"quote_id": quote_id, "episode_id": row.episode_id, "label": row.label}
        for quote_id, row in labelled.items()
    ]
    if values:
        await connection.execute(insert(tables.quote_speaker), values)


async def reset_episode(connection: AsyncConnection, key: str, *, server: int | None) -> int:
    """Take back all names that were given in one episode; return the version."""
    stored = await find_episode(connection, key, server=server)
    mine = _episode_speaker.episode_id == stored.id
    await connection.execute(delete(tables.episode_speaker).where(mine))
    return await changes.log_described(connection, [stored.id])


async def reset_show(connection: AsyncConnection, slug: str, *, server: int | None) -> int:
    """Take back all names that were given in all of a show; return the version."""
    stored = await find_show(connection, slug, server=server)
    mine = _show_speaker.show_id == stored.id
    query = select(_show_speaker.label).where(mine)
    labels = (await connection.execute(query)).scalars().all()
    await connection.execute(delete(tables.show_speaker).where(mine))
    return await changes.log_described(connection, await _episodes_with(connection, stored, labels))


async def _episodes_with(
    connection: AsyncConnection, show: rows.AnyRow, labels: Iterable[str]
) -> list[str]:
    """List the ids of a show's episodes in which one of the labels occurs."""
    wanted = frozenset(labels)
    query = (
        select(tables.episode)
        .where(tables.episode.c.show_id == show.id, tables.episode.c.removed_at.is_(None))
        .order_by(tables.episode.c.added)
    )
    found = await connection.execute(query)
    return [row.id for row in found if not wanted.isdisjoint([*(row.labels or ()), *row.speakers])]


async def _write(
    connection: AsyncConnection,
    table: Table,
    mine: ColumnElement[bool],
    owner: Mapping[str, str | int],
    names: Mapping[str, str | None],
) -> None:
    await connection.execute(delete(table).where(mine, table.c.label.in_(names)))
    values = [{**owner, "label": label, "name": name} for label, name in names.items() if name]
    if values:
        await connection.execute(insert(table), values)
