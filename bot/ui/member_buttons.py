"""The buttons by which members save a line, or vote for it; their custom ids hold their state."""

import re
from typing import Any, Self

import discord
from discord.ui import Button, DynamicItem, Item, LayoutView, View

from bot.errors import LibraryError
from bot.members import Members
from bot.translation import format_number, speaking
from bot.translation import gettext as _
from bot.ui import custom_ids, layout
from bot.ui.press import PressHandler
from bot.ui.responses import answer, edit_message, language_of, replace_message, server_of

_HEART = "❤️"

_Interaction = discord.Interaction[Any]


def members_of(interaction: _Interaction) -> Members:
    """Return the service of what members own."""
    return interaction.client.members


class Save(PressHandler, DynamicItem[Button[View]], template=custom_ids.SAVE):
    """A button that saves a line for whoever presses it."""

    def __init__(self, quote_id: str) -> None:
        self.quote_id = quote_id
        super().__init__(Button(label=_("Save"), custom_id=custom_ids.save(quote_id)))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["quote"])

    async def press(self, interaction: _Interaction) -> None:
        """Save the line, and say in private where to find it."""
        is_new = await members_of(interaction).saved.save(
            interaction.user.id, self.quote_id, server=server_of(interaction)
        )
        said = (
            _("Saved. `/saved list` shows your lines.")
            if is_new
            else _("You saved this line before. `/saved list` shows your lines.")
        )
        buttons = (Unsave(self.quote_id),)
        await answer(interaction, lambda: layout.sentence(said, buttons), private=True)


class Unsave(PressHandler, DynamicItem[Button[View]], template=custom_ids.UNSAVE):
    """A button that deletes a line which was just saved."""

    def __init__(self, quote_id: str) -> None:
        self.quote_id = quote_id
        super().__init__(Button(label=_("Undo"), custom_id=custom_ids.unsave(quote_id)))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["quote"])

    async def press(self, interaction: _Interaction) -> None:
        """Delete the line from the member's saved lines."""
        await members_of(interaction).saved.unsave(interaction.user.id, self.quote_id)
        await replace_message(interaction, layout.sentence(_("This line is not saved any more.")))


class Vote(PressHandler, DynamicItem[Button[View]], template=custom_ids.VOTE):
    """A button with the votes of a server for a line, which gives a vote or takes it back.

    It has no number where that cannot be counted.
    """

    def __init__(self, quote_id: str, count: int | None = 0) -> None:
        self.quote_id = quote_id
        label = None if count is None else format_number(count)
        custom_id = custom_ids.vote(quote_id)
        super().__init__(Button(label=label, emoji=_HEART, custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["quote"])

    async def press(self, interaction: _Interaction) -> None:
        """Give the member's vote or take it back, and show the votes on the button."""
        server = server_of(interaction)
        if server is None:
            raise LibraryError(_("Votes are counted in servers only: save the line instead."))
        tally = await members_of(interaction).votes.toggle(
            server, self.quote_id, user=interaction.user.id, finder=_finder(interaction)
        )
        message = interaction.message
        if message is not None:
            with speaking(language_of(interaction, private=message.flags.ephemeral)):
                view = _counted(message, custom_ids.vote(self.quote_id), format_number(tally.votes))
            await edit_message(interaction, view)


BUTTONS = (Save, Unsave, Vote)
"""All button classes; the client registers them so that buttons in old messages work."""


def _finder(interaction: _Interaction) -> int | None:
    """Return who asked for the line in the message; None if the bot posted it by itself."""
    origin = interaction.message and interaction.message.interaction_metadata
    return origin.user.id if origin else None


def _counted(message: discord.Message, custom_id: str, label: str) -> LayoutView | View:
    """Return the components of a message, the buttons with a custom id labelled anew."""
    known = LayoutView if message.flags.components_v2 else View
    view = known.from_message(message, timeout=None)
    for item in view.walk_children():
        if isinstance(item, Button) and item.custom_id == custom_id:
            item.label = label
    view.stop()
    return view
