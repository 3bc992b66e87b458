"""Pages and their buttons, which keep their state in custom ids to survive a restart."""

import re
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord.ui import Button, DynamicItem, Item, Select, View

from bot.library import Library
from bot.models import Answer, Chapter, Episode, Hit, Scope, Topic
from bot.ui import custom_ids, errors, questions, quotes, summaries, text, topics
from bot.ui.layout import Page
from bot.ui.press import PressHandler
from bot.ui.responses import answer, scope_of, send_private, server_of, turn_page

TOPIC_HITS = 3 * topics.PAGE

_Interaction = discord.Interaction[Any]


def quote_page(hit: Hit, quote_ids: Sequence[str], *, index: int) -> Page:
    """Build the page of one excerpt, with buttons to the previous and next."""
    fitting = tuple(quote_ids)[: custom_ids.QUOTES]
    buttons = _page_buttons(index, len(fitting) - 1, more="Next best")
    pages = tuple(QuotePage(fitting, index=to, label=label) for to, label in buttons)
    return quotes.quote(hit, buttons=(*pages, Context(hit.match.quote)))


def passages_page(question: str, hits: Sequence[Hit], *, sure: bool = True) -> Page:
    """Build the page of the passages that answer a question, with a context button for each."""
    cores = [hit.match.quote for hit in hits[: questions.PASSAGES]]
    numbered = len(cores) > 1
    items = tuple(
        Context(core, label=f"Context {number}" if numbered else "Context")
        for number, core in enumerate(cores, start=1)
    )
    return questions.passages(question, hits, sure=sure, buttons=items)


def topic_page(subject: str, hits: Sequence[Hit], *, episode: str | None, page: int) -> Page:
    """Build a page of excerpts about a subject, in order; `episode` is an id, or None for all."""
    ordered = topics.in_order(hits)
    last = topics.pages(ordered) - 1
    shown = max(0, min(page, last))
    name = text.plain(subject)[: custom_ids.SUBJECT]
    # A custom id needs at least one visible character of the subject.
    buttons = _page_buttons(shown, last, more="More") if name else []
    items = tuple(TopicPage(name, episode=episode, page=to, label=label) for to, label in buttons)
    return topics.topic(subject, ordered, page=shown, buttons=items)


def choice_page(listed: Sequence[Topic], *, episode: str | None) -> Page:
    """Build the menu of subjects."""
    options = topics.options(listed, longest=custom_ids.SUBJECT)
    items = (TopicPick(episode, options),) if options else ()
    return topics.choice(listed, buttons=items)


def summary_page(episode: Episode, chapters: Sequence[Chapter], *, page: int) -> Page:
    """Build a page of the chapters of an episode."""
    last = summaries.pages(chapters) - 1
    shown = max(0, min(page, last))
    buttons = _page_buttons(shown, last, more="More")
    if shown > 1:
        buttons.append((0, "Overview"))
    turning = (SummaryPage(episode.id, page=to, label=label) for to, label in buttons)
    options = summaries.options(episode, chapters) if last else []
    menu = (ChapterPick(episode.id, options),) if options else ()
    return summaries.page(episode, chapters, number=shown, buttons=(*turning, *menu))


async def send_miss(interaction: _Interaction, words: str, result: Answer) -> None:
    """Say in private that nothing is certain; show the best match only if it is near."""
    best = next((hit for hit in result.hits[:1] if hit.match.guess), None)
    page = quotes.guess(best, buttons=(Context(best.match.quote),)) if best else None
    await send_private(interaction, quotes.missed(words, result), page)


async def send_guesses(
    interaction: _Interaction, question: str, result: Answer, *, private: bool
) -> None:
    """Show the passages that may answer a question, or say that nothing is close.

    They are public only if the first is more likely right than wrong, and `private` is not set.
    """
    plausible = questions.shown(result.hits)
    if not plausible:
        await send_miss(interaction, question, result)
        return
    await answer(
        interaction,
        lambda: passages_page(question, plausible, sure=False).headed(quotes.UNSURE_NOTE),
        private=private or not plausible[0].match.likely,
    )


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


BUTTONS = (QuotePage, Context, Posted, TopicPage, TopicPick, SummaryPage, ChapterPick)
"""All button classes; the client registers them so that buttons in old messages work."""


def _library(interaction: _Interaction) -> Library:
    return interaction.client.library


def _page_buttons(page: int, last: int, *, more: str) -> list[tuple[int, str]]:
    """Return page numbers and labels for the buttons: the next page first, then the previous."""
    neighbours = ((page + 1, f"{more} ({page + 2} of {last + 1})"), (page - 1, "Back"))
    return [(to, label) for to, label in neighbours if 0 <= to <= last]


async def _scope_of_episode(interaction: _Interaction, episode: str | None) -> Scope | None:
    """Return the scope of an episode id, or of all episodes; None if the server may not see it."""
    scope = scope_of(interaction)
    if episode is None:
        return scope
    episodes = await _library(interaction).episodes(scope)
    key = next((known.key for known in episodes if known.id == episode), None)
    return None if key is None else scope_of(interaction, episode=key)


async def _chapters(
    interaction: _Interaction, episode: str
) -> tuple[Episode, tuple[Chapter, ...]] | None:
    """Return an episode, by its id, with its chapters; say so if it was removed."""
    scope = await _scope_of_episode(interaction, episode)
    if scope is None:
        await send_private(interaction, errors.REMOVED)
        return None
    return await _library(interaction).chapters(scope)


async def _turn_topic(
    interaction: _Interaction, subject: str, *, episode: str | None, page: int
) -> None:
    scope = await _scope_of_episode(interaction, episode)
    if scope is None:
        await send_private(interaction, errors.REMOVED)
        return
    result = await _library(interaction).topic(subject, scope, limit=TOPIC_HITS)
    if result.confidence == "none" or not result.hits:
        await send_private(interaction, errors.REMOVED)
        return
    await turn_page(
        interaction, lambda: topic_page(subject, result.hits, episode=episode, page=page)
    )
