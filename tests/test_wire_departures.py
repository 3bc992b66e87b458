"""The bot as a process of its own notes the servers that have removed it."""

import asyncio
from pathlib import Path

from bot.records import KnownServer, ServerSettings
from bot.store import Store, open_store
from tests.support.platforms import needs_posix
from tests.support.wire import LoopbackDiscord, running
from tests.support.wire.waiting import PATIENCE

pytestmark = needs_posix

GONE = 1_234_567_890_123_456_789


async def _departed(store: Store) -> list[KnownServer]:
    """Wait until a departure is noted, and list what is known of all servers."""
    async with asyncio.timeout(PATIENCE):
        while not any(  # noqa: ASYNC110 - a database tells nobody that it has changed
            one.left for one in await store.servers.known()
        ):
            await asyncio.sleep(0.05)
    return list(await store.servers.known())


async def test_a_server_that_is_not_listed_at_the_start_is_noted(tmp_path: Path) -> None:
    async with (
        LoopbackDiscord() as discord,
        open_store(f"sqlite+aiosqlite:///{tmp_path / 'library.db'}") as store,
    ):
        home = int(discord.guilds[0].id)
        for server in (home, GONE):
            await store.servers.put(ServerSettings(server, "de"))
        async with running(discord, tmp_path) as bot:
            await bot.ready()
            known = await _departed(store)
            assert {one.server: one.left is not None for one in known} == {home: False, GONE: True}
            await bot.stop()
