"""The queue of reported mistakes for a server's managers, one on a page, with its buttons."""

import re
from collections.abc import Sequence
from functools import partial
from typing import Any, Final, Literal, Self, cast

import discord
from discord.ui import Button, DynamicItem, Item, View

from bot.members import OpenMistake
from bot.translation import N_, format_number, ngettext
from bot.translation import gettext as _
from bot.ui import custom_ids, layout, location, spoken, text
from bot.ui.context_buttons import Context
from bot.ui.deferrals import defer_now
from bot.ui.emphasis import emphasise_phrase
from bot.ui.layout import Page
from bot.ui.managers import managing_server
from bot.ui.member_buttons import members_of
from bot.ui.press import PressHandler
from bot.ui.reading import library_of
from bot.ui.responses import replace_message

How = Literal["a", "e", "r"]
"""Accept, accept everywhere, refuse."""

NONE = N_("No report waits for a decision.")

_NAME, _NOTE = 80, 300
_LONGEST = 900
_LABELS: Final = {"a": N_("Accept"), "r": N_("Refuse")}
_EVERYWHERE: Final = {
    "word": N_("Accept in all of the show"),
    "speaker": N_("Accept in the episode"),
}
_STYLES: Final = {
    "a": discord.ButtonStyle.success,
    "e": discord.ButtonStyle.primary,
    "r": discord.ButtonStyle.danger,
}

_Interaction = discord.Interaction[Any]


def queue_page(waiting: Sequence[OpenMistake], wanted: int = 0) -> Page:
    """Build the page of the report of a number, or of the next one that waits."""
    if not waiting:
        return layout.sentence(_(NONE))
    at = next((n for n, one in enumerate(waiting) if one.mistake.id >= wanted), 0)
    one, hit = waiting[at], waiting[at].hit
    line = spoken.block_quote(
        hit.match,
        _LONGEST,
        hidden=hit.episode.spoiler,
        escape=partial(emphasise_phrase, phrase=one.mistake.misheard),
    )
    note = text.escaped(one.mistake.note, _NOTE)
    title = _("Report {page} of {pages}").format(
        page=format_number(at + 1), pages=format_number(len(waiting))
    )
    return layout.page(
        line,
        location.source(hit, named=True),
        _proposal(one),
        _("They add: {note}").format(note=note) if note else "",
        "" if one.decides else _("This show is public: the operator of this bot decides."),
        title=title,
        footer=_reporters(one.reports),
        buttons=(*layout.rows(_decisions(one)), *layout.rows(_turning(waiting, at))),
    )


def decided(one: OpenMistake, how: How) -> str:
    """Say what was decided, and what it changed."""
    heard, right = (text.escaped(form, _NAME) for form in (one.mistake.misheard, one.mistake.right))
    if how == "r":
        return _("Refused: nothing is changed.")
    if one.mistake.kind == "place":
        return _("Noted. The times stay; `/library links` moves those of a show.")
    if one.mistake.kind == "speaker":
        said = _("Accepted: **{right}** says this line now.")
        everywhere = _("Accepted: the lines of this speaker in the episode are by **{right}** now.")
        return (everywhere if how == "e" else said).format(right=right)
    said = _("Accepted: **{heard}** is shown as **\\[{right}\\]** and found by both.")
    everywhere = _(
        "Accepted in all of the show: **{heard}** is shown as **\\[{right}\\]** and found by both."
    )
    return (everywhere if how == "e" else said).format(heard=heard, right=right)


def waiting_note(number: int) -> str:
    """Say that reports wait; empty if none do."""
    if not number:
        return ""
    return ngettext(
        "{number} report of a mistake waits: `/library mistakes`",
        "{number} reports of mistakes wait: `/library mistakes`",
        number,
    ).format(number=format_number(number))


async def read_queue(interaction: _Interaction, wanted: int = 0) -> Page:
    """Read the reports that the server may see, and build the page of one of them."""
    server = managing_server(interaction)
    return queue_page(await members_of(interaction).mistakes.waiting(server), wanted)


