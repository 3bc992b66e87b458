"""Pages and their buttons, which keep their state in custom ids to survive a restart."""

import re
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord.ui import Button, DynamicItem, Item, View

from bot.library import Library
from bot.models import Answer, Hit
from bot.ui import custom_ids, errors, quotes
from bot.ui.layout import Page
from bot.ui.press import PressHandler
from bot.ui.responses import answer, send_private, server_of, turn_page

_Interaction = discord.Interaction[Any]


def quote_page(hit: Hit, quote_ids: Sequence[str], *, index: int) -> Page:
    """Build the page of one excerpt, with buttons to the previous and next."""
    fitting = tuple(quote_ids)[: custom_ids.QUOTES]
    buttons = _page_buttons(index, len(fitting) - 1, more="Next best")
    pages = tuple(QuotePage(fitting, index=to, label=label) for to, label in buttons)
    return quotes.quote(hit, buttons=(*pages, Context(hit.match.quote)))


async def send_miss(interaction: _Interaction, words: str, result: Answer) -> None:
    """Say in private that nothing is certain; show the best match only if it is near."""
    best = next((hit for hit in result.hits[:1] if hit.match.guess), None)
    page = quotes.guess(best, buttons=(Context(best.match.quote),)) if best else None
    await send_private(interaction, quotes.missed(words, result), page)


class QuotePage(PressHandler, DynamicItem[Button[View]], template=custom_ids.QUOTE):
    """A button to another excerpt of the same search."""

    def __init__(self, quote_ids: Sequence[str], *, index: int, label: str = "") -> None:
        self.quote_ids = tuple(quote_ids)
        self.index = index
        custom_id = custom_ids.quote(quote_ids, index=index)
        super().__init__(Button(label=label, custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(custom_ids.split_quote_ids(match["quotes"]), index=int(match["index"]))

    async def press(self, interaction: _Interaction) -> None:
        """Show the excerpt, or say that it was removed."""
        hits = await _library(interaction).hits(
            self.quote_ids[self.index : self.index + 1], server=server_of(interaction)
        )
        hit = hits[0] if hits else None
        if hit is None:
            await send_private(interaction, errors.REMOVED)
            return
        await turn_page(interaction, lambda: quote_page(hit, self.quote_ids, index=self.index))


class Context(PressHandler, DynamicItem[Button[View]], template=custom_ids.CONTEXT):
    """A button to the context of an excerpt."""

    def __init__(
        self, quote_id: str, *, custom_id: str | None = None, label: str = "Context"
    ) -> None:
        self.quote_id = quote_id
        custom_id = custom_id or custom_ids.context(quote_id)
        super().__init__(Button(label=label, custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["quote"])

    async def press(self, interaction: _Interaction) -> None:
        """Show the context in private, or say that the excerpt was removed."""
        neighbours = await _library(interaction).around(
            self.quote_id, server=server_of(interaction)
        )
        if neighbours is None:
            await send_private(interaction, errors.REMOVED)
        else:
            await answer(interaction, lambda: quotes.context(*neighbours), private=True)


class Posted(Context, template=custom_ids.POSTED):
    """The context button of a daily post or an announcement, which its custom id names."""

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["quote"], custom_id=match[0])


BUTTONS = (QuotePage, Context, Posted)
"""All button classes; the client registers them so that buttons in old messages work."""


def _library(interaction: _Interaction) -> Library:
    return interaction.client.library


def _page_buttons(page: int, last: int, *, more: str) -> list[tuple[int, str]]:
    """Return page numbers and labels for the buttons: the next page first, then the previous."""
    neighbours = ((page + 1, f"{more} ({page + 2} of {last + 1})"), (page - 1, "Back"))
    return [(to, label) for to, label in neighbours if 0 <= to <= last]
