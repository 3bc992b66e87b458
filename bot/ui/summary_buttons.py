"""The pages of `/summary` with their buttons, which keep their state in custom ids."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Self

import discord
from discord.ui import Button, DynamicItem, Item, Select, View

from bot.library import Library
from bot.models import Chapter, Episode, Hit
from bot.translation import format_number
from bot.translation import gettext as _
from bot.ui import custom_ids, errors, passages, summaries, text
from bot.ui.layout import Page
from bot.ui.press import PressHandler
from bot.ui.reading import library_of, scope_of_episode
from bot.ui.responses import send_private, turn_page

_Interaction = discord.Interaction[Any]
_Summary = tuple[Episode, tuple[Chapter, ...]]


async def first_page(
    library: Library, episode: Episode, chapters: Sequence[Chapter]
) -> Callable[[], Page]:
    """Return what builds the overview of the chapters, or the page of the only one."""
    if len(chapters) == 1:
        return await _chapter(library, (episode, tuple(chapters)), 0)
    return lambda: overview_page(episode, chapters, page=0)


def overview_page(episode: Episode, chapters: Sequence[Chapter], *, page: int) -> Page:
    """Build a page of the overview of an episode's chapters."""
    last = summaries.pages(chapters) - 1
    shown = max(0, min(page, last))
    turning = [(shown + 1, _more(shown, last))] if shown < last else []
    if shown:
        turning.append((shown - 1, _("Back")))
    items = tuple(Overview(episode.id, page=to, label=label) for to, label in turning)
    menu = _menu(episode, chapters, around=shown * summaries.PAGE + summaries.PAGE // 2)
    return summaries.overview(episode, chapters, page=shown, buttons=(*items, *menu))


def chapter_page(
    episode: Episode, chapters: Sequence[Chapter], lines: Sequence[Hit], *, number: int
) -> Page:
    """Build the page of a chapter, by its number from 0, with buttons to those beside it."""
    buttons: list[Item[Any]] = []
    if number < len(chapters) - 1:
        buttons.append(OneChapter(episode.id, chapter=number + 1, label=_("Next chapter")))
    if number:
        buttons.append(OneChapter(episode.id, chapter=number - 1, label=_("Back")))
    if len(chapters) > 1:
        page = summaries.page_of(number)
        buttons.append(Overview(episode.id, page=page, label=_("Overview")))
    shown = lines[: summaries.MOST_LINES]
    menu = _menu(episode, chapters, around=number)
    return summaries.chapter(
        episode, chapters, shown, number=number, buttons=(*buttons, *menu, *passages.opening(shown))
    )


class Overview(PressHandler, DynamicItem[Button[View]], template=custom_ids.OVERVIEW):
    """A button to a page of the overview of an episode's chapters."""

    def __init__(self, episode: str, *, page: int, label: str = "") -> None:
        self.episode = episode
        self.page = page
        custom_id = custom_ids.overview(episode, page=page)
        super().__init__(Button(label=text.label(label, text.LABEL), custom_id=custom_id))

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
            await turn_page(interaction, lambda: overview_page(*found, page=self.page))


class OneChapter(PressHandler, DynamicItem[Button[View]], template=custom_ids.ONE_CHAPTER):
    """A button to a chapter."""

    def __init__(self, episode: str, *, chapter: int, label: str = "") -> None:
        self.episode = episode
        self.chapter = chapter
        custom_id = custom_ids.one_chapter(episode, chapter=chapter)
        super().__init__(Button(label=text.label(label, text.LABEL), custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["episode"], chapter=int(match["chapter"]))

    async def press(self, interaction: _Interaction) -> None:
        """Show the chapter, or say that the episode was removed."""
        await _turn_to_chapter(interaction, self.episode, self.chapter)


class SummaryPage(PressHandler, DynamicItem[Button[View]], template=custom_ids.SUMMARY):
    """A button to the overview, or of earlier versions to a page of four chapters."""

    def __init__(self, episode: str, *, page: int, label: str = "") -> None:
        self.episode = episode
        self.page = page
        custom_id = custom_ids.summary(episode, page=page)
        super().__init__(Button(label=text.label(label, text.LABEL), custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["episode"], page=int(match["page"]))

    async def press(self, interaction: _Interaction) -> None:
        """Show the overview, or the first chapter of the page."""
        found = await _chapters(interaction, self.episode)
        if found is None:
            return
        chapter = summaries.earlier_chapter(self.page, found[1])
        await _turn(interaction, found, chapter)


class ChapterPick(PressHandler, DynamicItem[Select[View]], template=custom_ids.CHAPTER):
    """A menu of the chapters of an episode."""

    def __init__(self, episode: str, options: Sequence[discord.SelectOption] = ()) -> None:
        self.episode = episode
        super().__init__(
            Select(
                custom_id=custom_ids.chapter(episode),
                options=list(options),
                placeholder=text.label(_("Go to a chapter"), text.PLACEHOLDER),
            )
        )

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the menu from its custom id."""
        return cls(match["episode"])

    async def press(self, interaction: _Interaction) -> None:
        """Show the chosen chapter, or say that the episode was removed."""
        await _turn_to_chapter(interaction, self.episode, int(self.item.values[0]))


BUTTONS = (Overview, OneChapter, SummaryPage, ChapterPick)
"""The button classes; the client registers them so that buttons in old messages work."""


def _menu(episode: Episode, chapters: Sequence[Chapter], *, around: int) -> tuple[ChapterPick, ...]:
    options = summaries.options(episode, chapters, around=around)
    return (ChapterPick(episode.id, options),) if len(options) > 1 else ()


def _more(page: int, last: int) -> str:
    return _("Next ({page} of {pages})").format(
        page=format_number(page + 2), pages=format_number(last + 1)
    )


async def _chapters(interaction: _Interaction, episode: str) -> _Summary | None:
    """Return an episode, by its id, with its chapters; say so if it was removed."""
    scope = await scope_of_episode(interaction, episode)
    if scope is None:
        await send_private(interaction, _(errors.REMOVED))
        return None
    return await library_of(interaction).chapters(scope)


async def _turn_to_chapter(interaction: _Interaction, episode: str, chapter: int) -> None:
    found = await _chapters(interaction, episode)
    if found is not None:
        await _turn(interaction, found, chapter)


async def _turn(interaction: _Interaction, found: _Summary, chapter: int | None) -> None:
    """Turn to a chapter, or to the overview if there is none."""
    if chapter is None or not found[1]:
        await turn_page(interaction, lambda: overview_page(*found, page=0))
    else:
        await turn_page(interaction, await _chapter(library_of(interaction), found, chapter))


async def _chapter(library: Library, found: _Summary, chapter: int) -> Callable[[], Page]:
    """Return what builds the page of a chapter; of the last one if it has gone."""
    episode, chapters = found
    number = min(chapter, len(chapters) - 1)
    lines = await library.lines(episode, chapters[number])
    return lambda: chapter_page(episode, chapters, lines, number=number)
