"""`/setup`: the settings of a server, one question after the other, for its managers."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PullquoteBot
from bot.ui import setup_buttons


class SetupCommand(commands.Cog):
    """Walk a manager through the settings of a server."""

    @app_commands.command(name="setup")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    async def set_up(self, interaction: discord.Interaction[Any]) -> None:
        """Set the bot up for this server, or see and change its settings."""
        await setup_buttons.open_setup(interaction)


async def setup(bot: PullquoteBot) -> None:
    """Add the command to the bot."""
    if bot.daily is not None and bot.servers is not None and bot.curation is not None:
        await bot.add_cog(SetupCommand())
