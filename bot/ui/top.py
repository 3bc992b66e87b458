"""The page of `/top`: the most loved lines of a server, with buttons to other periods."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Self, cast

import discord
from discord.ui import Button, DynamicItem, Item, View

from bot.errors import LibraryError
from bot.members import LovedLine
from bot.records import Finder, Period
from bot.translation import N_, format_number, ngettext
from bot.translation import gettext as _
from bot.ui import custom_ids, layout, saved
from bot.ui.layout import Page
from bot.ui.managers import manages
from bot.ui.member_buttons import members_of
from bot.ui.press import PressHandler
from bot.ui.responses import server_of, turn_page

LINES = 5
"""Lines, and people, on a page."""

_LONGEST = 250
"""Characters of a line, so that all of them fit."""

TITLES: dict[Period, str] = {
    "week": N_("Most loved lines of this week"),
    "month": N_("Most loved lines of this month"),
    "ever": N_("Most loved lines"),
}
_LABELS: dict[Period, str] = {"week": N_("Week"), "month": N_("Month"), "ever": N_("Ever")}

_Interaction = discord.Interaction[Any]


def top_page(
    lines: Sequence[LovedLine], finders: Sequence[Finder], *, period: Period, hint: bool = False
) -> Page:
    """Build the page of a period: its lines with their votes, and who found most of them.

    A `hint` tells managers how to list the finders.
    """
    none = _("Nobody has voted yet: press the heart below a line that you love.")
    found = "\n".join(f"<@{one.user}> · {_votes(one.votes)}" for one in finders)
    return layout.page(
        *(saved.line(one.hit, f"**{_votes(one.votes)}**", longest=_LONGEST) for one in lines),
        "" if lines else none,
        layout.field(_("Who found lines that others love"), found),
        title=_(TITLES[period]),
        footer=_("`/setup` switches on the list of who found the lines.") if hint else "",
        buttons=[TopPeriod(other) for other in TITLES if other != period],
    )


def _votes(number: int) -> str:
    return "❤️ " + ngettext("{number} vote", "{number} votes", number).format(
        number=format_number(number)
    )


async def read(interaction: _Interaction, period: Period) -> Callable[[], Page]:
    """Read the lines of a period, and return what builds their page.

    Raises LibraryError outside of a server.
    """
    server = server_of(interaction)
    if server is None:
        raise LibraryError(_("Votes are counted in servers only: use /top in one."))
    votes, finders = members_of(interaction).votes, tuple[Finder, ...]()
    is_on = interaction.client.servers.get(server).leaderboard
    if is_on:
        finders = await votes.leaderboard(server, period, limit=LINES)
    lines = await votes.top(server, period, limit=LINES)
    hint = not is_on and manages(interaction)
    return lambda: top_page(lines, finders, period=period, hint=hint)


class TopPeriod(PressHandler, DynamicItem[Button[View]], template=custom_ids.TOP):
    """A button to the most loved lines of another period."""

    def __init__(self, period: Period) -> None:
        self.period: Period = period
        super().__init__(Button(label=_(_LABELS[period]), custom_id=custom_ids.top(period)))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(cast("Period", match["period"]))

    async def press(self, interaction: _Interaction) -> None:
        """Show the lines of the period."""
        await turn_page(interaction, await read(interaction, self.period))


BUTTONS = (TopPeriod,)
"""All button classes; the client registers them so that buttons in old messages work."""
