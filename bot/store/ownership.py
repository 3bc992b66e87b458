"""Which episodes and shows a server may change: its own. None is the operator, who may all."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import NotFoundError
from bot.store import rows, tables
from bot.store.current_ids import current_id
from bot.translation import gettext as _


async def find_episode(
    connection: AsyncConnection, key: str, *, server: int | None, removed: bool = False
) -> rows.AnyRow:
    """Return the row of an episode that a server may change, or that it has removed.

    Raises NotFoundError if there is none, with the same sentence whether another server has one.
    """
    episode = tables.episode.c
    gone = episode.removed_at.is_not(None) if removed else episode.removed_at.is_(None)
    query = (
        select(tables.episode, tables.show.c.owner)
        .join_from(tables.episode, tables.show)
        .where(episode.key == key, gone, owned_by(server))
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise not_found(key)
    return row


async def find_show(connection: AsyncConnection, slug: str, *, server: int | None) -> rows.AnyRow:
    """Return the row of a show that a server may change; raise NotFoundError if there is none.

    The operator finds the public show, or else the only private one of that name.
    """
    title = tables.show.c.title.label("show_title")
    query = select(tables.show, title).where(tables.show.c.slug == slug, owned_by(server))
    found = (await connection.execute(query.order_by(tables.show.c.owner))).all()
    public = [row for row in found if row.owner == tables.PUBLIC]
    if len(found) == 1 or public:
        return (public or found)[0]
    if found:
        raise NotFoundError(
            _('Several servers have a show "{slug}"; name the server.').format(slug=slug)
        )
    raise NotFoundError(_('There is no show "{slug}" that can be changed here.').format(slug=slug))


async def find_quote(
    connection: AsyncConnection, quote_id: str, *, server: int | None
) -> rows.AnyRow:
    """Return the row of a quote that a server may change, by its id or a retired one.

    Raises NotFoundError if there is none.
    """
    query = (
        select(tables.quote)
        .join(tables.episode, tables.episode.c.id == tables.quote.c.episode_id)
        .join(tables.show)
        .where(
            tables.quote.c.id == await current_id(connection, quote_id),
            tables.episode.c.removed_at.is_(None),
            owned_by(server),
        )
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotFoundError(
            _('There is no quote "{quote}" that can be changed here.').format(quote=quote_id)
        )
    return row


def not_found(key: str) -> NotFoundError:
    """Return the error for an unknown episode, the same for an episode of another server."""
    return NotFoundError(f'There is no episode "{key}"; `pullquote list` shows what there is.')


def owned_by(server: int | None) -> ColumnElement[bool]:
    """Match the shows that a server may change: its private ones, never the public ones."""
    if server is None:
        return true()
    return tables.show.c.owner == server if server != tables.PUBLIC else false()


def visible_to(server: int | None) -> ColumnElement[bool]:
    """Match the shows that a server may see: public ones and its own."""
    return or_(tables.show.c.owner == tables.PUBLIC, owned_by(server))
