"""Where a command looks: for whose server, and in the episode that the member names."""

from typing import Any

import discord

from bot.errors import NotFoundError
from bot.library import Library
from bot.models import Scope
from bot.ui import errors
from bot.ui.asking import scope


async def within(
    library: Library,
    interaction: discord.Interaction[Any],
    *,
    episode: str | None,
    speaker: str | None = None,
) -> Scope:
    """Find the episode by its key, or by its title as somebody types it who ignores the list."""
    episodes = await library.episodes(scope(interaction))
    if not episodes:
        raise NotFoundError(errors.EMPTY)
    if episode is None:
        return scope(interaction, speaker=speaker)
    named = episode.strip().casefold()
    for one in episodes:
        if named in {one.key.casefold(), one.title.casefold()}:
            return scope(interaction, episode=one.key, speaker=speaker)
    raise NotFoundError(errors.no_episode(episode, episodes))
