"""`/library follow`, `feeds` and `unfollow`: the feeds of podcasts that a server follows."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Range
from discord.ext import commands

from bot.errors import LibraryError
from bot.feeds.service import FeedService
from bot.text.slugs import slug
from bot.translation import N_
from bot.translation import gettext as _
from bot.ui import library
from bot.ui.managers import managing_server
from bot.ui.responses import answer, send_private
from cogs import library_options

_Interaction = discord.Interaction[Any]

_NO_FEEDS = N_("This bot does not follow feeds: ask its operator.")


class FeedCommands(commands.GroupCog, group_name="library"):
    """The commands for feeds, to which a class derived from this one adds the others."""

    feed_service: FeedService | None

    @app_commands.command()
    @app_commands.describe(
        address="The address of the podcast's feed",
        show="The show that its episodes belong to (default: the feed's title)",
    )
    @app_commands.autocomplete(show=library_options.suggest_own_shows)
    async def follow(
        self,
        interaction: _Interaction,
        address: Range[str, 1, 500],
        show: Range[str, 1, 80] | None = None,
    ) -> None:
        """Import the episodes of a podcast's feed, and new ones as they come."""
        server = managing_server(interaction)
        feeds = self._feeds()
        named = slug(show) if show else None
        state = await feeds.follow(address, show=named, server=server)
        page = library.feeds_page([(state.feed, state.counts)])
        await send_private(interaction, _(library.FOLLOWED), page)

    @app_commands.command()
    async def feeds(self, interaction: _Interaction) -> None:
        """See the feeds that this server follows."""
        server = managing_server(interaction)
        states = await self._feeds().feeds(server=server)
        page = library.feeds_page([(one.feed, one.counts) for one in states])
        await answer(interaction, lambda: page, private=True)

    @app_commands.command()
    @app_commands.describe(feed="The feed, from the list; its episodes stay")
    @app_commands.autocomplete(feed=library_options.suggest_feeds)
    async def unfollow(self, interaction: _Interaction, feed: Range[str, 1, 500]) -> None:
        """Stop following a feed; its episodes stay."""
        server = managing_server(interaction)
        gone = await self._feeds().unfollow(feed, server=server)
        await send_private(interaction, library.unfollowed(gone))

    def _feeds(self) -> FeedService:
        if self.feed_service is None:
            raise LibraryError(_(_NO_FEEDS))
        return self.feed_service
