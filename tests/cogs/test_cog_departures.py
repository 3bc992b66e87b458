"""What the bot notes when a server removes it, comes back, or has an outage."""

from typing import Any

from simcord.backend import serializers

from bot.client import PullquoteBot
from bot.records import ServerSettings
from tests.cogs.test_cog_greeting import greetings, invite
from tests.support import seen
from tests.support.stage import ELSEWHERE, HOME, NOW, Stage


async def _tell(stage: Stage, event: str, payload: dict[str, Any]) -> None:
    stage.env.backend.emit(event, payload)
    await stage.env.settle()


async def _left(stage: Stage) -> dict[int, bool]:
    return {one.server: one.left is not None for one in await stage.store.servers.known()}


def _bot(stage: Stage) -> PullquoteBot:
    assert isinstance(stage.env.bot, PullquoteBot)
    return stage.env.bot


async def test_a_server_that_removes_the_bot_is_noted_until_it_comes_back(stage: Stage) -> None:
    await invite(stage)
    assert await _left(stage) == {HOME: False}
    await _tell(stage, "GUILD_DELETE", {"id": str(HOME)})
    assert await _left(stage) == {HOME: True}
    assert _bot(stage).listed.lists(HOME) is False
    await invite(stage)
    assert await _left(stage) == {HOME: False}


async def test_a_server_in_an_outage_has_not_removed_the_bot(stage: Stage) -> None:
    await stage.store.servers.put(ServerSettings(HOME, "de"))
    bot, home = _bot(stage), stage.env.backend.get_guild(HOME)
    assert bot.departures is not None
    await _tell(stage, "GUILD_DELETE", {"id": str(HOME), "unavailable": True})
    await bot.departures.compare(bot.listed.lists)
    assert await _left(stage) == {HOME: False}
    payload: dict[str, Any] = dict(serializers.guild_create_payload(stage.env.backend, home))
    await _tell(stage, "GUILD_CREATE", payload)
    assert await _left(stage) == {HOME: False}


async def test_a_server_that_removed_the_bot_while_it_did_not_run_is_noted(stage: Stage) -> None:
    for server in (HOME, ELSEWHERE):
        await stage.store.servers.put(ServerSettings(server, "de"))
    del stage.env.backend.guilds[ELSEWHERE]
    await stage.restart()
    bot = _bot(stage)
    assert bot.departures is not None
    await bot.departures.compare(bot.listed.lists)
    assert await _left(stage) == {HOME: False, ELSEWHERE: True}


async def test_before_discord_has_listed_any_server_nothing_is_known(stage: Stage) -> None:
    assert PullquoteBot(stage.library, notes=stage.store, clock=lambda: NOW).listed.lists(5) is None


async def test_a_server_that_was_forgotten_is_greeted_as_a_new_one(stage: Stage) -> None:
    await invite(stage)
    await _tell(stage, "GUILD_DELETE", {"id": str(HOME)})
    departures = _bot(stage).departures
    assert departures is not None
    await departures.forget(HOME)
    await invite(stage)
    assert len(greetings(stage.channel)) == 2


async def test_a_manager_sees_and_deletes_what_is_stored_of_the_server(stage: Stage) -> None:
    await stage.store.servers.put(ServerSettings(HOME, "de"))
    await stage.store.servers.put(ServerSettings(ELSEWHERE, "de"))
    refused = await stage.mia.slash(stage.channel, "privacy server")
    assert "Manage Server" in seen.words(refused)
    assert len(stage.env.errors) == 1
    told = await stage.boss.slash(stage.channel, "privacy server")
    assert told.ephemeral
    assert "- 1 own episode\n- Settings" in seen.words(told)
    await stage.restart()
    asked = await stage.boss.click(seen.response(told).message, label="Delete all of it")
    assert "cannot be undone" in seen.words(asked)
    assert await _left(stage) == {HOME: False, ELSEWHERE: False}
    done = await stage.boss.click(seen.response(asked).message, label="Delete everything")
    assert "is deleted" in seen.words(done)
    assert await _left(stage) == {ELSEWHERE: False}
    assert "secret" not in [one.key for one in await stage.store.every_episode()]
    nothing = await stage.boss.slash(stage.channel, "privacy server")
    assert "That is nothing yet." in seen.words(nothing)
    assert seen.buttons(nothing) == []


async def test_only_a_manager_can_press_the_buttons_that_delete_a_server(stage: Stage) -> None:
    await stage.store.servers.put(ServerSettings(HOME, "de"))
    told = await stage.boss.slash(stage.channel, "privacy server")
    asked = await stage.boss.click(seen.response(told).message, label="Delete all of it")
    role = next(one for one in stage.home.roles.values() if one.name == "Managers")
    stage.env.backend.get_guild(HOME).members[stage.boss.id].role_ids.remove(role.id)
    refused = await stage.boss.click(seen.response(asked).message, label="Delete everything")
    assert "Manage Server" in seen.words(refused)
    assert len(stage.env.errors) == 1
    assert await _left(stage) == {HOME: False}
