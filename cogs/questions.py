"""`/ask`: the passages that answer a question, word for word."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Range
from discord.ext import commands

from bot.client import PullquoteBot
from bot.library import Library
from bot.ui import clean_query, narrowing, question_buttons, questions
from cogs import autocomplete
from cogs.scope import resolve_scope


class Questions(commands.Cog):
    """Answer questions with passages."""

    def __init__(self, library: Library) -> None:
        self.library = library

    @app_commands.command()
    @app_commands.describe(
        question="Your question, in your own words",
        episode="Search only this episode",
        speaker="Search only what this speaker says",
        show="Search only this show",
        after="Search only episodes from then on: 2024, March 2024, 3 months ago, an episode",
        before="Search only episodes from before then",
        private="Show the answer only to you",
    )
    @app_commands.autocomplete(
        episode=autocomplete.suggest_episodes,
        speaker=autocomplete.suggest_speakers,
        show=autocomplete.suggest_searched_shows,
        after=autocomplete.suggest_dates,
        before=autocomplete.suggest_dates,
    )
    async def ask(
        self,
        interaction: discord.Interaction[Any],
        question: Range[str, 1, 200],
        episode: str | None = None,
        speaker: str | None = None,
        show: str | None = None,
        after: str | None = None,
        before: str | None = None,
        private: bool = False,  # noqa: FBT001, FBT002 - an option of the command
    ) -> None:
        """Get the passages that answer a question, word for word."""
        scope = await resolve_scope(
            self.library,
            interaction,
            episode=episode,
            speaker=speaker,
            show=show,
            after=after,
            before=before,
        )
        result = await self.library.ask(
            clean_query.clean_query(question), scope, limit=questions.PASSAGES
        )
        one = (await self.library.chapters(scope))[0].id if scope.episode else None
        code = narrowing.to_code(scope, episode=one)
        await question_buttons.send_answer(
            interaction, question, result, code=code, private=private
        )


async def setup(bot: PullquoteBot) -> None:
    """Add the command to the bot."""
    await bot.add_cog(Questions(bot.library))
