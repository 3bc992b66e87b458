"""The bot as a process of its own, over HTTP and websocket, as it meets the real Discord."""

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.cli.exit_codes import USAGE_ERROR
from bot.runtime.status import read_status
from tests.support.platforms import needs_posix
from tests.support.wire import BotProcess, Fault, LoopbackDiscord, Response, running

pytestmark = needs_posix

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
CALLBACK = "/interactions/*/*/callback"
REGISTRATION = "/applications/*/commands"
LINE = {"words": "brain with the public locked out"}
Connected = tuple[LoopbackDiscord, BotProcess]

on_one_process = pytest.mark.asyncio(loop_scope="module")
"""Marks the tests that share a bot, which takes longer to start than to answer them all."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    add(folder, *sorted(SAMPLES.glob("*")))
    return folder


def add(folder: Path, *transcripts: Path) -> None:
    added = subprocess.run(  # noqa: S603  nothing of it comes from outside
        [sys.executable, "-m", "bot", "add", "--data-dir", str(folder), *transcripts],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
        capture_output=True,
        check=False,
    )
    assert added.returncode == 0, added.stderr.decode()


@pytest.fixture
def data(library: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(library, tmp_path / "data"))


@pytest.fixture(scope="module")
def shared(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the bot of all tests that need nothing of its start or end."""
    return Path(shutil.copytree(library, tmp_path_factory.mktemp("shared") / "data"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def connected(shared: Path) -> AsyncGenerator[Connected]:
    async with LoopbackDiscord() as discord, running(discord, shared) as bot:
        await bot.ready()
        yield discord, bot


def assert_clean(bot: BotProcess, discord: LoopbackDiscord) -> None:
    """Hold a log to what it must never show."""
    assert "Traceback" not in bot.log
    for answer in discord.world.exchanges:
        assert answer not in bot.log
    assert discord.token not in bot.log


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


async def scrape(address: str) -> str:
    """Return the numbers as Prometheus reads them."""
    async with aiohttp.request("GET", f"http://{address}/metrics") as answer:
        return await answer.text()


async def until_ready(address: str) -> None:
    """Wait until a probe finds the process ready."""
    async with asyncio.timeout(30), aiohttp.ClientSession(f"http://{address}") as session:
        # A process tells its health only when asked.
        while (await session.get("/readyz")).status != 200:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


def pressable(answer: Response, label: str) -> str:
    """Find the custom id of the button whose label begins so."""
    return next(held for known, held in answer.buttons.items() if known.startswith(label))


async def test_every_command_answers_and_the_process_ends_cleanly(data: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    async with (
        LoopbackDiscord() as discord,
        running(discord, data, PULLQUOTE_METRICS=address) as bot,
    ):
        await bot.ready()
        await until_ready(address)
        names = {known["name"] for known in discord.commands}
        assert names >= {"quote", "topic", "summary", "ask", "help", "about"}
        quote = await discord.slash("quote", LINE)
        assert "the public locked out" in quote.text
        assert "The night shift" in quote.text
        assert not quote.ephemeral
        assert (await discord.slash("quote", {**LINE, "private": True})).ephemeral
        assert (await discord.slash("quote")).buttons
        assert (await discord.slash("topic", {"name": "sleep"})).text
        assert (await discord.slash("topic")).buttons
        assert "How rivers move" in (await discord.slash("summary")).text
        asked = await discord.slash("ask", {"question": "how long is the human clock's day?"})
        assert "twenty-four hours" in asked.text
        assert "/quote" in (await discord.slash("help")).text
        assert "4 episodes" in (await discord.slash("about")).text
        miss = await discord.slash("quote", {"words": "zyzzyva qwrtpsd"})
        assert miss.ephemeral
        answered = re.search(r'answer_seconds_count{kind="command"} (.+)', await scrape(address))
        assert answered
        assert float(answered[1]) == 10
        assert await bot.stop(signal.SIGTERM) == 0
        assert_clean(bot, discord)


@on_one_process
async def test_a_transcript_that_is_added_meanwhile_is_searched(
    connected: Connected, shared: Path, tmp_path: Path
) -> None:
    discord, bot = connected
    words = {"words": "a glacier river"}
    transcript = tmp_path / "glaciers.txt"
    transcript.write_text("A glacier is a river that has never once been in a hurry.\n")
    await asyncio.to_thread(add, shared, transcript)
    async with asyncio.timeout(30):
        # Another process tells us of nothing, so there is no event to wait for.
        while "a hurry" not in (await discord.slash("quote", words)).text:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
    assert_clean(bot, discord)


async def test_a_model_that_cannot_be_used_is_told_once_and_keeps_nothing_from_working(
    data: Path,
) -> None:
    async with (
        LoopbackDiscord() as discord,
        running(discord, data, PULLQUOTE_MODEL="./nowhere") as bot,
    ):
        await bot.ready()
        assert "the public locked out" in (await discord.slash("quote", LINE)).text
        doctor = await discord.slash("doctor")
        assert "sentence model" in doctor.text
        (failure,) = read_status(data)
        assert failure.job == "sentence model"
        assert "There is no folder nowhere" in failure.cause
        assert bot.log.count("There is no folder nowhere") == 1
        assert_clean(bot, discord)


@on_one_process
async def test_a_member_is_served_alone_and_elsewhere(connected: Connected) -> None:
    discord, bot = connected
    elsewhere = discord.world.new_guild("Elsewhere", joined=False)
    for answer in (
        await discord.slash("quote", LINE, dm=True),
        await discord.slash("quote", LINE, guild=elsewhere),
        await discord.slash("quote", LINE, guild=discord.guilds[1], user=discord.world.bob),
    ):
        assert "the public locked out" in answer.text
    assert_clean(bot, discord)


@on_one_process
async def test_choices_are_offered(connected: Connected) -> None:
    discord, bot = connected
    for command, option, typed, offered in (
        ("quote", "words", "brain with the public", "locked out"),
        ("quote", "episode", "night", "The night shift"),
        ("quote", "speaker", "gue", "Guest"),
        ("topic", "name", "clo", "clock"),
    ):
        choices = await discord.autocomplete(command, option=option, value=typed)
        assert any(offered in choice["name"] for choice in choices)
    assert_clean(bot, discord)


async def test_after_a_restart_buttons_answer_and_the_commands_are_still_registered(
    data: Path,
) -> None:
    async with LoopbackDiscord() as discord:
        async with running(discord, data) as bot:
            await bot.ready()
            quote = await discord.slash("quote", {"words": "sleep"})
            first = quote.text
            turned = await discord.click(quote.shown, pressable(quote, "Next"))
            assert turned.shown is quote.shown
            assert turned.text != first
            topic = await discord.slash("topic")
            summary = await discord.slash("summary")
            assert await bot.stop(signal.SIGINT) == 0
        async with running(discord, data) as bot:
            await bot.ready()
            back = await discord.click(quote.shown, pressable(quote, "Back"))
            assert back.text == first
            context = await discord.click(quote.shown, pressable(quote, "Context"))
            assert context.ephemeral
            picked = await discord.click(topic.shown, *topic.buttons.values(), values=["clock"])
            assert "clock" in picked.text
            chapter = await discord.click(summary.shown, pressable(summary, "g:"), values=["1"])
            assert chapter.shown is summary.shown
            copied = await discord.click(
                summary.shown, pressable(chapter, "Overview"), user=discord.world.bob
            )
            assert copied.shown is not summary.shown
            assert copied.ephemeral
            assert_clean(bot, discord)
        assert len(discord.made("PUT", REGISTRATION)) == 1
        assert len(discord.made("GET", "/users/@me")) == 2


async def test_a_busy_discord_is_asked_again(data: Path) -> None:
    async with LoopbackDiscord() as discord:
        discord.faults.add(Fault("PUT", REGISTRATION, status=429))
        discord.faults.add(Fault("GET", "/gateway/bot", status=500))
        async with running(discord, data) as bot:
            await bot.ready()
            for status in (429, 500):
                discord.faults.add(Fault("POST", CALLBACK, status=status))
                assert "the public locked out" in (await discord.slash("quote", LINE)).text
            assert await bot.stop() == 0
        answered = [known.status for known in await discord.asked("POST", CALLBACK, times=4)]
        assert answered == [429, 200, 500, 200]
        assert [known.status for known in discord.made("PUT", REGISTRATION)] == [429, 200]
        assert_clean(bot, discord)


async def test_a_cut_line_is_resumed_and_nothing_is_lost(data: Path) -> None:
    async with LoopbackDiscord() as discord, running(discord, data) as bot:
        await bot.ready()
        await discord.cut_socket()
        assert "the public locked out" in (await discord.slash("quote", LINE)).text
        await discord.cut_socket(code=4000)
        assert (await discord.slash("about")).text
        await discord.ask_to_reconnect()
        await discord.gone()
        assert (await discord.slash("help")).text
        paths = [socket.path for socket in discord.gateway_server.sockets]
        assert paths == ["/gateway", "/resume", "/resume", "/resume"]
        assert await bot.stop() == 0
        assert_clean(bot, discord)


@on_one_process
async def test_an_answer_that_comes_too_late_is_no_failure(connected: Connected) -> None:
    discord, bot = connected
    discord.faults.add(Fault("POST", CALLBACK, status=404, code=10062, after=True))
    assert "the public locked out" in (await discord.slash("quote", LINE)).text
    assert (await discord.slash("help")).text
    assert_clean(bot, discord)


@on_one_process
async def test_choices_that_come_too_late_are_no_failure(connected: Connected) -> None:
    discord, bot = connected
    discord.faults.add(Fault("POST", CALLBACK, status=404, code=10062, after=True))
    assert await discord.autocomplete("topic", option="name", value="clo")
    assert (await discord.slash("help")).text
    assert_clean(bot, discord)


@on_one_process
async def test_an_answer_that_discord_took_before_it_failed_is_no_failure(
    connected: Connected,
) -> None:
    discord, bot = connected
    before = len(discord.made("POST", CALLBACK))
    discord.faults.add(Fault("POST", CALLBACK, status=502, after=True))
    quote = await discord.slash("quote", LINE)
    tried = await discord.asked("POST", CALLBACK, times=before + 2)
    assert [known.status for known in tried[before:]] == [502, 400]
    assert (await discord.slash("help")).text
    assert "the public locked out" in quote.text
    assert quote.followups == []
    assert_clean(bot, discord)


async def test_a_member_is_told_when_the_answer_could_not_be_sent(data: Path) -> None:
    async with LoopbackDiscord() as discord, running(discord, data) as bot:
        await bot.ready()
        discord.faults.add(Fault("POST", CALLBACK, status=None))
        told = await discord.slash("quote", LINE)
        assert told.ephemeral
        assert "the public locked out" in (await discord.slash("quote", LINE)).text
        assert "never retrieved" not in bot.log
        assert await bot.stop() == 0


@pytest.mark.parametrize("form", ["console", "json"])
async def test_the_most_talkative_log_holds_no_secret(data: Path, form: str) -> None:
    async with LoopbackDiscord() as discord:
        for fault in (
            Fault("PUT", REGISTRATION, 500),
            Fault("PUT", REGISTRATION, 429),
            Fault("PUT", REGISTRATION, None),
            Fault("PUT", REGISTRATION, 502, body=f"<html>{discord.token}</html>"),
        ):
            discord.faults.add(fault)
        settings = {"PULLQUOTE_LOG_LEVEL": "DEBUG", "PULLQUOTE_LOG_FORMAT": form}
        async with running(discord, data, **settings) as bot:
            await bot.ready()
            quote = await discord.slash("quote", LINE)
            assert (await discord.click(quote.shown, pressable(quote, "Context"))).ephemeral
            for status in (429, 500, 400, None):
                discord.faults.add(Fault("POST", CALLBACK, status))
                await discord.slash("quote", LINE)
            assert await bot.stop() == 0
        assert "/callback" in bot.log
        assert bot.log.count("502") > 0
        for answer in discord.world.exchanges:
            assert answer not in bot.log
        assert discord.token not in bot.log


async def test_a_discord_that_hangs_up_at_the_start_is_told_and_waited_for(data: Path) -> None:
    async with LoopbackDiscord() as discord:
        # aiohttp itself tries a GET again once.
        discord.faults.add(Fault("GET", "/users/@me", status=None), times=2)
        async with running(discord, data) as bot:
            await bot.ready()
            assert await bot.stop() == 0
        assert bot.log.count("Discord cannot be reached") == 1
        assert bot.log.count("job works again") == 1
        assert_clean(bot, discord)


async def test_a_refused_token_is_told_in_a_sentence(data: Path) -> None:
    async with LoopbackDiscord() as discord:
        discord.world.token = "another"
        async with running(discord, data) as bot:
            assert await bot.ended() == USAGE_ERROR  # the unit does not start it again
        assert "Discord refused the token" in bot.log
        assert_clean(bot, discord)
