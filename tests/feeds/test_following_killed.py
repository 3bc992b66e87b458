import asyncio
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.store import Store, open_store
from tests.conftest import PROJECT
from tests.feeds.killed import open_service
from tests.support.feed_xml import item, rss
from tests.support.platforms import needs_posix
from tests.support.web import Website

WORDS = "The fog came in at six, and nobody on the pier could see the ferry. We all heard the bell."
ITEMS = 9


@pytest.fixture
async def killer(tmp_path: Path) -> AsyncGenerator[asyncio.subprocess.Process]:
    url = f"sqlite+aiosqlite:///{tmp_path}/library.db"
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.feeds.killed",
        url,
        cwd=PROJECT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    yield program
    assert program.stdin is not None
    program.stdin.close()
    await program.wait()


async def _ask(killer: asyncio.subprocess.Process, line: str) -> str:
    assert killer.stdin is not None
    assert killer.stdout is not None
    killer.stdin.write(f"{line}\n".encode())
    return (await killer.stdout.readline()).decode().strip()


async def _kill_after(
    killer: asyncio.subprocess.Process, website: Website, *, fetches: int, milliseconds: int
) -> None:
    """Start an import, and kill it so long after it has fetched so many transcripts."""
    website.requests.clear()
    assert await _ask(killer, "start") == "started"
    while len(website.requests) < fetches:  # noqa: ASYNC110 - another process makes them
        await asyncio.sleep(0.002)
    await asyncio.sleep(milliseconds / 1000)
    assert await _ask(killer, "kill") == "killed"


async def _check_whole(store: Store) -> int:
    """Check that each episode is whole and there once, and return their number."""
    episodes = await store.every_episode()
    numbers = {episode.title for episode in episodes}
    assert len(numbers) == len(episodes)
    assert {episode.key for episode in episodes} == {f"small-hours-{number}" for number in numbers}
    for episode in episodes:
        content = await store.content(episode.key)
        assert content.text == f"{WORDS} It was night {episode.title}."
        assert len(content.quotes) == episode.quotes > 0
    return len(episodes)


@needs_posix
async def test_an_import_of_a_feed_that_is_killed_is_complete_or_absent_and_done_once(
    killer: asyncio.subprocess.Process, website: Website, tmp_path: Path
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/library.db"
    pages = [website.put(f"/{n}.txt", f"{WORDS} It was night {n}.") for n in range(ITEMS)]
    items = [item(f"urn:{n}", page, title=f"{n}") for n, page in enumerate(pages)]
    async with open_store(url) as store:
        await open_service(store).follow(website.put("/feed", rss(*items)))
    counts: list[int] = []
    for kill, milliseconds in enumerate((0, 10, 20, 40, 60, 100)):
        await _kill_after(killer, website, fetches=1 + kill % 2, milliseconds=milliseconds)
        async with open_store(url) as store:
            counts.append(await _check_whole(store))
    async with open_store(url) as store:
        service = open_service(store)
        (state,) = await service.feeds()
        async for _ in service.check(state.feed):
            pass
        assert await _check_whole(store) == ITEMS
    assert counts == sorted(counts)
    assert 0 < counts[-1] <= ITEMS
