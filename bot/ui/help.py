"""Build the embed of `/help` from the commands themselves."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands

from bot.ui import colour, text

Listed = app_commands.Command[Any, ..., Any] | app_commands.Group


def overview(commands: Sequence[Listed]) -> discord.Embed:
    """List every command with its description, sorted by name.

    Options are listed too, except those of subcommands, which would not fit; Discord shows them.
    """
    leaves = (command for command in commands if isinstance(command, app_commands.Command))
    ordered = sorted(leaves, key=lambda one: (one.parent is not None, one.qualified_name))
    single = [_entry(one) for one in ordered if one.parent is None]
    grouped = "\n".join(_head(one) for one in ordered if one.parent is not None)
    embed = discord.Embed(
        title="Commands",
        description=text.join_fitting([*single, *filter(None, [grouped])], text.DESCRIPTION),
        colour=colour.ANSWER,
    )
    return embed.set_footer(text="Every answer quotes the podcast word for word, with the source.")


def _entry(command: app_commands.Command[Any, ..., Any]) -> str:
    return "\n".join((_head(command), *map(_option, command.parameters)))


def _head(command: app_commands.Command[Any, ..., Any]) -> str:
    return f"**/{command.qualified_name}** – {command.description}"


def _option(parameter: app_commands.Parameter) -> str:
    optional = "" if parameter.required else " (optional)"
    return f"- `{parameter.display_name}`{optional}: {parameter.description}"
