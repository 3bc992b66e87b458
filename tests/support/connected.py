"""A client that is connected to Discord on the loopback."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.connecting import use_addresses
from bot.daily.rate_limiter import RateLimiter
from bot.discord_poster import DiscordPoster
from bot.discord_servers import DiscordServers
from bot.shards import Shards
from tests.support.wire import LoopbackDiscord


def poster_of(client: discord.Client) -> DiscordPoster:
    """Return the posting port of a client, at a rate that no test waits for."""
    return DiscordPoster(client, servers_of(client))


def servers_of(client: discord.Client) -> DiscordServers:
    """Return the servers of a client, at the same rate."""
    rate_limiter = RateLimiter(1000, clock=_now, sleep=asyncio.sleep)
    return DiscordServers(client, rate_limiter=rate_limiter, clock=_now)


def _now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def connected(
    monkeypatch: pytest.MonkeyPatch, *, away: bool = False
) -> AsyncGenerator[tuple[LoopbackDiscord, discord.Client]]:
    """Start a Discord and connect a client that has no commands.

    If it is `away`, its shard is another than that of the first server.
    """
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    monkeypatch.setattr(discord.VoiceClient, "warn_nacl", False)
    monkeypatch.setattr(discord.VoiceClient, "warn_dave", False)
    async with LoopbackDiscord() as loopback:
        use_addresses(api=loopback.api, gateway=loopback.gateway)
        elsewhere = (Shards(2).of(int(loopback.guilds[0].id)) + 1) % 2
        client = discord.Client(
            shard_id=elsewhere if away else None,
            shard_count=2 if away else None,
            intents=discord.Intents(guilds=True),
            max_messages=None,
            max_ratelimit_timeout=60,
            guild_ready_timeout=0,
        )
        async with client:
            running = asyncio.create_task(client.start(loopback.token))
            await loopback.ready()
            await client.wait_until_ready()
            yield loopback, client
            await client.close()
            await asyncio.gather(running, return_exceptions=True)
