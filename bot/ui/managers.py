"""Check on our side that a member may manage the server, whatever Discord was told to allow."""

from typing import Any

import discord

from bot.errors import LibraryError
from bot.translation import N_
from bot.translation import gettext as _

NOT_ALLOWED = N_("You need the Manage Server permission for this command. Ask a server manager.")


def manages(interaction: discord.Interaction[Any]) -> bool:
    """Return whether the member may manage the server, from the permissions Discord sent."""
    permissions = interaction.permissions
    return interaction.guild_id is not None and (
        permissions.manage_guild or permissions.administrator
    )


def managing_server(interaction: discord.Interaction[Any]) -> int:
    """Return the id of the server; raise LibraryError if the member may not manage it."""
    if interaction.guild_id is None or not manages(interaction):
        raise LibraryError(_(NOT_ALLOWED))
    return interaction.guild_id
