"""`/privacy`: what is stored about a member or a server, and how it is deleted."""

from io import BytesIO
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PullquoteBot
from bot.departures import Departures
from bot.members import Members
from bot.ui import privacy
from bot.ui.managers import managing_server
from bot.ui.responses import answer, send_files


class Privacy(
    commands.GroupCog, group_name="privacy", group_description="What is stored about you"
):
    """Tell, export and delete what is stored about a member or server; answers are private."""

    def __init__(self, members: Members, departures: Departures) -> None:
        self.members = members
        self.departures = departures

    @app_commands.command()
    async def show(self, interaction: discord.Interaction[Any]) -> None:
        """See what this bot stores about you."""
        data = await self.members.stored(interaction.user.id)
        await answer(interaction, lambda: privacy.stored_page(data), private=True)

    @app_commands.command()
    async def export(self, interaction: discord.Interaction[Any]) -> None:
        """Get everything that is stored about you as a file."""
        written = await self.members.export(interaction.user.id)
        file = discord.File(BytesIO(written.encode()), filename="pullquote.json")
        await send_files(interaction, privacy.exported(), [file])

    @app_commands.command()
    async def forget(self, interaction: discord.Interaction[Any]) -> None:
        """Delete everything that is stored about you."""
        await answer(interaction, privacy.confirmation, private=True)

    @app_commands.command()
    async def server(self, interaction: discord.Interaction[Any]) -> None:
        """See what is stored of this server, and delete it (for its managers)."""
        data = await self.departures.stored(managing_server(interaction))
        await answer(interaction, lambda: privacy.server_page(data), private=True)


async def setup(bot: PullquoteBot) -> None:
    """Add the commands to the bot."""
    if bot.members is not None and bot.departures is not None:
        await bot.add_cog(Privacy(bot.members, bot.departures))
