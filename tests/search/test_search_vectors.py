"""The vectors of windows in the index: when they are made and removed, and who may see them."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from textwrap import dedent

import aiosqlite
import numpy as np
import pytest

from bot.errors import ModelError
from bot.models import Content, Scope
from bot.search import Index, open_index
from bot.search.memory.partitions import Partitions
from bot.search.memory.search_scope import SearchScope
from bot.search.retrieval.similarity import (
    SimilarWindows,
    read_window_cache,
    row_cosines,
    similar_windows,
)
from bot.search.semantic.codes import Vector
from bot.search.semantic.model import SentenceModel, TextKind, Vectors
from bot.search.storage.connections import ConnectionPool, open_connections
from tests.search.talks import PUBLIC, Made, bees, fill, lighthouses, secrets
from tests.support.builders import content, episode
from tests.support.hashing_model import HashingModel
from tests.support.platforms import needs_posix

MODEL = HashingModel()
ASKED = "the zanzibarium password is kept under the walrusmat"


def vector(text: str) -> Vector:
    return MODEL.encode([text], kind="query")[0]


async def encode_all(index: Index) -> int:
    """Encode what is missing, and return the number of episodes."""
    episodes = 0
    while await index.encoding.encode_next():
        episodes += 1
    return episodes


@asynccontextmanager
async def encoded(folder: Path, *made: Made, model: SentenceModel = MODEL) -> AsyncGenerator[Index]:
    """Open an index with episodes and their vectors."""
    async with open_index(folder, model=model) as index:
        await fill(index, *made)
        await encode_all(index)
        yield index


@asynccontextmanager
async def file_of(folder: Path) -> AsyncGenerator[ConnectionPool]:
    async with open_connections(*folder.rglob("*.db")) as pool:  # noqa: ASYNC240 - one small folder
        yield pool


async def count_rows(pool: ConnectionPool) -> tuple[int, int]:
    """Return the numbers of episodes with windows, and of vectors."""
    async with pool.reading() as db:
        return await _count(db, "windows"), await _count(db, "vectors")


async def _count(db: aiosqlite.Connection, table: str) -> int:
    return len(list(await db.execute_fetchall(f"SELECT 1 FROM {table}")))  # noqa: S608 - a constant


def episodes_of(search_scope: SearchScope, windows: SimilarWindows) -> list[str]:
    """Return the ids of the episodes that windows are of; of a row of none, the row."""
    return [
        next(
            (
                one.id
                for one in search_scope.episode_ranges.values()
                if one.first <= row <= one.last
            ),
            str(row),
        )
        for row in windows.first.tolist()
    ]


async def found(folder: Path, text: str, scope: Scope, *, limit: int = 50) -> list[str]:
    async with file_of(folder) as pool, pool.reading() as db:
        search_scope = await Partitions().search_scope(db, scope)
        windows = await similar_windows(db, search_scope, vector(text), limit=limit)
        return episodes_of(search_scope, windows)


async def test_the_windows_most_similar_to_a_question_come_first(tmp_path: Path) -> None:
    async with encoded(tmp_path, lighthouses(), bees()):
        pass
    async with file_of(tmp_path) as pool, pool.reading() as db:
        search_scope = await Partitions().search_scope(db, PUBLIC)
        asked = vector("the queen has no vote in the honeycomb parliament")
        windows = await similar_windows(db, search_scope, asked, limit=3)
        episodes = episodes_of(search_scope, windows)
    assert episodes[0] == bees()[0].id
    assert windows.cosine.tolist() == sorted(windows.cosine.tolist(), reverse=True)
    assert len(windows.cosine) == 3
    assert (windows.first <= windows.last).all()


async def test_the_cosines_are_those_of_the_texts(tmp_path: Path) -> None:
    async with encoded(tmp_path, bees()):
        pass
    async with file_of(tmp_path) as pool, pool.reading() as db:
        search_scope = await Partitions().search_scope(db, PUBLIC)
        windows = await similar_windows(db, search_scope, vector("a swarm"), limit=1)
        rows = await db.execute_fetchall(
            "SELECT display FROM quotes WHERE id BETWEEN ? AND ? ORDER BY id",
            (int(windows.first[0]), int(windows.last[0])),
        )
    text = " ".join(display for (display,) in rows)
    exact = float(vector(text) @ vector("a swarm"))
    assert windows.cosine[0] == pytest.approx(exact, abs=0.01)


async def test_an_episode_is_searched_by_words_before_it_has_vectors(tmp_path: Path) -> None:
    async with open_index(tmp_path, model=MODEL) as index:
        await fill(index, bees())
        assert await index.encoding.unencoded() == 1
        assert (await index.quote("the queen has no vote", PUBLIC)).confidence == "exact"
    assert await found(tmp_path, "the queen", PUBLIC) == []


async def test_the_newest_episode_is_encoded_first(tmp_path: Path) -> None:
    made = [
        (replace(episode(key), published=date(2024, 1, day)), content(["A line."], key=key))
        for key, day in (("old", 1), ("new", 3), ("middle", 2))
    ]
    order: list[str] = []
    for _ in made:
        async with open_index(tmp_path, model=MODEL) as index:
            await fill(index, *(made if not order else ()))
            await index.encoding.encode_next()
        seen = set(await found(tmp_path, "a line", PUBLIC)) - set(order)
        order += seen
    assert order == [made[1][0].id, made[2][0].id, made[0][0].id]


async def test_another_model_encodes_everything_anew(tmp_path: Path) -> None:
    async with encoded(tmp_path, lighthouses(), bees()):
        pass
    async with open_index(tmp_path, model=MODEL) as index:
        assert await index.encoding.unencoded() == 0
    async with open_index(tmp_path, model=HashingModel("another", dimensions=64)) as index:
        assert await index.encoding.unencoded() == 2
        assert await encode_all(index) == 2
    async with open_index(tmp_path, model=MODEL) as index:
        assert await index.encoding.unencoded() == 2


async def test_vectors_are_kept_while_there_is_no_model(tmp_path: Path) -> None:
    async with encoded(tmp_path, lighthouses(), bees()):
        pass
    async with open_index(tmp_path) as index:
        assert (await index.encoding.unencoded(), await index.encoding.encode_next()) == (0, False)
        await index.apply(upserts=(), removed=[bees()[0].id], version=2)
    async with open_index(tmp_path, model=MODEL) as index:
        assert await index.encoding.unencoded() == 0
    assert set(await found(tmp_path, "the queen", PUBLIC)) == {lighthouses()[0].id}


async def test_vectors_are_removed_with_their_episode(tmp_path: Path) -> None:
    async with encoded(tmp_path, lighthouses(), bees()) as index:
        await index.apply(upserts=(), removed=[lighthouses()[0].id, bees()[0].id], version=2)
    async with file_of(tmp_path) as pool:
        assert await count_rows(pool) == (0, 0)


async def test_an_episode_that_is_replaced_is_encoded_anew(tmp_path: Path) -> None:
    changed = bees()[0], content(["The wasps moved into the attic."], key="bees")
    async with encoded(tmp_path, bees()) as index:
        await index.apply(upserts=[changed], removed=(), version=2)
        assert await encode_all(index) == 1
    async with file_of(tmp_path) as pool:
        assert await count_rows(pool) == (1, 1)


async def test_another_library_begins_without_vectors(tmp_path: Path) -> None:
    async with encoded(tmp_path, bees()) as index:
        await index.adopt("another library", version=9)
    async with file_of(tmp_path) as pool:
        assert await count_rows(pool) == (0, 0)


async def test_an_episode_that_is_only_described_keeps_its_vectors(tmp_path: Path) -> None:
    async with encoded(tmp_path, bees()) as index:
        renamed = replace(bees()[0], title="Another title")
        await index.apply(upserts=(), removed=(), described=[renamed], version=2)
        assert await index.encoding.unencoded() == 0
    assert await found(tmp_path, "the queen", PUBLIC)


class SlowModel(HashingModel):
    """A model whose passages wait until `go` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.get_running_loop()
        self.begun, self.go = asyncio.Event(), asyncio.Event()

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> Vectors:
        if kind == "passage":
            self.loop.call_soon_threadsafe(self.begun.set)
            asyncio.run_coroutine_threadsafe(self.go.wait(), self.loop).result()
        return super().encode(texts, kind=kind)


