"""Build the page of `/ask`: the passages that answer best, word for word."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import discord
from discord.ui import Item, LayoutView, TextDisplay

from bot.models import Hit
from bot.translation import gettext as _
from bot.ui import colour, layout, text
from bot.ui.layout import Page
from bot.ui.passages import blocks

PASSAGES = 3
_EPISODE = 80
_HEADING = "### "
_ESCAPED = re.compile(r"\\(.)")
_ISOLATES = dict.fromkeys(map(ord, "\u2068\u2069"))


def shown(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that may be right, three at most: an answer is not filled up with others."""
    return [hit for hit in hits[:PASSAGES] if hit.match.plausible]


def passages(
    question: str,
    hits: Sequence[Hit],
    *,
    sure: bool = True,
    stems: AbstractSet[str] = frozenset(),
    buttons: Iterable[Item[Any]] = (),
) -> Page:
    """Show passages with their sources, the best first, numbered if there are several."""
    several = len({hit.episode.id for hit in hits}) > 1
    verbatim = _("word for word")
    episode = "" if several else text.escaped(hits[0].episode.title, _EPISODE)
    return layout.page(
        *blocks(hits[:PASSAGES], stems=stems, named=several),
        title=text.escaped(question, text.TITLE),
        footer=" · ".join(filter(None, (episode, verbatim))),
        accent=colour.ANSWER if sure else colour.GUESS,
        buttons=buttons,
    )


def question_of(message: discord.Message) -> str:
    """Return the question that a page answers, which is its title; empty if there is none."""
    for item in LayoutView.from_message(message).walk_children():
        if isinstance(item, TextDisplay) and item.content.startswith(_HEADING):
            title = item.content.removeprefix(_HEADING).translate(_ISOLATES)
            return _ESCAPED.sub(r"\1", title).removesuffix(text.ELLIPSIS)
    return ""
