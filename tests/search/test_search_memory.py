"""The index's memory is of one generation, and a reader of an older one never restores that."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

from bot.models import Content, Episode, Scope
from bot.search import open_index
from bot.search.memory.partitions import Partitions
from bot.search.storage.connections import ConnectionPool, open_connections
from bot.search.storage.meta import read_meta
from bot.search.storage.writer import add, advance_generation
from tests.search.talks import BEES, LIGHTHOUSES
from tests.support.builders import content, episode

PUBLIC = Scope(server=None)


@asynccontextmanager
async def index_with_one_episode(folder: Path) -> AsyncGenerator[ConnectionPool]:
    """Open an index file with one episode."""
    async with open_index(folder) as index:
        added = (episode("lights"), content(LIGHTHOUSES, key="lights"))
        await index.apply(upserts=[added], removed=(), version=1)
    async with open_connections(*folder.rglob("*.db")) as pool:  # noqa: ASYNC240 - one small folder
        yield pool


async def add_bees(pool: ConnectionPool, memory: Partitions) -> int:
    """Commit another episode, and return the new generation."""
    async with pool.writing() as db:
        delta = await add(db, episode("bees"), content(BEES, key="bees"))
        generation = await advance_generation(db)
        async with memory.applying(generation, removed=(), added=[delta]) as committed:
            await db.commit()
            committed()
    return generation


async def test_a_reader_of_an_older_generation_reads_the_newest(tmp_path: Path) -> None:
    memory = Partitions()
    async with index_with_one_episode(tmp_path) as pool, pool.reading() as older:
        await read_meta(older, "change")
        generation = await add_bees(pool, memory)
        async with pool.reading() as newer:
            kept = await memory.search_scope(newer, PUBLIC)
        seen = await memory.search_scope(older, PUBLIC)
    assert seen is kept
    assert (seen.generation, len(seen.episode_ranges)) == (generation, 2)


async def test_a_search_scope_is_not_changed_by_a_later_commit(tmp_path: Path) -> None:
    memory = Partitions()
    async with index_with_one_episode(tmp_path) as pool:
        async with pool.reading() as db:
            scope = await memory.search_scope(db, PUBLIC)
            await add_bees(pool, memory)
            assert (scope.dictionary.count("honeycomb"), len(scope.episode_ranges)) == (0, 1)
        async with pool.reading() as db:
            newest = await memory.search_scope(db, PUBLIC)
    assert (newest.dictionary.count("honeycomb"), len(newest.episode_ranges)) == (1, 2)


async def test_an_import_succeeds_while_servers_search_for_the_first_time(tmp_path: Path) -> None:
    async with open_index(tmp_path) as index:
        await index.apply(upserts=[_talk(0)], removed=(), version=1)
        await index.warm()
        searching = True

        async def search() -> None:
            for server in count(1):
                if not searching:
                    return
                await index.suggest("episode", "e", Scope(server=server))

        members = [asyncio.create_task(search()) for _ in range(2)]
        for number in range(1, 12):
            await index.apply(upserts=[_talk(number)], removed=(), version=number + 1)
        searching = False
        await asyncio.gather(*members)
        assert len(await index.suggest("episode", "", PUBLIC)) == 12


def _talk(number: int) -> tuple[Episode, Content]:
    """Make an episode of many distinct words, so that adding it takes some time."""
    lines = [" ".join(f"w{number}x{n}x{word}" for word in range(40)) for n in range(100)]
    return episode(f"e{number}"), content(lines, key=f"e{number}")
