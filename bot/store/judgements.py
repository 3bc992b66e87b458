"""Which highlights are postable or profane, by a version of the judgement."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import Highlight
from bot.store import changes, rows, tables

_highlight, _judgement = tables.highlight.c, tables.judgement.c


async def unjudged(connection: AsyncConnection, judgement: str) -> frozenset[str]:
    """Return the ids of the episodes whose highlights this version has not judged."""
    other = or_(_judgement.version.is_(None), _judgement.version != judgement)
    query = (
        select(tables.episode.c.id)
        .outerjoin(tables.judgement, _judgement.episode_id == tables.episode.c.id)
        .where(tables.episode.c.removed_at.is_(None), other)
    )
    return frozenset((await connection.execute(query)).scalars())


async def judge(
    connection: AsyncConnection,
    episode_id: str,
    highlights: Sequence[Highlight],
    *,
    judgement: str,
    version: int,
) -> bool:
    """Store a judgement of an episode; return False if it has changed after a version."""
    change = tables.change.c
    present = (change.episode_id == episode_id, change.removed.is_(False))
    unchanged = select(change.episode_id).where(*present, change.version <= version)
    if (await connection.execute(unchanged)).one_or_none() is None:
        return False
    mine = (
        _highlight.episode_id == episode_id,
        _highlight.start == bindparam("first"),
        _highlight.end == bindparam("last"),
    )
    judged = update(tables.highlight).where(*mine)
    judged = judged.values(postable=bindparam("is_postable"), profane=bindparam("is_profane"))
    before = await _postable(connection, episode_id)
    values = [
        {"first": h.start, "last": h.end, "is_postable": h.postable, "is_profane": h.profane}
        for h in highlights
    ]
    if values:
        await connection.execute(judged, values)
    await forget(connection, episode_id)
    row = {"episode_id": episode_id, "version": judgement}
    await connection.execute(insert(tables.judgement), row)
    if await _postable(connection, episode_id) == before:
        await changes.log_described(connection, [episode_id])
    else:  # the index has those that are suggested
        await changes.log(connection, episode_id, removed=False)
    return True


async def _postable(connection: AsyncConnection, episode_id: str) -> frozenset[str]:
    """Read the quotes of an episode's postable highlights."""
    mine = select(tables.highlight).where(_highlight.episode_id == episode_id)
    found = (await connection.execute(mine)).all()
    return frozenset(row.quote_id for row in found if rows.counts_as_postable(row))


async def forget(connection: AsyncConnection, episode_id: str) -> None:
    """Forget that an episode was judged, so that it is judged again."""
    await connection.execute(delete(tables.judgement).where(_judgement.episode_id == episode_id))
