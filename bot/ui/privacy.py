"""The pages of `/privacy`: what is stored about a member, and how it is deleted."""

import re
from typing import Any, Self

import discord
from discord.ui import Button, DynamicItem, Item, View

from bot.records import PersonalData
from bot.translation import format_number, ngettext
from bot.translation import gettext as _
from bot.ui import custom_ids, layout
from bot.ui.layout import Page
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


BUTTONS = (Forget,)
"""All button classes; the client registers them so that buttons in old messages work."""
