"""Build the page of `/about`."""

from collections.abc import Sequence

from bot.models import Episode
from bot.ui import layout, text
from bot.ui.layout import Page


def about(episodes: Sequence[Episode], *, version: str) -> Page:
    """Describe the bot and the number of shows, episodes and quotes it can search here."""
    return layout.page(
        "Searches the podcast's transcripts for a line you half remember, a subject, a summary "
        "or the answer to a question. Every excerpt is word for word: nothing is made up, and "
        "no language model is used.",
        layout.field("Searchable here", _extent(episodes)),
        title="Pullquote",
        footer=f"Version {version} · works offline · /help shows the commands",
    )


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
