"""Build the embeds of `/quote`: an excerpt with its source, and its context."""

from collections.abc import Sequence
from itertools import takewhile

import discord

from bot.models import Answer, Excerpt, Hit
from bot.ui import colour, location, text

_EXCERPT = 1400
_GUESS = 340
_NEIGHBOUR = 400
_CHOICES = 3
_LEAST_SHARE = 0.1
"""Of 900 typos and 900 half remembered lines, all right ones after the first had .45 or more."""

UNSURE_NOTE = "I am not sure, but this may be it."
"""For public answers, in which the bot should not repeat a member's words."""


def quote(hit: Hit, *, longest: int = _EXCERPT) -> discord.Embed:
    """Show one excerpt, verbatim, with its source."""
    spoken = text.block_quote(hit.match.display, longest, hidden=hit.episode.spoiler)
    embed = discord.Embed(description=f"{spoken}\n\n{location.source(hit)}", colour=colour.ANSWER)
    return embed.set_footer(text=location.footer(hit.episode))


def paged(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits up to where likeness falls off: to less than a tenth of the best's."""
    least = _LEAST_SHARE * min(1.0, hits[0].match.score) if hits else 0.0
    return list(takewhile(lambda hit: hit.match.score >= least, hits))


def guess(hit: Hit) -> discord.Embed:
    """Show an excerpt that may be the one, marked as not certain."""
    embed = quote(hit, longest=_GUESS)
    embed.colour = colour.GUESS
    embed.title = "Possible match"
    return embed


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


def context(hit: Hit, before: Sequence[Excerpt], after: Sequence[Excerpt]) -> discord.Embed:
    """Show an excerpt between its neighbours, in order.

    No speaker is named, because others may speak the neighbours.
    """
    hidden = hit.episode.spoiler
    blocks = [
        *(_neighbour(excerpt, hidden=hidden) for excerpt in before),
        text.block_quote(hit.match.display, _EXCERPT, hidden=hidden),
        *(_neighbour(excerpt, hidden=hidden) for excerpt in after),
        location.chapter_and_position(hit),
    ]
    embed = discord.Embed(
        title="In context",
        description=text.join_fitting(blocks, text.DESCRIPTION),
        colour=colour.ANSWER,
    )
    return embed.set_footer(text=location.footer(hit.episode))


def _neighbour(excerpt: Excerpt, *, hidden: bool) -> str:
    words = text.escaped(excerpt.display, _NEIGHBOUR)
    return f"||{words}||" if hidden else words
