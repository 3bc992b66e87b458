"""Decide what the index must write and delete to have what a snapshot shows; pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.library.snapshot import Snapshot
from bot.models import Episode
from bot.store import Change

BATCH = 20
"""Episodes that are indexed in one transaction because they have changed, or were released."""


@dataclass(frozen=True, slots=True)
class DueEpisodes:
    """What to write in one transaction, named as for `Index.apply`.

    Then the index has all changes up to `version`. `are_last` says whether it has all then.
    """

    upserted: Sequence[Episode]
    described: Sequence[Episode]
    removed: Sequence[str]
    withheld: frozenset[str]
    version: int
    are_last: bool


def due_episodes(
    changes: Sequence[Change],
    snapshot: Snapshot,
    *,
    known: int,
    present: Collection[str],
    under_embargo: frozenset[str],
) -> DueEpisodes:
    """Return what is due next for an index that has the episodes `present`, up to version `known`.

    Beside the changes after that, these are the episodes whose embargo has ended since, and those
    that are under embargo again because the clock was set back.
    """
    batch = _next_changes(changes, known=known, present=present)
    changed = {one.episode_id for one in batch if one.content > known}
    described = {one.episode_id for one in batch} - changed
    found = [one for change in batch if (one := snapshot.by_id(change.episode_id))]
    # Those that are only described anew and absent were under embargo.
    missing = described - under_embargo - frozenset(present)
    later = under_embargo.union(present, (one.episode_id for one in changes))
    released = [one for one in snapshot.embargoed if one.id not in later]
    return DueEpisodes(
        upserted=[
            *(one for one in found if one.id in changed or one.id in missing),
            *released[:BATCH],
        ],
        described=[one for one in found if one.id in described - under_embargo - missing],
        removed=[one.episode_id for one in batch if one.removed or one.episode_id in changed],
        withheld=under_embargo & changed.union(present),
        version=batch[-1].version if batch else known,
        are_last=len(batch) == len(changes) and len(released) <= BATCH,
    )


def _next_changes(
    changes: Sequence[Change], *, known: int, present: Collection[str]
) -> Sequence[Change]:
    """Return the first changes, with at most 20 episodes that are to be indexed.

    To describe an episode anew costs next to nothing.
    """
    number = 0
    for position, change in enumerate(changes):
        number += change.content > known or change.episode_id not in present
        if number > BATCH:
            return changes[:position]
    return changes
