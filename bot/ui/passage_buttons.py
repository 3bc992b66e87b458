"""The menu and the button that open a passage of a page as a quote."""

import re
from typing import Any, Self

import discord
from discord.ui import Button, DynamicItem, Item, Select, View

from bot.translation import gettext as _
from bot.ui import custom_ids, errors
from bot.ui.extras import extras_of
from bot.ui.press import PressHandler
from bot.ui.quote_buttons import quote_page
from bot.ui.reading import library_of
from bot.ui.responses import answer, send_private, server_of

_Interaction = discord.Interaction[Any]


class OpenPassages(PressHandler, DynamicItem[Select[View]], template=custom_ids.PASSAGES):
    """A menu of the passages on a page, each of which opens as a quote."""

    def __init__(self) -> None:
        super().__init__(Select(custom_id=custom_ids.passages()))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], _match: re.Match[str], /
    ) -> Self:
        """Restore the menu from its custom id."""
        return cls()

    async def press(self, interaction: _Interaction) -> None:
        """Show the chosen passage."""
        await _open(interaction, self.item.values[0])


class OpenPassage(PressHandler, DynamicItem[Button[View]], template=custom_ids.PASSAGE):
    """A button that opens the only passage on a page as a quote."""

    def __init__(self, quote_id: str) -> None:
        self.quote_id = quote_id
        super().__init__(Button(custom_id=custom_ids.passage(quote_id)))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["quote"])

    async def press(self, interaction: _Interaction) -> None:
        """Show the passage."""
        await _open(interaction, self.quote_id)


BUTTONS = (OpenPassages, OpenPassage)
"""The button classes; the client registers them so that buttons in old messages work."""


async def _open(interaction: _Interaction, quote_id: str) -> None:
    """Show a quote in private, from where it can be shared; or say that it was removed."""
    (hit,) = await library_of(interaction).hits([quote_id], server=server_of(interaction))
    if hit is None:
        await send_private(interaction, _(errors.REMOVED))
        return
    extras = await extras_of(interaction, hit, private=True)
    await answer(
        interaction,
        lambda: quote_page(hit, [quote_id], index=0, extras=extras),
        private=True,
    )
