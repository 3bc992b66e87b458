"""The modal of `/daily wording`: the texts of a server's managers, with their placeholders."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord
from discord.ui import Label, Modal, TextInput

from bot.translation import gettext as _
from bot.translation import use_language
from bot.ui import templates
from bot.ui.responses import language_of
from bot.ui.templates import TEMPLATES, Template

_Interaction = discord.Interaction[Any]

Save = Callable[[_Interaction, Mapping[str, str]], Awaitable[None]]
"""Saves the texts that were typed, by the name of their template, and answers."""


class TemplateModal(Modal):
    """Asks for all texts at once; an empty one stands for the bot's own."""

    def __init__(self, known: Mapping[str, str], save: Save) -> None:
        super().__init__(title=_("Wording of the posts"), custom_id="dw")
        self._save = save
        self._inputs = {one.name: _input(one, known.get(one.name, "")) for one in TEMPLATES}
        for one in TEMPLATES:
            self.add_item(
                Label(
                    text=_(one.label),
                    description=templates.listed(one),
                    component=self._inputs[one.name],
                )
            )

    async def on_submit(self, interaction: _Interaction, /) -> None:
        """Save the texts."""
        use_language(language_of(interaction, private=True))
        await self._save(interaction, {name: one.value for name, one in self._inputs.items()})

    async def on_error(self, interaction: _Interaction, error: Exception, /) -> None:
        """Hand errors to the handler of failed commands."""
        await interaction.client.tree.on_error(interaction, error)


def _input(template: Template, known: str) -> TextInput[Any]:
    long = template.longest > 100  # noqa: PLR2004 - a title is one line
    return TextInput(
        custom_id=template.name,
        style=discord.TextStyle.paragraph if long else discord.TextStyle.short,
        default=known or None,
        required=False,
        max_length=template.longest,
    )
