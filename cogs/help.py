"""`/help` and `/about`: what can be asked, and of whom."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot import __version__
from bot.client import PullquoteBot
from bot.ui import about
from bot.ui import help as guide
from bot.ui.asking import Page, answer, scope


class Help(commands.Cog):
    """Say what can be asked, and of whom."""

    def __init__(self, bot: PullquoteBot) -> None:
        self.bot = bot

    @app_commands.command()
    async def help(self, interaction: discord.Interaction[Any]) -> None:
        """See what you can ask, and how."""
        page = Page(guide.overview(list(self.bot.tree.walk_commands())))
        await answer(interaction, page, private=True)

    @app_commands.command()
    async def about(self, interaction: discord.Interaction[Any]) -> None:
        """See what this bot is, and how much it can search here."""
        episodes = await self.bot.library.episodes(scope(interaction))
        await answer(interaction, Page(about.about(episodes, version=__version__)), private=True)


async def setup(bot: PullquoteBot) -> None:
    """Add the commands to the bot."""
    await bot.add_cog(Help(bot))
