"""Resolve the scope of a command: its server, episode and speaker."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import discord

from bot.errors import NotFoundError
from bot.library import Library
from bot.models import Episode, Scope
from bot.text.display import fold
from bot.ui import errors
from bot.ui.responses import scope_of


async def resolve_scope(
    library: Library,
    interaction: discord.Interaction[Any],
    *,
    episode: str | None,
    speaker: str | None = None,
) -> Scope:
    """Return the scope for the episode and speaker as typed, without autocomplete.

    NotFoundError if the library is empty, or the episode or speaker is unknown.
    """
    episodes = await library.episodes(scope_of(interaction))
    if not episodes:
        raise NotFoundError(errors.EMPTY)
    if episode is not None:
        episodes = (_episode(episode, episodes),)
    scope = scope_of(interaction, episode=episodes[0].key if episode is not None else None)
    if speaker is None:
        return scope
    known = list(dict.fromkeys(name for one in episodes for name in one.speakers))
    matched = _speaker(speaker, known)
    if matched is None:
        similar = [one.name for one in await library.suggest("speaker", speaker, scope)]
        raise NotFoundError(errors.no_speaker(speaker, similar or known))
    return replace(scope, speaker=matched)


def _episode(named: str, episodes: Sequence[Episode]) -> Episode:
    """Return the episode with this key or title, else the only one that has it in its title."""
    wanted = named.strip().casefold()
    for one in episodes:
        if wanted in {one.key.casefold(), one.title.casefold()}:
            return one
    part = fold(named)
    having = [one for one in episodes if part and part in fold(one.title)]
    if len(having) == 1:
        return having[0]
    raise NotFoundError(errors.no_episode(named, episodes))


def _speaker(named: str, known: Sequence[str]) -> str | None:
    """Return the speaker with this name, exactly or else folded; None if there is none."""
    same_folded = [one for one in known if fold(one) == fold(named)] if fold(named) else []
    return named if named in known else next(iter(same_folded), None)
