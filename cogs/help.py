"""`/help` and `/about`: the commands, and what the bot can search."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot import __version__
from bot.client import PullquoteBot
from bot.models import Scope
from bot.text.tokens import words
from bot.translation import gettext as _
from bot.ui import about
from bot.ui import help as guide
from bot.ui.responses import answer, scope_of

_REMEMBERED = 5
"""An example of `/quote` has this many words of a line."""


class Help(commands.Cog):
    """Describe the commands and the bot."""

    def __init__(self, bot: PullquoteBot) -> None:
        self.bot = bot

    @app_commands.command()
    async def help(self, interaction: discord.Interaction[Any]) -> None:
        """See what you can ask, with examples."""
        offered = [
            command
            for command in self.bot.tree.walk_commands()
            if _is_offered(interaction, command)
        ]
        page = guide.main_page(
            offered,
            await self._examples(scope_of(interaction)),
            for_manager=any(map(guide.is_for_managers, offered)),
        )
        await answer(interaction, lambda: page, private=True)

    @app_commands.command()
    async def about(self, interaction: discord.Interaction[Any]) -> None:
        """See what this bot is and how much it can search here."""
        episodes = await self.bot.library.episodes(scope_of(interaction))
        await answer(interaction, lambda: about.about(episodes, version=__version__), private=True)

    async def _examples(self, scope: Scope) -> dict[str, dict[str, str]]:
        """Return what to type for each main command to find something in this library."""
        library = self.bot.library
        lines = await library.suggest("quote.words", "", scope, limit=1)
        topics = await library.topics(scope)
        examples: dict[str, dict[str, str]] = (
            {"summary": {}} if await library.episodes(scope) else {}
        )
        if lines:
            remembered = " ".join(words(lines[0].value)[:_REMEMBERED])
            examples["quote"] = {"words": remembered}
        if topics:
            topic = topics[0].name
            examples["topic"] = {"name": topic}
            examples["ask"] = {"question": _("What do they say about {topic}?").format(topic=topic)}
        return examples


def _is_offered(interaction: discord.Interaction[Any], command: guide.Listed) -> bool:
    """Return whether Discord offers the command to this member; a group decides for all its own."""
    needed = (command.root_parent or command).default_permissions
    if needed is None:
        return True
    return interaction.guild_id is not None and interaction.permissions.is_superset(needed)


async def setup(bot: PullquoteBot) -> None:
    """Add the commands to the bot."""
    await bot.add_cog(Help(bot))
