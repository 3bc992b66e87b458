"""Build the embed of `/help` from the commands themselves."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands

from bot.ui import colour, text

Listed = app_commands.Command[Any, ..., Any] | app_commands.Group


def overview(commands: Sequence[Listed]) -> discord.Embed:
    """List every command with its description and options, sorted by name."""
    leaves = (command for command in commands if isinstance(command, app_commands.Command))
    ordered = sorted(leaves, key=lambda command: command.qualified_name)
    embed = discord.Embed(
        title="Commands",
        description=text.join_fitting(map(_entry, ordered), text.DESCRIPTION),
        colour=colour.ANSWER,
    )
    return embed.set_footer(text="Every answer quotes the podcast word for word, with the source.")


def _entry(command: app_commands.Command[Any, ..., Any]) -> str:
    options = (_option(parameter) for parameter in command.parameters)
    return "\n".join((f"**/{command.qualified_name}** – {command.description}", *options))


def _option(parameter: app_commands.Parameter) -> str:
    optional = "" if parameter.required else " (optional)"
    return f"- `{parameter.display_name}`{optional}: {parameter.description}"
