"""What `/ask` shows: the passages that answer best, in their own words."""

from collections.abc import Sequence

import discord

from bot.models import Hit
from bot.ui import colour, place, text

PASSAGES = 3
_ENTRY = text.DESCRIPTION // PASSAGES - 2


def passages(question: str, hits: Sequence[Hit]) -> discord.Embed:
    """Show the passages that answer best, the best first, each with its source."""
    several = len({hit.episode.id for hit in hits}) > 1
    entries = (_entry(hit, named=several) for hit in hits[:PASSAGES])
    embed = discord.Embed(
        title=text.shown(question, text.TITLE),
        description=text.fitting(entries, text.DESCRIPTION),
        colour=colour.ANSWER,
    )
    verbatim = "their words, nothing added"
    return embed.set_footer(text=verbatim if several else place.footer(hits[0].episode, verbatim))


def _entry(hit: Hit, *, named: bool) -> str:
    source = place.source(hit, named=named)
    room = _ENTRY - len(source) - 1
    return f"{source}\n{text.quoted(hit.match.display, room, hidden=hit.episode.spoiler)}"
