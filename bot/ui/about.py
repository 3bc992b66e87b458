"""Build the page of `/about`."""

from collections.abc import Sequence

from bot.models import Episode
from bot.translation import format_count
from bot.translation import gettext as _
from bot.ui import layout
from bot.ui.layout import Page


def about(episodes: Sequence[Episode], *, version: str) -> Page:
    """Describe the bot and the number of shows, episodes and quotes it can search here."""
    return layout.page(
        _(
            "Searches the podcast's transcripts for a line you half remember, a subject, a "
            "summary or the answer to a question. Every excerpt is word for word: nothing is made "
            "up, and no language model is used."
        ),
        layout.field(_("Searchable here"), _extent(episodes)),
        title="Pullquote",
        footer=_("Version {version} · works offline · /help shows the commands").format(
            version=version
        ),
    )


def _extent(episodes: Sequence[Episode]) -> str:
    if not episodes:
        return _("No episodes yet.")
    shows = len({episode.show.slug for episode in episodes})
    quotes = sum(episode.quotes for episode in episodes)
    return ", ".join(
        (
            format_count("{number} show", "{number} shows", shows),
            format_count("{number} episode", "{number} episodes", len(episodes)),
            format_count("{number} quote", "{number} quotes", quotes),
        )
    )
