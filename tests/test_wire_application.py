"""A library is served by one application at Discord until the operator permits another."""

from pathlib import Path

import pytest

from bot.application import check_application, forget_application
from bot.cli.exit_codes import USAGE_ERROR
from bot.errors import SettingsError
from bot.records import ServerSettings
from bot.registration import REGISTERED
from bot.store import open_store
from tests.support.platforms import needs_posix
from tests.support.wire import LoopbackDiscord, running
from tests.support.wire.objects import User

HOME, OURS, ANOTHER = 1_234_567_890_123_456_789, 11, 12


async def test_the_first_application_that_serves_a_library_is_the_one(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'library.db'}") as store:
        for _ in range(2):
            await check_application(OURS, notes=store)
        with pytest.raises(SettingsError, match=f"application {ANOTHER}, but {OURS} has served"):
            await check_application(ANOTHER, notes=store)
        await forget_application(store)
        await check_application(ANOTHER, notes=store)
        with pytest.raises(SettingsError, match=f"application {OURS}, but {ANOTHER} has served"):
            await check_application(OURS, notes=store)


async def test_the_application_that_an_earlier_release_has_registered_is_known(
    tmp_path: Path,
) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'library.db'}") as store:
        await store.set_note(REGISTERED, f"{OURS}:0123456789abcdef")
        with pytest.raises(SettingsError, match=str(OURS)):
            await check_application(ANOTHER, notes=store)
        await check_application(OURS, notes=store)


@needs_posix
async def test_another_applications_token_ends_the_bot_before_it_changes_anything(
    tmp_path: Path,
) -> None:
    async with (
        LoopbackDiscord() as discord,
        open_store(f"sqlite+aiosqlite:///{tmp_path / 'library.db'}") as store,
    ):
        await store.servers.put(ServerSettings(HOME, "de"))
        await check_application(OURS, notes=store)
        discord.world.bot = User(str(ANOTHER), "another", bot=True)
        async with running(discord, tmp_path) as bot:
            assert await bot.ended() == USAGE_ERROR
        assert f"application {ANOTHER}, but {OURS} has served this library" in bot.log
        assert "Traceback" not in bot.log
        assert [one.left for one in await store.servers.known()] == [None]
        assert discord.world.commands == {None: []}
        async with running(discord, tmp_path, "sync", "--new-application") as bot:
            assert await bot.ended() == 0
        assert discord.world.commands[None]
        await check_application(ANOTHER, notes=store)
