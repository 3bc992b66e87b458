"""What the bot notes when a server removes it, comes back, or has an outage."""

from typing import Any

from simcord.backend import serializers

from bot.client import PullquoteBot
from bot.records import ServerSettings
from tests.cogs.test_cog_greeting import greetings, invite
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
