"""`/top`: the lines that the members of a server love most."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PullquoteBot
from bot.records import Period
from bot.ui import top
from bot.ui.responses import answer


class Top(commands.Cog):
    """List the most loved lines."""

    @app_commands.command()
    @app_commands.describe(
        period="Count the votes of this week, of this month or of all time",
        private="Show the answer only to you",
    )
    @app_commands.guild_only()
    async def top(
        self,
        interaction: discord.Interaction[Any],
        period: Period = "week",
        private: bool = False,  # noqa: FBT001, FBT002 - an option of the command
    ) -> None:
        """See the lines that this server loves most."""
        await answer(interaction, await top.read(interaction, period), private=private)


async def setup(bot: PullquoteBot) -> None:
    """Add the command to the bot."""
    if bot.members is not None and bot.servers is not None:
        await bot.add_cog(Top())
