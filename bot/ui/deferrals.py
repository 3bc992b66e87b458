"""Tell Discord that the answer to an interaction takes longer than it waits for one."""

import asyncio
from contextlib import suppress
from typing import Any

import discord
from discord import app_commands

from bot.connection_errors import FAILED_REQUEST

PATIENCE = 2.0
"""Seconds after which an answer is deferred; Discord waits three."""

_DEFERRAL = "deferral"
"""The key of what is kept with an interaction."""


class _Deferral:
    """A deferral that is sent after `PATIENCE`, unless it is cancelled before."""

    def __init__(self, interaction: discord.Interaction[Any]) -> None:
        self.shows_answer_to_all = False
        self._interaction = interaction
        self._sending = False
        self._task = asyncio.create_task(self._send_when_late())

    async def _send_when_late(self) -> None:
        await asyncio.sleep(PATIENCE)
        if self._interaction.response.is_done():
            return
        self._sending = True
        self.shows_answer_to_all = _is_for_all(self._interaction)
        # If it fails, the answer itself is still tried, and its failure is logged.
        with suppress(*FAILED_REQUEST):
            await _defer(self._interaction, private=not self.shows_answer_to_all)

    async def end(self) -> None:
        """Cancel it, or wait for it if it is already being sent."""
        if not self._sending:
            self._task.cancel()
        await asyncio.wait((self._task,))


def defer_when_late(interaction: discord.Interaction[Any]) -> None:
    """Defer the answer if it takes longer than two seconds; choices cannot be deferred."""
    if interaction.type is not discord.InteractionType.autocomplete:
        interaction.extras[_DEFERRAL] = _Deferral(interaction)


async def defer_now(interaction: discord.Interaction[Any]) -> None:
    """Defer the answer, which takes seconds as a rule: to a command, a private one."""
    await end_deferral(interaction)
    if not interaction.response.is_done():
        await _defer(interaction, private=True)


async def end_deferral(interaction: discord.Interaction[Any]) -> None:
    """Send no deferral from now on; call it before any answer."""
    deferral: _Deferral | None = interaction.extras.get(_DEFERRAL)
    if deferral is not None:
        await deferral.end()


async def make_private(interaction: discord.Interaction[Any]) -> None:
    """Delete the note that an answer is coming where all see it: the answer would take its place.

    Call it after the deferral has ended, before an answer for one member only.
    """
    deferral: _Deferral | None = interaction.extras.get(_DEFERRAL)
    if deferral is not None and deferral.shows_answer_to_all:
        deferral.shows_answer_to_all = False
        # Without an answer in it, deleting it would end the interaction.
        await interaction.edit_original_response(content="…")
        await interaction.delete_original_response()


async def _defer(interaction: discord.Interaction[Any], *, private: bool) -> None:
    """Note that an answer to a command is coming; leave the message of a button as it is."""
    if interaction.message is None:
        await interaction.response.defer(ephemeral=private, thinking=True)
    else:
        await interaction.response.defer()


def _is_for_all(interaction: discord.Interaction[Any]) -> bool:
    """Return whether the answer to a command is for all in the channel, as its options say."""
    command = interaction.command
    return (
        isinstance(command, app_commands.Command)
        and command.get_parameter("private") is not None
        and not interaction.namespace.private
    )
