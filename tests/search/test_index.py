import asyncio
import gc
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from weakref import ref

import aiosqlite
import pytest

from bot.models import Content, Scope, SearchResult
from bot.search import Index, open_index
from bot.search.memory import partitions
from bot.search.memory.runtime import freeze_gc
from bot.search.retrieval.postings import read_postings
from bot.search.storage.connections import READERS
from bot.search.storage.schema import PUBLIC_PARTITION, token
from tests.search.talks import PUBLIC, bees, fill, lighthouses, secrets
from tests.support.builders import content, episode


async def test_an_empty_index_holds_nothing_and_finds_nothing(index: Index) -> None:
    assert await index.indexed_version() == 0
    for ask in (index.quote, index.topic, index.ask):
        found = await ask("anything at all", PUBLIC)
        assert (found.confidence, found.matches, found.suggestions) == ("none", (), ())


async def test_an_added_episode_is_found_after_a_restart(tmp_path: Path) -> None:
    async with open_index(tmp_path) as index:
        await fill(index, lighthouses(), version=3)
    async with open_index(tmp_path) as index:
        assert await index.indexed_version() == 3
        assert (await index.quote("two suitcases and a cat", PUBLIC)).confidence == "exact"


async def test_a_removed_episode_leaves_no_words_in_the_index(index: Index, tmp_path: Path) -> None:
    (tide, said), hive = lighthouses(), bees()
    await fill(index, (tide, said), hive)
    await index.quote("silence", PUBLIC)
    await index.apply(upserts=(), removed=(tide.id, "unknown"), version=2)
    assert (await index.quote("two suitcases", PUBLIC)).confidence == "none"
    assert [s.name for s in await index.suggest("topic.name", "", PUBLIC)] == ["swarm", "silence"]
    assert (await index.quote("the same dance", PUBLIC)).confidence == "exact"
    with closing(sqlite3.connect(_database(tmp_path / "index"))) as db:
        assert db.execute("SELECT count(*) FROM words WHERE word = 'suitcases'").fetchone() == (0,)
        db.execute("INSERT INTO postings (postings) VALUES ('integrity-check')")


async def test_an_index_of_another_library_is_emptied_and_can_be_filled_again(index: Index) -> None:
    await fill(index, lighthouses(), secrets(), version=4)
    assert (await index.quote("two suitcases", PUBLIC)).confidence == "exact"
    await index.adopt("another library", version=9)
    assert await index.indexed_version() == 0
    assert (await index.quote("two suitcases", PUBLIC)).confidence == "none"
    assert await index.suggest("topic.name", "", Scope(server=7)) == ()
    await fill(index, bees())
    assert (await index.quote("the same dance", PUBLIC)).confidence == "exact"


async def test_a_posting_list_over_several_episodes_is_in_order(
    index: Index, tmp_path: Path
) -> None:
    said = content(["The gulls wait.", "Nobody came.", "The gulls left."])
    some = [(episode(f"gulls {number}"), said) for number in range(4)]
    await index.apply(upserts=some, removed=(), version=1)
    await index.apply(upserts=[some[1]], removed=[some[2][0].id], version=2)
    async with aiosqlite.connect(_database(tmp_path / "index")) as db:
        rows = await read_postings(
            db, [token(PUBLIC_PARTITION, "gull"), token(PUBLIC_PARTITION, "bee")]
        )
        holding = await db.execute_fetchall("SELECT id FROM quotes WHERE folded LIKE '%gulls%'")
    assert rows[token(PUBLIC_PARTITION, "gull")].tolist() == sorted(number for (number,) in holding)
    assert rows[token(PUBLIC_PARTITION, "bee")].tolist() == []


async def test_an_episode_without_words_can_be_added_and_removed(index: Index) -> None:
    silent, empty = episode("silence"), content([])
    await fill(index, lighthouses(), (silent, empty), (episode("dots"), content(["..."])))
    assert (await index.quote("two suitcases", PUBLIC)).confidence == "exact"
    await index.apply(upserts=(), removed=(silent.id,), version=2)
    assert (await index.quote("two suitcases", PUBLIC)).confidence == "exact"


async def test_an_episode_that_is_added_again_is_replaced(index: Index) -> None:
    described, _ = lighthouses()
    await fill(index, lighthouses())
    await fill(index, (described, content(["Only the gulls remained."])), version=2)
    assert (await index.quote("two suitcases and a cat", PUBLIC)).confidence == "none"
    assert (await index.quote("only the gulls", PUBLIC)).confidence == "exact"
    assert await index.indexed_version() == 2


async def test_a_failed_change_leaves_the_index_as_it_was(index: Index) -> None:
    await fill(index, lighthouses())
    broken = replace(bees()[1].quotes[0], text=None)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        await fill(index, bees(), (episode("x"), Content(text="", quotes=(broken,))), version=2)
    assert await index.indexed_version() == 1
    assert (await index.quote("the same dance", PUBLIC)).confidence == "none"
    await fill(index, bees(), version=2)
    assert (await index.quote("the same dance", PUBLIC)).confidence == "exact"


