"""Build the page of `/ask`: the passages that answer best, word for word."""

from collections.abc import Iterable, Sequence
from typing import Any

from discord.ui import Item

from bot.models import Hit
from bot.ui import colour, layout, location, spoken, text
from bot.ui.layout import Page

PASSAGES = 3
_ENTRY = layout.BODY // PASSAGES - 2


def shown(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that may be right, three at most: an answer is not filled up with others."""
    return [hit for hit in hits[:PASSAGES] if hit.match.plausible]


def passages(
    question: str, hits: Sequence[Hit], *, sure: bool = True, buttons: Iterable[Item[Any]] = ()
) -> Page:
    """Show passages with their sources, the best first, numbered if there are several."""
    several = len({hit.episode.id for hit in hits}) > 1
    entries = (
        _entry(hit, named=several, number=number if len(hits) > 1 else None)
        for number, hit in enumerate(hits[:PASSAGES], start=1)
    )
    verbatim = "word for word"
    return layout.page(
        text.join_fitting(entries, layout.BODY),
        title=text.escaped(question, text.TITLE),
        footer=verbatim if several else location.footer(hits[0].episode, verbatim),
        accent=colour.ANSWER if sure else colour.GUESS,
        buttons=buttons,
    )


def _entry(hit: Hit, *, named: bool, number: int | None) -> str:
    sentence = location.source(hit, named=named)
    source = sentence if number is None else f"{number} · {sentence}"
    available = _ENTRY - len(source) - 1
    return f"{source}\n{spoken.block_quote(hit.match, available, hidden=hit.episode.spoiler)}"
