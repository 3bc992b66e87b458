"""Build the pages of `/quote`: an excerpt with its source, and its context."""

from collections.abc import Iterable, Sequence
from itertools import groupby, takewhile
from typing import Any

import discord
from discord.ui import Item

from bot.models import Answer, Hit, Quote, SpokenTurn
from bot.ui import colour, layout, location, spoken, text
from bot.ui.layout import Page

_EXCERPT = 1400
_GUESS = 340
_CORE, _NEIGHBOUR = 1200, 300
_CHOICES = 3
_LEAST_SHARE = 0.1
"""Of 900 typos and 900 half remembered lines, all right ones after the first had .45 or more."""

OFTEN_NOTE = "Many lines have these words: add one that only yours has."
UNSURE_NOTE = "I am not sure, but this may be it."
"""For public answers, in which the bot should not repeat a member's words."""


def quote(
    hit: Hit,
    *,
    buttons: Iterable[Item[Any]] = (),
    title: str = "",
    longest: int = _EXCERPT,
    accent: discord.Colour = colour.ANSWER,
) -> Page:
    """Show one excerpt, verbatim, with its source."""
    return layout.page(
        spoken.block_quote(hit.match, longest, hidden=hit.episode.spoiler),
        location.source(hit),
        title=title,
        footer=location.footer(hit.episode),
        accent=accent,
        buttons=buttons,
    )


def paged(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits up to where likeness falls off: to less than a tenth of the best's."""
    least = _LEAST_SHARE * min(1.0, hits[0].match.score) if hits else 0.0
    return list(takewhile(lambda hit: hit.match.score >= least, hits))


def guess(hit: Hit, *, buttons: Iterable[Item[Any]]) -> Page:
    """Show an excerpt that may be the one, marked as not certain."""
    return quote(hit, buttons=buttons, title="Possible match", longest=_GUESS, accent=colour.GUESS)


def missed(words: str, answer: Answer) -> str:
    """Say that nothing is close or certain, and what to try instead."""
    quoted = f"“{text.escaped(words, 200)}”"
    if answer.hits and answer.hits[0].match.guess:
        return f"I am not sure about {quoted}. Is it this one?"
    sentence = f"Nothing close to {quoted}."
    if not answer.suggestions:
        return f"{sentence} Try fewer words, or different ones."
    suggestions = ", ".join(f"“{text.escaped(name, 80)}”" for name in answer.suggestions[:_CHOICES])
    return f"{sentence} Try {suggestions}."


def context(hit: Hit, quotes: Sequence[Quote]) -> Page:
    """Show a quote among its neighbours, in order, with a mark at each change of turn.

    The mark is the speaker, or a dash where that is not known.
    """
    blocks: list[str] = []
    shown: str | int | None = None
    several = len({_voice(quote) for quote in quotes}) > 1
    groups = groupby(quotes, key=lambda quote: (_voice(quote), quote.id == hit.match.quote))
    for (voice, is_core), group in groups:
        displays = [quote.display for quote in group]
        speaker = voice if isinstance(voice, str) else None
        one = SpokenTurn(speaker, " ".join(displays))
        marks = voice != shown and (speaker or several)
        line = spoken.marked(one) if marks else text.escape(one.display)
        blocks.append(_context_block(line, len(displays), hit, is_core=is_core))
        shown = voice
    return layout.page(
        text.join_fitting([*blocks, location.chapter_and_position(hit)], layout.BODY),
        title="In context",
        footer=location.footer(hit.episode),
    )


def _voice(quote: Quote) -> str | int:
    """Return who speaks a quote: the name if it is sure, else the number of the turn."""
    return quote.speaker if quote.sure and quote.speaker else quote.turn


def _context_block(line: str, quotes: int, hit: Hit, *, is_core: bool) -> str:
    hidden = hit.episode.spoiler
    if is_core:
        return text.quote_lines([line], _CORE, hidden=hidden)
    words = text.isolated(line, quotes * _NEIGHBOUR)
    return f"||{words}||" if hidden else words
