"""Changes of episodes, each logged in the same transaction."""

from __future__ import annotations

import asyncio
import secrets
import zlib
from collections.abc import Mapping

from sqlalchemy import Table, delete, exists, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import KeyTakenError, LibraryError, NotFoundError
from bot.models import NO_EDITS, Content, Episode, EpisodeEdits, QuoteChanges, Show
from bot.store import (
    changes,
    hidden,
    judgements,
    name_corrections,
    queries,
    removals,
    rows,
    speakers,
    tables,
)
from bot.store.changes import LibraryState
from bot.store.descriptions import edited_values
from bot.store.ownership import not_found
from bot.store.retired_ids import replacement_ids

IDENTITY = "library"


async def add(
    connection: AsyncConnection,
    episode: Episode,
    content: Content,
    *,
    edits: EpisodeEdits = NO_EDITS,
    feed: int | None = None,
) -> int:
    """Store a new episode and return the version; raise KeyTakenError if its key is taken.

    The edits are what people say of it, which later imports leave alone. A removed episode of its
    key or id is purged: from now on it cannot be restored. Raises NotFoundError if it is of a feed
    that was forgotten while the episode was fetched.
    """
    if feed is not None:
        await _check_followed(connection, feed)
    await _purge_removed(connection, episode)
    await _check_key_is_free(connection, episode)
    version = await changes.log(connection, episode.id, removed=False)
    show_id = await _show(connection, episode.show)
    edited = edited_values(edits)
    values = {**rows.episode_values(episode, content), **edited, "edited": sorted(edited)}
    added = {"added": version, "added_at": episode.added_at, "show_id": show_id}
    await connection.execute(insert(tables.episode), {**values, **added})
    await _store(connection, episode.id, content)
    return version


async def replace(
    connection: AsyncConnection,
    episode: Episode,
    content: Content,
    *,
    edits: EpisodeEdits = NO_EDITS,
) -> tuple[int, QuoteChanges]:
    """Replace an episode; return the version and what has changed. Retire ids of removed quotes.

    Raises NotFoundError if it belongs to another server: a replacement never makes a private
    episode public. Raises LibraryError if another episode has its key.
    """
    stored = await _show_of_key(connection, episode.key)
    if stored is None or stored.owner != rows.owner_value(episode.show.server):
        raise not_found(episode.key)
    if stored.id != episode.id:
        raise LibraryError(
            f'Another episode has the key "{episode.key}"; remove it first with '
            f"`pullquote remove {episode.key}`.",
        )
    version = await changes.log(connection, episode.id, removed=False)
    old = await queries.whole_content(connection, episode.key)
    retired = await _retired(connection, episode.id)
    show_id = await _show(connection, episode.show)
    edited, earlier = edited_values(edits), frozenset[str](stored.edited or ())
    imported = rows.episode_values(episode, content)
    values = {name: value for name, value in imported.items() if name not in earlier} | edited
    values |= {"edited": sorted(earlier.union(edited)), "show_id": show_id}
    mine = tables.episode.c.id == episode.id
    await _clear(connection, episode.id)
    await connection.execute(update(tables.episode).where(mine).values(values))
    await _store(connection, episode.id, content)
    if await name_corrections.given_names(connection, episode.id):
        await judgements.forget(connection, episode.id)  # it did not know these names
    # In a thread: two long texts can take a quarter of a second to align.
    moved = await asyncio.to_thread(replacement_ids, old, content)
    await _retire(connection, _redirected(retired, moved, content))
    await hidden.follow(connection, episode.id, old, content)
    await speakers.follow(connection, moved)
    await removals.forget_empty_shows(connection)
    return version, _quote_changes(old, content, moved)


def _quote_changes(old: Content, new: Content, moved: Mapping[str, str]) -> QuoteChanges:
    before, after = ({quote.id for quote in content.quotes} for content in (old, new))
    return QuoteChanges(
        kept=len(before & after),
        moved=moved,
        lost=len(before - after - moved.keys()),
        new=len(after - before - set(moved.values())),
    )


async def quote_changes(connection: AsyncConnection, key: str, content: Content) -> QuoteChanges:
    """Return what a new import of an episode would do to its quotes."""
    old = await queries.whole_content(connection, key)
    return _quote_changes(old, content, await asyncio.to_thread(replacement_ids, old, content))


async def remove(connection: AsyncConnection, key: str, *, server: int | None) -> int:
    """Delete an episode for good and return the version.

    Raises NotFoundError if it is not the server's; None is the operator, who can delete any.
    """
    stored = await _show_of_key(connection, key)
    if stored is None or server not in (None, rows.to_server(stored.owner)):
        raise not_found(key)
    version = await changes.log(connection, stored.id, removed=True)
    await removals.delete_episode(connection, stored.id)
    return version


async def set_note(connection: AsyncConnection, name: str, value: str) -> None:
    """Write a note, over an older one of its name."""
    await connection.execute(delete(tables.note).where(tables.note.c.name == name))
    await connection.execute(insert(tables.note).values(name=name, value=value))


async def current_state(connection: AsyncConnection) -> LibraryState:
    """Read which library this is, and its version."""
    known = await queries.note(connection, IDENTITY)
    return LibraryState(known, await changes.current_version(connection))


async def identity(connection: AsyncConnection) -> str:
    """Return the id of this library; create it the first time."""
    known = await queries.note(connection, IDENTITY)
    if known is None:
        # The write lock is held, so no other process creates one meanwhile.
        known = secrets.token_hex(8)
        await set_note(connection, IDENTITY, known)
    return known