async def test_imports_and_searches_go_on_while_an_episode_is_encoded(tmp_path: Path) -> None:
    model = SlowModel()
    async with open_index(tmp_path, model=model) as index:
        await fill(index, lighthouses())
        encoding = asyncio.create_task(index.encoding.encode_next())
        await model.begun.wait()
        await fill(index, bees(), version=2)
        assert (await index.quote("the queen has no vote", PUBLIC)).confidence == "exact"
        model.go.set()
        assert await encoding
        assert await index.encoding.unencoded() == 1


async def test_an_episode_removed_while_it_is_encoded_gets_no_vectors(tmp_path: Path) -> None:
    model = SlowModel()
    async with open_index(tmp_path, model=model) as index:
        await fill(index, bees())
        encoding = asyncio.create_task(index.encoding.encode_next())
        await model.begun.wait()
        await index.apply(upserts=(), removed=[bees()[0].id], version=2)
        model.go.set()
        await encoding
    async with file_of(tmp_path) as pool:
        assert await count_rows(pool) == (0, 0)


class BrokenModel(HashingModel):
    """A model that fails, or returns what is no vector, once it is told to."""

    outcome: Exception | Vectors | None = None

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> Vectors:
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return super().encode(texts, kind=kind) if self.outcome is None else self.outcome


