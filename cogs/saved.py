"""`/saved`: the lines that a member keeps for themselves."""

from io import BytesIO
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PullquoteBot
from bot.members import Members
from bot.ui import saved
from bot.ui.deferrals import defer_now
from bot.ui.responses import answer, send_files, server_of


class SavedLines(commands.GroupCog, group_name="saved", group_description="Lines that you saved"):
    """List, export and delete saved lines; all answers are private."""

    def __init__(self, members: Members) -> None:
        self.members = members

    @app_commands.command(name="list")
    async def list_saved(self, interaction: discord.Interaction[Any]) -> None:
        """See the lines that you saved, the newest first."""
        page = await self.members.saved.page(
            interaction.user.id, server=server_of(interaction), limit=saved.LINES
        )
        await answer(interaction, lambda: saved.saved_page(page), private=True)

    @app_commands.command()
    async def export(self, interaction: discord.Interaction[Any]) -> None:
        """Get the lines that you saved as files, as text and as data."""
        await defer_now(interaction)
        export = await self.members.saved.export(interaction.user.id, server=server_of(interaction))
        files = [
            discord.File(BytesIO(written.encode()), filename=name)
            for name, written in (("saved.md", export.markdown), ("saved.json", export.json))
        ]
        await send_files(interaction, saved.exported(export.hidden), files)

    @app_commands.command()
    async def delete(self, interaction: discord.Interaction[Any]) -> None:
        """Delete all lines that you saved."""
        number = len((await self.members.stored(interaction.user.id)).saved)
        await answer(interaction, lambda: saved.confirmation(number), private=True)


async def setup(bot: PullquoteBot) -> None:
    """Add the commands to the bot."""
    if bot.members is not None:
        await bot.add_cog(SavedLines(bot.members))
