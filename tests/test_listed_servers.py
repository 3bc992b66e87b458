"""What Discord lists at the start of a session is what the bot knows of its servers."""

import asyncio
from dataclasses import replace

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.connecting import use_addresses
from bot.listed_servers import ListedServers
from bot.shards import Shards
from tests.support.wire import LoopbackDiscord


class Impatient(discord.AutoShardedClient):
    """A client that identifies at once."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for nothing."""


async def test_a_server_that_left_while_its_shard_had_no_session_is_told_of_by_its_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    monkeypatch.setattr(discord.VoiceClient, "warn_nacl", False)
    monkeypatch.setattr(discord.VoiceClient, "warn_dave", False)
    async with LoopbackDiscord() as loopback:
        use_addresses(api=loopback.api, gateway=loopback.gateway)
        home = next(int(one.id) for one in loopback.guilds if one.joined)
        shard, elsewhere = Shards(2).of(home), home ^ 1 << 22
        client = Impatient(
            shard_count=2,
            shard_ids=[shard],
            intents=discord.Intents(guilds=True),
            max_messages=None,
            guild_ready_timeout=0,
        )
        listed = ListedServers(client)
        left, lists = asyncio.Event(), asyncio.Queue[int]()

        @client.event
        async def on_guild_remove(guild: discord.Guild) -> None:  # pyright: ignore[reportUnusedFunction] - an event
            assert guild.id == home
            left.set()

        @client.event
        async def on_shard_listed(shard: int) -> None:  # pyright: ignore[reportUnusedFunction] - likewise
            lists.put_nowait(shard)

        async with client:
            running = asyncio.create_task(client.start(loopback.token))
            assert listed.lists(home) is None
            assert await lists.get() == shard
            assert listed.lists(home) is True
            known = loopback.world.guilds
            known[:] = [replace(one, joined=one.joined and int(one.id) != home) for one in known]
            await loopback.invalidate_session()
            await lists.get()
            await left.wait()
            assert listed.lists(home) is False
            assert listed.lists(elsewhere) is None
            await client.close()
            await asyncio.gather(running, return_exceptions=True)
