"""`/help` and `/about`: the commands, and what the bot can search."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot import __version__
from bot.client import PullquoteBot
from bot.ui import about
from bot.ui import help as guide
from bot.ui.responses import Page, answer, scope_of


class Help(commands.Cog):
    """Describe the commands and the bot."""

    def __init__(self, bot: PullquoteBot) -> None:
        self.bot = bot

    @app_commands.command()
    async def help(self, interaction: discord.Interaction[Any]) -> None:
        """See the commands and their options."""
        listed = [
            command
            for command in self.bot.tree.walk_commands()
            if _is_offered(interaction, command)
        ]
        await answer(interaction, Page(guide.overview(listed)), private=True)

    @app_commands.command()
    async def about(self, interaction: discord.Interaction[Any]) -> None:
        """See what this bot is and how much it can search here."""
        episodes = await self.bot.library.episodes(scope_of(interaction))
        await answer(interaction, Page(about.about(episodes, version=__version__)), private=True)


def _is_offered(interaction: discord.Interaction[Any], command: guide.Listed) -> bool:
    """Return whether Discord offers the command to this member; a group decides for all its own."""
    needed = (command.root_parent or command).default_permissions
    if needed is None:
        return True
    return interaction.guild_id is not None and interaction.permissions.is_superset(needed)


async def setup(bot: PullquoteBot) -> None:
    """Add the commands to the bot."""
    await bot.add_cog(Help(bot))
