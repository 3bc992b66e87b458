"""Turn the options of `/alert` into quiet hours, a thread and an alert."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import discord
from discord.app_commands import Choice

from bot.daily import time_parsing
from bot.daily.timezones import parse_zone
from bot.errors import LibraryError
from bot.models import Suggestion
from bot.records import Alert
from bot.text.display import fold
from bot.translation import gettext as _
from bot.ui import autocomplete, text
from bot.ui.responses import server_of

_NAME = 60


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local times between which a member is not told, None for never."""

    start: time | None = None
    end: time | None = None
    zone: str = "UTC"


def quiet_hours(
    start: str | None, end: str | None, zone: str | None, *, now: datetime
) -> QuietHours:
    """Return the quiet hours of options; LibraryError if one of the three is missing or wrong."""
    if start is None and end is None:
        return QuietHours()
    if start is None or end is None or zone is None:
        raise LibraryError(
            _("Quiet hours need all three options: `quiet_from`, `quiet_until` and `zone`.")
        )
    first, last = map(time_parsing.parse_time_of_day, (start, end))
    return QuietHours(first, last, parse_zone(zone, now=now))


def chosen(known: Iterable[Alert], phrase: str) -> Alert | None:
    """Return the alert that was chosen from the list, or typed; None if there is none."""
    return next((one for one in known if phrase == str(one.id)), None) or next(
        (one for one in known if fold(one.phrase) == fold(phrase)), None
    )


def choices(known: Iterable[Alert], current: str) -> list[Choice[str]]:
    """Return choices for the alerts whose phrases contain the text typed so far."""
    wanted = fold(current)
    return autocomplete.to_choices(
        Suggestion(one.phrase, str(one.id)) for one in known if wanted in fold(one.phrase)
    )


async def thread_for(interaction: discord.Interaction[Any], known: Iterable[Alert]) -> int:
    """Return the thread for a member's alerts: the current one, theirs below it, or a new one.

    Raises LibraryError where there can be none, or a right is missing.
    """
    channel = interaction.channel
    server = server_of(interaction)  # None where only the member has installed the bot
    if server is None or not isinstance(channel, discord.Thread | discord.TextChannel):
        raise LibraryError(
            _("There can be no thread here: use a text channel of a server, or leave `here` out.")
        )
    if isinstance(channel, discord.Thread):
        if not interaction.app_permissions.send_messages_in_threads:
            raise LibraryError(_("The bot may not write in this thread: have a manager allow it."))
        if not interaction.permissions.send_messages_in_threads:
            raise LibraryError(_("You may not write in this thread: use another one."))
        return channel.id
    mine = {one.thread for one in known if one.server == server}
    existing = next((one for one in channel.threads if one.id in mine), None)
    return existing.id if existing else await _new_thread(interaction, channel)


async def _new_thread(interaction: discord.Interaction[Any], channel: discord.TextChannel) -> int:
    """Open a private thread with the member in it, a public one where only that is allowed."""
    theirs, ours = interaction.permissions, interaction.app_permissions
    private = theirs.create_private_threads and ours.create_private_threads
    public = theirs.create_public_threads and ours.create_public_threads
    if not (private or public) or not ours.send_messages_in_threads:
        raise LibraryError(
            _("You and the bot need the right to create threads here: leave `here` out instead.")
        )
    kind = discord.ChannelType.private_thread if private else discord.ChannelType.public_thread
    name = _("Alerts of {member}").format(member=text.label(interaction.user.display_name, _NAME))
    made = await channel.create_thread(name=name, type=kind, invitable=False)
    await made.add_user(interaction.user)
    return made.id
