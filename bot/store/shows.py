"""The settings of shows, and the public shows that each server searches."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import NotFoundError
from bot.models import NO_COLOUR, Show, ShowEdits
from bot.store import changes, ownership, rows, tables
from bot.translation import gettext as _

_EMPTY = {"moment": ("",), "art": ("",), "colour": (NO_COLOUR,)}

_show, _chosen = tables.show.c, tables.chosen.c


async def edit_show(
    connection: AsyncConnection, slug: str, edits: ShowEdits, *, server: int | None
) -> int:
    """Change the settings of a show, and return the version.

    Raises NotFoundError if the server has no such show.
    """
    stored = await ownership.find_show(connection, slug, server=server)
    given: rows.Values = {
        "title": edits.title,
        "titled": None if edits.title is None else True,
        "moment": edits.moment,
        "offset": edits.offset,
        "drifts": edits.drifts,
        "colour": edits.colour,
        "art": edits.art,
    }
    values = {
        name: None if value in _EMPTY.get(name, ()) else value
        for name, value in given.items()
        if value is not None
    }
    if values:
        await connection.execute(update(tables.show).where(_show.id == stored.id).values(**values))
    return await changes.advance(connection)


async def show(connection: AsyncConnection, slug: str, *, server: int | None) -> Show:
    """Return a show that a server may change; raise NotFoundError if there is none."""
    return rows.to_show(await ownership.find_show(connection, slug, server=server))


async def choose(connection: AsyncConnection, server: int, slugs: Collection[str]) -> int:
    """Let a server search only these public shows, all if there are none; return the version.

    Raises NotFoundError for a show that is not public.
    """
    public = select(_show.slug).where(_show.owner == tables.PUBLIC)
    known = frozenset((await connection.execute(public)).scalars())
    for slug in sorted(frozenset(slugs) - known):
        raise NotFoundError(_('There is no public show "{slug}".').format(slug=slug))
    await connection.execute(delete(tables.chosen).where(_chosen.server == server))
    if slugs:
        values = [{"server": server, "slug": slug} for slug in sorted(frozenset(slugs))]
        await connection.execute(insert(tables.chosen), values)
    return await changes.advance(connection)


async def chosen_shows(connection: AsyncConnection) -> dict[int, frozenset[str]]:
    """Map the servers that chose among the public shows to the slugs of those they search."""
    found: dict[int, set[str]] = {}
    for row in await connection.execute(select(tables.chosen)):
        found.setdefault(row.server, set()).add(row.slug)
    return {server: frozenset(slugs) for server, slugs in found.items()}
