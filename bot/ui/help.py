"""Build the pages of `/help`: the four main commands with examples, and those of managers."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Self

import discord
from discord import app_commands
from discord.ui import Button, DynamicItem, Item, View

from bot.translation import gettext as _
from bot.translation import pgettext
from bot.ui import custom_ids, layout, text
from bot.ui.layout import Page
from bot.ui.press import PressHandler
from bot.ui.responses import answer

MAIN = ("quote", "topic", "summary", "ask")
"""The commands that members need."""

_EXAMPLE = 120

_Interaction = discord.Interaction[Any]
_Command = app_commands.Command[Any, ..., Any]
Listed = _Command | app_commands.Group


def main_page(
    commands: Sequence[Listed], examples: Mapping[str, Mapping[str, str]], *, for_manager: bool
) -> Page:
    """Show the main commands, each with what to type; managers get a button to theirs.

    `examples` maps the name of a command to its options, and those to what would be typed.
    """
    known = {one.qualified_name: one for one in commands}
    entries = (_main_entry(known[name], examples.get(name)) for name in MAIN if name in known)
    return layout.page(
        text.join_fitting(entries, layout.BODY),
        title=_("What you can ask"),
        footer=_("Every answer quotes the podcast word for word, with the source."),
        buttons=(ManagerCommands(),) if for_manager else (),
    )


def manager_page(commands: Sequence[Listed]) -> Page:
    """List the commands for managers, sorted by name; Discord shows their options."""
    leaves = [one for one in commands if isinstance(one, app_commands.Command)]
    managing = sorted(filter(is_for_managers, leaves), key=lambda one: one.qualified_name)
    return layout.page("\n".join(map(_head, managing)), title=_("Commands for managers"))


def is_for_managers(command: Listed) -> bool:
    """Return whether Discord offers a command to some members only; a group decides for its own."""
    return (command.root_parent or command).default_permissions is not None


def _main_entry(command: Listed, example: Mapping[str, str] | None) -> str:
    head = _head(command)
    if example is None:
        return head
    options = (f"{pgettext('option', name)}: {value}" for name, value in example.items())
    typed = text.plain(" ".join((_path(command), *options))).replace("`", "'")
    return f"{head}\n`{text.truncate(typed, _EXAMPLE)}`"


def _head(command: Listed) -> str:
    return f"**{_path(command)}** – {_(command.description)}"


def _path(command: Listed) -> str:
    """Return what a member types, with the names that Discord shows in the member's language."""
    return "/" + " ".join(pgettext("command", name) for name in command.qualified_name.split())


class ManagerCommands(PressHandler, DynamicItem[Button[View]], template=custom_ids.MANAGERS):
    """A button to the commands for managers."""

    def __init__(self) -> None:
        super().__init__(Button(label=_("For managers"), custom_id=custom_ids.MANAGERS.pattern))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], _match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls()

    async def press(self, interaction: _Interaction) -> None:
        """List the commands for managers below the others."""
        listed = list(interaction.client.tree.walk_commands())
        await answer(interaction, lambda: manager_page(listed), private=True)


BUTTONS = (ManagerCommands,)
"""All button classes; the client registers them so that buttons in old messages work."""
