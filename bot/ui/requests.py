"""Tell what kind of interaction a member sent, what handles it, and how long that has taken."""

from time import monotonic
from typing import Any, Literal

import discord

Kind = Literal["command", "autocomplete", "press", "modal", "other"]

_KINDS: dict[discord.InteractionType, Kind] = {
    discord.InteractionType.application_command: "command",
    discord.InteractionType.autocomplete: "autocomplete",
    discord.InteractionType.component: "press",
    discord.InteractionType.modal_submit: "modal",
}
_HANDLER, _BEGUN = "handler", "begun"
"""The keys of what is kept with an interaction."""


def kind_of(interaction: discord.Interaction[Any]) -> Kind:
    """Return the kind of an interaction."""
    return _KINDS.get(interaction.type, "other")


def handler_of(interaction: discord.Interaction[Any]) -> str:
    """Name what answers an interaction: one of our commands or of our classes of buttons."""
    command = interaction.command
    return command.qualified_name if command else interaction.extras.get(_HANDLER, "")


def note_handler(interaction: discord.Interaction[Any], name: str) -> None:
    """Keep the name of what answers a press or a modal."""
    interaction.extras[_HANDLER] = name


def note_begin(interaction: discord.Interaction[Any]) -> None:
    """Keep when the answer was begun."""
    interaction.extras[_BEGUN] = monotonic()


def milliseconds(interaction: discord.Interaction[Any]) -> int:
    """Return the milliseconds since the answer was begun."""
    return round(1000 * (monotonic() - interaction.extras.get(_BEGUN, monotonic())))
