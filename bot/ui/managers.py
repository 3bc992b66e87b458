"""Check on our side that a member may manage the server, whatever Discord was told to allow."""

from typing import Any

import discord

from bot.errors import LibraryError
from bot.translation import N_
from bot.translation import gettext as _
from bot.ui.installation import server_of

NOT_ALLOWED = N_("You need the Manage Server permission for this command. Ask a server manager.")
NOT_HERE = N_(
    "The bot is not a member of this server, so it cannot post. Invite it again with the link in "
    "its README."
)


def manages(interaction: discord.Interaction[Any]) -> bool:
    """Return whether the member may manage the server, from the permissions Discord sent.

    Nobody may where only the member has installed the bot, as they see public shows only there.
    """
    return server_of(interaction) is not None and _may_manage(interaction)


def managing_server(interaction: discord.Interaction[Any]) -> int:
    """Return the id of the server; raise LibraryError if the member may not manage it."""
    if not _may_manage(interaction):
        raise LibraryError(_(NOT_ALLOWED))
    server = server_of(interaction)
    if server is None:
        raise LibraryError(_(NOT_HERE))
    return server


def _may_manage(interaction: discord.Interaction[Any]) -> bool:
    permissions = interaction.permissions
    return interaction.guild_id is not None and (
        permissions.manage_guild or permissions.administrator
    )
