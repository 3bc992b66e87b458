"""Build the embed of `/ask`: the passages that answer best, word for word."""

from collections.abc import Sequence

import discord

from bot.models import Hit
from bot.ui import colour, location, spoken, text

PASSAGES = 3
_ENTRY = text.DESCRIPTION // PASSAGES - 2


def shown(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that may be right, three at most: an answer is not filled up with others."""
    return [hit for hit in hits[:PASSAGES] if hit.match.plausible]


def passages(question: str, hits: Sequence[Hit], *, sure: bool = True) -> discord.Embed:
    """Show passages with their sources, the best first, numbered if there are several."""
    several = len({hit.episode.id for hit in hits}) > 1
    entries = (
        _entry(hit, named=several, number=number if len(hits) > 1 else None)
        for number, hit in enumerate(hits[:PASSAGES], start=1)
    )
    embed = discord.Embed(
        title=text.escaped(question, text.TITLE),
        description=text.join_fitting(entries, text.DESCRIPTION),
        colour=colour.ANSWER if sure else colour.GUESS,
    )
    verbatim = "word for word"
    return embed.set_footer(
        text=verbatim if several else location.footer(hits[0].episode, verbatim)
    )


def _entry(hit: Hit, *, named: bool, number: int | None) -> str:
    sentence = location.source(hit, named=named)
    source = sentence if number is None else f"{number} · {sentence}"
    available = _ENTRY - len(source) - 1
    return f"{source}\n{spoken.block_quote(hit.match, available, hidden=hit.episode.spoiler)}"
