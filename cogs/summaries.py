"""`/summary`: the chapters of an episode with their best lines."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PullquoteBot
from bot.library import Library
from bot.ui import summary_buttons
from bot.ui.responses import answer
from cogs import autocomplete
from cogs.scope import resolve_scope


class Summaries(commands.Cog):
    """Summarise episodes."""

    def __init__(self, library: Library) -> None:
        self.library = library

    @app_commands.command()
    @app_commands.describe(
        episode="The episode (default: the newest)",
        show="The newest episode of this show",
        private="Show the answer only to you",
    )
    @app_commands.autocomplete(
        episode=autocomplete.suggest_episodes, show=autocomplete.suggest_searched_shows
    )
    async def summary(
        self,
        interaction: discord.Interaction[Any],
        episode: str | None = None,
        show: str | None = None,
        private: bool = False,  # noqa: FBT001, FBT002 - an option of the command
    ) -> None:
        """Catch up on an episode: its chapters and their best lines."""
        scope = await resolve_scope(self.library, interaction, episode=episode, show=show)
        one, chapters = await self.library.chapters(scope)
        build = await summary_buttons.first_page(self.library, one, chapters)
        await answer(interaction, build, private=private)


async def setup(bot: PullquoteBot) -> None:
    """Add the command to the bot."""
    await bot.add_cog(Summaries(bot.library))
