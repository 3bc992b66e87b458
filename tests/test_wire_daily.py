"""The daily highlight of the bot as a process of its own: posted once, whoever is killed."""

import asyncio
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.daily import due
from bot.schedules import Post, Schedule
from bot.store import open_store
from tests.support.imported import import_into
from tests.support.platforms import needs_posix
from tests.support.wire import BotProcess, Fault, LoopbackDiscord, running
from tests.support.wire.objects import Guild, Json, components
from tests.support.wire.waiting import PATIENCE

pytestmark = needs_posix

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
POSTS = "/channels/*/messages"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    import_into(folder, SAMPLES / "how-rivers-move.vtt")
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
    return [one for message in discord.world.messages.values() for one in _buttons(message)]


def _buttons(message: Json) -> list[str]:
    """Return the custom ids of the buttons of a post."""
    held = (one.get("custom_id", "") for one in components(message))
    return [one for one in held if one.startswith("d:")]


def _messages(discord: LoopbackDiscord, guild: Guild) -> list[Json]:
    known = discord.world.messages.values()
    return [one for one in known if one["channel_id"] == guild.channel]


async def _says(bot: BotProcess, words: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while words not in bot.log:  # noqa: ASYNC110 - a file tells nobody that it has grown
            await asyncio.sleep(0.05)


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


async def test_what_is_due_is_posted_and_at_the_end_an_answer_is_waited_for_not_for_ever(
    data: Path,
) -> None:
    async with LoopbackDiscord() as discord:
        discord.world.guilds.append(discord.world.new_guild("Afar"))
        answered, late, never = discord.guilds
        # Later than it takes to close a connection, and sooner than is waited for; and later.
        for guild, seconds in ((late, 2), (never, 600)):
            path = f"/channels/{guild.channel}/messages"
            discord.faults.add(Fault("POST", path, 200, after=True, seconds=seconds))
        for guild in discord.guilds:
            await _plan(data, guild)
        async with running(discord, data) as bot:
            await bot.ready()
            (sent,) = await discord.asked("POST", f"/channels/{answered.channel}/messages")
            assert sent.body["enforce_nonce"]
            await discord.world.signal.until(lambda: len(_posts(discord)) == 3, what="three posts")
            (message,) = _messages(discord, answered)
            (button,) = _buttons(message)
            assert (await discord.click(message, button)).ephemeral
            assert await bot.stop() == 0
            assert "posted" in bot.log
        for guild, status in ((answered, "sent"), (late, "sent"), (never, "sending")):
            (row,) = await _rows(data, guild)
            assert (row.status, row.attempts) == (status, 1)
        (row,) = await _rows(data, late)
        assert str(row.message) in discord.world.messages
