"""Where a command looks: for whose server, in the episode and by the speaker that are named."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import discord

from bot.errors import NotFoundError
from bot.library import Library
from bot.models import Episode, Scope
from bot.text.display import fold
from bot.ui import errors
from bot.ui.responses import scope


async def within(
    library: Library,
    interaction: discord.Interaction[Any],
    *,
    episode: str | None,
    speaker: str | None = None,
) -> Scope:
    """Find what is named by its key or name, also as somebody types it who ignores the list."""
    episodes = await library.episodes(scope(interaction))
    if not episodes:
        raise NotFoundError(errors.EMPTY)
    if episode is not None:
        episodes = (_episode(episode, episodes),)
    place = scope(interaction, episode=episodes[0].key if episode is not None else None)
    if speaker is None:
        return place
    known = list(dict.fromkeys(name for one in episodes for name in one.speakers))
    meant = _speaker(speaker, known)
    if meant is None:
        near = [one.name for one in await library.suggest("speaker", speaker, place)]
        raise NotFoundError(errors.no_speaker(speaker, near or known))
    return replace(place, speaker=meant)


def _episode(named: str, episodes: Sequence[Episode]) -> Episode:
    """Find the episode by its key, or by its title."""
    typed = named.strip().casefold()
    for one in episodes:
        if typed in {one.key.casefold(), one.title.casefold()}:
            return one
    raise NotFoundError(errors.no_episode(named, episodes))


def _speaker(named: str, known: Sequence[str]) -> str | None:
    """Find the speaker who is written so, or so but for case, accents and punctuation."""
    alike = [one for one in known if fold(one) == fold(named)] if fold(named) else []
    return named if named in known else next(iter(alike), None)
