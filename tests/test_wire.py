"""The bot as a process of its own, over HTTP and websocket, as it meets the real Discord."""

import asyncio
import re
import shutil
import signal
import socket
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.cli.exit_codes import USAGE_ERROR
from bot.records import ServerSettings
from bot.runtime.status import read_status
from bot.store import open_store
from tests.support.imported import import_into
from tests.support.platforms import needs_posix
from tests.support.wire import BotProcess, Fault, LoopbackDiscord, Response, running
from tests.support.wire.faults import CLOSED
from tests.support.wire.waiting import PATIENCE

pytestmark = needs_posix

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
CALLBACK = "/interactions/*/*/callback"
REGISTRATION = "/applications/*/commands"
LINE = {"words": "brain with the public locked out"}
GONE = 1_234_567_890_123_456_789
"""A server that the bot of all tests knows from before, and that has removed it since."""
Connected = tuple[LoopbackDiscord, BotProcess]

on_one_process = pytest.mark.asyncio(loop_scope="module")
"""Marks the tests that share a bot, which takes longer to start than to answer them all."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    import_into(folder, *(SAMPLES / name for name in ("the-night-shift.md", "how-rivers-move.vtt")))
    return folder


@pytest.fixture
def data(library: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(library, tmp_path / "data"))


@pytest.fixture(scope="module")
def shared(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the bot of all tests that need nothing of its start or end."""
    return Path(shutil.copytree(library, tmp_path_factory.mktemp("shared") / "data"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def connected(shared: Path) -> AsyncGenerator[Connected]:
    async with LoopbackDiscord() as discord:
        async with open_store(f"sqlite+aiosqlite:///{shared / 'library.db'}") as store:
            for server in (int(discord.guilds[0].id), GONE):
                await store.servers.put(ServerSettings(server, "en"))
        async with running(discord, shared) as bot:
            await bot.ready()
            yield discord, bot


def assert_clean(bot: BotProcess, discord: LoopbackDiscord) -> None:
    """Hold a log to what it must never show."""
    assert "Traceback" not in bot.log
    assert_no_secret(bot, discord)


def assert_no_secret(bot: BotProcess, discord: LoopbackDiscord) -> None:
    """Hold a log to telling nobody how to speak for the bot."""
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


async def _ask_everything(discord: LoopbackDiscord) -> int:
    """Give each command for members, and return how many answers came of it."""
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
    assert "2 episodes" in (await discord.slash("about")).text
    miss = await discord.slash("quote", {"words": "zyzzyva qwrtpsd"})
    assert miss.ephemeral
    return 10


@dataclass(frozen=True, slots=True)
class Shown:
    """Answers with buttons, and how the first one read."""

    quote: Response
    first: str
    topic: Response
    summary: Response


async def _show(discord: LoopbackDiscord) -> Shown:
    """Have answers shown, and turn a page of the first."""
    quote = await discord.slash("quote", {"words": "sleep"})
    first = quote.text
    turned = await discord.click(quote.shown, pressable(quote, "Next"))
    assert turned.shown is quote.shown
    assert turned.text != first
    return Shown(quote, first, await discord.slash("topic"), await discord.slash("summary"))


async def _press(discord: LoopbackDiscord, shown: Shown) -> None:
    """Press what was shown by a process that has ended."""
    back = await discord.click(shown.quote.shown, pressable(shown.quote, "Back"))
    assert back.text == shown.first
    context = await discord.click(shown.quote.shown, pressable(shown.quote, "Context"))
    assert context.ephemeral
    topic, summary = shown.topic, shown.summary
    picked = await discord.click(topic.shown, *topic.buttons.values(), values=["clock"])
    assert "clock" in picked.text
    chapter = await discord.click(summary.shown, pressable(summary, "g:"), values=["1"])
    assert chapter.shown is summary.shown
    copied = await discord.click(
        summary.shown, pressable(chapter, "Overview"), user=discord.world.bob
    )
    assert copied.shown is not summary.shown
    assert copied.ephemeral


async def test_every_command_and_after_a_restart_every_button_answers(data: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    async with LoopbackDiscord() as discord:
        async with running(discord, data, PULLQUOTE_METRICS=address) as bot:
            await bot.ready()
            await until_ready(address)
            names = {known["name"] for known in discord.commands}
            assert names >= {"quote", "topic", "summary", "ask", "help", "about"}
            asked = await _ask_everything(discord)
            counted = r'answer_seconds_count{kind="command"} (.+)'
            answered = re.search(counted, await scrape(address))
            assert answered
            assert float(answered[1]) == asked
            shown = await _show(discord)
            assert await bot.stop(signal.SIGINT) == 0
        async with running(discord, data, PULLQUOTE_MODEL="./nowhere") as bot:
            await bot.ready()
            await _press(discord, shown)
            await _assert_told_of_the_model(discord, bot, data)
            discord.faults.add(Fault("POST", CALLBACK, status=200, after=True, seconds=1))
            in_work = await discord.begin_slash("help", guild=discord.guilds[0])
            await in_work.answered()
            assert await bot.stop(signal.SIGTERM) == 0
            assert "command failed" not in bot.log
            assert_clean(bot, discord)
        assert len(discord.made("PUT", REGISTRATION)) == 1
        assert len(discord.made("GET", "/users/@me")) == 2


async def _assert_told_of_the_model(discord: LoopbackDiscord, bot: BotProcess, data: Path) -> None:
    """Hold a bot whose model cannot be used to telling it once and working by words."""
    assert "the public locked out" in (await discord.slash("quote", LINE)).text
    assert "sentence model" in (await discord.slash("doctor")).text
    (failure,) = read_status(data)
    assert failure.job == "sentence model"
    assert "There is no folder nowhere" in failure.cause
    assert bot.log.count("There is no folder nowhere") == 1


@on_one_process
async def test_a_transcript_that_is_added_meanwhile_is_searched(
    connected: Connected, shared: Path, tmp_path: Path
) -> None:
    discord, bot = connected
    words = {"words": "a glacier river"}
    transcript = tmp_path / "glaciers.txt"
    transcript.write_text("A glacier is a river that has never once been in a hurry.\n")
    await asyncio.to_thread(import_into, shared, transcript)
    async with asyncio.timeout(30):
        # Another process tells us of nothing, so there is no event to wait for.
        while "a hurry" not in (await discord.slash("quote", words)).text:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
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


@on_one_process
async def test_a_cut_line_is_resumed_and_nothing_is_lost(connected: Connected) -> None:
    discord, bot = connected
    await discord.cut_socket()
    assert "the public locked out" in (await discord.slash("quote", LINE)).text
    await discord.cut_socket(code=4000)
    assert (await discord.slash("about")).text
    await discord.ask_to_reconnect()
    await discord.gone()
    assert (await discord.slash("help")).text
    paths = [socket.path for socket in discord.gateway_server.sockets]
    assert paths == ["/gateway", "/resume", "/resume", "/resume"]
    assert_clean(bot, discord)


@on_one_process
async def test_a_server_that_is_not_listed_at_the_start_is_noted(
    connected: Connected, shared: Path
) -> None:
    discord, _ = connected
    home = int(discord.guilds[0].id)
    async with (
        open_store(f"sqlite+aiosqlite:///{shared / 'library.db'}") as store,
        asyncio.timeout(PATIENCE),
    ):
        while True:
            known = {one.server: one.left is not None for one in await store.servers.known()}
            if any(known.values()):
                break
            await asyncio.sleep(0.05)  # a database tells nobody that it has changed
    assert known.pop(GONE)
    assert not known[home]
    assert not any(known.values())


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


def _spoil_the_start(discord: LoopbackDiscord) -> None:
    """Let each request of a start fail at first."""
    # aiohttp itself tries a GET again once.
    discord.faults.add(Fault("GET", "/users/@me", status=None), times=2)
    for fault in (
        Fault("GET", "/gateway/bot", status=500),
        # The more it has tried, the longer discord.py waits, but not after a 429.
        Fault("PUT", REGISTRATION, 502, body=f"<html>{discord.token}</html>"),
        Fault("PUT", REGISTRATION, None),
        Fault("PUT", REGISTRATION, 429),
    ):
        discord.faults.add(fault)


@pytest.mark.parametrize("form", ["console", "json"])
async def test_a_discord_that_fails_is_asked_again_and_told_of_and_the_log_holds_no_secret(
    data: Path, form: str
) -> None:
    settings = {"PULLQUOTE_LOG_LEVEL": "DEBUG", "PULLQUOTE_LOG_FORMAT": form}
    async with LoopbackDiscord() as discord:
        _spoil_the_start(discord)
        async with running(discord, data, **settings) as bot:
            await bot.ready()
            assert bot.log.count("Discord cannot be reached") == 1
            assert bot.log.count("job works again") == 1
            for status in (429, 500):
                discord.faults.add(Fault("POST", CALLBACK, status))
                quote = await discord.slash("quote", LINE)
                assert "the public locked out" in quote.text
                assert (await discord.click(quote.shown, pressable(quote, "Context"))).ephemeral
            answered = [known.status for known in await discord.asked("POST", CALLBACK, times=6)]
            assert answered == [429, 200, 200, 500, 200, 200]
            assert_clean(bot, discord)
            for status in (400, None):
                discord.faults.add(Fault("POST", CALLBACK, status))
                assert (await discord.slash("quote", LINE)).ephemeral
            assert "the public locked out" in (await discord.slash("quote", LINE)).text
            assert await bot.stop() == 0
        registered = [known.status for known in discord.made("PUT", REGISTRATION)]
        assert registered == [502, CLOSED, 429, 200]
        assert "never retrieved" not in bot.log
        assert "/callback" in bot.log
        assert bot.log.count("502") > 0
        assert_no_secret(bot, discord)


async def test_a_refused_token_is_told_in_a_sentence(tmp_path: Path) -> None:
    async with LoopbackDiscord() as discord:
        discord.world.token = "another"
        async with running(discord, tmp_path) as bot:
            assert await bot.ended() == USAGE_ERROR  # the unit does not start it again
        assert "Discord refused the token" in bot.log
        assert_clean(bot, discord)
