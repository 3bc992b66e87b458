"""The daily highlight of the bot as a process of its own: posted once, whoever is killed."""

import asyncio
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.daily import due
from bot.schedules import Post, Schedule
from bot.store import open_store
from tests.support.platforms import needs_posix
from tests.support.wire import BotProcess, Fault, LoopbackDiscord, running
from tests.support.wire.objects import Guild, components
from tests.support.wire.waiting import PATIENCE

pytestmark = needs_posix

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
POSTS = "/channels/*/messages"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    dropped = folder / "transcripts"
    dropped.mkdir(parents=True)
    shutil.copy(next(SAMPLES.glob("*.txt"), next(SAMPLES.iterdir())), dropped)
    added = subprocess.run(  # noqa: S603 - nothing of it comes from outside
        [sys.executable, "-m", "bot", "add", "--data-dir", str(folder), str(dropped)],
        cwd=SAMPLES.parents[1],
        capture_output=True,
        check=False,
    )
    assert added.returncode == 0, added.stderr.decode()
    return folder


@pytest.fixture
def data(library: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(library, tmp_path / "data"))


async def _plan(data: Path, guild: Guild) -> None:
    """Plan a post that fell due a moment ago."""
    now = datetime.now(UTC)
    hour = (now - timedelta(minutes=6)).time().replace(microsecond=0)
    schedule = Schedule(int(guild.id), int(guild.channel), hour, "UTC", created=now)
    day = (now - timedelta(minutes=6)).date()
    async with open_store(f"sqlite+aiosqlite:///{data / 'library.db'}") as store:
        await store.ledger.put(schedule, next_plan_at=due.send_time(schedule, day))


def _posts(discord: LoopbackDiscord) -> list[str]:
    held = [one for message in discord.world.messages.values() for one in components(message)]
    return [one["custom_id"] for one in held if one.get("custom_id", "").startswith("d:")]


async def _says(bot: BotProcess, words: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while words not in bot.log:  # noqa: ASYNC110 - a file tells nobody that it has grown
            await asyncio.sleep(0.05)


async def test_what_is_due_is_posted_and_its_button_answers(data: Path) -> None:
    async with LoopbackDiscord() as discord:
        await _plan(data, discord.guilds[0])
        async with running(discord, data) as bot:
            await bot.ready()
            (sent,) = await discord.asked("POST", POSTS)
            assert sent.body["enforce_nonce"]
            (message,) = discord.world.messages.values()
            answer = await discord.click(message, _posts(discord)[0])
            assert answer.ephemeral
            await bot.stop()


async def test_a_second_process_waits_takes_over_and_does_not_post_again(data: Path) -> None:
    async with LoopbackDiscord() as discord:
        await _plan(data, discord.guilds[0])
        discord.faults.add(Fault("POST", POSTS, None, after=True))
        async with running(discord, data) as first:
            await first.ready()
            async with running(discord, data, "run") as second:
                await _says(second, "Waiting until it ends")
                await discord.asked("POST", POSTS)
                await first.kill()
                await discord.gone()
                await second.ready()
                assert len(_posts(discord)) == 1
                await second.stop()


async def _rows(data: Path, guild: Guild) -> list[Post]:
    async with open_store(f"sqlite+aiosqlite:///{data / 'library.db'}") as store:
        return list(await store.ledger.history(int(guild.id), limit=9))


async def test_a_post_whose_answer_is_pending_at_the_end_is_settled_as_sent(data: Path) -> None:
    async with LoopbackDiscord() as discord:
        await _plan(data, discord.guilds[0])
        # Late by more than it takes to close a connection, by less than is waited for.
        discord.faults.add(Fault("POST", POSTS, 200, after=True, seconds=2))
        async with running(discord, data) as bot:
            await bot.ready()
            await discord.world.signal.until(lambda: _posts(discord), what="a post")
            assert await bot.stop() == 0
            assert "posted" in bot.log
        (row,) = await _rows(data, discord.guilds[0])
        assert (row.status, row.attempts) == ("sent", 1)
        assert str(row.message) in discord.world.messages


async def test_a_post_that_is_never_answered_does_not_hold_up_the_end(data: Path) -> None:
    async with LoopbackDiscord() as discord:
        await _plan(data, discord.guilds[0])
        discord.faults.add(Fault("POST", POSTS, 200, after=True, seconds=600))
        async with running(discord, data) as bot:
            await bot.ready()
            await discord.world.signal.until(lambda: _posts(discord), what="a post")
            assert await bot.stop() == 0
        (row,) = await _rows(data, discord.guilds[0])
        assert (row.status, row.attempts) == ("sending", 1)
