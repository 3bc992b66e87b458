"""`/quote`: a line that a member half remembers."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Range
from discord.ext import commands

from bot.client import PullquoteBot
from bot.library import Library
from bot.models import Hit, Scope
from bot.text import tokens
from bot.translation import gettext as _
from bot.ui import clean_query, custom_ids, errors, quote_buttons, quotes
from bot.ui.extras import extras_of
from bot.ui.responses import answer, send_private
from cogs import autocomplete
from cogs.scope import resolve_scope

_OFTEN = 3
"""Lines with the very words typed, from which on none of them is the one."""


class Quotes(commands.Cog):
    """Find lines."""

    def __init__(self, library: Library) -> None:
        self.library = library

    @app_commands.command()
    @app_commands.describe(
        words="Words you remember, in any order or spelling; leave empty for a highlight",
        episode="Search only this episode",
        speaker="Search only lines by this speaker",
        show="Search only this show",
        after="Search only episodes from then on: 2024, March 2024, 3 months ago, an episode",
        before="Search only episodes from before then",
        private="Show the answer only to you",
    )
    @app_commands.autocomplete(
        words=autocomplete.suggest_lines,
        episode=autocomplete.suggest_episodes,
        speaker=autocomplete.suggest_speakers,
        show=autocomplete.suggest_searched_shows,
        after=autocomplete.suggest_dates,
        before=autocomplete.suggest_dates,
    )
    async def quote(
        self,
        interaction: discord.Interaction[Any],
        words: Range[str, 1, 200] | None = None,
        episode: str | None = None,
        speaker: str | None = None,
        show: str | None = None,
        after: str | None = None,
        before: str | None = None,
        private: bool = False,  # noqa: FBT001, FBT002 - an option of the command
    ) -> None:
        """Find a line you half remember, word for word."""
        scope = await resolve_scope(
            self.library,
            interaction,
            episode=episode,
            speaker=speaker,
            show=show,
            after=after,
            before=before,
        )
        if words is None:
            await self._highlight(interaction, scope, private=private)
            return
        result = await self.library.quote(
            clean_query.clean_query(words), scope, limit=custom_ids.QUOTES
        )
        if result.confidence == "none" or not result.hits:
            await quote_buttons.send_miss(interaction, words, result)
        else:
            kept = [hit.match.quote for hit in quotes.paged(result.hits)]
            often = _is_said_often(clean_query.clean_query(words), result.hits)
            extras = await extras_of(interaction, result.hits[0], private=private or often)
            await answer(
                interaction,
                lambda: quote_buttons.quote_page(
                    result.hits[0], kept, index=0, extras=extras
                ).headed(_(quotes.OFTEN_NOTE) if often else quotes.unmet_note(result)),
                private=private or often,
            )

    async def _highlight(
        self, interaction: discord.Interaction[Any], scope: Scope, *, private: bool
    ) -> None:
        hit = await self.library.highlight(scope)
        if hit is None:
            await send_private(interaction, _(errors.NO_HIGHLIGHT))
            return
        extras = await extras_of(interaction, hit, private=private)
        episode = hit.episode.id if scope.episode else None
        await answer(
            interaction,
            lambda: quote_buttons.highlight_page(
                hit, episode=episode, speaker=scope.speaker, extras=extras
            ),
            private=private,
        )


def _is_said_often(typed: str, hits: Sequence[Hit]) -> bool:
    """Return whether several lines have what was typed, which has only common words."""
    verbatim = [hit for hit in hits if hit.match.score >= 1]
    return len(verbatim) >= _OFTEN and all(
        word in tokens.stop_words() for word in tokens.words(typed)
    )


async def setup(bot: PullquoteBot) -> None:
    """Add the command to the bot."""
    await bot.add_cog(Quotes(bot.library))
