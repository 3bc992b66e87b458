"""A client that is connected to Discord on the loopback."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.client import use_addresses
from tests.support.wire import LoopbackDiscord


@asynccontextmanager
async def connected(
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncGenerator[tuple[LoopbackDiscord, discord.Client]]:
    """Start a Discord and connect a client that has no commands."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    monkeypatch.setattr(discord.VoiceClient, "warn_nacl", False)
    monkeypatch.setattr(discord.VoiceClient, "warn_dave", False)
    async with LoopbackDiscord() as loopback:
        use_addresses(api=loopback.api, gateway=loopback.gateway)
        client = discord.Client(
            intents=discord.Intents(guilds=True),
            max_messages=None,
            guild_ready_timeout=0,
        )
        async with client:
            running = asyncio.create_task(client.start(loopback.token))
            await loopback.ready()
            await client.wait_until_ready()
            yield loopback, client
            await client.close()
            await asyncio.gather(running, return_exceptions=True)
