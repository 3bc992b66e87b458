"""What `/quote` shows: one excerpt, its source, and what stands around it."""

from collections.abc import Sequence

import discord

from bot.models import Answer, Excerpt, Hit
from bot.ui import colour, location, text

_EXCERPT = 1400
_GUESS = 340
_NEIGHBOUR = 400
_CHOICES = 3

UNSURE_NOTE = "Not sure, but this may be it."
"""To be said in public, where what a member typed had better not stand as if the bot said it."""


def quote(hit: Hit, *, longest: int = _EXCERPT) -> discord.Embed:
    """Show one excerpt as it was said, with all that tells where it stands."""
    spoken = text.block_quote(hit.match.display, longest, hidden=hit.episode.spoiler)
    embed = discord.Embed(description=f"{spoken}\n\n{location.source(hit)}", colour=colour.ANSWER)
    return embed.set_footer(text=location.footer(hit.episode))


def guess(hit: Hit) -> discord.Embed:
    """Show the nearest excerpt, marked as a guess."""
    embed = quote(hit, longest=_GUESS)
    embed.colour = colour.GUESS
    embed.title = "Perhaps this" if hit.match.plausible else "The nearest, as a guess"
    return embed


def missed(words: str, answer: Answer) -> str:
    """Say that nothing comes close, or nothing surely, and what to try instead."""
    wanted = f"“{text.escaped(words, 200)}”"
    if answer.hits and answer.hits[0].match.plausible:
        return f"Not sure about {wanted}, but this may be it."
    sentence = f"Nothing close to {wanted}."
    if not answer.suggestions:
        return f"{sentence} Try fewer words, or other ones you remember."
    suggestions = ", ".join(f"“{text.escaped(name, 80)}”" for name in answer.suggestions[:_CHOICES])
    return f"{sentence} You could try {suggestions}."


def context(hit: Hit, before: Sequence[Excerpt], after: Sequence[Excerpt]) -> discord.Embed:
    """Show an excerpt among its neighbours, in the order they were said.

    No speaker is named: the neighbours may be another's.
    """
    hidden = hit.episode.spoiler
    blocks = [
        *(_neighbour(excerpt, hidden=hidden) for excerpt in before),
        text.block_quote(hit.match.display, _EXCERPT, hidden=hidden),
        *(_neighbour(excerpt, hidden=hidden) for excerpt in after),
        location.chapter_and_position(hit),
    ]
    embed = discord.Embed(
        title="Around this line",
        description=text.join_fitting(blocks, text.DESCRIPTION),
        colour=colour.ANSWER,
    )
    return embed.set_footer(text=location.footer(hit.episode))


def _neighbour(excerpt: Excerpt, *, hidden: bool) -> str:
    words = text.escaped(excerpt.display, _NEIGHBOUR)
    return f"||{words}||" if hidden else words
