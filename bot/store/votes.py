"""The votes of a server's members for quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.records import Finder, LovedQuote, VoteTally
from bot.store import tables
from bot.store.current_ids import current_id, current_ids, same_ids

_vote, _retired = tables.vote.c, tables.retired.c


async def toggle(
    connection: AsyncConnection,
    server: int,
    quote_id: str,
    *,
    user: int,
    finder: int | None,
    at: datetime,
) -> VoteTally:
    """Give a member's vote to a quote, or take it back; return the votes now."""
    ids = await same_ids(connection, quote_id)
    here = (_vote.server == server, _vote.quote_id.in_(ids))
    taken = await connection.execute(delete(tables.vote).where(*here, _vote.user == user))
    if not taken.rowcount:
        current = await current_id(connection, quote_id)
        values = {"quote_id": current, "user": user, "finder": finder, "at": at}
        await connection.execute(insert(tables.vote), {**values, "server": server})
    query = select(func.count(_vote.user.distinct())).where(*here)
    return VoteTally((await connection.execute(query)).scalar_one(), mine=not taken.rowcount)


async def counts(
    connection: AsyncConnection, server: int, quote_ids: Collection[str]
) -> dict[str, int]:
    """Map each of these ids of quotes to its votes in a server."""
    current = await current_ids(connection, quote_ids)
    here = (_vote.server == server, _vote.quote_id.in_(current))
    found = await connection.execute(select(_vote.quote_id, _vote.user).where(*here))
    # A member may have voted for two quotes that are one now.
    votes = Counter(quote for quote, _ in {(current[row.quote_id], row.user) for row in found})
    return {one: votes[current[one]] for one in quote_ids}


async def loved(
    connection: AsyncConnection, server: int, *, since: datetime | None = None
) -> tuple[LovedQuote, ...]:
    """List the quotes that a server's members voted for since an instant, most votes first.

    Of those with as many votes, the one that got its last vote latest is first.
    """
    current = func.coalesce(_retired.quote_id, _vote.quote_id)
    votes = func.count(_vote.user.distinct())
    query = (
        select(current.label("quote_id"), votes.label("votes"))
        .select_from(tables.vote.outerjoin(tables.retired, _retired.id == _vote.quote_id))
        .group_by(current)
        .order_by(votes.desc(), func.max(_vote.at).desc(), current)
    )
    found = await connection.execute(_of_period(query, server, since))
    return tuple(LovedQuote(row.quote_id, row.votes) for row in found)


async def finders(
    connection: AsyncConnection, server: int, *, since: datetime | None, limit: int
) -> tuple[Finder, ...]:
    """List the members whose lines got most votes of others since an instant."""
    votes = func.count()
    query = (
        select(_vote.finder, votes.label("votes"))
        .where(_vote.finder.is_not(None), _vote.finder != _vote.user)
        .group_by(_vote.finder)
        .order_by(votes.desc(), _vote.finder)
        .limit(limit)
    )
    found = await connection.execute(_of_period(query, server, since))
    return tuple(Finder(row.finder, row.votes) for row in found)


def _of_period(
    query: Select[*tuple[Any, ...]], server: int, since: datetime | None
) -> Select[*tuple[Any, ...]]:
    here = query.where(_vote.server == server)
    return here if since is None else here.where(_vote.at >= since)
