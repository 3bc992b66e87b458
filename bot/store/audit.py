"""Check a whole library in depth: what its rows say of each other, and of their files."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import Content
from bot.store import claims, queries, tables
from bot.store.dialects import dialect_of
from bot.store.moves.snapshot import open_snapshot
from bot.store.rows import AnyRow

_LATE = timedelta(days=1)
"""After so long, a post has been made or given up."""

_LATE_ALERT = timedelta(days=5)

_BOM = "\ufeff".encode()


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """What is wrong in a library, and where: the key of an episode, or a table."""

    place: str
    problem: str


async def audit(url: str, *, now: datetime) -> AsyncGenerator[Inconsistency]:
    """Yield what is wrong in the library at an address, read in one state; write nothing.

    Raises StoreError if it cannot be read.
    """
    async with open_snapshot(dialect_of(url, patience=5)) as snapshot:
        for episode in await snapshot.read(_episodes):
            for problem in await snapshot.read(
                lambda connection, row=episode: _of(connection, row)
            ):
                yield Inconsistency(episode.key, problem)
        for found in await snapshot.read(_of_tables):
            yield found
        for found in await snapshot.read(lambda connection: _of_deliveries(connection, now)):
            yield found


async def _episodes(connection: AsyncConnection) -> Sequence[AnyRow]:
    mine = tables.episode.c
    query = select(mine.id, mine.key, mine.sha256, mine.length, mine.quotes)
    return (await connection.execute(query.where(mine.removed_at.is_(None)))).all()


async def _of(connection: AsyncConnection, episode: AnyRow) -> list[str]:
    """List what is wrong in an episode."""
    has_text = exists().where(tables.episode_text.c.episode_id == episode.id)
    if not await connection.scalar(select(has_text)):
        return ["its text is missing: import its transcript again with `pullquote add --replace`"]
    content = await queries.whole_content(connection, episode.key)
    source = await queries.source(connection, episode.key)
    positions = select(tables.quote.c.start, tables.quote.c.end).where(
        tables.quote.c.episode_id == episode.id
    )
    ranges = (await connection.execute(positions.order_by(tables.quote.c.position))).all()
    return await asyncio.to_thread(
        _compare, episode, content, source=source, ranges=[(row.start, row.end) for row in ranges]
    )


def _compare(
    episode: AnyRow, content: Content, *, source: bytes, ranges: Sequence[tuple[int, int]]
) -> list[str]:
    text, problems = content.text, list[str]()
    if len(text) != episode.length:
        problems.append(f"its text has {len(text):,} characters instead of {episode.length:,}")
    if not _is_file(text, source, episode.sha256):
        problems.append("its text is not that of the file that was imported")
    if len(ranges) != episode.quotes:
        problems.append(f"it has {len(ranges):,} quotes instead of {episode.quotes:,}")
    outside = sum(not 0 <= start < end <= len(text) for start, end in ranges)
    if outside:
        problems.append(f"{outside:,} quotes are not within its text")
    overlaps = sum(one[1] > other[0] for one, other in pairwise(ranges))
    if overlaps:
        problems.append(f"{overlaps:,} quotes overlap the next")
    added = [one.id for one in content.quotes if not is_derivable(one.display, one.text)]
    if added:
        problems.append(f"the display of {len(added):,} quotes has other words: {added[0]}")
    strays = sum(not 0 <= one.start <= one.end <= len(text) for one in content.chapters)
    if strays:
        problems.append(f"{strays:,} chapters are not within its text")
    return problems


def _is_file(text: str, source: bytes, digest: str) -> bool:
    """Return whether a text, or the file that it was read from, has the hash of the import."""
    data = text.encode("utf-8", "surrogatepass")
    return digest in {sha256(one).hexdigest() for one in (source or data, _BOM + data)}


def is_derivable(display: str, text: str) -> bool:
    """Return whether the letters of a display text stand in a text, in order."""
    letters = filter(str.isalnum, text.casefold())
    return all(letter in letters for letter in display.casefold() if letter.isalnum())


async def _of_tables(connection: AsyncConnection) -> list[Inconsistency]:
    """List what is wrong between the tables."""
    show, retired, quote = tables.show.c, tables.retired.c, tables.quote.c
    checks = (
        (
            "retired",
            "retired ids are ids of quotes, too",
            select(func.count())
            .select_from(tables.retired)
            .join(tables.quote, quote.id == retired.id),
        ),
        (
            "retired",
            "retired ids lead nowhere",
            select(func.count())
            .select_from(tables.retired)
            .where(~exists().where(quote.id == retired.quote_id)),
        ),
        (
            "show",
            "shows belong to a server that cannot be",
            select(func.count()).select_from(tables.show).where(show.owner < tables.PUBLIC),
        ),
        (
            "feed",
            "feeds belong to a server that cannot be",
            select(func.count()).select_from(tables.feed).where(tables.feed.c.owner < 0),
        ),
        (
            "change",
            "episodes are not in the log of changes, so that no index has them",
            select(func.count())
            .select_from(tables.episode)
            .where(~exists().where(tables.change.c.episode_id == tables.episode.c.id)),
        ),
        (
            "change",
            "changes are newer than the library's version",
            select(func.count())
            .select_from(tables.change)
            .where(tables.change.c.version > select(tables.library.c.version).scalar_subquery()),
        ),
    )
    counted = [(table, told, await connection.scalar(query)) for table, told, query in checks]
    return [Inconsistency(table, f"{number:,} {told}") for table, told, number in counted if number]


async def _of_deliveries(connection: AsyncConnection, now: datetime) -> list[Inconsistency]:
    """List the posts and alerts that should have been made or given up."""
    found: list[Inconsistency] = []
    for table, late in ((tables.post, _LATE), (tables.alert_match, _LATE_ALERT)):
        stuck = (claims.is_open(table), table.c.due < now - late)
        served = or_(table.c.lease.is_(None), table.c.lease < now)
        query = select(func.count()).select_from(table).where(*stuck, served)
        number = await connection.scalar(query)
        if number:
            found.append(
                Inconsistency(
                    table.name,
                    f"{number:,} are due for more than {late.days} days; start the bot, which "
                    "makes them or records why not",
                )
            )
    return found


async def count_violations(url: str) -> int:
    """Return how many rows of a SQLite file refer to rows that there are not."""
    async with open_snapshot(dialect_of(url, patience=5)) as snapshot:
        return await snapshot.read(_count_violations)


async def _count_violations(connection: AsyncConnection) -> int:
    return len((await connection.exec_driver_sql("PRAGMA foreign_key_check")).all())
