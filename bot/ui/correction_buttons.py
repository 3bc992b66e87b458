"""The button by which members report a mistake in an excerpt, and the modal that it opens."""

import re
from collections.abc import Mapping
from typing import Any, Final, Self, cast, get_args

import discord
from discord.ui import Button, DynamicItem, Item, Label, RadioGroup, Select, TextInput, View

from bot.members import LONGEST_FORM, LONGEST_NOTE
from bot.models import Hit
from bot.records import Correctable
from bot.translation import N_
from bot.translation import gettext as _
from bot.ui import custom_ids, errors, modals, text
from bot.ui.member_buttons import members_of
from bot.ui.modals import SubmitHandler
from bot.ui.press import PressHandler
from bot.ui.reading import library_of
from bot.ui.responses import send_private, server_of

_KINDS: Final[Mapping[Correctable, str]] = {
    "word": N_("A misheard word"),
    "speaker": N_("The wrong speaker"),
    "place": N_("The wrong place or time"),
}
_MOST_SPEAKERS = 25
_PLACEHOLDER = 100

_Interaction = discord.Interaction[Any]


class Wrong(PressHandler, DynamicItem[Button[View]], template=custom_ids.WRONG):
    """A button that asks what is wrong in an excerpt."""

    def __init__(self, quote_id: str) -> None:
        self.quote_id = quote_id
        super().__init__(Button(label=_("Wrong?"), custom_id=custom_ids.wrong(quote_id)))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match["quote"])

    async def press(self, interaction: _Interaction) -> None:
        """Open the modal, or say that the excerpt was removed."""
        hit = await _look_up(interaction, self.quote_id)
        if hit is not None:
            await modals.open_modal(
                interaction,
                title=_("What is wrong?"),
                custom_id=custom_ids.mistake(self.quote_id),
                fields=report_fields(hit),
            )


BUTTONS = (Wrong,)
"""All button classes; the client registers them so that buttons in old messages work."""


def report_fields(hit: Hit) -> list[Label[Any]]:
    """Build the fields that ask what is wrong; the speakers are a menu where it holds them."""
    speakers = [
        name
        for name in hit.episode.speakers
        if name != hit.match.speaker and len(name) <= LONGEST_FORM
    ]
    offered = speakers if len(speakers) <= _MOST_SPEAKERS else []
    hint = "" if hit.episode.spoiler else hit.match.display
    fields = [
        modals.labelled(_("What is wrong?"), _kinds()),
        modals.labelled(
            _("The word as it is here"),
            _line("heard", LONGEST_FORM, hint=hint),
            _("Only the misheard word or words, as the excerpt has them"),
        ),
        modals.labelled(
            _("What is right"),
            _line("right", LONGEST_FORM),
            _("The word that was said, the name of the speaker, or the time"),
        ),
        modals.labelled(_("Who says it"), _speakers(offered)) if offered else None,
        modals.labelled(_("Anything else"), _line("note", LONGEST_NOTE, long=True)),
    ]
    return [field for field in fields if field is not None]


def thanks(hit: Hit) -> str:
    """Thank for a report, and say what happens next."""
    if hit.episode.show.server is None:
        return _(
            "Thank you. The operator of this bot decides on your report; what is accepted is shown "
            "and found at once. `/privacy export` gives you what you reported."
        )
    return _(
        "Thank you. The managers of this server decide on your report; what is accepted is shown "
        "and found at once. `/privacy export` gives you what you reported."
    )


async def _submit(
    interaction: _Interaction, match: re.Match[str], typed: Mapping[str, str]
) -> None:
    """File the report, or say why not."""
    hit = await _look_up(interaction, match["quote"])
    if hit is None:
        return
    kind = typed.get("kind", "")
    known = cast("Correctable", kind) if kind in get_args(Correctable) else "word"
    right = typed.get("right", "")
    await members_of(interaction).mistakes.report(
        interaction.user.id,
        match["quote"],
        known,
        server=server_of(interaction),
        misheard=typed.get("heard", ""),
        right=typed.get("speaker") or right if known == "speaker" else right,
        note=typed.get("note", ""),
    )
    await send_private(interaction, thanks(hit))


SUBMISSIONS = (SubmitHandler(custom_ids.MISTAKE, _submit),)
"""The handlers of the modals, which the client asks."""


def _kinds() -> RadioGroup[Any]:
    group: RadioGroup[Any] = RadioGroup(custom_id="kind")
    for kind, name in _KINDS.items():
        group.add_option(label=_(name), value=kind, default=kind == "word")
    return group


def _line(custom_id: str, longest: int, *, hint: str = "", long: bool = False) -> TextInput[Any]:
    return TextInput(
        custom_id=custom_id,
        style=discord.TextStyle.paragraph if long else discord.TextStyle.short,
        placeholder=text.label(hint, _PLACEHOLDER) or None,
        required=False,
        max_length=longest,
    )


def _speakers(names: list[str]) -> Select[Any]:
    menu: Select[Any] = Select(custom_id="speaker", required=False, min_values=0)
    for name in names:
        menu.add_option(label=text.label(name, text.CHOICE), value=name)
    return menu


async def _look_up(interaction: _Interaction, quote_id: str) -> Hit | None:
    """Return the excerpt; say so if it cannot be seen any more."""
    (hit,) = await library_of(interaction).hits([quote_id], server=server_of(interaction))
    if hit is None:
        await send_private(interaction, _(errors.REMOVED))
    return hit
