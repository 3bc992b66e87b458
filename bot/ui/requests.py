"""Tell what kind of interaction a member sent, what handles it, and how long that has taken."""

from collections.abc import Iterator
from time import monotonic
from typing import Any, Literal

import discord

from bot.cooldowns import Use
from bot.ui.managers import manages

Kind = Literal["command", "autocomplete", "press", "modal", "other"]

_KINDS: dict[discord.InteractionType, Kind] = {
    discord.InteractionType.application_command: "command",
    discord.InteractionType.autocomplete: "autocomplete",
    discord.InteractionType.component: "press",
    discord.InteractionType.modal_submit: "modal",
}
_MANAGING = {"daily", "doctor", "library", "setup"}
"""The groups of commands for managers."""
_COSTLY = {
    "library add",
    "library follow",
    "library look",
    "saved export",
    "privacy export",
    "AcceptUpload",
    "DrawCard",
}
"""What takes a hundred times as long as a search, or sends files."""

_HANDLER, _BEGUN = "handler", "begun"
"""The keys of what is kept with an interaction."""


def kind_of(interaction: discord.Interaction[Any]) -> Kind:
    """Return the kind of an interaction."""
    return _KINDS.get(interaction.type, "other")


def handler_of(interaction: discord.Interaction[Any]) -> str:
    """Name what answers an interaction: one of our commands or of our classes of buttons."""
    command = interaction.command
    return command.qualified_name if command else interaction.extras.get(_HANDLER, "")


def uses_of(interaction: discord.Interaction[Any]) -> Iterator[Use]:
    """Yield the limits that an interaction counts towards.

    Managers have one of their own for their commands, so that whoever has just searched a lot can
    hide a line at once.
    """
    kind, handler = kind_of(interaction), handler_of(interaction)
    if kind == "other":
        return
    urgent = kind == "command" and handler.partition(" ")[0] in _MANAGING and manages(interaction)
    yield "managing" if urgent else kind
    if kind != "autocomplete" and handler in _COSTLY:
        yield "costly"


def note_handler(interaction: discord.Interaction[Any], name: str) -> None:
    """Keep the name of what answers a press or a modal."""
    interaction.extras[_HANDLER] = name


def note_begin(interaction: discord.Interaction[Any]) -> None:
    """Keep when the answer was begun."""
    interaction.extras[_BEGUN] = monotonic()


def milliseconds(interaction: discord.Interaction[Any]) -> int:
    """Return the milliseconds since the answer was begun."""
    return round(1000 * (monotonic() - interaction.extras.get(_BEGUN, monotonic())))
