"""What `/about` shows: what this is, and what it can search here."""

from collections.abc import Sequence

import discord

from bot.models import Episode
from bot.ui import colour, text


def about(episodes: Sequence[Episode], *, version: str) -> discord.Embed:
    """Say what the bot is, how much it can search here, and what it never does."""
    embed = discord.Embed(
        title="Pullquote",
        description=(
            "Finds what was said in the podcast: a line you half remember, a subject, a summary, "
            "an answer. Everything it shows was said just so; it makes up nothing, and uses no "
            "language model."
        ),
        colour=colour.ANSWER,
    )
    embed.add_field(name="Here it searches", value=_extent(episodes), inline=False)
    return embed.set_footer(text=f"Version {version} · works offline · /help shows the commands")


def _extent(episodes: Sequence[Episode]) -> str:
    if not episodes:
        return "No episode yet."
    shows = len({episode.show.slug for episode in episodes})
    quotes = sum(episode.quotes for episode in episodes)
    return ", ".join(
        (
            text.pluralise(shows, "show"),
            text.pluralise(len(episodes), "episode"),
            text.pluralise(quotes, "quote"),
        )
    )
