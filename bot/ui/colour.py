"""The colours of pages: one for answers, one for guesses and warnings."""

import discord

ANSWER = discord.Colour(0x3E8E7E)
GUESS = discord.Colour(0x8A8F98)
