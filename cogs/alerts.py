"""`/alert`: tell members when a phrase is said in a new episode."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PullquoteBot
from bot.errors import LibraryError
from bot.members import Members
from bot.translation import gettext as _
from bot.ui import alerts
from bot.ui.responses import answer, language_of, send_private, server_of
from cogs import alert_options, autocomplete


class AlertCommands(
    commands.GroupCog, group_name="alert", group_description="Be told when a phrase is said"
):
    """Add, list and remove the alerts of a member; all answers are private."""

    def __init__(self, members: Members) -> None:
        self.alerts = members.alerts

    @app_commands.command()
    @app_commands.describe(
        phrase="Tell me when this is said in a new episode",
        quiet_from="Not from this time on, such as 22:00",
        quiet_until="Until this time, such as 7:00",
        zone="Your time zone: type a city and choose from the list",
        here="Tell me in a thread of this channel, not by direct message",
    )
    @app_commands.autocomplete(zone=autocomplete.suggest_timezones)
    async def add(
        self,
        interaction: discord.Interaction[Any],
        phrase: app_commands.Range[str, 2, 100],
        quiet_from: str | None = None,
        quiet_until: str | None = None,
        zone: str | None = None,
        here: bool = False,  # noqa: FBT001, FBT002 - an option of the command
    ) -> None:
        """Be told when a phrase is said in a new episode."""
        user, server = interaction.user, server_of(interaction)
        quiet = alert_options.quiet_hours(
            quiet_from, quiet_until, zone, now=interaction.client.clock()
        )
        checked = await self.alerts.check(user.id, phrase, server=server)
        known = await self.alerts.of(user.id)
        thread = await alert_options.thread_for(interaction, known) if here else None
        alert = await self.alerts.add(
            user.id,
            checked,
            server=server,
            thread=thread,
            quiet_from=quiet.start,
            quiet_until=quiet.end,
            zone=quiet.zone,
            language=language_of(interaction, private=True),
        )
        await send_private(interaction, alerts.added(alert))

    @app_commands.command(name="list")
    async def list_alerts(self, interaction: discord.Interaction[Any]) -> None:
        """See your alerts, and remove some."""
        known = await self.alerts.known(interaction.user.id)
        server = server_of(interaction)
        await answer(interaction, lambda: alerts.listed(known, server=server), private=True)

    @app_commands.command()
    @app_commands.describe(phrase="The phrase of the alert")
    async def remove(self, interaction: discord.Interaction[Any], phrase: str) -> None:
        """Remove an alert."""
        user = interaction.user.id
        chosen = alert_options.chosen(await self.alerts.of(user), phrase)
        if chosen is None or not await self.alerts.remove(user, chosen.id):
            raise LibraryError(_("You have no such alert: `/alert list` shows them."))
        await send_private(interaction, alerts.removed(chosen.phrase))

    @remove.autocomplete("phrase")
    async def suggest_alerts(
        self, interaction: discord.Interaction[Any], current: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest the member's own alerts."""
        return alert_options.choices(await self.alerts.of(interaction.user.id), current)


async def setup(bot: PullquoteBot) -> None:
    """Add the commands to the bot."""
    if bot.members is not None:
        await bot.add_cog(AlertCommands(bot.members))
