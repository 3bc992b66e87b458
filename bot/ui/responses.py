"""Answer an interaction: in public, in private, or by editing the message."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import discord
from discord.utils import MISSING

from bot.models import Scope

PATIENCE = 2.0
"""Seconds after which an answer that may be late is deferred; Discord waits three."""

_DEFERRAL = "deferral"


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: an embed and the buttons under it."""

    embed: discord.Embed
    items: tuple[discord.ui.Item[Any], ...] = field(default=())

    def view(self) -> discord.ui.View:
        """Return a view of the buttons, stopped because their custom ids hold all their state."""
        view = discord.ui.View()
        for item in self.items:
            view.add_item(item)
        view.stop()
        return view


def server_of(interaction: discord.Interaction[Any]) -> int | None:
    """Return the id of the server if the bot is installed there, and not just for the member."""
    guild = interaction.guild_id
    installed = interaction.is_guild_integration() or _is_installed(interaction)
    return guild if guild is not None and installed else None


def scope_of(
    interaction: discord.Interaction[Any],
    *,
    episode: str | None = None,
    speaker: str | None = None,
) -> Scope:
    """Return the scope of an interaction, in one episode or by one speaker if given."""
    return Scope(server=server_of(interaction), episode=episode, speaker=speaker)


class _Deferral:
    """A private deferral, sent after `PATIENCE` unless the answer comes first."""

    def __init__(self, interaction: discord.Interaction[Any]) -> None:
        self._sending = False
        self._task = asyncio.create_task(self._defer(interaction))

    async def _defer(self, interaction: discord.Interaction[Any]) -> None:
        await asyncio.sleep(PATIENCE)
        self._sending = True
        # If it fails, the answer itself is still tried, and its failure is logged.
        with suppress(discord.HTTPException, aiohttp.ClientError):
            await interaction.response.defer(ephemeral=True, thinking=True)

    async def finish(self) -> None:
        """Cancel the deferral, or wait for it if it is already being sent."""
        if not self._sending:
            self._task.cancel()
        await asyncio.wait((self._task,))


def defer_when_late(interaction: discord.Interaction[Any]) -> None:
    """Defer the private answer to a command if it takes longer than two seconds."""
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
    """Answer a command with a page, and with a sentence above it if one is given."""
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
    """Edit the message for the member who asked; send others a private copy."""
    if _is_requester(interaction):
        await interaction.response.edit_message(embed=page.embed, view=page.view())
    else:
        await answer(interaction, page, private=True)


async def replace_message(
    interaction: discord.Interaction[Any],
    page: Page | None,
    *,
    sentence: str | None = None,
    items: Sequence[discord.ui.Item[Any]] = (),
) -> None:
    """Replace the message of a pressed button by a page, or by a sentence with buttons."""
    view = page.view() if page else Page(discord.Embed(), tuple(items)).view()
    embeds = [page.embed] if page else []
    if interaction.response.is_done():
        await interaction.edit_original_response(content=sentence, embeds=embeds, view=view)
    else:
        await interaction.response.edit_message(content=sentence, embeds=embeds, view=view)


async def send_private(
    interaction: discord.Interaction[Any],
    sentence: str,
    page: Page | None = None,
    *,
    items: Sequence[discord.ui.Item[Any]] = (),
) -> None:
    """Send a private message, as a follow-up if the interaction was answered before.

    Without a page, it has the buttons `items`.
    """
    embed = page.embed if page else MISSING
    view = (page or Page(discord.Embed(), tuple(items))).view() if page or items else MISSING
    await _finish_deferral(interaction)
    if interaction.response.is_done():
        await interaction.followup.send(sentence, embed=embed, view=view, ephemeral=True)
    else:
        await interaction.response.send_message(sentence, embed=embed, view=view, ephemeral=True)


def _is_installed(interaction: discord.Interaction[Any]) -> bool:
    """Return whether the bot itself is a member of the server."""
    client: discord.Client = interaction.client
    return client.get_guild(interaction.guild_id or 0) is not None


def _is_requester(interaction: discord.Interaction[Any]) -> bool:
    """Return whether the member who pressed a button is the one who used the command."""
    message = interaction.message
    origin = message.interaction_metadata if message else None
    return origin is not None and origin.user.id == interaction.user.id
