"""What the options of the commands offer while a member types."""

from typing import Any

import discord
from discord.app_commands import Choice

from bot.daily import time_parsing, timezones
from bot.errors import LibraryError
from bot.models import Show, Suggestion
from bot.text.display import fold
from bot.ui import autocomplete, clean_query, custom_ids, schedule
from bot.ui.responses import scope_of
from cogs.manager_access import manages

_Interaction = discord.Interaction[Any]


async def suggest_lines(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Offer lines that go on as typed, of the episode if one is chosen."""
    return await _suggest(interaction, "quote.words", clean_query.clean_query(current))


async def suggest_subjects(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Offer the subjects there are, without those too long to be carried by a button."""
    suggestions = await _suggest(interaction, "topic.name", clean_query.clean_query(current))
    return [choice for choice in suggestions if len(choice.value) <= custom_ids.SUBJECT]


async def suggest_speakers(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Offer the people who are known to speak."""
    return await _suggest(interaction, "speaker", current)


async def suggest_episodes(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Offer the episodes there are."""
    return await _suggest(interaction, "episode", current)


async def suggest_timezones(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Offer time zones by their cities."""
    return autocomplete.to_choices(timezones.suggest_zones(current, now=interaction.client.clock()))


async def suggest_days(_interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Offer the usual days of the week, and what is typed where it can be read."""
    try:
        read = time_parsing.parse_days_of_week(current)
    except LibraryError:
        return autocomplete.to_choices(schedule.DAY_CHOICES)
    return autocomplete.to_choices([Suggestion(schedule.weekdays(read), current.strip())])


async def suggest_shows(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Offer the shows that the server may see."""
    begun = fold(current)
    named = [Suggestion(show.title, show.slug) for show in await visible_shows(interaction)]
    every = Suggestion("All shows", schedule.ALL_SHOWS)
    return autocomplete.to_choices(one for one in (every, *named) if begun in fold(one.name))


async def suggest_upcoming_days(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Offer the coming days with what is to be posted, to managers only."""
    if not manages(interaction):
        return []
    daily, server = interaction.client.daily, interaction.guild_id
    if await daily.get(server) is None:
        return []
    suggestions = [schedule.day_suggestion(one) for one in await daily.preview(server)]
    return autocomplete.to_choices(one for one in suggestions if fold(current) in fold(one.name))


async def visible_shows(interaction: _Interaction) -> list[Show]:
    """List the shows that the server may see, by title."""
    episodes = await interaction.client.library.episodes(scope_of(interaction))
    known = {episode.show.slug: episode.show for episode in episodes}
    return sorted(known.values(), key=lambda show: fold(show.title))


async def _suggest(interaction: _Interaction, option: str, current: str) -> list[Choice[str]]:
    library = interaction.client.library
    return autocomplete.to_choices(await library.suggest(option, current, scope_of(interaction)))
