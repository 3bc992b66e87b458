"""The bot goes on whatever Discord sends, and says so in few lines."""

import asyncio
import json
import logging
import shutil
import ssl
import subprocess
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot import connecting, steady_discord
from bot.application import forget_application
from bot.client import PullquoteBot
from bot.connecting import CONNECTION
from bot.daily.port import LimitedError, UnclearError
from bot.errors import RefusedSettingError
from tests.support.connected import connected, poster_of
from tests.support.stage import NOW, Stage
from tests.support.wire import Fault, LoopbackDiscord
from tests.support.wire.gateway import GatewayFault

POSTS = "/channels/*/messages"


@asynccontextmanager
async def _serving(
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
    *,
    resume: str | None = None,
    fault: GatewayFault | None = None,
) -> AsyncGenerator[tuple[LoopbackDiscord, PullquoteBot, asyncio.Task[None]]]:
    """Serve a loopback Discord, with pauses that no test waits for.

    `resume` is the address that it names for resuming; a `fault` spoils the first connection.
    """
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    monkeypatch.setattr(steady_discord, "LONGEST_PAUSE", 0.01)
    await forget_application(stage.store)  # that of the stage's bot is another
    async with LoopbackDiscord() as loopback:
        loopback.gateway_server.address = resume or loopback.gateway_server.address
        loopback.gateway_server.faults.extend([fault] if fault else [])
        connecting.use_addresses(api=loopback.api, gateway=loopback.gateway)
        bot = PullquoteBot(stage.library, notes=stage.store, clock=lambda: NOW)
        running = asyncio.create_task(connecting.run(bot, token=loopback.token))
        if fault is None:
            await loopback.ready()
        try:
            yield loopback, bot, running
        finally:
            running.cancel()
            async with asyncio.timeout(20):
                await asyncio.gather(running, return_exceptions=True)


async def _hear(loopback: LoopbackDiscord, bot: PullquoteBot) -> None:
    """Wait until the bot has received one of several events: it may be connecting anew."""
    guild = loopback.guilds[0]
    heard = asyncio.ensure_future(bot.wait_for("guild_channel_update", timeout=60))
    await asyncio.sleep(0)
    changed = guild.channel_json()
    while not heard.done():
        changed |= {"name": changed["name"] + "x"}
        await loopback.gateway_server.dispatch("CHANNEL_UPDATE", changed, guild_id=guild.id)
        await asyncio.wait((heard,), timeout=0.5)
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
        assert (await _trouble(bot)).endswith("gateway answered 502.")


async def test_a_bot_can_be_ended_at_any_instant_of_a_reconnect(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for loops in range(15):
        async with _serving(stage, monkeypatch) as (loopback, bot, _):
            loopback.gateway_server.faults += [GatewayFault(status=502)] * 1000
            await loopback.cut_socket()
            await _trouble(bot)
            for _ in range(loops):
                await asyncio.sleep(0)


HANGING = {
    "before the upgrade": GatewayFault(hangs=True, before_upgrade=True),
    "before hello": GatewayFault(hangs=True),
    "before ready": GatewayFault(hangs=True, after_hello=True),
}


@pytest.mark.parametrize("fault", HANGING.values(), ids=HANGING)
async def test_a_gateway_that_takes_a_connection_and_says_nothing_is_told_and_tried_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, fault: GatewayFault
) -> None:
    async with _serving(stage, monkeypatch) as (loopback, bot, _):
        for name in ("HELLO_SECONDS", "READY_SECONDS", "CLOSE_SECONDS"):
            monkeypatch.setattr(steady_discord, name, 0.2)
        loopback.gateway_server.faults += [fault, fault]
        await loopback.cut_socket()
        assert await _trouble(bot) == "Discord did not answer in time."
        await loopback.ready()
        await _hear(loopback, bot)
        assert not bot.failures.lasting


@pytest.mark.parametrize("fault", [*HANGING.values()][:2], ids=[*HANGING][:2])
async def test_a_gateway_that_says_nothing_at_the_start_is_told(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, fault: GatewayFault
) -> None:
    monkeypatch.setattr(steady_discord, "HELLO_SECONDS", 0.2)
    async with _serving(stage, monkeypatch, fault=fault) as (_, bot, _running):
        assert await _trouble(bot) == "Discord did not answer in time."


