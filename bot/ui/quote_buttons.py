"""The pages of a quote with their buttons, which keep their state in custom ids.

A page has two rows on a phone: what most members do next, and "More" for the rest, in private.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Self

import discord
from discord.ui import Button, DynamicItem, Item, View

from bot.models import Answer, Hit
from bot.translation import gettext as _
from bot.ui import card_buttons, colour, custom_ids, errors, layout, quotes, text
from bot.ui.card_buttons import DrawCard
from bot.ui.context_buttons import Context
from bot.ui.correction_buttons import Wrong
from bot.ui.extras import NOTHING, Extras, extras_of
from bot.ui.layout import Page
from bot.ui.member_buttons import Save, Vote
from bot.ui.press import PressHandler
from bot.ui.reading import library_of, scope_of_episode
from bot.ui.responses import (
    answer,
    is_turned_privately,
    may_share,
    send_private,
    server_of,
    turn_page,
)
from bot.ui.topic_buttons import TopicPage

_SUGGESTIONS = 3
_LINE = 160
_NAME = 80

_Interaction = discord.Interaction[Any]


def quote_page(hit: Hit, quote_ids: Sequence[str], *, index: int, extras: Extras = NOTHING) -> Page:
    """Build the page of one excerpt of a search."""
    fitting = tuple(quote_ids)[: custom_ids.QUOTES]
    following, previous = index + 1, index - 1
    beside: list[QuotePage] = []
    below: list[QuotePage] = []
    if following < len(fitting):
        label = _("Next ({page} of {pages})").format(page=following + 1, pages=len(fitting))
        beside.append(QuotePage(fitting, index=following, label=label))
    if previous >= 0:
        below.append(QuotePage(fitting, index=previous, label=_("Back")))
    return quotes.quote(
        hit,
        beside=beside,
        below=(*below, *line_buttons(hit, extras=extras)),
        address=extras.address,
    )


def highlight_page(
    hit: Hit, *, episode: str | None, speaker: str | None, extras: Extras = NOTHING
) -> Page:
    """Build the page of a highlight that nobody searched for, with a button to another."""
    held = speaker is None or custom_ids.holds_speaker(speaker)
    another = (Another(episode=episode, speaker=speaker),) if held else ()
    below = line_buttons(hit, extras=extras)
    return quotes.quote(hit, beside=another, below=below, address=extras.address)


def shared_page(hit: Hit, member: str, *, extras: Extras = NOTHING) -> Page:
    """Build the page of a quote that a member posts."""
    above = _("Found by {member}").format(member=text.escaped(member, _NAME))
    below = line_buttons(hit, extras=extras)
    return quotes.quote(hit, above=above, below=below, address=extras.address)


def more_page(hit: Hit, *, drawable: bool) -> Page:
    """Build the page of all else that can be done with a quote."""
    quote_id = hit.match.quote
    line = text.block_quote(hit.match.display, _LINE, hidden=hit.episode.spoiler)
    cards = (DrawCard(quote_id),) if drawable else ()
    return layout.page(
        line,
        accent=colour.of_show(hit.episode.show),
        buttons=(Save(quote_id), Similar(quote_id), *cards, Wrong(quote_id)),
    )


async def send_miss(interaction: _Interaction, words: str, result: Answer) -> None:
    """Say in private that nothing is certain; show the best match only if it is near."""
    sentence = quotes.missed(words, result)
    best = next((hit for hit in result.hits[:1] if hit.match.guess), None)
    if best is not None:
        extras = await extras_of(interaction, best, private=True)
        below = line_buttons(best, extras=extras)
        await send_private(interaction, sentence, quotes.guess(best, below=below))
        return
    tried = suggestions(result.suggestions)
    if tried:
        await answer(interaction, lambda: layout.sentence(sentence, tried), private=True)
    else:
        await send_private(interaction, sentence)


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
        hit = await _look_up(interaction, *self.quote_ids[self.index : self.index + 1])
        if hit is None:
            return
        extras = await extras_of(interaction, hit, private=is_turned_privately(interaction))
        await turn_page(
            interaction,
            lambda: quote_page(hit, self.quote_ids, index=self.index, extras=extras),
        )


class Another(PressHandler, DynamicItem[Button[View]], template=custom_ids.ANOTHER):
    """A button to another highlight, of one episode or by one speaker if given."""

    def __init__(self, *, episode: str | None, speaker: str | None) -> None:
        self.episode = episode
        self.speaker = speaker
        custom_id = custom_ids.another(episode=episode, speaker=speaker)
        super().__init__(Button(label=_("Another"), custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        episode, speaker = map(custom_ids.optional, (match["episode"], match["speaker"]))
        return cls(episode=episode, speaker=speaker)

    async def press(self, interaction: _Interaction) -> None:
        """Show a highlight that this server has not seen lately."""
        scope = await scope_of_episode(interaction, self.episode)
        hit = None
        if scope is not None:
            wanted = replace(scope, speaker=self.speaker)
            hit = await library_of(interaction).highlight(wanted)
        if hit is None:
            await send_private(interaction, _(errors.NO_HIGHLIGHT))
            return
        extras = await extras_of(interaction, hit, private=is_turned_privately(interaction))
        await turn_page(
            interaction,
            lambda: highlight_page(hit, episode=self.episode, speaker=self.speaker, extras=extras),
        )


class More(PressHandler, DynamicItem[Button[View]], template=custom_ids.MORE):
    """A button to all else that can be done with a quote."""

    def __init__(self, quote_id: str) -> None:
        self.quote_id = quote_id
        super().__init__(Button(label=_("More"), custom_id=custom_ids.more(quote_id)))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["quote"])

    async def press(self, interaction: _Interaction) -> None:
        """Show in private what can be done."""
        hit = await _look_up(interaction, self.quote_id)
        if hit is not None:
            drawable = await card_buttons.drawable(interaction, hit)
            await answer(interaction, lambda: more_page(hit, drawable=drawable), private=True)


class Similar(PressHandler, DynamicItem[Button[View]], template=custom_ids.SIMILAR):
    """A button to passages about the same as a quote."""

    def __init__(self, quote_id: str) -> None:
        self.quote_id = quote_id
        super().__init__(Button(label=_("More on this"), custom_id=custom_ids.similar(quote_id)))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["quote"])

    async def press(self, interaction: _Interaction) -> None:
        """Show the passages in private, the most similar first."""
        library, server = library_of(interaction), server_of(interaction)
        found = await library.similar(self.quote_id, server=server, limit=custom_ids.QUOTES)
        if not found:
            sentence = errors.REMOVED if found is None else quotes.NOTHING_SIMILAR
            await send_private(interaction, _(sentence))
            return
        extras = await extras_of(interaction, found[0], private=True)
        kept = [hit.match.quote for hit in found]
        await answer(
            interaction,
            lambda: quote_page(found[0], kept, index=0, extras=extras),
            private=True,
        )


class Share(PressHandler, DynamicItem[Button[View]], template=custom_ids.SHARE):
    """A button that posts a quote in the channel, in the name of the member who found it."""

    def __init__(self, quote_id: str) -> None:
        self.quote_id = quote_id
        super().__init__(Button(label=_("Share"), custom_id=custom_ids.share(quote_id)))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["quote"])

    async def press(self, interaction: _Interaction) -> None:
        """Post the quote, or say why not."""
        if not may_share(interaction):
            await send_private(interaction, _(errors.NOT_SHARED))
            return
        hit = await _look_up(interaction, self.quote_id)
        if hit is not None:
            name = interaction.user.display_name
            extras = await extras_of(interaction, hit, private=False)
            await answer(interaction, lambda: shared_page(hit, name, extras=extras), private=False)


BUTTONS = (QuotePage, Another, More, Similar, Share)
"""All button classes; the client registers them so that buttons in old messages work."""


def line_buttons(
    hit: Hit, *, context: Context | None = None, extras: Extras = NOTHING
) -> tuple[Item[Any], ...]:
    """Return the buttons for what members do with a line, the most frequent first."""
    quote_id = hit.match.quote
    share = (Share(quote_id),) if extras.share else ()
    votes = extras.votes
    vote = () if votes is None else (Vote(quote_id, None if votes == "unknown" else votes),)
    return (context or Context(quote_id), *share, *vote, More(quote_id))


def suggestions(names: Sequence[str]) -> list[TopicPage]:
    """Return buttons that search for near subjects."""
    return [
        TopicPage(
            name,
            episode=None,
            page=0,
            label=text.label(_("Try “{words}”").format(words=name), text.LABEL),
        )
        for name in names
        if 0 < len(name) <= custom_ids.SUBJECT
    ][:_SUGGESTIONS]


async def _look_up(interaction: _Interaction, *quote_ids: str) -> Hit | None:
    """Return the quote of the one id; say so if it cannot be seen any more."""
    hits = await library_of(interaction).hits(quote_ids, server=server_of(interaction))
    hit = hits[0] if hits else None
    if hit is None:
        await send_private(interaction, _(errors.REMOVED))
    return hit
