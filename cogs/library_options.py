"""Parse and suggest the options of `/library`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import discord
from discord.app_commands import Choice

from bot import moments
from bot.curation import ShowCounts
from bot.errors import LibraryError
from bot.models import Show, Suggestion
from bot.text.display import fold
from bot.text.slugs import slug
from bot.translation import N_
from bot.translation import gettext as _
from bot.ui import autocomplete, text
from bot.ui.managers import manages

_Interaction = discord.Interaction[Any]

ALL, NONE = "all", "none"
NOT_OWN = N_(
    "This episode is public, so only the operator of this bot can change it; choose one of this "
    "server's own."
)
_LONGEST_VALUE = 100


@dataclass(frozen=True, slots=True)
class ChosenShow:
    """The slug and the title of the show of a new episode."""

    slug: str
    title: str


def choose_show(named: str | None, own: Sequence[Show], *, server_name: str) -> ChosenShow:
    """Return the show that is named by its slug or title, else the only one, else the server's."""
    if named is None:
        known = own[0] if len(own) == 1 else None
        title = server_name
    else:
        title = text.plain(named)
        alike = (one for one in own if slug(title) == one.slug or fold(title) == fold(one.title))
        known = next((one for one in own if named in (one.slug, one.title)), next(alike, None))
    if known is not None:
        return ChosenShow(known.slug, known.title)
    return ChosenShow(slug(title) or "show", title)


def parse_date(text_: str | None) -> date | None:
    """Return a date like 2025-03-01; raise LibraryError for anything else."""
    if text_ is None:
        return None
    try:
        return date.fromisoformat(text_.strip())
    except ValueError:
        raise LibraryError(
            _("“{typed}” is no date: write it like 2025-03-01.").format(typed=text_[:40])
        ) from None


def parse_embargo(text_: str | None) -> datetime | None:
    """Return a moment like 2026-01-31 18:00 UTC; raise LibraryError for anything else."""
    if text_ is None or text_.strip().casefold() == NONE:
        return None
    written = text_.strip().removesuffix("UTC").removesuffix("utc").strip()
    try:
        moment = datetime.fromisoformat(written)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise LibraryError(
            _("“{typed}” is no moment: write it like 2026-01-31 18:00 UTC, or none.").format(
                typed=text_[:40]
            )
        ) from None


def parse_names(text_: str | None) -> tuple[str, ...] | None:
    """Return the names of a list with commas, None for none."""
    if text_ is None:
        return None
    return tuple(name for part in text_.split(",") if (name := " ".join(part.split())))


def parse_slugs(text_: str, listed: Iterable[ShowCounts]) -> tuple[str, ...]:
    """Return the slugs of the public shows that are named by slug or title; none means all."""
    public = [one.show for one in listed if one.show.server is None]
    if text_.strip().casefold() == ALL:
        return ()
    slugs: list[str] = []
    for part in filter(None, map(str.strip, text_.split(","))):
        found = [one.slug for one in public if fold(part) in (fold(one.slug), fold(one.title))]
        if not found:
            raise LibraryError(
                _("There is no public show “{name}”; choose from the list.").format(name=part[:80])
            )
        slugs += found
    return tuple(dict.fromkeys(slugs))


async def suggest_episodes(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Suggest episodes that the server can see, to managers only."""
    return await _episodes(interaction, current, own=False)


async def suggest_own_episodes(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Suggest the server's own episodes, to managers only."""
    return await _episodes(interaction, current, own=True)


async def suggest_shows(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Suggest the shows that the server can see, to managers only."""
    shows = await _shows(interaction)
    return _matching((Suggestion(one.show.title, one.show.slug) for one in shows), current)


async def suggest_own_shows(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Suggest the server's own shows, to managers only."""
    own = [one.show for one in await _shows(interaction) if one.own]
    return _matching((Suggestion(one.title, one.slug) for one in own), current)


async def suggest_public_shows(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Suggest public shows to add to the list that is typed, to managers only."""
    *chosen, last = [part.strip() for part in current.split(",")]
    public = [one.show for one in await _shows(interaction) if one.show.server is None]
    rest = [one for one in public if one.slug not in chosen]
    suggestions = [
        Suggestion(one.title, value)
        for one in rest
        if fold(last) in fold(one.title)
        and len(value := ", ".join([*chosen, one.slug])) <= _LONGEST_VALUE
    ]
    every = [] if chosen else [Suggestion(_("All shows"), ALL)]
    return autocomplete.to_choices([*every, *suggestions])


async def suggest_labels(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Suggest the speakers of the episode that is chosen, to managers only."""
    episode = interaction.namespace.episode
    if not manages(interaction) or not episode:
        return []
    try:
        shares = await interaction.client.curation.speakers(episode, server=interaction.guild_id)
    except LibraryError:
        return []
    names = (one.name for one in shares if one.name and len(one.name) <= _LONGEST_VALUE)
    return _matching((Suggestion(name, name) for name in names), current)


async def suggest_misheard(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Suggest the names that were added to the episode that is chosen, to managers only."""
    episode = interaction.namespace.episode
    if not manages(interaction) or not episode:
        return []
    try:
        names = await interaction.client.curation.names(episode, server=interaction.guild_id)
    except LibraryError:
        return []
    given = (one.misheard for one in names if one.given)
    return _matching((Suggestion(name, name) for name in given), current)


async def suggest_hidden(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Suggest the hidden lines of the server, to managers only."""
    if not manages(interaction):
        return []
    hidden = await interaction.client.curation.hidden(interaction.guild_id)
    lines = (Suggestion(text.label(one.display, text.CHOICE), one.quote) for one in hidden)
    return _matching(lines, current)


async def suggest_services(_interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Suggest the services whose links are known."""
    return _matching((Suggestion(name, name) for name in moments.SERVICES), current)


async def suggest_feeds(interaction: _Interaction, current: str) -> list[Choice[str]]:
    """Suggest the feeds that the server follows, to managers only."""
    feeds = interaction.client.feeds
    if not manages(interaction) or feeds is None:
        return []
    states = await feeds.feeds(server=interaction.guild_id)
    named = (one.feed for one in states if len(one.feed.address) <= _LONGEST_VALUE)
    return _matching((Suggestion(feed.title or feed.show, feed.address) for feed in named), current)


async def _episodes(interaction: _Interaction, current: str, *, own: bool) -> list[Choice[str]]:
    if not manages(interaction):
        return []
    server = interaction.guild_id
    episodes = await interaction.client.curation.episodes(server)
    shown = (one for one in episodes if not own or one.show.server == server)
    return _matching((Suggestion(one.title, one.key) for one in shown), current)


async def _shows(interaction: _Interaction) -> tuple[ShowCounts, ...]:
    if not manages(interaction):
        return ()
    return await interaction.client.curation.shows(interaction.guild_id)


def _matching(suggestions: Iterable[Suggestion], current: str) -> list[Choice[str]]:
    folded = fold(current)
    return autocomplete.to_choices(one for one in suggestions if folded in fold(one.name))
