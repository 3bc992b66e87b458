"""The one colour of the bot's answers, and of its guesses."""

import discord

ANSWER = discord.Colour(0x3E8E7E)
GUESS = discord.Colour(0x8A8F98)
