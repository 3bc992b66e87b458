"""The greeting of a server that invites the bot: where, once, and what its button does."""

import discord
import simcord
from simcord.backend import serializers

from tests.support import seen
from tests.support.stage import BAKERY, HARBOUR, Stage


async def invite(stage: Stage, guild: simcord.GuildHandle | None = None) -> None:
    """Tell the bot that a server has invited it, as Discord does: without `unavailable`."""
    known = stage.env.backend.get_guild((guild or stage.home).id)
    payload = dict(serializers.guild_create_payload(stage.env.backend, known))
    payload.pop("unavailable")
    stage.env.backend.emit("GUILD_CREATE", payload)
    await stage.env.settle()


def greetings(channel: simcord.ChannelHandle) -> list[discord.Message]:
    return [one for one in channel.history() if "Hello!" in _words(one)]


def _words(message: discord.Message) -> str:
    return seen.words_in([one.to_dict() for one in message.components])


async def test_a_server_is_greeted_with_a_line_and_a_button(stage: Stage) -> None:
    await invite(stage)
    (greeting,) = greetings(stage.channel)
    told = _words(greeting)
    assert "`/help`" in told
    assert any(line in told for line in (*HARBOUR, *BAKERY))
    await stage.restart()
    opened = await stage.boss.click(greeting, label="Set up")
    assert opened.ephemeral
    assert seen.panel(opened).title == "Where to post the daily highlight?"
