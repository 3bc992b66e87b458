"""The pages of `/alert`, and the messages by which members are told."""

import re
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord.ui import DynamicItem, Item, Select, View

from bot.members import KnownAlert
from bot.models import Hit
from bot.records import Alert, AlertMatch
from bot.translation import N_, format_time
from bot.translation import gettext as _
from bot.ui import custom_ids, layout, quotes, saved, text
from bot.ui.context_buttons import Posted
from bot.ui.layout import Page
from bot.ui.member_buttons import members_of
from bot.ui.press import PressHandler
from bot.ui.quote_buttons import line_buttons
from bot.ui.responses import replace_message, server_of

_PHRASE, _SHORT_PHRASE, _LINE = 100, 70, 300

UNTOLD = {
    "private": N_(
        "It was said in an episode that is private to a server, which is not shown in direct "
        "messages: set the alert in that server, with the option `here`."
    ),
    "gone": N_("The last line is not there any more."),
    "left": N_("The bot is no longer in the server of this alert."),
    "late": N_("You could not be told of the last line in time."),
    "dm": N_(
        "Discord does not let the bot send you direct messages: allow them in the privacy "
        "settings of a server that you share with it."
    ),
    "thread": N_(
        "The bot cannot write in the thread: open it again, or remove the alert and set another."
    ),
}
"""Why a member was not told of the latest match."""

_Interaction = discord.Interaction[Any]


def alert_page(matches: Sequence[AlertMatch], hits: Sequence[Hit]) -> Page:
    """Build the message about lines of one episode, whose buttons name their alerts.

    In a thread, it begins with a mention of the member.
    """
    alert = matches[0].alert
    mention = f"<@{alert.user}>" if alert.thread else ""
    buttons = [
        Posted(one.quote, custom_id=custom_ids.alert(one.alert.id, one.quote)) for one in matches
    ]
    if len(matches) == 1:
        said = _("“{phrase}” was said in a new episode.").format(phrase=_phrase(alert))
        below = line_buttons(hits[0], context=buttons[0])
        return quotes.quote(hits[0], below=below).headed(f"{mention} {said}".strip())
    blocks: list[layout.Block] = []
    for match, hit, button in zip(matches, hits, buttons, strict=True):
        blocks += [saved.line(hit, _head(match.alert), longest=_LINE), *layout.rows((button,))]
    said = _("These were said in a new episode.")
    return layout.page(*blocks).headed(f"{mention} {said}".strip())


def added(alert: Alert) -> str:
    """Say that a member will be told."""
    if alert.thread:
        sentence = _("When “{phrase}” is said in a new episode, you are told in {place}.")
    else:
        sentence = _("When “{phrase}” is said in a new episode, you get a direct message.")
    said = sentence.format(phrase=_phrase(alert), place=f"<#{alert.thread}>")
    return " ".join(filter(None, (said, _quiet(alert))))


def removed(phrase: str) -> str:
    """Say that an alert is removed."""
    return _("You are not told of “{phrase}” any more.").format(
        phrase=text.escaped(phrase, _PHRASE)
    )


def listed(known: Sequence[KnownAlert], *, server: int | None) -> Page:
    """Build the page of a member's alerts, with a menu that removes one.

    What could not be told of an alert is said where it was set only.
    """
    if not known:
        return layout.sentence(
            _("You have no alert yet: `/alert add` tells you when a phrase is said.")
        )
    # The reasons are long: each stands once.
    untold = [one for one in known if one.untold and one.alert.server == server]
    reasons = dict.fromkeys(_(UNTOLD[_cause(one)]) for one in untold)
    blocks = [_described(one, is_untold=one in untold) for one in known]
    options = [
        discord.SelectOption(
            label=text.label(one.alert.phrase, text.LABEL), value=str(one.alert.id)
        )
        for one in known
    ]
    return layout.page(
        *blocks,
        "\n".join(f"⚠️ {reason}" for reason in reasons),
        title=_("Your alerts"),
        buttons=(RemoveAlert(options),),
    )


def _described(known: KnownAlert, *, is_untold: bool) -> str:
    alert = known.alert
    head = _head(alert)
    place = f"<#{alert.thread}>" if alert.thread else _("Direct message")
    small = " · ".join(filter(None, (place, _quiet(alert))))
    return f"{'⚠️ ' if is_untold else ''}{head}\n-# {small}"


def _head(alert: Alert) -> str:
    """Return a phrase in bold, short enough for several on a page."""
    phrase = text.escaped(alert.phrase, _SHORT_PHRASE)
    return f"**{_('“{phrase}”').format(phrase=phrase)}**"


def _cause(known: KnownAlert) -> str:
    if known.untold == "refused":
        return "thread" if known.alert.thread else "dm"
    return known.untold if known.untold in UNTOLD else "late"


def _quiet(alert: Alert) -> str:
    if alert.quiet_from is None or alert.quiet_until is None:
        return ""
    return _("Quiet from {start} to {end} ({zone}).").format(
        start=format_time(alert.quiet_from), end=format_time(alert.quiet_until), zone=alert.zone
    )


def _phrase(alert: Alert) -> str:
    return text.escaped(alert.phrase, _PHRASE)


class RemoveAlert(PressHandler, DynamicItem[Select[View]], template=custom_ids.REMOVE_ALERT):
    """A menu of the alerts of whoever uses it, which removes the chosen one."""

    def __init__(self, options: Sequence[discord.SelectOption] = ()) -> None:
        super().__init__(
            Select(
                custom_id=custom_ids.REMOVE_ALERT.pattern,
                options=list(options),
                placeholder=text.label(_("Remove an alert"), text.PLACEHOLDER),
            )
        )

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], _match: re.Match[str], /
    ) -> Self:
        """Restore the menu from its custom id."""
        return cls()

    async def press(self, interaction: _Interaction) -> None:
        """Remove the chosen alert, and show the others."""
        alerts, user = members_of(interaction).alerts, interaction.user.id
        await alerts.remove(user, int(self.item.values[0]))
        known = await alerts.known(user)
        await replace_message(interaction, listed(known, server=server_of(interaction)))


BUTTONS = (RemoveAlert,)
"""All button classes; the client registers them so that menus in old messages work."""
