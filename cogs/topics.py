"""`/topic`: excerpts about a subject, in the order of the conversation."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Range
from discord.ext import commands

from bot.client import PullquoteBot
from bot.library import Library
from bot.models import Scope
from bot.translation import gettext as _
from bot.ui import (
    clean_query,
    custom_ids,
    errors,
    narrowing,
    quote_buttons,
    quotes,
    topic_buttons,
    topics,
)
from bot.ui.reading import record_miss
from bot.ui.responses import answer, send_private
from cogs import autocomplete
from cogs.scope import resolve_scope


class Topics(commands.Cog):
    """Follow subjects."""

    def __init__(self, library: Library) -> None:
        self.library = library

    @app_commands.command()
    @app_commands.describe(
        name="A subject; leave empty to choose from a list",
        episode="Search only this episode",
        speaker="Search only what this speaker says",
        show="Search only this show",
        after="Search only episodes from then on: 2024, March 2024, 3 months ago, an episode",
        before="Search only episodes from before then",
        private="Show the answer only to you",
    )
    @app_commands.autocomplete(
        name=autocomplete.suggest_subjects,
        episode=autocomplete.suggest_episodes,
        speaker=autocomplete.suggest_speakers,
        show=autocomplete.suggest_searched_shows,
        after=autocomplete.suggest_dates,
        before=autocomplete.suggest_dates,
    )
    async def topic(
        self,
        interaction: discord.Interaction[Any],
        name: Range[str, 1, custom_ids.SUBJECT] | None = None,
        episode: str | None = None,
        speaker: str | None = None,
        show: str | None = None,
        after: str | None = None,
        before: str | None = None,
        private: bool = False,  # noqa: FBT001, FBT002 - an option of the command
    ) -> None:
        """Follow a subject through the conversation, in order."""
        scope = await resolve_scope(
            self.library,
            interaction,
            episode=episode,
            speaker=speaker,
            show=show,
            after=after,
            before=before,
        )
        if name is None:
            await self._choice(interaction, scope, private=private)
            return
        subject = clean_query.clean_query(name)
        result = await self.library.topic(subject, scope, limit=topics.MOST)
        if result.confidence == "none" or not result.hits:
            await record_miss(interaction, "topic", name)
            await quote_buttons.send_miss(interaction, name, result)
        else:
            one = result.hits[0].episode.id if episode else None
            code = narrowing.to_code(scope, episode=one)
            found = topics.arrange(subject, result)
            await answer(
                interaction,
                lambda: topic_buttons.topic_page(found, episode=code, page=0).headed(
                    quotes.unmet_note(result)
                ),
                private=private,
            )

    async def _choice(
        self, interaction: discord.Interaction[Any], scope: Scope, *, private: bool
    ) -> None:
        listed = await self.library.topics(scope)
        if not listed:
            await send_private(interaction, _(errors.NO_TOPICS))
            return
        one = (await self.library.chapters(scope))[0].id if scope.episode else None
        code = narrowing.to_code(scope, episode=one)
        await answer(
            interaction, lambda: topic_buttons.choice_page(listed, episode=code), private=private
        )


async def setup(bot: PullquoteBot) -> None:
    """Add the command to the bot."""
    await bot.add_cog(Topics(bot.library))
