"""The greeting of a server that invites the bot: where, once, and what its button does."""

from datetime import date, time, timedelta
from typing import Any

import discord
import pytest
import simcord
from simcord.backend import serializers
from simcord.backend.models.channel import Overwrite
from simcord.enums import OverwriteType

from bot.schedules import Schedule
from bot.translation import format_date, speaking
from tests.support import seen
from tests.support.stage import BAKERY, ELSEWHERE, HARBOUR, HOME, NOW, SECRET, Stage

LINES = (*HARBOUR, *BAKERY)


async def invite(stage: Stage, *, server: int = HOME, after: timedelta = timedelta(0)) -> None:
    """Tell the bot that a server has invited it, as Discord does: without `unavailable`."""
    backend = stage.env.backend
    joined = (NOW + after).isoformat()
    backend.get_guild(server).members[backend.bot_user.id].joined_at = joined
    payload: dict[str, Any] = dict(
        serializers.guild_create_payload(backend, backend.get_guild(server))
    )
    payload.pop("unavailable")
    backend.emit("GUILD_CREATE", payload)
    await stage.env.settle()


async def outage(stage: Stage) -> None:
    """Take the server away and bring it back, as Discord tells of an outage."""
    backend = stage.env.backend
    backend.emit("GUILD_DELETE", {"id": str(HOME), "unavailable": True})
    backend.emit("GUILD_CREATE", serializers.guild_create_payload(backend, backend.get_guild(HOME)))
    await stage.env.settle()


def greetings(channel: simcord.ChannelHandle) -> list[discord.Message]:
    """Return the messages of a channel that have the button of the greeting."""
    return [one for one in channel.history() if "gs" in seen.custom_ids_of(_parts(one))]


def _denied(stage: Stage) -> list[Overwrite]:
    """Deny the bot to send messages."""
    denied = discord.Permissions(send_messages=True).value
    return [Overwrite(stage.env.backend.bot_user.id, OverwriteType.MEMBER, deny=denied)]


def _parts(message: discord.Message) -> list[Any]:
    return [one.to_dict() for one in message.components]


def words_of(message: discord.Message) -> str:
    return seen.words_in(_parts(message))


async def test_a_server_is_greeted_with_a_line_and_a_button_that_outlives_a_restart(
    stage: Stage,
) -> None:
    await invite(stage)
    (greeting,) = greetings(stage.channel)
    assert "`/help`" in words_of(greeting)
    assert any(line in words_of(greeting) for line in LINES)
    await stage.restart()
    opened = await stage.boss.click(greeting, label="Set up")
    assert opened.ephemeral
    assert seen.panel(opened).title == "Where to post the daily highlight?"


async def test_who_cannot_set_it_up_is_told_who_can(stage: Stage) -> None:
    await invite(stage)
    (greeting,) = greetings(stage.channel)
    told = await stage.mia.click(greeting, label="Set up")
    assert told.ephemeral
    (role,) = (one for one in stage.home.roles.values() if one.name == "Managers")
    assert f"<@&{role.id}>" in seen.words(told)
    assert f"<@{stage.home.owner.id}>" in seen.words(told)


async def test_a_server_is_greeted_once_also_after_a_restart_and_an_outage(stage: Stage) -> None:
    await invite(stage)
    await invite(stage)
    await stage.restart()
    await invite(stage)
    await outage(stage)
    assert len(greetings(stage.channel)) == 1


async def test_servers_that_have_the_bot_already_are_not_greeted(stage: Stage) -> None:
    await stage.restart()
    assert greetings(stage.channel) == []
    assert await stage.store.servers.settings() == ()


async def test_a_server_that_discord_had_left_out_of_a_list_is_not_greeted(stage: Stage) -> None:
    stage.env.backend.emit("GUILD_DELETE", {"id": str(HOME)})
    await invite(stage, after=-timedelta(days=30))
    assert greetings(stage.channel) == []


async def test_a_server_that_invites_the_bot_again_is_greeted_if_it_was_never_set_up(
    stage: Stage,
) -> None:
    await invite(stage)
    await invite(stage, after=timedelta(days=1))
    assert len(greetings(stage.channel)) == 2


async def test_a_server_that_was_set_up_is_not_greeted_again(stage: Stage) -> None:
    await invite(stage)
    await stage.daily.setup(Schedule(HOME, stage.channel.id, time(9), "Europe/Berlin"))
    await invite(stage, after=timedelta(days=1))
    assert len(greetings(stage.channel)) == 1


async def test_the_greeting_goes_where_the_bot_may_speak(stage: Stage) -> None:
    silent = stage.env.backend.channels[stage.channel.id]
    silent.overwrites[:] = _denied(stage)
    stage.home.create_news_channel("news")
    second = stage.home.create_text_channel("talk")
    await stage.env.settle()
    await invite(stage)
    assert greetings(stage.channel) == []
    assert len(greetings(second)) == 1


async def test_the_channel_for_system_messages_comes_first(stage: Stage) -> None:
    lobby = stage.home.create_text_channel("lobby")
    stage.env.backend.get_guild(HOME).system_channel_id = lobby.id
    await invite(stage)
    assert greetings(stage.channel) == []
    assert len(greetings(lobby)) == 1


async def test_where_the_bot_may_speak_nowhere_it_says_nothing_and_may_greet_later(
    stage: Stage,
) -> None:
    stage.env.backend.channels[stage.channel.id].overwrites[:] = _denied(stage)
    await invite(stage)
    assert greetings(stage.channel) == []
    assert [one.greeted for one in await stage.store.servers.settings()] == [None]
    stage.env.backend.channels[stage.channel.id].overwrites.clear()
    await invite(stage)
    assert len(greetings(stage.channel)) == 1


@pytest.mark.parametrize("locale", ["de", "ja"])
async def test_the_greeting_is_in_the_language_of_the_server(stage: Stage, locale: str) -> None:
    stage.env.backend.get_guild(HOME).preferred_locale = locale
    await invite(stage)
    (greeting,) = greetings(stage.channel)
    with speaking(locale):
        dates = [format_date(date(year, 5, 1)) for year in (2024, 2025)]
    assert any(one in words_of(greeting) for one in dates)


async def test_nothing_private_of_another_server_is_in_a_greeting(stage: Stage) -> None:
    for key in ("harbour", "bakery"):
        await stage.store.edits.remove(key, server=None, at=NOW)
    await stage.library.refresh()
    await invite(stage, server=ELSEWHERE)
    (greeting,) = greetings(stage.elsewhere)
    assert not any(line in words_of(greeting) for line in (*LINES, *SECRET))
    assert "`/library add`" in words_of(greeting)