async def _check_followed(connection: AsyncConnection, feed: int) -> None:
    known = exists().where(tables.feed.c.id == feed)
    if not await connection.scalar(select(known)):
        raise NotFoundError("This feed is not followed any more.")


async def _purge_removed(connection: AsyncConnection, episode: Episode) -> None:
    mine = tables.episode.c
    removed = (
        select(mine.id)
        .join(tables.show)
        .where(
            or_(mine.key == episode.key, mine.id == episode.id),
            mine.removed_at.is_not(None),
            tables.show.c.owner == rows.owner_value(episode.show.server),
        )
    )
    for episode_id in (await connection.execute(removed)).scalars().all():
        await removals.delete_episode(connection, episode_id)


async def _show_of_key(connection: AsyncConnection, key: str) -> rows.AnyRow | None:
    query = (
        select(tables.episode.c.id, tables.episode.c.edited, tables.show.c.owner)
        .join_from(tables.episode, tables.show)
        .where(tables.episode.c.key == key, tables.episode.c.removed_at.is_(None))
    )
    return (await connection.execute(query)).one_or_none()


async def _check_key_is_free(connection: AsyncConnection, episode: Episode) -> None:
    mine = tables.episode.c
    query = (
        select(mine.id, mine.key, tables.show.c.title, tables.show.c.owner)
        .join_from(tables.episode, tables.show)
        .where(or_(mine.key == episode.key, mine.id == episode.id))
    )
    taken = (await connection.execute(query)).first()
    if taken is None:
        return
    # The operator, who adds public shows, may see all names; a server may not see another's.
    server = episode.show.server
    may_name_show = server is None or rows.to_server(taken.owner) in (None, server)
    place = f'the show "{taken.title}"' if may_name_show else "a show of another server"
    if taken.key == episode.key:
        raise KeyTakenError(
            f'An episode of {place} already has the key "{episode.key}"; choose another with '
            "`--key`.",
        )
    raise LibraryError(f'An episode of {place} already has the id of "{episode.key}".')


async def _show(connection: AsyncConnection, show: Show) -> int:
    """Return the id of a show; create it, or update its title.

    The title stays where the new one is just the slug, or a person gave it. No other process can
    create it: this transaction holds the write lock.
    """
    table = tables.show
    owner = rows.owner_value(show.server)
    same = (table.c.slug == show.slug, table.c.owner == owner)
    found = (await connection.execute(select(table).where(*same))).one_or_none()
    if found is None:
        new = insert(table).values(slug=show.slug, title=show.title, owner=owner)
        return (await connection.execute(new.returning(table.c.id))).scalar_one()
    if show.title not in (found.title, show.slug) and not found.titled:
        named = update(table).where(table.c.id == found.id).values(title=show.title)
        await connection.execute(named)
    return found.id


async def _clear(connection: AsyncConnection, episode_id: str) -> None:
    for table in tables.PARTS:
        await connection.execute(delete(table).where(table.c.episode_id == episode_id))


async def _store(connection: AsyncConnection, episode_id: str, content: Content) -> None:
    text = {"text": content.text, "summary": rows.summary_value(content.summary)}
    await connection.execute(insert(tables.episode_text), {**text, "episode_id": episode_id})
    if content.source:
        data = await asyncio.to_thread(zlib.compress, content.source)
        await connection.execute(insert(tables.source), {"episode_id": episode_id, "data": data})
    if content.sketch:
        sketch = {"episode_id": episode_id, "data": rows.sketch_value(content.sketch)}
        await connection.execute(insert(tables.sketch), sketch)
    if content.judged:
        judgement = {"episode_id": episode_id, "version": content.judged}
        await connection.execute(insert(tables.judgement), judgement)
    parts: tuple[tuple[Table, list[rows.Values]], ...] = (
        (tables.quote, [rows.quote_values(quote) for quote in content.quotes]),
        (tables.chapter, [rows.chapter_values(chapter) for chapter in content.chapters]),
        (tables.topic, [rows.topic_values(topic) for topic in content.topics]),
        (tables.highlight, [rows.highlight_values(best) for best in content.highlights]),
        (tables.name, [rows.name_values(name) for name in content.names]),
        (tables.excluded, [rows.span_values(span) for span in content.excluded]),
        (tables.aside, [rows.span_values(span) for span in content.asides]),
    )
    for table, values in parts:
        numbered = [
            {**value, "episode_id": episode_id, "position": position}
            for position, value in enumerate(values)
        ]
        if numbered:
            await connection.execute(insert(table), numbered)


async def _retired(connection: AsyncConnection, episode_id: str) -> dict[str, str]:
    query = (
        select(tables.retired.c.id, tables.retired.c.quote_id)
        .join_from(tables.retired, tables.quote)
        .where(tables.quote.c.episode_id == episode_id)
    )
    return {row.id: row.quote_id for row in await connection.execute(query)}


def _redirected(
    retired: Mapping[str, str],
    replacements: dict[str, str],
    content: Content,
) -> dict[str, str]:
    """Map every retired id directly to a current quote, without chains."""
    current = {quote.id for quote in content.quotes}
    targets = {
        old: replacements.get(target, target) for old, target in retired.items()
    } | replacements
    return {
        old: target for old, target in targets.items() if old not in current and target in current
    }


async def _retire(connection: AsyncConnection, targets: Mapping[str, str]) -> None:
    if targets:
        values = [{"id": old, "quote_id": target} for old, target in targets.items()]
        await connection.execute(insert(tables.retired), values)
