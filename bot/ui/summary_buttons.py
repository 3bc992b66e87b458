"""The pages of `/summary` with their buttons, which keep their state in custom ids."""

import re
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord.ui import Button, DynamicItem, Item, Select, View

from bot.models import Chapter, Episode
from bot.ui import custom_ids, errors, summaries
from bot.ui.layout import Page
from bot.ui.press import PressHandler
from bot.ui.reading import library_of, scope_of_episode
from bot.ui.responses import send_private, turn_page

_Interaction = discord.Interaction[Any]


def summary_page(episode: Episode, chapters: Sequence[Chapter], *, page: int) -> Page:
    """Build a page of the chapters of an episode."""
    last = summaries.pages(chapters) - 1
    shown = max(0, min(page, last))
    buttons = page_buttons(shown, last, more="More")
    if shown > 1:
        buttons.append((0, "Overview"))
    turning = (SummaryPage(episode.id, page=to, label=label) for to, label in buttons)
    options = summaries.options(episode, chapters) if last else []
    menu = (ChapterPick(episode.id, options),) if options else ()
    return summaries.page(episode, chapters, number=shown, buttons=(*turning, *menu))


def page_buttons(page: int, last: int, *, more: str) -> list[tuple[int, str]]:
    """Return page numbers and labels for the buttons: the next page first, then the previous."""
    neighbours = ((page + 1, f"{more} ({page + 2} of {last + 1})"), (page - 1, "Back"))
    return [(to, label) for to, label in neighbours if 0 <= to <= last]


class SummaryPage(PressHandler, DynamicItem[Button[View]], template=custom_ids.SUMMARY):
    """A button to another page of an episode's chapters."""

    def __init__(self, episode: str, *, page: int, label: str = "") -> None:
        self.episode = episode
        self.page = page
        super().__init__(Button(label=label, custom_id=custom_ids.summary(episode, page=page)))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["episode"], page=int(match["page"]))

    async def press(self, interaction: _Interaction) -> None:
        """Show the page, or say that the episode was removed."""
        found = await _chapters(interaction, self.episode)
        if found is not None:
            await turn_page(interaction, lambda: summary_page(*found, page=self.page))


class ChapterPick(PressHandler, DynamicItem[Select[View]], template=custom_ids.CHAPTER):
    """A menu of the chapters of an episode."""

    def __init__(self, episode: str, options: Sequence[discord.SelectOption] = ()) -> None:
        self.episode = episode
        super().__init__(
            Select(
                custom_id=custom_ids.chapter(episode),
                options=list(options),
                placeholder="Go to a chapter",
            )
        )

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the menu from its custom id."""
        return cls(match["episode"])

    async def press(self, interaction: _Interaction) -> None:
        """Show the page of the chosen chapter, or say that the episode was removed."""
        found = await _chapters(interaction, self.episode)
        if found is not None:
            page = summaries.page_of(found[1], int(self.item.values[0]))
            await turn_page(interaction, lambda: summary_page(*found, page=page))


BUTTONS = (SummaryPage, ChapterPick)
"""The button classes; the client registers them so that buttons in old messages work."""


async def _chapters(
    interaction: _Interaction, episode: str
) -> tuple[Episode, tuple[Chapter, ...]] | None:
    """Return an episode, by its id, with its chapters; say so if it was removed."""
    scope = await scope_of_episode(interaction, episode)
    if scope is None:
        await send_private(interaction, errors.REMOVED)
        return None
    return await library_of(interaction).chapters(scope)
