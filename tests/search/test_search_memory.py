"""What the index keeps in memory is of one state, which an older reader never brings back."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.models import Scope
from bot.search import open_index
from bot.search.memory.partitions import Rooms
from bot.search.storage.connections import Pool, open_pool
from bot.search.storage.writer import count_change, put_in, read_meta
from tests.search.talks import BEES, LIGHTHOUSES
from tests.support.builders import content, episode

PUBLIC = Scope(server=None)


@asynccontextmanager
async def opened(folder: Path) -> AsyncGenerator[Pool]:
    """Open an index file that holds one episode."""
    async with open_index(folder) as index:
        made = (episode("lights"), content(LIGHTHOUSES, key="lights"))
        await index.apply(upserts=[made], removed=(), version=1)
    async with open_pool(*folder.rglob("*.db")) as pool:  # noqa: ASYNC240 - one small folder
        yield pool


async def add_bees(pool: Pool, rooms: Rooms) -> int:
    """Commit another episode, and return the change that made."""
    async with pool.writing() as db:
        came = await put_in(db, episode("bees"), content(BEES, key="bees"))
        change = await count_change(db)
        async with rooms.coming(change, gone=(), come=[came]) as committed:
            await db.commit()
            committed()
    return change


async def test_a_reader_of_an_older_state_is_made_to_read_the_newest(tmp_path: Path) -> None:
    rooms = Rooms()
    async with opened(tmp_path) as pool, pool.reading() as older:
        await read_meta(older, "change")
        change = await add_bees(pool, rooms)
        async with pool.reading() as newer:
            kept = await rooms.view(newer, PUBLIC)
        seen = await rooms.view(older, PUBLIC)
    assert seen is kept
    assert (seen.change, len(seen.shelves)) == (change, 2)


async def test_a_search_goes_on_with_the_words_it_began_with(tmp_path: Path) -> None:
    rooms = Rooms()
    async with opened(tmp_path) as pool:
        async with pool.reading() as db:
            view = await rooms.view(db, PUBLIC)
            await add_bees(pool, rooms)
            assert (view.vocabulary.count("honeycomb"), len(view.shelves)) == (0, 1)
        async with pool.reading() as db:
            newest = await rooms.view(db, PUBLIC)
    assert (newest.vocabulary.count("honeycomb"), len(newest.shelves)) == (1, 2)
