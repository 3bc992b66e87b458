"""Clusters and proxies over the wire, with the bot as processes of their own."""

import os
import signal
from contextlib import AsyncExitStack
from pathlib import Path

from tests.support.platforms import needs_posix
from tests.support.wire import BotProcess, LoopbackDiscord, running
from tests.support.wire.gateway import RESUME
from tests.support.wire.objects import Guild
from tests.support.wire.proxies import proxies

pytestmark = needs_posix

REGISTRATION = "/applications/*/commands"


def _servers(discord: LoopbackDiscord, *, shards: int) -> list[Guild]:
    """Put one server on every shard: the milliseconds of their ids are neighbours."""
    return [
        Guild(str((1_000_000 * shards + one) << 22), f"Server {one}", next(discord.world.ids))
        for one in range(shards)
    ]


async def _reconnect(discord: LoopbackDiscord, *, shards: int) -> None:
    await discord.ask_to_reconnect()
    received = discord.gateway_server.received
    await discord.world.signal.until(
        lambda: [one["op"] for one in received].count(RESUME) == shards,
        what="all shards to resume",
    )


async def _assert_answered_everywhere(discord: LoopbackDiscord) -> None:
    for guild in discord.guilds:
        assert (await discord.slash("help", guild=guild)).text


async def test_clusters_behind_proxies_share_the_shards_and_a_standby_takes_over_from_one_that_ends(
    tmp_path: Path,
) -> None:
    async with LoopbackDiscord(shards=4) as discord, proxies(discord) as passing:
        discord.world.session_starts["max_concurrency"] = 16
        discord.world.guilds[:] = _servers(discord, shards=4)
        async with AsyncExitStack() as stack:

            async def start(cluster: str) -> BotProcess:
                folder = tmp_path / cluster.replace("/", "-")
                folder.mkdir()
                shared = {"PULLQUOTE_DATA_DIR": str(tmp_path), **passing.settings}
                if cluster != "1/2":  # the others agree on when to identify, as without proxies
                    del shared["PULLQUOTE_IDENTIFY_LIMIT"]
                process = running(discord, folder, "run", "--cluster", cluster, **shared)
                return await stack.enter_async_context(process)

            ending = await start("0/2")
            await discord.ready(shards=2)
            await start("1/2")
            await discord.ready(shards=4)
            assert {one.shard for one in discord.gateway_server.sessions} == {
                (shard, 4) for shard in range(4)
            }
            await _assert_answered_everywhere(discord)
            standby = await start("any/2")
            os.kill(ending.pid, signal.SIGTERM)
            assert await ending.ended() == 0
            await discord.ready(shards=4)
            assert (await discord.slash("help", guild=discord.guilds[0])).text
            assert "cluster=0/2" in standby.log
            await _reconnect(discord, shards=4)
            await _assert_answered_everywhere(discord)
            # Those that began, took over and resumed.
            assert passing.connections == 4 + 2 + 4
            assert passing.requests == len(discord.requests)
        assert len(discord.made("PUT", REGISTRATION)) == 1
