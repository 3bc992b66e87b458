"""The feeds that are followed and their items: the only access to them in the database."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import Table, case, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import LibraryError
from bot.followed import FeedCounts, FollowedFeed, FollowedItem, ItemChange, KnownItem
from bot.store import feed_rows, rows, tables
from bot.store.engine import Database
from bot.translation import gettext as _

_AT_ONCE = 500
"""Rows in one statement: the loop answers others between two."""

_feed, _item = tables.feed, tables.feed_item


class FeedTable:
    """The feeds that are followed, for any number of processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, feed: FollowedFeed, changes: Sequence[ItemChange]) -> FollowedFeed:
        """Store a new feed with its items, and return it with its id.

        Raise LibraryError if it is followed already for the same server.
        """
        return await self._database.write(_add, feed, changes)

    async def all(self) -> tuple[FollowedFeed, ...]:
        """List the feeds of all servers, the first followed first."""
        return await self._database.read(_all)

    async def counts(self) -> dict[int, FeedCounts]:
        """Count the items of each feed that has any, by the feed's id."""
        return await self._database.read(_counts)

    async def delete(self, feed_id: int) -> None:
        """Forget a feed and its items; its episodes stay."""
        await self._database.write(_delete, feed_id)

    async def next_due(self) -> tuple[FollowedFeed, datetime] | None:
        """Return the feed that is due first, itself or an item of it, and when."""
        return await self._database.read(_next_due)

    async def known_items(self, feed_id: int) -> tuple[KnownItem, ...]:
        """List what the items of a feed are recognised by."""
        return await self._database.read(_known_items, feed_id)

    async def due_items(
        self, feed_id: int, *, now: datetime, limit: int
    ) -> tuple[FollowedItem, ...]:
        """List the items that are due: first those that never failed, the new and the newest."""
        return await self._database.read(_due_items, feed_id, now=now, limit=limit)

    async def save(
        self, feed: FollowedFeed, changes: Sequence[ItemChange] = (), *, now: datetime
    ) -> None:
        """Store what a fetch changed of a feed and its items, in one transaction."""
        await self._database.write(_save, feed, changes, now=now)

    async def is_followed(self, address: str, *, server: int | None) -> bool:
        """Return whether a feed at this address is followed for a server, None for public shows."""
        return await self._database.read(_is_followed, address, server=server)

    async def reserve_key(self, item_id: int, candidates: Iterable[str]) -> str:
        """Give an item the first of the keys that no episode and no other item has.

        Other processes may reserve keys at the same time: this transaction holds the write lock.
        """
        return await self._database.write(_reserve_key, item_id, tuple(candidates))

    async def postpone(self, feed_id: int, *, until: datetime) -> None:
        """Let no item of a feed be due before an instant."""
        await self._database.write(_postpone, feed_id, until=until)

    async def hasten(self, feed_id: int, *, now: datetime, newest: int) -> None:
        """Let the items that could not be imported be due now, and so many of the newest."""
        await self._database.write(_hasten, feed_id, now=now, newest=newest)

    async def bring_forward(self, *, fetch: datetime, check: datetime, now: datetime) -> None:
        """Let the feeds and items be due now that are due only after `fetch` and `check`."""
        await self._database.write(_bring_forward, {_feed: fetch, _item: check}, now=now)

    async def save_item(self, item: FollowedItem) -> None:
        """Store what an import changed of an item."""
        await self._database.write(_save_item, item)


async def _add(
    connection: AsyncConnection, feed: FollowedFeed, changes: Sequence[ItemChange]
) -> FollowedFeed:
    if await _is_followed(connection, feed.address, server=feed.server):
        raise LibraryError(
            _("This feed is followed already: its new episodes are imported by themselves.")
        )
    new = insert(_feed).values(feed_rows.feed_values(feed)).returning(_feed)
    stored = feed_rows.to_feed((await connection.execute(new)).one())
    await _change_items(connection, stored.id, changes, now=feed.followed_at)
    return stored


async def _all(connection: AsyncConnection) -> tuple[FollowedFeed, ...]:
    found = await connection.execute(select(_feed).order_by(_feed.c.id))
    return tuple(map(feed_rows.to_feed, found))


async def _counts(connection: AsyncConnection) -> dict[int, FeedCounts]:
    column = _item.c
    is_imported = column.episode_id.is_not(None)
    counted = (
        func.sum(case((condition, 1), else_=0))
        for condition in (is_imported, ~is_imported & (column.problem == ""), column.problem != "")
    )
    query = select(column.feed_id, func.count(), *counted).group_by(column.feed_id)
    return {row[0]: FeedCounts(*row[1:]) for row in await connection.execute(query)}


async def _delete(connection: AsyncConnection, feed_id: int) -> None:
    await connection.execute(delete(_feed).where(_feed.c.id == feed_id))


