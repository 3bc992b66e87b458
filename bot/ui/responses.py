"""Who asks, and how they are answered: in public, in private, or by changing what they see."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import discord
from discord.utils import MISSING

from bot.models import Scope

PATIENCE = 2.0
"""Seconds after which an answer that may be late is deferred; Discord waits three."""

_DEFERRAL = "deferral"


@dataclass(frozen=True, slots=True)
class Page:
    """Hold what one answer shows, and the buttons beneath it."""

    embed: discord.Embed
    items: tuple[discord.ui.Item[Any], ...] = field(default=())

    def view(self) -> discord.ui.View:
        """Lay out the buttons; they answer by their ids, so nothing is kept in memory for them."""
        view = discord.ui.View()
        for item in self.items:
            view.add_item(item)
        view.stop()
        return view


def server_of(interaction: discord.Interaction[Any]) -> int | None:
    """Name the server that asks, if the bot is installed there and not only to the member."""
    guild = interaction.guild_id
    installed = interaction.is_guild_integration() or _is_installed(interaction)
    return guild if guild is not None and installed else None


def scope_of(
    interaction: discord.Interaction[Any],
    *,
    episode: str | None = None,
    speaker: str | None = None,
) -> Scope:
    """Say on whose behalf, and within what, to look."""
    return Scope(server=server_of(interaction), episode=episode, speaker=speaker)


class _Deferral:
    """Announce a private answer where it does not come within `PATIENCE`."""

    def __init__(self, interaction: discord.Interaction[Any]) -> None:
        self._begun = False
        self._deferring = asyncio.create_task(self._defer(interaction))

    async def _defer(self, interaction: discord.Interaction[Any]) -> None:
        await asyncio.sleep(PATIENCE)
        self._begun = True
        await interaction.response.defer(ephemeral=True, thinking=True)

    async def finish(self) -> None:
        """Let the answer be given: directly, or after the announcement if that has begun."""
        if not self._begun:
            self._deferring.cancel()
        await asyncio.wait((self._deferring,))


def defer_when_late(interaction: discord.Interaction[Any]) -> None:
    """Defer the private answer to a command if it is not given within two seconds."""
    interaction.extras[_DEFERRAL] = _Deferral(interaction)


async def _finish_deferral(interaction: discord.Interaction[Any]) -> None:
    deferral: _Deferral | None = interaction.extras.pop(_DEFERRAL, None)
    if deferral is not None:
        await deferral.finish()


async def answer(
    interaction: discord.Interaction[Any],
    page: Page,
    *,
    private: bool,
    sentence: str | None = None,
) -> None:
    """Answer a command, with a sentence above where there is something to say of the answer."""
    await _finish_deferral(interaction)
    if interaction.response.is_done():
        await interaction.followup.send(
            sentence or MISSING, embed=page.embed, view=page.view(), ephemeral=private
        )
        return
    await interaction.response.send_message(
        sentence, embed=page.embed, view=page.view(), ephemeral=private
    )


async def turn_page(interaction: discord.Interaction[Any], page: Page) -> None:
    """Show another page: to the one who asked in place, to anyone else as a copy of their own."""
    if _requester(interaction):
        await interaction.response.edit_message(embed=page.embed, view=page.view())
    else:
        await answer(interaction, page, private=True)


async def send_private(
    interaction: discord.Interaction[Any], sentence: str, page: Page | None = None
) -> None:
    """Tell the one who asked something in private, whether or not they were answered before."""
    embed = page.embed if page else MISSING
    view = page.view() if page else MISSING
    await _finish_deferral(interaction)
    if interaction.response.is_done():
        await interaction.followup.send(sentence, embed=embed, view=view, ephemeral=True)
    else:
        await interaction.response.send_message(sentence, embed=embed, view=view, ephemeral=True)


def _is_installed(interaction: discord.Interaction[Any]) -> bool:
    """Tell whether the bot itself is a member of the server; then it is installed there."""
    client: discord.Client = interaction.client
    return client.get_guild(interaction.guild_id or 0) is not None


def _requester(interaction: discord.Interaction[Any]) -> bool:
    message = interaction.message
    origin = message.interaction_metadata if message else None
    return origin is not None and origin.user.id == interaction.user.id
