"""`/doctor`: the bot's permissions in a channel, and where to grant those that are missing."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import AppCommandChannel, AppCommandThread, Transform
from discord.ext import commands

from bot.client import PullquoteBot
from bot.daily.service import DailyService
from bot.members import Members
from bot.runtime.failures import Failures
from bot.translation import gettext as _
from bot.ui import doctor, mistakes, text
from bot.ui.channel_checks import check_chosen
from bot.ui.responses import answer, send_private
from cogs.manager_access import PostableChannel, managed_server


class Doctor(commands.Cog):
    """Check the permissions of the bot."""

    def __init__(self, daily: DailyService, failures: Failures, members: Members | None) -> None:
        self.daily = daily
        self.failures = failures
        self.members = members

    @app_commands.command()
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.describe(
        channel="The channel to check (default: the channel of the daily highlight)"
    )
    async def doctor(
        self,
        interaction: discord.Interaction[Any],
        channel: Transform[AppCommandChannel | AppCommandThread, PostableChannel] | None = None,
    ) -> None:
        """Check the bot's permissions in a channel, and how to fix what is missing."""
        guild = managed_server(interaction)
        planned = await self.daily.get(guild.id)
        default = planned.channel if planned else interaction.channel_id
        chosen = channel.id if channel else default or guild.id
        channel_check = await check_chosen(interaction, guild, channel=chosen, schedule=planned)
        failures = self.failures.of(guild.id)
        if channel_check is None:
            lines = (_(doctor.NOT_SEEN).format(channel=chosen), *map(doctor.failing, failures))
            await send_private(interaction, text.join_fitting(lines, text.CONTENT))
        else:
            supply = await self.daily.supply(guild.id) if planned else None
            waiting = await self._waiting(guild.id)
            await answer(
                interaction,
                lambda: doctor.report_page(channel_check, planned, failures, supply=supply).headed(
                    mistakes.waiting_note(waiting)
                ),
                private=True,
            )

    async def _waiting(self, server: int) -> int:
        """Return how many reports of mistakes wait for the managers."""
        return await self.members.mistakes.number_waiting(server) if self.members else 0


async def setup(bot: PullquoteBot) -> None:
    """Add the command to the bot."""
    if bot.daily is not None:
        await bot.add_cog(Doctor(bot.daily, bot.failures, bot.members))
