"""The name corrections of people, which stand above those of an episode's guide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import LibraryError, NotFoundError
from bot.models import EpisodeNames, NameCorrection
from bot.store import changes, judgements, rows, tables
from bot.store.ownership import find_episode, not_found, visible_to
from bot.text.tokens import words
from bot.translation import gettext as _

MOST_NAMES = 200
"""Name corrections that people give one episode."""

_given = tables.name_correction.c


async def names(connection: AsyncConnection, key: str, *, server: int | None) -> EpisodeNames:
    """Read the name corrections of an episode that a server may see.

    None is the operator, who sees all. Raises NotFoundError if there is no such episode.
    """
    query = (
        select(tables.episode.c.id)
        .join(tables.show)
        .where(tables.episode.c.key == key, tables.episode.c.removed_at.is_(None))
        .where(visible_to(server))
    )
    episode_id = (await connection.execute(query)).scalar_one_or_none()
    if episode_id is None:
        raise not_found(key)
    guide = select(tables.name).where(tables.name.c.episode_id == episode_id)
    found = await connection.execute(guide.order_by(tables.name.c.position))
    given = await given_names(connection, episode_id)
    return EpisodeNames(tuple(given.values()), tuple(rows.to_name(row, "") for row in found))


async def given_names(connection: AsyncConnection, episode_id: str) -> dict[str, NameCorrection]:
    """Read the name corrections that people gave an episode, by their folded misheard names."""
    query = select(tables.name_correction).where(_given.episode_id == episode_id)
    found = await connection.execute(query.order_by(_given.form))
    return {row.form: rows.to_name(row, "") for row in found}


def with_given(
    guide: Iterable[NameCorrection], given: Mapping[str, NameCorrection]
) -> tuple[NameCorrection, ...]:
    """Return the corrections of people, then those of a guide that they do not replace."""
    return (*given.values(), *(one for one in guide if _form(one.misheard) not in given))


async def correct(
    connection: AsyncConnection, key: str, name: NameCorrection, *, server: int | None
) -> int:
    """Give an episode a name correction, over an older one of its misheard name.

    Return the version. Raises LibraryError if the episode has too many.
    """
    stored = await find_episode(connection, key, server=server)
    known, form = await given_names(connection, stored.id), _form(name.misheard)
    if len(known) >= MOST_NAMES and form not in known:
        raise LibraryError(
            _("An episode has {most} misheard names at most; undo one first.").format(
                most=MOST_NAMES
            )
        )
    await _delete(connection, stored.id, form)
    values = {"episode_id": stored.id, "form": form, **rows.name_values(name)}
    await connection.execute(insert(tables.name_correction), values)
    await judgements.forget(connection, stored.id)  # a misheard name decides what is postable
    return await changes.log(connection, stored.id, removed=False)


async def undo(
    connection: AsyncConnection, key: str, misheard: str, *, server: int | None
) -> NameCorrection:
    """Take back a name correction that people gave, and return it; raise NotFoundError if none."""
    stored = await find_episode(connection, key, server=server)
    known, form = await given_names(connection, stored.id), _form(misheard)
    if form not in known:
        raise NotFoundError(
            _("Nobody corrected “{name}” in this episode; leave undo out for a list.").format(
                name=misheard[:80]
            )
        )
    await _delete(connection, stored.id, form)
    await judgements.forget(connection, stored.id)
    await changes.log(connection, stored.id, removed=False)
    return known[form]


async def _delete(connection: AsyncConnection, episode_id: str, form: str) -> None:
    mine = (_given.episode_id == episode_id, _given.form == form)
    await connection.execute(delete(tables.name_correction).where(*mine))


def _form(misheard: str) -> str:
    return " ".join(words(misheard))
