"""What the index keeps in memory is of one state, which an older reader never brings back."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.models import Scope
from bot.search import open_index
from bot.search.memory.partitions import Partitions
from bot.search.storage.connections import ConnectionPool, open_connections
from bot.search.storage.writer import add, advance_generation, read_meta
from tests.search.talks import BEES, LIGHTHOUSES
from tests.support.builders import content, episode

PUBLIC = Scope(server=None)


@asynccontextmanager
async def opened(folder: Path) -> AsyncGenerator[ConnectionPool]:
    """Open an index file that holds one episode."""
    async with open_index(folder) as index:
        made = (episode("lights"), content(LIGHTHOUSES, key="lights"))
        await index.apply(upserts=[made], removed=(), version=1)
    async with open_connections(*folder.rglob("*.db")) as pool:  # noqa: ASYNC240 - one small folder
        yield pool


async def add_bees(pool: ConnectionPool, rooms: Partitions) -> int:
    """Commit another episode, and return the change that made."""
    async with pool.writing() as db:
        came = await add(db, episode("bees"), content(BEES, key="bees"))
        change = await advance_generation(db)
        async with rooms.applying(change, removed=(), added=[came]) as committed:
            await db.commit()
            committed()
    return change


async def test_a_reader_of_an_older_state_is_made_to_read_the_newest(tmp_path: Path) -> None:
    rooms = Partitions()
    async with opened(tmp_path) as pool, pool.reading() as older:
        await read_meta(older, "change")
        change = await add_bees(pool, rooms)
        async with pool.reading() as newer:
            kept = await rooms.search_scope(newer, PUBLIC)
        seen = await rooms.search_scope(older, PUBLIC)
    assert seen is kept
    assert (seen.generation, len(seen.episode_ranges)) == (change, 2)


async def test_a_search_goes_on_with_the_words_it_began_with(tmp_path: Path) -> None:
    rooms = Partitions()
    async with opened(tmp_path) as pool:
        async with pool.reading() as db:
            view = await rooms.search_scope(db, PUBLIC)
            await add_bees(pool, rooms)
            assert (view.dictionary.count("honeycomb"), len(view.episode_ranges)) == (0, 1)
        async with pool.reading() as db:
            newest = await rooms.search_scope(db, PUBLIC)
    assert (newest.dictionary.count("honeycomb"), len(newest.episode_ranges)) == (1, 2)
