"""Messages as versions before layouts sent them: an embed with rows of buttons and menus."""

from typing import Any

import discord
import simcord

from bot.client import PullquoteBot
from tests.support.stage import Stage


async def send(stage: Stage, channel: simcord.ChannelHandle, *custom_ids: str) -> discord.Message:
    """Send an old message of the bot with buttons of these ids."""
    return await _channel(stage, channel).send(embed=_embed(), view=_view(custom_ids))


async def send_menu(
    stage: Stage, channel: simcord.ChannelHandle, custom_id: str, *values: str
) -> discord.Message:
    """Send an old message of the bot with a menu."""
    options = [discord.SelectOption(label=value, value=value) for value in values]
    view = discord.ui.View()
    view.add_item(discord.ui.Select[Any](custom_id=custom_id, options=options))
    view.stop()
    return await _channel(stage, channel).send(embed=_embed(), view=view)


async def answer(stage: Stage, *custom_ids: str) -> simcord.InteractionResult:
    """Have Mia use a command that answers with an old message."""

    async def old(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message(embed=_embed(), view=_view(custom_ids))

    bot = stage.env.bot
    assert isinstance(bot, PullquoteBot)
    bot.tree.command(name="old", description="Answer as an old version did.")(old)
    await bot.tree.sync()
    return await stage.mia.slash(stage.channel, "old")


def _view(custom_ids: tuple[str, ...]) -> discord.ui.View:
    view = discord.ui.View()
    for number, custom_id in enumerate(custom_ids):
        view.add_item(discord.ui.Button(label=f"Button {number}", custom_id=custom_id))
    view.stop()  # its ids hold its state, as they did
    return view


def _embed() -> discord.Embed:
    embed = discord.Embed(description="> An old line", colour=0x3E8E7E)
    return embed.set_footer(text="The Harbour Lights")


def _channel(stage: Stage, channel: simcord.ChannelHandle) -> discord.TextChannel:
    found = stage.env.bot.get_channel(channel.id)
    assert isinstance(found, discord.TextChannel)
    return found
