"""What `/help` shows, made from the commands themselves."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands

from bot.ui import colour, text

Listed = app_commands.Command[Any, ..., Any] | app_commands.Group


def overview(commands: Sequence[Listed]) -> discord.Embed:
    """Show every command with what it does and what it can be given."""
    callable_ones = (one for one in commands if isinstance(one, app_commands.Command))
    entries = (_entry(one) for one in sorted(callable_ones, key=lambda one: one.qualified_name))
    embed = discord.Embed(
        title="What you can ask",
        description=text.join_fitting(entries, text.DESCRIPTION),
        colour=colour.ANSWER,
    )
    return embed.set_footer(text="Every answer is the podcast's own words, with their source.")


def _entry(command: app_commands.Command[Any, ..., Any]) -> str:
    options = (_option(parameter) for parameter in command.parameters)
    return "\n".join((f"**/{command.qualified_name}** – {command.description}", *options))


def _option(parameter: app_commands.Parameter) -> str:
    needed = "" if parameter.required else " (optional)"
    return f"- `{parameter.display_name}`{needed}: {parameter.description}"