async def _next_due(connection: AsyncConnection) -> tuple[FollowedFeed, datetime] | None:
    items = select(_item.c.feed_id, func.min(_item.c.due).label("due")).group_by(_item.c.feed_id)
    first = items.subquery()
    sooner = or_(_feed.c.due.is_(None), first.c.due < _feed.c.due)
    due = case((sooner, first.c.due), else_=_feed.c.due).label("first_due")
    query = select(_feed, due).outerjoin(first, first.c.feed_id == _feed.c.id)
    row = (await connection.execute(query.where(due.is_not(None)).order_by(due))).first()
    return None if row is None else (feed_rows.to_feed(row), row.first_due)


async def _known_items(connection: AsyncConnection, feed_id: int) -> tuple[KnownItem, ...]:
    columns = (_item.c[field.name] for field in fields(KnownItem))
    found = await connection.execute(select(*columns).where(_item.c.feed_id == feed_id))
    return tuple(map(feed_rows.to_known, found))


async def _due_items(
    connection: AsyncConnection, feed_id: int, *, now: datetime, limit: int
) -> tuple[FollowedItem, ...]:
    query = (
        select(_item)
        .where(_item.c.feed_id == feed_id, _item.c.due <= now)
        .order_by(
            # An item that fails again and again must not keep back the others.
            _item.c.failures,
            _item.c.episode_id.is_not(None),
            _item.c.published.desc().nulls_last(),
            _item.c.id,
        )
        .limit(limit)
    )
    return tuple(map(feed_rows.to_item, await connection.execute(query)))


async def _save(
    connection: AsyncConnection,
    feed: FollowedFeed,
    changes: Sequence[ItemChange],
    *,
    now: datetime,
) -> None:
    values = feed_rows.feed_values(feed)
    same = update(_feed).where(_feed.c.id == feed.id).values(values).returning(_feed.c.id)
    if (await connection.execute(same)).first() is not None:  # else unfollowed meanwhile
        await _change_items(connection, feed.id, changes, now=now)


async def _change_items(
    connection: AsyncConnection,
    feed_id: int,
    changes: Sequence[ItemChange],
    *,
    now: datetime | None,
) -> None:
    added = [change for change in changes if change.id is None]
    for first in range(0, len(added), _AT_ONCE):
        batch = added[first : first + _AT_ONCE]
        values = await asyncio.to_thread(_new_values, batch, feed_id, now)
        await connection.execute(insert(_item), values)
    for change in changes:
        if change.id is not None:
            due = {"due": now, "failures": 0, "problem": ""} if change.due else {}
            values = {**feed_rows.details_values(change), **due}
            await connection.execute(update(_item).where(_item.c.id == change.id).values(values))


def _new_values(
    changes: Sequence[ItemChange], feed_id: int, now: datetime | None
) -> list[rows.Values]:
    return [
        {**feed_rows.NEW_ITEM, **feed_rows.details_values(change), "feed_id": feed_id, "due": now}
        for change in changes
    ]


async def _is_followed(connection: AsyncConnection, address: str, *, server: int | None) -> bool:
    same = (_feed.c.address == address, _feed.c.owner == rows.owner_value(server))
    return (await connection.execute(select(_feed.c.id).where(*same))).first() is not None


async def _reserve_key(connection: AsyncConnection, item_id: int, candidates: Sequence[str]) -> str:
    for key in candidates:
        episode = select(tables.episode.c.id).where(tables.episode.c.key == key)
        reserved = select(_item.c.id).where(_item.c.key == key, _item.c.id != item_id)
        if (
            await connection.execute(select(or_(episode.exists(), reserved.exists())))
        ).scalar_one():
            continue
        await connection.execute(update(_item).where(_item.c.id == item_id).values(key=key))
        return key
    raise LibraryError(
        _("All keys for this episode are taken; give its title or number another form.")
    )


async def _postpone(connection: AsyncConnection, feed_id: int, *, until: datetime) -> None:
    early = (_item.c.feed_id == feed_id, _item.c.due < until)
    await connection.execute(update(_item).where(*early).values(due=until))


async def _hasten(connection: AsyncConnection, feed_id: int, *, now: datetime, newest: int) -> None:
    waiting = (_item.c.feed_id == feed_id, _item.c.due > now)
    order = (_item.c.published.desc().nulls_last(), _item.c.id)
    first = select(_item.c.id).where(*waiting).order_by(*order).limit(newest)
    chosen = or_(_item.c.problem != "", _item.c.id.in_(first.scalar_subquery()))
    await connection.execute(update(_item).where(*waiting, chosen).values(due=now))


async def _bring_forward(
    connection: AsyncConnection, latest: Mapping[Table, datetime], *, now: datetime
) -> None:
    for table, instant in latest.items():
        await connection.execute(update(table).where(table.c.due > instant).values(due=now))


async def _save_item(connection: AsyncConnection, item: FollowedItem) -> None:
    values = feed_rows.state_values(item)
    await connection.execute(update(_item).where(_item.c.id == item.id).values(values))
