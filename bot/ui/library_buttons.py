"""The buttons under what managers see of the library; their state is in their custom ids."""

import re
from typing import Any, Self

import discord
from discord.ui import Button, DynamicItem, Item, View

from bot.errors import NotFoundError
from bot.translation import gettext as _
from bot.ui import custom_ids, errors, layout, library, mistakes, upload_report
from bot.ui.deferrals import defer_now
from bot.ui.layout import Page
from bot.ui.managers import managing_server
from bot.ui.member_buttons import members_of
from bot.ui.press import PressHandler
from bot.ui.responses import replace_message

_Interaction = discord.Interaction[Any]


class AcceptUpload(PressHandler, DynamicItem[Button[View]], template=custom_ids.ACCEPT):
    """A button that imports an upload."""

    def __init__(self, token: str) -> None:
        self.token = token
        style = discord.ButtonStyle.success
        super().__init__(Button(label=_("Import"), style=style, custom_id=custom_ids.accept(token)))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["token"])

    async def press(self, interaction: _Interaction) -> None:
        """Import the files, and show what came of them."""
        server = managing_server(interaction)
        await defer_now(interaction)
        done = await interaction.client.uploads.accept(self.token, server=server)
        await replace_message(interaction, upload_report.report_page(done, done=True))


class DiscardUpload(PressHandler, DynamicItem[Button[View]], template=custom_ids.DISCARD):
    """A button that forgets an upload."""

    def __init__(self, token: str) -> None:
        self.token = token
        super().__init__(Button(label=_("Cancel"), custom_id=custom_ids.discard(token)))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["token"])

    async def press(self, interaction: _Interaction) -> None:
        """Forget the files."""
        interaction.client.uploads.discard(self.token, server=managing_server(interaction))
        await replace_message(interaction, layout.sentence(_(library.DISCARDED)))


class LibraryPage(PressHandler, DynamicItem[Button[View]], template=custom_ids.LIBRARY):
    """A button to another page of the list of episodes."""

    def __init__(self, show: str | None, *, page: int, label: str = "") -> None:
        self.show = show
        self.page = page
        super().__init__(Button(label=label, custom_id=custom_ids.library(show, page=page)))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(custom_ids.optional(match["show"]), page=int(match["page"]))

    async def press(self, interaction: _Interaction) -> None:
        """Show the page."""
        await replace_message(interaction, await list_page(interaction, self.show, page=self.page))


class RemoveEpisode(PressHandler, DynamicItem[Button[View]], template=custom_ids.REMOVE):
    """A button that removes an episode."""

    def __init__(self, episode: str) -> None:
        self.episode = episode
        style = discord.ButtonStyle.danger
        super().__init__(
            Button(label=_("Remove"), style=style, custom_id=custom_ids.remove(episode))
        )

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["episode"])

    async def press(self, interaction: _Interaction) -> None:
        """Remove the episode, and offer to undo that."""
        server, curation = managing_server(interaction), interaction.client.curation
        known = await curation.episodes(server)
        episode = next((one for one in known if one.id == self.episode), None)
        if episode is None:
            raise NotFoundError(_(errors.REMOVED))
        removal = await curation.remove(episode.key, server=server)
        page = layout.sentence(library.removed(removal), buttons=(Undo(self.episode),))
        await replace_message(interaction, page)


class Undo(PressHandler, DynamicItem[Button[View]], template=custom_ids.UNDO):
    """A button that restores an episode."""

    def __init__(self, episode: str) -> None:
        self.episode = episode
        super().__init__(Button(label=_("Undo"), custom_id=custom_ids.undo(episode)))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["episode"])

    async def press(self, interaction: _Interaction) -> None:
        """Restore the episode, if ten minutes have not passed."""
        server, curation = managing_server(interaction), interaction.client.curation
        removals = await curation.removals(server)
        removal = next((one for one in removals if one.episode.id == self.episode), None)
        if removal is None:
            raise NotFoundError(_("It is too late to undo this: add the transcript again."))
        episode = await curation.restore(removal.episode.key, server=server)
        await replace_message(interaction, layout.sentence(library.restored(episode)))


class HideQuote(PressHandler, DynamicItem[Button[View]], template=custom_ids.HIDE):
    """A button that hides a line everywhere."""

    def __init__(self, quote_id: str) -> None:
        self.quote_id = quote_id
        style = discord.ButtonStyle.danger
        super().__init__(Button(label=_("Hide"), style=style, custom_id=custom_ids.hide(quote_id)))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["quote"])

    async def press(self, interaction: _Interaction) -> None:
        """Hide the line."""
        server = managing_server(interaction)
        hidden = await interaction.client.curation.hide(self.quote_id, server=server)
        await replace_message(interaction, layout.sentence(library.hidden_note(hidden)))


BUTTONS = (AcceptUpload, DiscardUpload, LibraryPage, RemoveEpisode, Undo, HideQuote)
"""All button classes; the client registers them so that buttons in old messages work."""


async def list_page(interaction: _Interaction, show: str | None, *, page: int) -> Page:
    """Build a page of the list of episodes, of all shows or of one by its slug."""
    server, curation = managing_server(interaction), interaction.client.curation
    shows, episodes = await curation.shows(server), await curation.episodes(server, show=show)
    last = library.pages(episodes) - 1
    shown = max(0, min(page, last))
    more = _("Next ({page} of {pages})").format(page=shown + 2, pages=last + 1)
    neighbours = ((shown + 1, more), (shown - 1, _("Back")))
    items = tuple(
        LibraryPage(show, page=to, label=label) for to, label in neighbours if 0 <= to <= last
    )
    waiting = await members_of(interaction).mistakes.number_waiting(server)
    note = mistakes.waiting_note(waiting)
    return library.list_page(shows, episodes, page=shown, note=note, buttons=items)
