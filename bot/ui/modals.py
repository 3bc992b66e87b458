"""Open modals and answer what members send with them; their custom ids hold all their state.

discord.py answers only the modals that it has in memory, which a restart empties.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import discord
from discord.ui import Item, Label, Modal

from bot.ui import text
from bot.ui.responses import ask, handle

TITLE, LABEL, DESCRIPTION = 45, 45, 100
"""In characters, of a modal and of the label of a field."""

_Interaction = discord.Interaction[Any]

Submit = Callable[[_Interaction, re.Match[str], Mapping[str, str]], Awaitable[None]]
"""Answers a modal, given the match of its custom id, and what was typed or chosen.

The latter is by the custom ids of the fields, and empty where a member left a field empty.
"""


@dataclass(frozen=True, slots=True)
class SubmitHandler:
    """Who answers the modals whose custom ids have a form."""

    template: re.Pattern[str]
    submit: Submit


def labelled(name: str, field: Item[Any], description: str = "") -> Label[Any]:
    """Return a field of a modal under its name, with a description if one is given."""
    return Label(
        text=text.label(name, LABEL),
        description=text.label(description, DESCRIPTION) or None,
        component=field,
    )


async def open_modal(
    interaction: _Interaction, *, title: str, custom_id: str, fields: Iterable[Label[Any]]
) -> None:
    """Open a modal, which discord.py does not keep."""
    modal = Modal(title=text.label(title, TITLE), custom_id=custom_id)
    for field in fields:
        modal.add_item(field)
    modal.stop()
    await ask(interaction, modal)


async def answer_modal(interaction: _Interaction, handlers: Iterable[SubmitHandler]) -> None:
    """Answer a modal that a member sent, or say what went wrong; others' modals are left alone."""
    data: Any = interaction.data or {}
    for handler in handlers:
        match = handler.template.fullmatch(data.get("custom_id", ""))
        if match is None:
            continue
        typed = dict(_typed(data.get("components", ())))
        name = handler.submit.__module__.rpartition(".")[2]
        await handle(interaction, name, partial(handler.submit, interaction, match, typed))


def _typed(components: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Yield the custom id and the value of each field; of a menu, the first that was chosen."""
    for one in components:
        field = one.get("component", one)
        if "custom_id" in field:
            chosen = field.get("values") or [field.get("value")]
            yield field["custom_id"], chosen[0] or ""