class Queued(PressHandler, DynamicItem[Button[View]], template=custom_ids.QUEUED):
    """A button to another report."""

    def __init__(self, mistake: int, label: str = "") -> None:
        self.mistake = mistake
        super().__init__(Button(label=label, custom_id=custom_ids.queued(mistake)))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(int(match["mistake"]))

    async def press(self, interaction: _Interaction) -> None:
        """Show the report."""
        await replace_message(interaction, await read_queue(interaction, self.mistake))


class Decide(PressHandler, DynamicItem[Button[View]], template=custom_ids.DECIDE):
    """A button that accepts a report or refuses it, with all that say the same."""

    def __init__(self, mistake: int, how: How, label: str = "") -> None:
        self.mistake = mistake
        self.how: How = how
        custom_id = custom_ids.decide(mistake, how=how)
        super().__init__(Button(label=label, style=_STYLES[how], custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(int(match["mistake"]), cast("How", match["how"]))

    async def press(self, interaction: _Interaction) -> None:
        """Decide, bring the index up to it, and offer to undo it and to go on."""
        server, user = managing_server(interaction), interaction.user.id
        service = members_of(interaction).mistakes
        await defer_now(interaction)
        if self.how == "r":
            one = await service.refuse(self.mistake, server=server, by=user)
        else:
            everywhere = self.how == "e"
            one = await service.accept(self.mistake, server=server, by=user, everywhere=everywhere)
            await library_of(interaction).refresh()
        undo = () if self.how == "e" else (Reopen(self.mistake),)
        buttons = (*undo, Queued(self.mistake, _("Next report")))
        await replace_message(interaction, layout.sentence(decided(one, self.how), buttons))


class Reopen(PressHandler, DynamicItem[Button[View]], template=custom_ids.REOPEN):
    """A button that undoes a decision."""

    def __init__(self, mistake: int) -> None:
        self.mistake = mistake
        super().__init__(Button(label=_("Undo"), custom_id=custom_ids.reopen(mistake)))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(int(match["mistake"]))

    async def press(self, interaction: _Interaction) -> None:
        """Take back what was decided, and show the report again."""
        server = managing_server(interaction)
        await defer_now(interaction)
        await members_of(interaction).mistakes.undo(self.mistake, server=server)
        await library_of(interaction).refresh()
        await replace_message(interaction, await read_queue(interaction, self.mistake))


BUTTONS = (Queued, Decide, Reopen)
"""All button classes; the client registers them so that buttons in old messages work."""


def _proposal(one: OpenMistake) -> str:
    """Say what is wrong and what the members say instead."""
    mistake, hit = one.mistake, one.hit
    wrong = {
        "word": mistake.misheard,
        "speaker": hit.match.speaker or _("nobody"),
        "place": text.plain(location.format_time(hit)) if hit.match.start_ms is not None else "",
    }[mistake.kind]
    name = {
        "word": _("A misheard word"),
        "speaker": _("The wrong speaker"),
        "place": _("The wrong place or time"),
    }[mistake.kind]
    sides = filter(None, (text.escaped(side, _NAME) for side in (wrong, mistake.right)))
    return layout.field(name, " → ".join(sides)) or f"**{name}**"


def _reporters(number: int) -> str:
    return ngettext(
        "{number} member reported this", "{number} members reported this", number
    ).format(number=format_number(number))


def _decisions(one: OpenMistake) -> list[Decide]:
    """Return the buttons by which the managers decide; none where that is the operator's."""
    if not one.decides:
        return []
    kind, number = one.mistake.kind, one.mistake.id
    named = kind == "word" or (kind == "speaker" and one.hit.match.speaker is not None)
    everywhere = [Decide(number, "e", _(_EVERYWHERE[kind]))] if named else []
    accept, refuse = (Decide(number, how, _(_LABELS[how])) for how in ("a", "r"))
    return [accept, *everywhere, refuse]


def _turning(waiting: Sequence[OpenMistake], at: int) -> list[Item[Any]]:
    """Return the buttons to the neighbours of a report, and to the context of its line."""
    labels = ((at + 1, _("Next")), (at - 1, _("Back")))
    neighbours = [
        Queued(waiting[to].mistake.id, label) for to, label in labels if 0 <= to < len(waiting)
    ]
    return [*neighbours, Context(waiting[at].hit.match.quote)]
