"""What people say of episodes: titles, numbers, dates, guests, links, spoilers and embargoes.

It is kept beside what imports say: a column that a person has set is left alone by them.
"""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import EpisodeEdits
from bot.store import changes, rows, tables
from bot.store.ownership import find_episode

_EMPTY: rows.Values = {
    "number": None,
    "published": None,
    "guests": [],
    "links": [],
    "spoiler": False,
    "embargo": None,
}
"""The columns that can be cleared, with their empty values."""


async def edit_episode(
    connection: AsyncConnection, key: str, edits: EpisodeEdits, *, server: int | None
) -> int:
    """Change what is said of an episode, and return the version.

    Raises NotFoundError if the server has no such episode in a show of its own.
    """
    stored = await find_episode(connection, key, server=server)
    values = edited_values(edits)
    edited = sorted({*(stored.edited or ()), *values})
    mine = tables.episode.c.id == stored.id
    await connection.execute(update(tables.episode).where(mine).values(**values, edited=edited))
    return await changes.log_described(connection, [stored.id])


def edited_values(edits: EpisodeEdits) -> rows.Values:
    """Return the column values that a person has set."""
    given: rows.Values = {
        "title": edits.title,
        "number": edits.number,
        "published": edits.published,
        "guests": None if edits.guests is None else list(edits.guests),
        "links": None if edits.links is None else rows.links_value(edits.links),
        "spoiler": edits.spoiler,
        "embargo": edits.embargo,
    }
    cleared = {name: empty for name, empty in _EMPTY.items() if name in edits.cleared}
    return {name: value for name, value in given.items() if value is not None} | cleared