async def test_an_index_is_emptied_if_it_is_ahead_of_its_library(index: Index) -> None:
    await index.adopt("ours", version=0)
    await fill(index, lighthouses(), version=4)
    await index.adopt("ours", version=4)
    assert await index.indexed_version() == 4
    await index.adopt("ours", version=3)
    assert await index.indexed_version() == 0
    assert (await index.quote("two suitcases", PUBLIC)).confidence == "none"


async def test_each_process_has_its_own_index_and_the_next_reuses_a_free_one(
    tmp_path: Path,
) -> None:
    async with open_index(tmp_path) as here:
        await fill(here, lighthouses())
        async with open_index(tmp_path) as there:
            assert await there.indexed_version() == 0
            await fill(there, bees(), version=2)
            assert (await here.quote("the same dance", PUBLIC)).confidence == "none"
    async with open_index(tmp_path) as again:
        assert (await again.quote("two suitcases", PUBLIC)).confidence == "exact"


async def test_an_index_of_another_version_is_rebuilt(tmp_path: Path) -> None:
    async with open_index(tmp_path) as index:
        await fill(index, lighthouses())
    old = _database(tmp_path)
    with closing(sqlite3.connect(old)) as db:
        db.execute("UPDATE meta SET value = 'older' WHERE name = 'version'")
        db.commit()
    async with open_index(tmp_path) as index:
        assert await index.indexed_version() == 0
    assert _database(tmp_path) != old
    assert not old.exists()


@pytest.mark.parametrize("damage", [b"", b"this is no database", b"SQLite format 3\0garbage"])
async def test_a_damaged_index_is_rebuilt(tmp_path: Path, damage: bytes) -> None:
    async with open_index(tmp_path) as index:
        await fill(index, lighthouses())
    _database(tmp_path).write_bytes(damage)
    async with open_index(tmp_path) as index:
        assert await index.indexed_version() == 0
        await fill(index, lighthouses())
        assert (await index.quote("two suitcases", PUBLIC)).confidence == "exact"


@pytest.mark.parametrize("pointer", ["", "gone.db", "../elsewhere.db", "\udcff"])
async def test_an_invalid_pointer_is_replaced(tmp_path: Path, pointer: str) -> None:
    leased = tmp_path / "0"
    leased.mkdir()
    (leased / "current").write_bytes(pointer.encode(errors="surrogateescape"))
    async with open_index(tmp_path) as index:
        assert await index.indexed_version() == 0
    assert _database(tmp_path).is_file()


@pytest.mark.parametrize("method", ["execute", "rollback"])
async def test_a_cancelled_call_returns_its_connection(
    index: Index, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    await fill(index, lighthouses())
    original = getattr(aiosqlite.Connection, method)

    async def run_and_wait(*args: object) -> None:
        await original(*args)
        await asyncio.sleep(0.3)

    monkeypatch.setattr(aiosqlite.Connection, method, run_and_wait)
    for _ in range(READERS + 1):
        for work in (index.quote("eleven winters", PUBLIC), fill(index, bees(), version=2)):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(work, 0.1)
    monkeypatch.undo()
    await fill(index, bees(), version=2)
    assert (await index.quote("eleven winters", PUBLIC)).matches


async def test_the_switch_interval_is_short_while_an_index_is_open(tmp_path: Path) -> None:
    before = sys.getswitchinterval()
    async with open_index(tmp_path):
        assert sys.getswitchinterval() < before
    assert sys.getswitchinterval() == before


async def test_long_lived_objects_are_frozen_out_of_garbage_collection(index: Index) -> None:
    await fill(index, lighthouses())
    before = gc.get_freeze_count()
    await index.quote("eleven winters", PUBLIC)
    assert gc.get_freeze_count() > before


def test_garbage_that_was_frozen_while_it_was_in_use_is_freed_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.search.memory.runtime.THAW_EVERY", 4)

    class Answer:
        def __init__(self) -> None:
            self.itself = self

    answer = Answer()
    left = ref(answer)
    freeze_gc()
    del answer
    for _ in range(4):
        freeze_gc()
    assert left() is None


async def test_a_search_during_a_commit_reads_no_partition_again(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(index, lighthouses())
    assert (await index.quote("eleven winters", PUBLIC)).matches
    commit, searches = aiosqlite.Connection.commit, list[asyncio.Task[SearchResult]]()

    async def commit_and_search(connection: aiosqlite.Connection) -> None:
        await commit(connection)
        searches.append(asyncio.create_task(index.quote("a parliament", PUBLIC)))
        await asyncio.sleep(0.1)

    def read_again(*_: object) -> None:
        pytest.fail("a partition was read again")

    monkeypatch.setattr(aiosqlite.Connection, "commit", commit_and_search)
    monkeypatch.setattr(partitions, "read_partition", read_again)
    await fill(index, bees(), version=2)
    assert searches
    assert all(found.matches for found in await asyncio.gather(*searches))


async def test_searches_succeed_during_a_write(index: Index) -> None:
    await fill(index, lighthouses())
    searches = [index.quote("two suitcases and a cat", PUBLIC) for _ in range(30)]
    *found, _ = await asyncio.gather(*searches, fill(index, bees(), version=2))
    assert {answer.confidence for answer in found if answer is not None} == {"exact"}
    assert (await index.quote("the same dance", PUBLIC)).confidence == "exact"


def _database(folder: Path) -> Path:
    leased = folder / "0"
    return leased / (leased / "current").read_text().strip()
