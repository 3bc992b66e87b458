"""On whose behalf something of the library is seen and changed: a server's, or the operator's."""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import Final

from bot.models import Episode


class Operator(Enum):
    """The operator, who may change everything; a value that no server's id can be."""

    OPERATOR = "operator"


OPERATOR: Final = Operator.OPERATOR

Owner = int | Operator
"""On whose behalf something is changed: a server's, by its id, or the operator's."""


def to_stored(server: Owner) -> int | None:
    """Return the server as the store names it: None is the operator."""
    return None if isinstance(server, Operator) else server


def may_change(episode: Episode, server: Owner) -> bool:
    """Return whether an episode is of a show of the owner's."""
    return isinstance(server, Operator) or episode.show.server == server


def visible_episodes(
    episodes: Iterable[Episode], server: Owner, *, now: datetime
) -> tuple[Episode, ...]:
    """Return those that a server may see and manage; the operator sees everything."""
    if isinstance(server, Operator):
        return tuple(episodes)
    return tuple(
        one
        for one in episodes
        if one.show.server == server
        or (one.show.server is None and not (one.embargo and one.embargo > now))
    )