async def test_a_connection_that_has_frozen_is_left_for_another_and_ends_soon(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _serving(stage, monkeypatch) as (loopback, bot, running):
        gateway = loopback.gateway_server
        monkeypatch.setattr(steady_discord, "CLOSE_SECONDS", 0.2)
        # From the next connection on; discord.py's own is a minute.
        bot._connection.heartbeat_timeout = 2.0  # pyright: ignore[reportPrivateUsage] - likewise
        gateway.heartbeat_ms = 50
        await loopback.cut_socket()
        await _until(lambda: len(gateway.sockets) == 2)
        gateway.frozen = True
        await _until(lambda: len(gateway.sockets) > 2)
        gateway.frozen = False
        await loopback.ready()
        await _hear(loopback, bot)
        gateway.frozen = True
        running.cancel()
        async with asyncio.timeout(10):
            await asyncio.gather(running, return_exceptions=True)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("ws://nowhere.invalid", "its name was not found"),
        ("ws://127.0.0.1:1", "cannot be reached"),
        ("wss://{plain}", "nothing there speaks TLS"),
    ],
)
async def test_where_no_session_can_be_resumed_another_begins_at_the_gateway_of_the_settings(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, address: str, why: str
) -> None:
    async with LoopbackDiscord() as other:
        resume = address.format(plain=other.gateway.split("/")[2])
        async with _serving(stage, monkeypatch, resume=resume) as (loopback, bot, _):
            await loopback.cut_socket()
            assert why in await _trouble(bot)
            await loopback.ready()
            await _hear(loopback, bot)
            assert not bot.failures.lasting


async def test_a_start_waits_while_the_name_the_port_or_the_certificate_of_discord_is_wrong(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    told: list[str] = []
    async with LoopbackDiscord() as loopback, _self_signed(tmp_path) as certified:
        wrong = ["https://nowhere.invalid", loopback.api.replace("http:", "https:"), certified]

        async def pause(_: float) -> None:
            told.append(bot.failures.lasting[0].cause)
            Route.BASE = wrong[len(told)] if len(told) < len(wrong) else loopback.api

        connecting.use_addresses(api=wrong[0], gateway=loopback.gateway)
        await forget_application(stage.store)
        bot = PullquoteBot(stage.library, notes=stage.store, clock=lambda: NOW, sleep=pause)
        running = asyncio.create_task(connecting.run(bot, token=loopback.token))
        await loopback.ready()
        assert not bot.failures.lasting
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert [one.removeprefix("Discord cannot be reached: ") for one in told] == [
        "its name was not found (DNS).",
        "nothing there speaks TLS as expected.",
        "its certificate was refused (TLS).",
    ]


@asynccontextmanager
async def _self_signed(folder: Path) -> AsyncGenerator[str]:
    """Listen with a certificate that nobody has signed; yield the address."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    files = ("-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem"))
    subprocess.run(  # noqa: ASYNC221, S603 - it takes a moment, and the words are our own
        [openssl, *"req -x509 -newkey rsa:2048 -nodes -subj /CN=127.0.0.1".split(), *files],
        check=True,
        capture_output=True,
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", ssl=context)
    async with server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)


async def _trouble(bot: PullquoteBot) -> str:
    """Wait until the connection fails; return why."""
    await _until(lambda: bool(bot.failures.lasting))
    return bot.failures.lasting[0].cause


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
        with pytest.raises(RefusedSettingError, match=sentence):
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


async def test_an_answer_that_discord_never_confirms_is_one_line_when_the_bot_ends(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "FINISH_SECONDS", 0.1)
    async with _serving(stage, monkeypatch) as (loopback, _, running):
        callback = "/interactions/*/*/callback"
        loopback.faults.add(Fault("POST", callback, 200, after=True, seconds=3600))
        await loopback.begin_slash("help", guild=loopback.guilds[0])
        await _until(lambda: bool(loopback.made("POST", callback)))
        (answering,) = [one for one in asyncio.all_tasks() if "invoker" in one.get_name()]
        running.cancel()
        await asyncio.wait((running, answering))
        assert answering.exception() is None


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
