"""The button that draws a quote as a picture, and the one that posts the picture."""

import re
from io import BytesIO
from typing import Any, Self

import discord
from discord.ui import Button, DynamicItem, Item, MediaGallery, View

from bot.cards.card import Card, quote_card
from bot.cards.description import describe
from bot.cards.service import Cards
from bot.models import Hit
from bot.translation import N_, speaking
from bot.translation import gettext as _
from bot.ui import custom_ids, errors, layout, location, text
from bot.ui.layout import Page
from bot.ui.press import PressHandler
from bot.ui.reading import library_of
from bot.ui.responses import answer, language_of, may_share, send_private, server_of

UNDRAWN = N_("This line cannot be drawn as a picture: share it in words.")
UNSENT = N_("I may not send pictures here: ask a manager to let me attach files.")

_NAME = 80
_FILE = "quote.png"

_Interaction = discord.Interaction[Any]


def card_of(hit: Hit) -> Card:
    """Return what the picture of a quote says."""
    match = hit.match
    exact = match.start_ms is not None and match.about_ms is None and not hit.episode.show.drifts
    place = location.time_or_progress(hit)
    return quote_card(hit, position=_("at {time}").format(time=place) if exact else place)


async def drawable(interaction: _Interaction, hit: Hit) -> bool:
    """Return whether a quote can be drawn and sent; those of a spoiler are not."""
    cards: Cards | None = interaction.client.cards
    offered = _may_attach(interaction) and not hit.episode.spoiler
    return cards is not None and offered and await cards.can_draw(card_of(hit))


class DrawCard(PressHandler, DynamicItem[Button[View]], template=custom_ids.CARD):
    """A button that draws a quote: in private, or in the channel where it is `posted`."""

    def __init__(self, quote_id: str, *, posted: bool = False) -> None:
        self.quote_id = quote_id
        self.posted = posted
        custom_id = custom_ids.card(quote_id, posted=posted)
        super().__init__(Button(label=_("Share") if posted else _("Card"), custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["quote"], posted=match["kind"] == "kp")

    async def press(self, interaction: _Interaction) -> None:
        """Send the picture, or say why not."""
        server = server_of(interaction)
        (hit,) = await library_of(interaction).hits([self.quote_id], server=server)
        refusal = _refusal(interaction, hit, posted=self.posted)
        cards: Cards | None = interaction.client.cards
        if hit is None or refusal or cards is None:
            await send_private(interaction, _(refusal or UNDRAWN))
            return
        with speaking(language_of(interaction, private=not self.posted)):
            card = card_of(hit)
        picture = await cards.draw(card)
        if picture is None:
            await send_private(interaction, _(UNDRAWN))
            return
        finder = interaction.user.display_name if self.posted else ""
        offered = not self.posted and may_share(interaction)
        shares = (DrawCard(self.quote_id, posted=True),) if offered else ()
        await answer(
            interaction,
            lambda: _page(picture, describe(card), shares, finder=finder),
            private=not self.posted,
        )


BUTTONS = (DrawCard,)
"""All button classes; the client registers them so that buttons in old messages work."""


def _refusal(interaction: _Interaction, hit: Hit | None, *, posted: bool) -> str:
    """Return the message why a picture is not sent; empty if it is."""
    if hit is None:
        return errors.REMOVED
    if hit.episode.spoiler:
        return UNDRAWN
    if posted and not may_share(interaction):
        return errors.NOT_SHARED
    return "" if _may_attach(interaction) else UNSENT


def _may_attach(interaction: _Interaction) -> bool:
    return interaction.guild_id is None or interaction.app_permissions.attach_files


def _page(picture: bytes, description: str, buttons: tuple[DrawCard, ...], *, finder: str) -> Page:
    gallery: MediaGallery[Any] = MediaGallery()
    gallery.add_item(media=f"attachment://{_FILE}", description=description)
    found = _("Found by {member}").format(member=text.escaped(finder, _NAME)) if finder else ""
    file = discord.File(BytesIO(picture), _FILE, description=description)
    items = (gallery, *layout.rows(buttons))
    return Page(items, files=(file,)).headed(f"-# {found}" if found else None)
