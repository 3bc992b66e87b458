"""Handle the presses of buttons and menus."""

from abc import ABC, abstractmethod
from typing import Any

import discord

from bot.ui.responses import handle


class PressHandler(ABC):
    """Handle a press, and pass errors to the handler of failed commands."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer the press, or say what went wrong."""
        await handle(interaction, type(self).__name__, lambda: self.press(interaction))

    @abstractmethod
    async def press(self, interaction: discord.Interaction[Any]) -> None:
        """Answer the press."""
