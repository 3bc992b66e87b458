"""The colours of pages: the show's for its lines, else one for answers, and one for guesses."""

import discord

from bot.models import Show

ANSWER = discord.Colour(0x3E8E7E)
GUESS = discord.Colour(0x8A8F98)


def of_show(show: Show) -> discord.Colour:
    """Return the colour of a show, that of answers if it has none."""
    return ANSWER if show.colour is None else discord.Colour(show.colour)
