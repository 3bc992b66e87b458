"""The bot goes on whatever Discord sends, and says so in few lines."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot import connecting, steady_discord
from bot.client import PullquoteBot
from bot.connecting import CONNECTION
from bot.daily.port import LimitedError, UnclearError
from bot.errors import DiscordError
from tests.support.connected import connected, poster_of
from tests.support.stage import NOW, Stage
from tests.support.wire import Fault, LoopbackDiscord
from tests.support.wire.gateway import GatewayFault

POSTS = "/channels/*/messages"


@asynccontextmanager
async def _serving(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[tuple[LoopbackDiscord, PullquoteBot, asyncio.Task[None]]]:
    """Serve a loopback Discord, with pauses that no test waits for."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    monkeypatch.setattr(steady_discord, "LONGEST_PAUSE", 0.01)
    async with LoopbackDiscord() as loopback:
        connecting.use_addresses(api=loopback.api, gateway=loopback.gateway)
        bot = PullquoteBot(stage.library, notes=stage.store, clock=lambda: NOW)
        running = asyncio.create_task(connecting.run(bot, token=loopback.token))
        await loopback.ready()
        yield loopback, bot, running
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _hear(loopback: LoopbackDiscord, bot: PullquoteBot) -> None:
    """Wait until the bot has received an event."""
    guild = loopback.guilds[0]
    heard = asyncio.ensure_future(bot.wait_for("guild_channel_update", timeout=20))
    await asyncio.sleep(0)
    changed = guild.channel_json() | {"name": "changed"}
    await loopback.gateway_server.dispatch("CHANNEL_UPDATE", changed, guild_id=guild.id)
    await heard


async def test_a_gateway_that_refuses_and_cuts_is_tried_until_it_works(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with _serving(stage, monkeypatch) as (loopback, bot, running):
        faults = loopback.gateway_server.faults
        # Closed before hello while it connects anew: discord.py itself would end here.
        faults += [GatewayFault(status=502), GatewayFault(code=1000)]
        faults += [GatewayFault(), *[GatewayFault(code=4000, after_hello=True)] * 4]
        with caplog.at_level(logging.WARNING):
            await loopback.cut_socket()
            await loopback.ready()
            await _hear(loopback, bot)
        assert not faults
        assert not running.done()
        assert not [one for one in bot.failures.lasting if one.job == CONNECTION]
        assert not [one for one in caplog.records if one.exc_info]


async def test_while_the_gateway_is_away_the_failure_says_why(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _serving(stage, monkeypatch) as (loopback, bot, _):
        loopback.gateway_server.faults += [GatewayFault(status=502)] * 1000
        await loopback.cut_socket()
        async with asyncio.timeout(20):
            while not bot.failures.lasting:  # noqa: ASYNC110 - nothing tells of it
                await asyncio.sleep(0.01)
        assert bot.failures.lasting[0].cause.endswith("gateway answered 502.")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (4004, "Discord refused the token"),
        (4010, "check --shards"),
        (4011, "needs more shards"),
        (4012, "update Pullquote"),
        (4013, "update Pullquote"),
        (4014, "allow it on the Bot page"),
    ],
)
async def test_a_gateway_that_closes_for_good_ends_the_bot_with_a_sentence(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, code: int, sentence: str
) -> None:
    async with _serving(stage, monkeypatch) as (loopback, _, running):
        await loopback.cut_socket(code=code)
        with pytest.raises(DiscordError, match=sentence):
            await running


async def test_messages_of_the_gateway_that_are_not_understood_are_left_out(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken: list[Any] = [
        {"op": 0, "t": "MESSAGE_CREATE", "s": None, "d": {"content": "a secret"}},
        {"op": 0, "t": "GUILD_CREATE", "s": None, "d": None},
        {"op": 0, "t": "NO_SUCH_EVENT", "s": None, "d": {"content": "a secret"}},
        {"op": 99, "d": None},
        ["a list"],
        "a text",
    ]
    async with _serving(stage, monkeypatch) as (loopback, bot, running):
        (session,) = loopback.gateway_server.live()
        assert session.socket
        with caplog.at_level(logging.WARNING):
            for text in ("{", "", *map(json.dumps, broken)):
                await session.socket.send_text(text)
            await _hear(loopback, bot)
        assert not running.done()
        told = [one for one in caplog.records if "not understood" in one.getMessage()]
        assert [one.getMessage().split(", ")[-1] for one in told] == [
            "1 times",
            "2 times",
            "4 times",
        ]
        assert "secret" not in caplog.text
        assert "Traceback" not in caplog.text


UNREADABLE = (
    Fault("POST", POSTS, 200, body="<html>Hello</html>", after=True),
    Fault("POST", POSTS, 200, body="", after=True),
    Fault("POST", POSTS, 200, body="{", kind="application/json", after=True),
    Fault("POST", POSTS, 429, body="{}", kind="application/json"),
    Fault("POST", POSTS, 503, body="<html>Hello</html>"),
    Fault("POST", POSTS, 520, body="<html>Hello</html>"),
)


async def test_an_answer_that_cannot_be_read_leaves_the_outcome_unclear(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with connected(monkeypatch) as (loopback, bot):
        view = discord.ui.LayoutView().add_item(discord.ui.TextDisplay("A line."))
        for number, fault in enumerate(UNREADABLE):
            loopback.faults.add(fault)
            with pytest.raises((UnclearError, LimitedError)):
                await poster_of(bot).send(
                    int(loopback.guilds[0].channel),
                    view,
                    nonce=str(number),
                    mentions=discord.AllowedMentions.none(),
                )


async def test_a_limit_of_years_is_an_error_and_a_cancelled_wait_holds_up_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with connected(monkeypatch) as (loopback, bot):
        channel = bot.get_partial_messageable(int(loopback.guilds[0].channel))
        loopback.faults.add(Fault("POST", POSTS, 429, retry_after=1e9))
        with pytest.raises(discord.RateLimited):
            await channel.send("one")
        loopback.faults.add(Fault("POST", POSTS, 429, retry_after=50, holds=True))
        waiting = asyncio.create_task(channel.send("two"))
        await loopback.asked("POST", POSTS, times=2)
        await asyncio.sleep(0.05)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        async with asyncio.timeout(10):
            assert (await channel.send("three")).content == "three"
