"""Autocomplete for the options of the slash commands."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import discord
from discord.app_commands import Choice

from bot.daily import time_parsing, timezones
from bot.errors import LibraryError, TooOftenError
from bot.models import Show, Suggestion
from bot.text.dates import parse_date
from bot.text.display import fold
from bot.translation import format_weekday
from bot.translation import gettext as _
from bot.ui import autocomplete, clean_query, custom_ids, dates, resolved_channels, schedule
from bot.ui.managers import manages
from bot.ui.responses import scope_of
from cogs import schedule_options
from cogs.manager_access import forum_tags
from cogs.scope import shows_of

_Interaction = discord.Interaction[Any]


async def suggest_lines(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Suggest lines that match the words typed so far."""
    return await _suggest(interaction, "quote.words", clean_query.clean_query(current))


async def suggest_subjects(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Suggest subjects, except those too long for a custom id."""
    suggestions = await _suggest(interaction, "topic.name", clean_query.clean_query(current))
    return [choice for choice in suggestions if len(choice.value) <= custom_ids.SUBJECT]


async def suggest_speakers(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Suggest speakers that the server may see."""
    return await _suggest(interaction, "speaker", current)


async def suggest_episodes(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Suggest episodes that the server may see."""
    return await _suggest(interaction, "episode", current)


async def suggest_timezones(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Suggest time zones by their cities."""
    return autocomplete.to_choices(timezones.suggest_zones(current, now=interaction.client.clock()))


async def suggest_days(_interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Suggest the days that were typed, or the usual choices if they cannot be read."""
    try:
        days = time_parsing.parse_days_of_week(current)
    except LibraryError:
        return autocomplete.to_choices(
            replace(one, name=_(one.name)) for one in schedule.DAY_CHOICES
        )
    return autocomplete.to_choices([Suggestion(schedule.weekdays(days), current.strip())])


async def suggest_shows(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Suggest the shows that the server may see."""
    shows = [Suggestion(show.title, show.slug) for show in await visible_shows(interaction)]
    suggestions = [Suggestion(_("All shows"), schedule.ALL_SHOWS), *shows]
    return _matching(suggestions, current)


async def suggest_searched_shows(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Suggest the shows that the server may see, to search one of them."""
    shows = await visible_shows(interaction)
    return _matching((Suggestion(show.title, show.slug) for show in shows), current)


async def suggest_dates(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Suggest the day that was typed, or usual ones, and then episodes, which stand for theirs."""
    today = interaction.client.clock().date()
    day = parse_date(current, today=today)
    typed = [dates.suggestion(day, current)] if day else []
    usual = [] if current.strip() else dates.usual(today)
    return [
        *autocomplete.to_choices([*typed, *usual]),
        *await _suggest(interaction, "episode", current),
    ][: autocomplete.MAX_CHOICES]


async def suggest_digest_days(_interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Suggest the days of the week, and off."""
    days = [Suggestion(format_weekday(day), time_parsing.DAY_NAMES[day]) for day in range(7)]
    return _matching([*days, Suggestion(_("No digest"), schedule_options.OFF)], current)


async def suggest_tags(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Suggest the tags of the chosen forum, to managers only."""
    channel, guild = resolved_channels.option_of(interaction, "channel"), interaction.guild
    if not manages(interaction) or channel is None or guild is None:
        return []
    tags = [Suggestion(name, name) for name in forum_tags(guild, channel).named]
    return _matching([*tags, Suggestion(_("No tag"), schedule_options.NONE)], current)


async def suggest_upcoming_days(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Suggest the coming days with their highlights, to managers only."""
    if not manages(interaction):
        return []
    daily, server = interaction.client.daily, interaction.guild_id
    if await daily.get(server) is None:
        return []
    days = [schedule.day_suggestion(upcoming) for upcoming in await daily.preview(server)]
    return _matching(days, current)


async def visible_shows(interaction: _Interaction) -> list[Show]:
    """Return the shows that the server may see, sorted by title."""
    return shows_of(await interaction.client.library.episodes(scope_of(interaction)))


def _matching(suggestions: Iterable[Suggestion], current: str) -> list[Choice[str]]:
    """Return choices for the suggestions whose names contain the text typed so far."""
    folded = fold(current)
    return autocomplete.to_choices(one for one in suggestions if folded in fold(one.name))


async def _suggest(interaction: _Interaction, option: str, current: str) -> list[Choice[str]]:
    library, scope = interaction.client.library, scope_of(interaction)
    chosen = getattr(interaction.namespace, "show", None)
    if chosen and chosen in {show.slug for show in await visible_shows(interaction)}:
        scope = replace(scope, show=chosen)
    try:
        return autocomplete.to_choices(await library.suggest(option, current, scope))
    except TooOftenError:  # the members of the server type faster than can be answered
        return []
