"""The pages of `/saved`, with their buttons."""

import re
from typing import Any, Self

import discord
from discord.ui import Button, DynamicItem, Item, View

from bot.members import SavedPage
from bot.models import Hit
from bot.translation import format_number, ngettext
from bot.translation import gettext as _
from bot.ui import custom_ids, layout, location, spoken
from bot.ui.context_buttons import Context
from bot.ui.layout import Page
from bot.ui.member_buttons import members_of
from bot.ui.press import PressHandler
from bot.ui.responses import replace_message, server_of

LINES = 3
"""Lines on a page, which fit on the screen of a phone."""

_LONGEST = 420

_Interaction = discord.Interaction[Any]


def saved_page(saved: SavedPage) -> Page:
    """Build a page of saved lines, each with buttons to its context and to delete it."""
    if not saved.hits:
        empty = _("You have saved no line yet: press **Save** below one that you like.")
        return layout.sentence("\n".join(filter(None, (empty, _elsewhere(saved)))))
    blocks: list[layout.Block] = []
    for hit in saved.hits:
        buttons = (Context(hit.match.quote), DeleteSaved(hit.match.quote, first=saved.first))
        blocks += [line(hit), *layout.rows(buttons)]
    last = saved.first + len(saved.hits)
    return layout.page(
        *blocks,
        title=_("Your saved lines"),
        footer=" · ".join(filter(None, (_shown(saved, last), _elsewhere(saved)))),
        buttons=_page_buttons(saved, last),
    )


def _shown(saved: SavedPage, last: int) -> str:
    """Say which lines a page has, where it does not have all."""
    if len(saved.hits) == saved.total:
        return ""
    return _("{first}–{last} of {total}").format(
        first=format_number(saved.first + 1),
        last=format_number(last),
        total=format_number(saved.total),
    )


def line(hit: Hit, head: str = "", *, longest: int = _LONGEST) -> str:
    """Return an excerpt with its source, short enough for several on a page."""
    words = spoken.block_quote(hit.match, longest, hidden=hit.episode.spoiler)
    return "\n".join(filter(None, (head, words, location.source(hit, named=True))))


def cleared(number: int) -> str:
    """Say how many saved lines were deleted."""
    return ngettext(
        "{number} saved line is deleted.", "{number} saved lines are deleted.", number
    ).format(number=format_number(number))


def confirmation(number: int) -> Page:
    """Ask whether all saved lines are to be deleted."""
    if not number:
        return layout.sentence(_("You have saved no line yet."))
    question = ngettext(
        "Delete your {number} saved line? This cannot be undone.",
        "Delete all your {number} saved lines? This cannot be undone.",
        number,
    ).format(number=format_number(number))
    return layout.sentence(question, (ClearSaved(),))


def exported(hidden: int) -> str:
    """Say what the files of an export have."""
    said = _("Your saved lines, as text and as data.")
    return f"{said} {_hidden(hidden)}" if hidden else said


def _elsewhere(saved: SavedPage) -> str:
    return _hidden(saved.hidden) if saved.hidden else ""


def _hidden(number: int) -> str:
    return ngettext(
        "{number} more cannot be shown here.", "{number} more cannot be shown here.", number
    ).format(number=format_number(number))


def _page_buttons(saved: SavedPage, last: int) -> tuple[Item[Any], ...]:
    older = () if last >= saved.total else (TurnSaved(last, label=_("Older")),)
    newer = () if not saved.first else (TurnSaved(max(0, saved.first - LINES), label=_("Newer")),)
    return (*older, *newer)


class TurnSaved(PressHandler, DynamicItem[Button[View]], template=custom_ids.SAVED):
    """A button to another page of saved lines."""

    def __init__(self, first: int, *, label: str = "") -> None:
        self.first = first
        super().__init__(Button(label=label, custom_id=custom_ids.saved(first)))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(int(match["first"]))

    async def press(self, interaction: _Interaction) -> None:
        """Show the page."""
        await _show(interaction, self.first)


class DeleteSaved(PressHandler, DynamicItem[Button[View]], template=custom_ids.DELETE_SAVED):
    """A button that deletes one of the saved lines on a page."""

    def __init__(self, quote_id: str, *, first: int) -> None:
        self.quote_id = quote_id
        self.first = first
        custom_id = custom_ids.delete_saved(quote_id, first=first)
        super().__init__(Button(label=_("Delete"), custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["quote"], first=int(match["first"]))

    async def press(self, interaction: _Interaction) -> None:
        """Delete the line, and show the page without it."""
        await members_of(interaction).saved.unsave(interaction.user.id, self.quote_id)
        await _show(interaction, self.first)


class ClearSaved(PressHandler, DynamicItem[Button[View]], template=custom_ids.CLEAR_SAVED):
    """A button that deletes all saved lines of whoever presses it."""

    def __init__(self) -> None:
        style = discord.ButtonStyle.danger
        super().__init__(
            Button(label=_("Delete all"), style=style, custom_id=custom_ids.CLEAR_SAVED.pattern)
        )

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], _match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls()

    async def press(self, interaction: _Interaction) -> None:
        """Delete all saved lines."""
        number = await members_of(interaction).saved.clear(interaction.user.id)
        await replace_message(interaction, layout.sentence(cleared(number)))


BUTTONS = (TurnSaved, DeleteSaved, ClearSaved)
"""All button classes; the client registers them so that buttons in old messages work."""


async def _show(interaction: _Interaction, first: int) -> None:
    saved = await members_of(interaction).saved.page(
        interaction.user.id, server=server_of(interaction), first=first, limit=LINES
    )
    await replace_message(interaction, saved_page(saved))
