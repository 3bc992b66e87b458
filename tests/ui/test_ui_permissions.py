"""The computed permissions agree with discord.py's."""

import random
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.ui import permissions
from tests.support.stage import HOME, Stage, open_stage

Overwrites = dict[Any, discord.PermissionOverwrite]
FLAGS = tuple(permissions.NAMES)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncGenerator[Stage]:
    async with open_stage(tmp_path) as opened:
        yield opened


def some(chance: random.Random) -> discord.PermissionOverwrite:
    """Allow, deny and leave as it is, at random."""
    return discord.PermissionOverwrite(
        **{flag: chance.choice((True, False, None)) for flag in FLAGS}
    )


async def test_any_overwrites_add_up_as_the_library_adds_them_up(stage: Stage) -> None:
    me = stage.home.me
    assert me is not None
    chance = random.Random(3)
    seen = 0
    for n in range(120):
        written: Overwrites = {
            target: some(chance) for target in (*me.roles, me) if chance.random() < 0.8
        }
        handle = stage.home.create_text_channel(f"channel-{n}", overwrites=written)
        channel = stage.env.bot.get_channel(handle.id)
        assert isinstance(channel, discord.TextChannel)
        rights = channel.permissions_for(me)
        examined = permissions.check_channel(channel, me)
        assert examined is not None
        granted = {check.flag: check.granted for check in examined.permissions}
        assert granted["view_channel"] == rights.view_channel
        # Without these two, the library takes back what the overwrites grant.
        if rights.view_channel and rights.send_messages:
            seen += 1
            assert granted == {flag: getattr(rights, flag) for flag in granted}
    assert seen > 10


async def test_a_thread_whose_channel_is_unknown_cannot_be_judged(stage: Stage) -> None:
    parent = stage.env.bot.get_channel(stage.channel.id)
    assert isinstance(parent, discord.TextChannel)
    thread = await parent.create_thread(name="daily", type=discord.ChannelType.public_thread)
    guild = stage.env.bot.get_guild(HOME)
    assert guild is not None
    assert permissions.check_channel(thread, guild.me) is not None
    guild._remove_channel(parent)  # pyright: ignore[reportPrivateUsage] - as when it is not sent to the bot
    assert permissions.check_channel(thread, guild.me) is None
