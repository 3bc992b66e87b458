"""The context of a quote, with buttons that widen it and lead through the whole episode."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

import discord
from discord.ui import Button, DynamicItem, Item, View

from bot.models import Hit, Surroundings
from bot.translation import gettext as _
from bot.ui import context, custom_ids, errors
from bot.ui.correction_buttons import Wrong
from bot.ui.layout import Page
from bot.ui.press import PressHandler
from bot.ui.reading import library_of
from bot.ui.responses import answer, send_private, server_of, turn_page

_STEP = 4
_MOST = 40
"""Quotes that are read for one page; far fewer fit on it, unless they are of a word or two."""

_Interaction = discord.Interaction[Any]


@dataclass(frozen=True, slots=True)
class Range:
    """A range of quotes, counted from the one whose context it is; both ends are included.

    `before` tells that its beginning is kept where not all of it fits on a page.
    """

    first: int = -_STEP
    last: int = _STEP
    before: bool = False


class Context(PressHandler, DynamicItem[Button[View]], template=custom_ids.CONTEXT):
    """A button to the context of an excerpt."""

    def __init__(
        self, quote_id: str, *, custom_id: str | None = None, label: str | None = None
    ) -> None:
        self.quote_id = quote_id
        custom_id = custom_id or custom_ids.context(quote_id)
        super().__init__(Button(label=label or _("Context"), custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["quote"])

    async def press(self, interaction: _Interaction) -> None:
        """Show the context in private, or say that the excerpt was removed."""
        build = await _page(interaction, self.quote_id, Range())
        if build is not None:
            await answer(interaction, build, private=True)


class Posted(Context, template=custom_ids.POSTED):
    """The context button of a post or an alert, which its custom id names."""

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["quote"], custom_id=match[0])


class Around(PressHandler, DynamicItem[Button[View]], template=custom_ids.AROUND):
    """A button to another range around an excerpt."""

    def __init__(self, quote_id: str, shown: Range, *, label: str = "") -> None:
        self.quote_id = quote_id
        self.range = shown
        custom_id = custom_ids.around(
            quote_id, first=shown.first, last=shown.last, before=shown.before
        )
        super().__init__(Button(label=label, custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        first, last = sorted((int(match["first"]), int(match["last"])))
        return cls(match["quote"], Range(first, last, before=match["end"] == "b"))

    async def press(self, interaction: _Interaction) -> None:
        """Show the range in place, or say that the excerpt was removed."""
        build = await _page(interaction, self.quote_id, self.range)
        if build is not None:
            await turn_page(interaction, build)


BUTTONS = (Context, Posted, Around)
"""All button classes; the client registers them so that buttons in old messages work."""


async def _page(
    interaction: _Interaction, quote_id: str, wanted: Range
) -> Callable[[], Page] | None:
    """Return what builds the page of a range; say so if the excerpt was removed."""
    wanted = _bounded(wanted)
    library, server = library_of(interaction), server_of(interaction)
    found = await library.around(quote_id, server=server, first=wanted.first, last=wanted.last)
    if found is None:
        await send_private(interaction, _(errors.REMOVED))
        return None
    core = found.hit.match.quote
    hidden = found.hit.episode.spoiler
    quotes = found.quotes if wanted != Range() else context.nearest(core, found.quotes)
    shown = context.fitting(core, quotes, before=wanted.before, hidden=hidden)
    place: Hit | None = found.hit
    if all(quote.id != core for quote in shown):
        (place,) = await library.hits([shown[0].id], server=server)
    kept = _kept(wanted, shown[0].position - found.position, shown[-1].position - found.position)
    if len(quotes) < len(found.quotes):
        kept = replace(kept, last=shown[-1].position - found.position)
    return lambda: context.page(
        core, shown, place or found.hit, buttons=_buttons(found, kept, quote_id)
    )


def _bounded(wanted: Range) -> Range:
    if wanted.before:
        return Range(wanted.first, min(wanted.last, wanted.first + _MOST), before=True)
    return Range(max(wanted.first, wanted.last - _MOST), wanted.last)


def _kept(wanted: Range, first: int, last: int) -> Range:
    """Return the range that is shown; where quotes are hidden at its kept end, that is passed."""
    return Range(wanted.first, last, before=True) if wanted.before else Range(first, wanted.last)


def _buttons(found: Surroundings, shown: Range, quote_id: str) -> list[Item[Any]]:
    """Return the buttons that go on in both directions, as far as there are quotes."""
    buttons: list[Item[Any]] = []
    if found.position + shown.first > 0:
        wider = Range(shown.first - _STEP, shown.last, before=True)
        buttons.append(Around(quote_id, wider, label=_("More before")))
    if found.position + shown.last < found.hit.episode.quotes - 1:
        wider = Range(shown.first, shown.last + _STEP)
        buttons.append(Around(quote_id, wider, label=_("More after")))
    if not shown.first <= 0 <= shown.last:
        buttons.append(Around(quote_id, Range(), label=_("Back to the line")))
    else:
        buttons.append(Wrong(quote_id))
    return buttons
