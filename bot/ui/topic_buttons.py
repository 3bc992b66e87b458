"""The pages of `/topic` with their buttons, which keep their state in custom ids."""

import re
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord.ui import Button, DynamicItem, Item, Select, View

from bot.models import Hit, Topic
from bot.ui import custom_ids, errors, quotes, text, topics
from bot.ui.layout import Page
from bot.ui.press import PressHandler
from bot.ui.reading import library_of, page_buttons, scope_of_episode
from bot.ui.responses import send_private, turn_page

TOPIC_HITS = 3 * topics.PAGE

_Interaction = discord.Interaction[Any]


def topic_page(subject: str, hits: Sequence[Hit], *, episode: str | None, page: int) -> Page:
    """Build a page of excerpts about a subject, in order.

    `episode` is an id, or the code of a narrowed scope; None for all.
    """
    ordered = topics.in_order(hits)
    last = topics.pages(ordered) - 1
    shown = max(0, min(page, last))
    name = text.plain(subject)[: custom_ids.SUBJECT]
    # A custom id needs at least one visible character of the subject.
    held = custom_ids.holds_topic(name, episode=episode)
    buttons = page_buttons(shown, last, more="More") if held else []
    items = tuple(TopicPage(name, episode=episode, page=to, label=label) for to, label in buttons)
    return topics.topic(subject, ordered, page=shown, buttons=items)


def choice_page(listed: Sequence[Topic], *, episode: str | None) -> Page:
    """Build the menu of subjects."""
    options = topics.options(listed, longest=custom_ids.SUBJECT)
    items = (TopicPick(episode, options),) if options else ()
    return topics.choice(listed, buttons=items)


class TopicPage(PressHandler, DynamicItem[Button[View]], template=custom_ids.TOPIC):
    """A button to another page about a subject."""

    def __init__(self, subject: str, *, episode: str | None, page: int, label: str = "") -> None:
        self.subject = subject
        self.episode = episode
        self.page = page
        custom_id = custom_ids.topic(subject, episode=episode, page=page)
        super().__init__(Button(label=label, custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        episode = custom_ids.optional(match["episode"])
        return cls(match["subject"], episode=episode, page=int(match["page"]))

    async def press(self, interaction: _Interaction) -> None:
        """Show the page."""
        await _turn_topic(interaction, self.subject, episode=self.episode, page=self.page)


class TopicPick(PressHandler, DynamicItem[Select[View]], template=custom_ids.PICK):
    """A menu of subjects."""

    def __init__(self, episode: str | None, options: Sequence[discord.SelectOption] = ()) -> None:
        self.episode = episode
        super().__init__(
            Select(
                custom_id=custom_ids.pick(episode),
                options=list(options),
                placeholder="Pick a subject",
            )
        )

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(custom_ids.optional(match["episode"]))

    async def press(self, interaction: _Interaction) -> None:
        """Show the first page about the chosen subject."""
        await _turn_topic(interaction, self.item.values[0], episode=self.episode, page=0)


BUTTONS = (TopicPage, TopicPick)
"""The button classes; the client registers them so that buttons in old messages work."""


async def _turn_topic(
    interaction: _Interaction, subject: str, *, episode: str | None, page: int
) -> None:
    scope = await scope_of_episode(interaction, episode)
    if scope is None:
        await send_private(interaction, errors.REMOVED)
        return
    result = await library_of(interaction).topic(subject, scope, limit=TOPIC_HITS)
    if result.confidence == "none" or not result.hits:
        await send_private(interaction, errors.REMOVED)
        return
    await turn_page(
        interaction,
        lambda: topic_page(subject, result.hits, episode=episode, page=page).headed(
            quotes.unmet_note(result)
        ),
    )
