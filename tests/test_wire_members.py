"""What members of the loopback Discord send: forms, files, messages."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.utils import snowflake_time

from tests.support.echo import EchoBot
from tests.support.wire import LoopbackDiscord

DAY = 86_400.0


@asynccontextmanager
async def echo(server: LoopbackDiscord, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[None]:
    monkeypatch.setattr(Route, "BASE", server.api)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway))
    async with EchoBot() as bot:
        running = asyncio.create_task(bot.start(server.token))
        try:
            await server.ready()
            yield
        finally:
            await bot.close()
            await asyncio.wait([running])
            running.result()


async def test_forms_files_and_messages_reach_a_bot_as_discord_sends_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with LoopbackDiscord() as server, echo(server, monkeypatch):
        form = await server.slash("form")
        untouched = await server.submit(form, {})
        assert (untouched.text, untouched.ephemeral) == ("it, ['line']", True)
        again = await server.slash("form")
        fields = [one["component"] for one in (again.callback or {})["data"]["components"]]
        given = dict(zip((one["custom_id"] for one in fields), ("that", "word"), strict=True))
        assert (await server.submit(again, given)).text == "that, ['word']"
        with pytest.raises(LookupError, match="no fields"):
            await server.submit(again, {"another": "x"})
        file = server.attach("a.txt", b"Half a mile")
        where = server.guilds[0].channel_json() | {"permissions": "0"}
        read = await server.slash("read", {"file": file, "where": where})
        assert read.text == "b'Half a mile' in podcast"
        reply = await server.say("half a mile", guild=server.guilds[0])
        assert reply.body["content"] == "HALF A MILE"


async def test_ids_have_the_moments_of_the_clock_that_was_passed_in() -> None:
    server = LoopbackDiscord(seconds=lambda: 3 * DAY + discord.utils.DISCORD_EPOCH / 1000)
    days = snowflake_time(int(next(server.world.ids))) - snowflake_time(0)
    assert days.total_seconds() == 3 * DAY
