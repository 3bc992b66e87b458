"""Handle the presses of buttons and menus."""

from abc import ABC, abstractmethod
from typing import Any

import discord

from bot.translation import use_language
from bot.ui.responses import language_of


class PressHandler(ABC):
    """Handle a press, and pass errors to the handler of failed commands."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer the press, or say what went wrong."""
        try:
            use_language(language_of(interaction, private=True))
            interaction.client.library.pin()
            await self.press(interaction)
        except Exception as error:  # noqa: BLE001 - discord.py would log it and answer nothing
            await interaction.client.tree.on_error(interaction, error)

    @abstractmethod
    async def press(self, interaction: discord.Interaction[Any]) -> None:
        """Answer the press."""