@pytest.mark.parametrize(
    ("outcome", "cause"),
    [
        (RuntimeError("out of memory"), "out of memory"),
        (np.zeros((1, 5), np.float32), "shape"),
        (np.full((1, 192), np.nan, np.float32), "finite"),
    ],
)
async def test_a_model_that_fails_is_told_and_its_episode_is_tried_again(
    tmp_path: Path, outcome: Exception | Vectors, cause: str
) -> None:
    model = BrokenModel()
    async with open_index(tmp_path, model=model) as index:
        await fill(index, (episode("short"), content(["One line."], key="short")))
        model.outcome = outcome
        with pytest.raises(ModelError, match=cause):
            await index.encoding.encode_next()
        model.outcome = None
        assert await encode_all(index) == 1


KILLED = dedent("""
    import asyncio, sys
    from pathlib import Path
    from bot.search import open_index
    from tests.search.talks import bees, fill, lighthouses
    from tests.support.hashing_model import HashingModel

    class Endless(HashingModel):
        calls = 0
        def encode(self, texts, *, kind):
            self.calls += 1
            while self.calls > 1:
                print("encoding", flush=True)
                sys.stdin.read()
            return super().encode(texts, kind=kind)

    async def main():
        async with open_index(Path(sys.argv[1]), model=Endless()) as index:
            await fill(index, lighthouses(), bees())
            while await index.encoding.encode_next():
                pass

    asyncio.run(main())
""")


