"""The button under the answer of `/daily replace`; its state is in its custom id."""

import re
from typing import Any, Self

import discord
from discord.ui import Button, DynamicItem, Item, View

from bot.daily.previews import UpcomingPost
from bot.translation import gettext as _
from bot.ui import custom_ids, layout, quote_buttons, schedule
from bot.ui import daily as posts
from bot.ui.layout import Page
from bot.ui.managers import managing_server
from bot.ui.press import PressHandler
from bot.ui.responses import replace_message

_Interaction = discord.Interaction[Any]


class UndoReplacement(PressHandler, DynamicItem[Button[View]], template=custom_ids.REPLACED):
    """A button that brings a replaced highlight back."""

    def __init__(self, quote_id: str, *, added: str | None) -> None:
        self.quote_id = quote_id
        self.added = added
        custom_id = custom_ids.replaced(quote_id, added=added)
        super().__init__(Button(label=_("Undo"), custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["quote"], added=custom_ids.optional(match["added"]))

    async def press(self, interaction: _Interaction) -> None:
        """Bring the highlight back, and show what is posted next."""
        server, daily = managing_server(interaction), interaction.client.daily
        upcoming = await daily.undo_replace(server, replaced=self.quote_id, added=self.added)
        planned = await daily.get(server)
        sentence = _("Undone. {next}").format(next=schedule.next_post(upcoming, planned))
        page = post_page(upcoming)
        await replace_message(
            interaction, page.headed(sentence) if page else layout.sentence(sentence)
        )


BUTTONS = (UndoReplacement,)
"""All button classes; the client registers them so that buttons in old messages work."""


def post_page(upcoming: UpcomingPost | None, *items: discord.ui.Item[Any]) -> Page | None:
    """Show a post as it will look, with its buttons, and more."""
    if upcoming is None or upcoming.hit is None:
        return None
    buttons = quote_buttons.line_buttons(upcoming.hit)
    return posts.highlight_page(
        upcoming.hit,
        day=upcoming.date,
        years=upcoming.years,
        templates=upcoming.templates,
        buttons=(*buttons, *items),
    )
