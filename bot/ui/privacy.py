"""The pages of `/privacy`: what is stored about a member, and how it is deleted."""

import re
from collections.abc import Iterable
from typing import Any, Self

import discord
from discord.ui import Button, DynamicItem, Item, View

from bot.departures import Departures
from bot.patience import limit_patience
from bot.records import PersonalData, ServerData
from bot.translation import format_number, ngettext
from bot.translation import gettext as _
from bot.ui import custom_ids, layout
from bot.ui.deferrals import defer_now
from bot.ui.layout import Page
from bot.ui.managers import managing_server
from bot.ui.member_buttons import members_of
from bot.ui.press import PressHandler
from bot.ui.responses import replace_message

_Interaction = discord.Interaction[Any]


def stored_page(data: PersonalData) -> Page:
    """Build the page that tells what is stored about a member."""
    return layout.page(
        _("Of you, this bot stores what you do with its buttons and commands, and nothing else."),
        "\n".join(f"- {line}" for line in _counts(data)) or _("That is nothing yet."),
        _(
            "What you search for is not stored under your name. Where the managers of a server "
            "want it, the words of a search that found nothing are kept for 30 days, but not whose "
            "they are."
        ),
        _("`/privacy export` gives you all of it, and `/privacy forget` deletes it."),
        title=_("Your privacy"),
    )


def confirmation() -> Page:
    """Ask whether everything about a member is to be deleted."""
    return layout.sentence(
        _("Delete your saved lines, votes, alerts and reports everywhere? This cannot be undone."),
        (Forget(),),
    )


def server_page(data: ServerData) -> Page:
    """Build the page that tells managers what is stored of their server."""
    counts = _server_counts(data)
    return layout.page(
        _("Of this server, this bot stores what its managers set and what members do here."),
        "\n".join(f"- {line}" for line in counts) or _("That is nothing yet."),
        _("If you remove the bot, all of it is deleted after 30 days, and sooner with the button."),
        title=_("The privacy of this server"),
        buttons=(AskToForgetServer(),) if counts else (),
    )


def server_confirmation() -> Page:
    """Ask whether everything of a server is to be deleted."""
    return layout.sentence(
        _(
            "Delete everything of this server: its own shows and feeds, its settings and daily "
            "posts, and the votes, alerts and reports of its members? This cannot be undone."
        ),
        (ForgetServer(),),
    )


def exported() -> str:
    """Say what the file of an export has."""
    return _("Everything that is stored under your id.")


def _counts(data: PersonalData) -> list[str]:
    counted = (
        (len(data.saved), ngettext("{number} saved line", "{number} saved lines", len(data.saved))),
        (len(data.votes), ngettext("{number} vote", "{number} votes", len(data.votes))),
        (
            len(data.found),
            ngettext(
                "{number} vote of others for a line that you found",
                "{number} votes of others for lines that you found",
                len(data.found),
            ),
        ),
        (len(data.alerts), ngettext("{number} alert", "{number} alerts", len(data.alerts))),
        (
            len(data.alert_matches),
            ngettext(
                "{number} match of your alerts",
                "{number} matches of your alerts",
                len(data.alert_matches),
            ),
        ),
        (
            len(data.mistakes),
            ngettext(
                "{number} report of a mistake", "{number} reports of mistakes", len(data.mistakes)
            ),
        ),
        (
            len(data.decisions),
            ngettext(
                "{number} decision on a report",
                "{number} decisions on reports",
                len(data.decisions),
            ),
        ),
    )
    return _stated(counted)


def _server_counts(data: ServerData) -> list[str]:
    replaced, settings = data.pins + data.exclusions, data.settings + data.schedules + data.chosen
    counted = (
        (data.shows, ngettext("{number} own show", "{number} own shows", data.shows)),
        (data.episodes, ngettext("{number} own episode", "{number} own episodes", data.episodes)),
        (data.feeds, ngettext("{number} feed", "{number} feeds", data.feeds)),
        (settings, _("Settings, and the daily highlight")),
        (data.posts, ngettext("{number} daily post", "{number} daily posts", data.posts)),
        (
            replaced,
            ngettext(
                "{number} pinned or replaced line", "{number} pinned or replaced lines", replaced
            ),
        ),
        (data.votes, ngettext("{number} vote", "{number} votes", data.votes)),
        (data.alerts, ngettext("{number} alert", "{number} alerts", data.alerts)),
        (
            data.mistakes,
            ngettext("{number} report of a mistake", "{number} reports of mistakes", data.mistakes),
        ),
        (
            data.questions,
            ngettext(
                "{number} question without an answer",
                "{number} questions without an answer",
                data.questions,
            ),
        ),
    )
    return _stated(counted)


def _stated(counted: Iterable[tuple[int, str]]) -> list[str]:
    return [words.format(number=format_number(number)) for number, words in counted if number]


class Forget(PressHandler, DynamicItem[Button[View]], template=custom_ids.FORGET):
    """A button that deletes everything of whoever presses it."""

    def __init__(self) -> None:
        style = discord.ButtonStyle.danger
        super().__init__(
            Button(label=_("Delete everything"), style=style, custom_id=custom_ids.FORGET.pattern)
        )

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], _match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls()

    async def press(self, interaction: _Interaction) -> None:
        """Delete everything of the member."""
        await members_of(interaction).forget(interaction.user.id)
        await replace_message(interaction, layout.sentence(_("Everything about you is deleted.")))


class AskToForgetServer(
    PressHandler, DynamicItem[Button[View]], template=custom_ids.ASK_TO_FORGET_SERVER
):
    """A button that asks a manager whether everything of the server is to be deleted."""

    def __init__(self) -> None:
        custom_id = custom_ids.ASK_TO_FORGET_SERVER.pattern
        super().__init__(Button(label=_("Delete all of it"), custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], _match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls()

    async def press(self, interaction: _Interaction) -> None:
        """Ask; raise LibraryError if the member may not manage the server."""
        managing_server(interaction)
        await replace_message(interaction, server_confirmation())


class ForgetServer(PressHandler, DynamicItem[Button[View]], template=custom_ids.FORGET_SERVER):
    """A button that deletes everything of the server in which a manager presses it."""

    def __init__(self) -> None:
        style, custom_id = discord.ButtonStyle.danger, custom_ids.FORGET_SERVER.pattern
        super().__init__(Button(label=_("Delete everything"), style=style, custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], _match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls()

    async def press(self, interaction: _Interaction) -> None:
        """Delete everything of the server; raise LibraryError if the member may not manage it."""
        server = managing_server(interaction)
        await defer_now(interaction)
        limit_patience(None)  # many episodes take a while to be deleted
        departures: Departures = interaction.client.departures
        await departures.forget(server)
        said = _("Everything of this server is deleted. The bot starts anew here.")
        await replace_message(interaction, layout.sentence(said))


BUTTONS = (Forget, AskToForgetServer, ForgetServer)
"""All button classes; the client registers them so that buttons in old messages work."""