@needs_posix
async def test_encoding_resumes_after_a_kill_with_what_is_missing(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        KILLED,
        str(tmp_path),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"encoding\n"
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    async with open_index(tmp_path, model=MODEL) as index:
        assert await index.encoding.unencoded() == 1
        assert await encode_all(index) == 1
    assert len(set(await found(tmp_path, "the", PUBLIC))) == 2


@pytest.mark.parametrize(
    "scope", [PUBLIC, Scope(server=8), Scope(server=8, episode="secrets"), Scope(server=None)]
)
async def test_no_window_of_another_server_is_found(tmp_path: Path, scope: Scope) -> None:
    async with encoded(tmp_path, lighthouses(), secrets(server=7), bees()):
        pass
    assert secrets()[0].id in await found(tmp_path, ASKED, Scope(server=7))
    others = await found(tmp_path, ASKED, scope)
    assert set(others) <= {lighthouses()[0].id, bees()[0].id}


async def test_the_cosines_of_another_servers_rows_are_not_told(tmp_path: Path) -> None:
    async with encoded(tmp_path, lighthouses(), secrets(server=7)):
        pass
    async with file_of(tmp_path) as pool, pool.reading() as db:
        own = await Partitions().search_scope(db, Scope(server=7))
        rows = np.arange(own.row_bounds[0] - 2, own.row_bounds[1] + 3)
        assert np.nanmax(await row_cosines(db, own, vector(ASKED), rows)) > 0.5
        other = await Partitions().search_scope(db, Scope(server=8))
        told = await row_cosines(db, other, vector(ASKED), rows)
    visible = (rows >= other.row_bounds[0]) & (rows <= other.row_bounds[1])
    assert (~np.isnan(told)).tolist() == visible.tolist()


async def test_a_hidden_episode_has_no_windows(tmp_path: Path) -> None:
    later = episode("later")
    made = later, content(["The krakenfish was announced."], key="later")
    async with encoded(tmp_path, lighthouses(), made, bees()):
        pass
    hidden = Scope(server=None, hidden=frozenset({later.id}))
    assert later.id in await found(tmp_path, "the krakenfish was announced", PUBLIC)
    assert set(await found(tmp_path, "the krakenfish was announced", hidden)) == {
        lighthouses()[0].id,
        bees()[0].id,
    }
    async with file_of(tmp_path) as pool, pool.reading() as db:
        all_ = await Partitions().search_scope(db, PUBLIC)
        rows = np.array([all_.episode_ranges[later.id].first])
        seen = await Partitions().search_scope(db, hidden)
        assert np.isnan(await row_cosines(db, seen, vector("krakenfish"), rows)).all()


async def test_a_sample_is_compared_again_without_reading_it(tmp_path: Path) -> None:
    async with encoded(tmp_path, lighthouses(), bees()):
        pass
    async with file_of(tmp_path) as pool, pool.reading() as db:
        search_scope = await Partitions().search_scope(db, PUBLIC)
        rows = np.arange(*search_scope.row_bounds)
        read = await row_cosines(db, search_scope, vector("the queen"), rows, sample=True)
        async with pool.writing() as writer:
            await writer.execute("UPDATE vectors SET magnitudes = zeroblob(length(magnitudes))")
    async with file_of(tmp_path) as pool, pool.reading() as db:
        again = await row_cosines(db, search_scope, vector("the queen"), rows, sample=True)
        others = await row_cosines(db, search_scope, vector("the queen"), rows)
    np.testing.assert_array_equal(again, read)
    assert np.nanmax(np.abs(read)) > 0
    assert not np.nan_to_num(others).any()


async def test_one_episode_can_be_searched_alone(tmp_path: Path) -> None:
    async with encoded(tmp_path, lighthouses(), bees(), secrets(server=7)):
        pass
    only = await found(tmp_path, ASKED, Scope(server=7, episode="bees"))
    assert set(only) == {bees()[0].id}


async def test_a_speaker_has_said_a_quote_of_each_window(tmp_path: Path) -> None:
    lines = [("Ann", "A" * 400), ("Bob", "B" * 400), ("Ann", "C" * 400)]
    async with encoded(tmp_path, (episode("pilot"), content(lines)), bees()):
        pass
    async with file_of(tmp_path) as pool, pool.reading() as db:
        search_scope = await Partitions().search_scope(db, Scope(server=None, speaker="Bob"))
        windows = await similar_windows(db, search_scope, vector("B"), limit=9)
    assert windows.first.tolist() == windows.last.tolist() == [2]


async def test_a_reader_of_an_older_state_gets_only_windows_that_it_can_read(
    tmp_path: Path,
) -> None:
    async with encoded(tmp_path, bees()) as index, file_of(tmp_path) as pool:
        memory = Partitions()
        async with pool.reading() as older:
            before = await memory.search_scope(older, PUBLIC)
            await index.apply(upserts=[lighthouses()], removed=[bees()[0].id], version=2)
            await encode_all(index)
            async with pool.reading() as newer:
                await read_window_cache(newer, before.partitions[0], MODEL.dimensions)
            # The cache has only the new episode now, the connection reads only the old one.
            windows = await similar_windows(older, before, vector("the queen"), limit=9)
            rows = np.arange(*before.row_bounds)
            cosines = await row_cosines(older, before, vector("the queen"), rows)
    assert not len(windows.first) or windows.last.max() <= before.row_bounds[1]
    assert len(cosines) == len(rows)


async def test_new_vectors_are_found_by_the_next_search(tmp_path: Path) -> None:
    async with open_index(tmp_path, model=MODEL) as index, file_of(tmp_path) as pool:
        await fill(index, bees(), lighthouses())
        memory = Partitions()
        sizes: list[int] = []
        for _ in range(3):
            async with pool.reading() as db:
                search_scope = await memory.search_scope(db, PUBLIC)
                windows = await similar_windows(db, search_scope, vector("the"), limit=50)
                sizes.append(len(set(episodes_of(search_scope, windows))))
            await index.encoding.encode_next()
    assert sizes == [0, 1, 2]


async def test_an_empty_library_has_no_windows(tmp_path: Path) -> None:
    async with open_index(tmp_path, model=MODEL) as index:
        assert not await index.encoding.encode_next()
        await fill(index, (episode("empty"), Content("", ())))
        assert not await index.encoding.encode_next()
    assert await found(tmp_path, "anything", PUBLIC) == []
