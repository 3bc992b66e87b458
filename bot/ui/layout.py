"""Build pages as layouts of Discord's components: panels of text, separators and rows of buttons.

Discord accepts 40 components and 4,000 characters in a layout:
https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import discord
from discord.ui import (
    ActionRow,
    Container,
    Item,
    LayoutView,
    Section,
    Separator,
    TextDisplay,
    Thumbnail,
)

from bot.ui import colour, text

BODY = 2900
"""Characters of a panel between its title and its footer."""
_HEAD, _SENTENCE = 260, 560
_LEAST = 20
"""Characters into which a text is still cut."""
BUTTONS = 5
"""Buttons of a row."""

Block = str | Item[Any]


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: the components of a message, from top to bottom, and the files they show."""

    items: tuple[Item[Any], ...]
    files: tuple[discord.File, ...] = ()

    def view(self) -> LayoutView:
        """Return a view, stopped because the custom ids of its buttons hold all their state."""
        view = LayoutView()
        for item in self.items:
            view.add_item(item)
        view.stop()
        return view

    def headed(self, sentence: str | None) -> Page:
        """Return the page with an escaped sentence above it, if one is given."""
        if not sentence:
            return self
        above = TextDisplay[LayoutView](text.truncate(sentence, _SENTENCE))
        return replace(self, items=(above, *self.items))


def page(
    *blocks: Block,
    title: str = "",
    footer: str = "",
    accent: discord.Colour = colour.ANSWER,
    buttons: Iterable[Item[Any]] = (),
) -> Page:
    """Return a page that frames escaped text and components, with buttons and menus at its end.

    Empty blocks are left out. Text beyond 2,900 characters is cut, so that it fits together with a
    title, a footer and a sentence above.
    """
    heading = f"### {text.truncate(title, _HEAD)}" if title else ""
    small = f"-# {text.truncate(footer, _HEAD)}" if footer else ""
    items = _items((heading, *_fit(blocks), small))
    return Page((Container(*items, *rows(buttons), accent_colour=accent),))


def sentence(words: str, buttons: Iterable[Item[Any]] = ()) -> Page:
    """Return a page of one escaped sentence, with buttons below it."""
    return Page((TextDisplay(text.truncate(words, BODY)), *rows(buttons)))


def field(name: str, value: str) -> str:
    """Return a value under its name in bold; empty if there is no value."""
    return f"**{name}**\n{value}" if value else ""


def illustrated(*texts: str, picture: str, description: str) -> Section[LayoutView]:
    """Return one to three texts with a small picture beside them; the description is plain."""
    thumbnail: Thumbnail[LayoutView] = Thumbnail(picture, description=description)
    return Section(*texts, accessory=thumbnail)


def separator() -> Separator[LayoutView]:
    """Return a line between two blocks of a panel."""
    return Separator()


def rows(items: Iterable[Item[Any]]) -> list[ActionRow[LayoutView]]:
    """Arrange buttons in rows of five, each menu in a row of its own; rows stay as they are."""
    arranged: list[ActionRow[LayoutView]] = []
    free = 0
    for item in items:
        if isinstance(item, ActionRow):
            arranged.append(item)
            free = 0
            continue
        if free < item.width:
            arranged.append(ActionRow())
            free = BUTTONS
        arranged[-1].add_item(item)
        free -= item.width
    return arranged


def _fit(blocks: Iterable[Block]) -> Iterable[Block]:
    """Yield the blocks, the texts cut where they exceed the space of a panel."""
    left = BODY
    for block in blocks:
        if not isinstance(block, str):
            yield block
        elif left > _LEAST:
            yield text.truncate_covered(block, left)
            left -= len(block)


def _items(blocks: Iterable[Block]) -> list[Item[Any]]:
    return [TextDisplay(block) if isinstance(block, str) else block for block in blocks if block]
