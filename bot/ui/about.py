"""Build the embed of `/about`."""

from collections.abc import Sequence

import discord

from bot.models import Episode
from bot.ui import colour, text


def about(episodes: Sequence[Episode], *, version: str) -> discord.Embed:
    """Describe the bot and the number of shows, episodes and quotes it can search here."""
    embed = discord.Embed(
        title="Pullquote",
        description=(
            "Searches the podcast's transcripts for a line you half remember, a subject, a summary "
            "or the answer to a question. Every excerpt is word for word: nothing is made up, and "
            "no language model is used."
        ),
        colour=colour.ANSWER,
    )
    embed.add_field(name="Searchable here", value=_extent(episodes), inline=False)
    return embed.set_footer(text=f"Version {version} · works offline · /help shows the commands")


def _extent(episodes: Sequence[Episode]) -> str:
    if not episodes:
        return "No episodes yet."
    shows = len({episode.show.slug for episode in episodes})
    quotes = sum(episode.quotes for episode in episodes)
    return ", ".join(
        (
            text.pluralise(shows, "show"),
            text.pluralise(len(episodes), "episode"),
            text.pluralise(quotes, "quote"),
        )
    )
