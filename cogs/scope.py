"""Resolve the scope of a command: its server, show, dates, episode and speaker."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import discord

from bot.errors import NotFoundError
from bot.library import Library
from bot.models import Episode, Scope, Show
from bot.text.dates import parse_date
from bot.text.display import fold
from bot.translation import gettext as _
from bot.ui import errors
from bot.ui.responses import scope_of

_NUMBER = re.compile(r"(?:\w+ )?#?(\d{1,4})")


async def resolve_scope(
    library: Library,
    interaction: discord.Interaction[Any],
    *,
    episode: str | None = None,
    speaker: str | None = None,
    show: str | None = None,
    after: str | None = None,
    before: str | None = None,
) -> Scope:
    """Return the scope for the options as typed, without autocomplete.

    NotFoundError if the library is empty, or what one of them names is unknown.
    """
    scope = scope_of(interaction)
    episodes = await library.episodes(scope)
    if not episodes:
        raise NotFoundError(_(errors.EMPTY))
    if show is not None:
        scope = replace(scope, show=_show(show, shows_of(episodes)).slug)
        episodes = _left(scope, episodes)
    today = interaction.client.clock().date()
    if after is not None:
        scope = replace(scope, after=_boundary(after, episodes, today, later=True))
    if before is not None:
        scope = replace(scope, before=_boundary(before, episodes, today, later=False))
    left = _left(scope, episodes)
    if not left:
        raise NotFoundError(errors.no_episodes_then(episodes[-1].released, episodes[0].released))
    if episode is not None:
        left = (_episode(episode, left),)
        scope = replace(scope, episode=left[0].key)
    if speaker is None:
        return scope
    known = list(dict.fromkeys(name for one in left for name in one.speakers))
    matched = _speaker(speaker, known)
    if matched is None:
        similar = [one.name for one in await library.suggest("speaker", speaker, scope)]
        raise NotFoundError(errors.no_speaker(speaker, similar or known))
    return replace(scope, speaker=matched)


def shows_of(episodes: Iterable[Episode]) -> list[Show]:
    """Return the shows of episodes, sorted by title."""
    shows = {episode.show.slug: episode.show for episode in episodes}
    return sorted(shows.values(), key=lambda show: fold(show.title))


def _left(scope: Scope, episodes: Iterable[Episode]) -> tuple[Episode, ...]:
    return tuple(one for one in episodes if not scope.leaves_out(one))


def _show(named: str, shows: Sequence[Show]) -> Show:
    """Return the show with this slug or title, else the only one that has it in its title."""
    wanted, part = named.strip().casefold(), fold(named)
    for one in shows:
        if wanted == one.slug or (part and part == fold(one.title)):
            return one
    having = [one for one in shows if part and part in fold(one.title)]
    if len(having) == 1:
        return having[0]
    raise NotFoundError(errors.no_show(named, [one.title for one in shows]))


def _boundary(named: str, episodes: Sequence[Episode], today: date, *, later: bool) -> date:
    """Return the day that a date or an episode names; the day after an episode if `later`."""
    found = next((one for one in episodes if one.key == named), None)
    day = None if found else parse_date(named, today=today)
    if day is not None:
        return day
    found = found or _numbered(named, episodes) or _only_titled(named, episodes)
    if found is None:
        raise NotFoundError(errors.no_date(named))
    return found.released + timedelta(days=1) if later else found.released


def _numbered(named: str, episodes: Sequence[Episode]) -> Episode | None:
    """Return the newest episode with a number such as 40, #40 or episode 40."""
    number = _NUMBER.fullmatch(named.strip())
    wanted = int(number[1]) if number else None
    return next((one for one in episodes if one.number == wanted is not None), None)


def _only_titled(named: str, episodes: Sequence[Episode]) -> Episode | None:
    """Return the episode with this title, else the only one that has it in its title."""
    part = fold(named)
    having = [one for one in episodes if part and part in fold(one.title)]
    same = [one for one in having if fold(one.title) == part]
    return next(iter(same or having), None) if same or len(having) == 1 else None


def _episode(named: str, episodes: Sequence[Episode]) -> Episode:
    """Return the episode with this key or title, else the only one that has it in its title."""
    wanted = named.strip().casefold()
    for one in episodes:
        if wanted in {one.key.casefold(), one.title.casefold()}:
            return one
    found = _only_titled(named, episodes)
    if found is None:
        raise NotFoundError(errors.no_episode(named, episodes))
    return found


def _speaker(named: str, known: Sequence[str]) -> str | None:
    """Return the speaker with this name, exactly or else folded; None if there is none."""
    same_folded = [one for one in known if fold(one) == fold(named)] if fold(named) else []
    return named if named in known else next(iter(same_folded), None)
