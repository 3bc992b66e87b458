"""What the options of the commands offer while a member types."""

from typing import Any

import discord
from discord.app_commands import Choice

from bot.daily import time_parsing, timezones
from bot.errors import LibraryError
from bot.models import Show, Suggestion
from bot.text.display import fold
from bot.ui import autocomplete, clean_query, custom_ids, schedule
from bot.ui.responses import scope
from cogs.manager_access import manages

_Interaction = discord.Interaction[Any]


async def words(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Offer lines that go on as typed, of the episode if one is chosen."""
    return await _offer(interaction, "quote.words", clean_query.plain(current))


async def subjects(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Offer the subjects there are, without those too long to be carried by a button."""
    offered = await _offer(interaction, "topic.name", clean_query.plain(current))
    return [choice for choice in offered if len(choice.value) <= custom_ids.SUBJECT]


async def speakers(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Offer the people who are known to speak."""
    return await _offer(interaction, "speaker", current)


async def episodes(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Offer the episodes there are."""
    return await _offer(interaction, "episode", current)


async def places_in_time(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Offer time zones by their cities."""
    return autocomplete.choices(timezones.zone_choices(current, now=interaction.client.clock()))


async def days(_interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Offer the usual days of the week, and what is typed where it can be read."""
    try:
        read = time_parsing.days_of_week(current)
    except LibraryError:
        return autocomplete.choices(schedule.DAY_CHOICES)
    return autocomplete.choices([Suggestion(schedule.days(read), current.strip())])


async def shows(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Offer the shows that the server may see."""
    begun = fold(current)
    named = [Suggestion(show.title, show.slug) for show in await visible_shows(interaction)]
    every = Suggestion("All shows", schedule.ALL_SHOWS)
    return autocomplete.choices(one for one in (every, *named) if begun in fold(one.name))


async def coming_days(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Offer the coming days with what is to be posted, to managers only."""
    if not manages(interaction):
        return []
    daily, server = interaction.client.daily, interaction.guild_id
    if await daily.get(server) is None:
        return []
    offered = [schedule.day_choice(one) for one in await daily.preview(server)]
    return autocomplete.choices(one for one in offered if fold(current) in fold(one.name))


async def visible_shows(interaction: _Interaction) -> list[Show]:
    """List the shows that the server may see, by title."""
    episodes = await interaction.client.library.episodes(scope(interaction))
    known = {episode.show.slug: episode.show for episode in episodes}
    return sorted(known.values(), key=lambda show: fold(show.title))


async def _offer(interaction: _Interaction, option: str, current: str) -> list[Choice[str]]:
    library = interaction.client.library
    return autocomplete.choices(await library.suggest(option, current, scope(interaction)))
