"""The episodes and outlines of one version of the store: immutable, replaced as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.models import Episode, Hit, Match, Outline, Scope
from bot.store import SnapshotUpdate


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Every episode and its outline at one version of the store; -1 is before the first read.

    `outlines` are keyed by episode id. `removed` are the ids of removed episodes that the index
    may still have.
    """

    version: int = -1
    episodes: tuple[Episode, ...] = ()
    outlines: Mapping[str, Outline] = field(default_factory=dict[str, Outline])
    removed: frozenset[str] = frozenset()
    _by_key: Mapping[str, Episode] = field(default_factory=dict[str, Episode])
    _by_server: Mapping[int | None, tuple[Episode, ...]] = field(
        default_factory=dict[int | None, tuple[Episode, ...]]
    )
    _embargoed: tuple[Episode, ...] = ()

    def advance(self, update: SnapshotUpdate) -> Snapshot:
        """Return the snapshot of a later version, given the changes since this one."""
        present = {one.id for one in update.episodes}
        outlines = {**self.outlines, **update.outlines}
        by_server: dict[int | None, tuple[Episode, ...]] = {}
        for one in update.episodes:
            server = one.show.server
            by_server[server] = (*by_server.get(server, ()), one)
        return Snapshot(
            version=update.version,
            episodes=update.episodes,
            outlines={known: one for known, one in outlines.items() if known in present},
            removed=(self.removed | update.removed) - present,
            _by_key={one.key: one for one in update.episodes},
            _by_server=by_server,
            _embargoed=tuple(one for one in update.episodes if one.embargo),
        )

    def hide(self, scope: Scope, *, now: datetime) -> Scope:
        """Return the scope without the episodes that are under embargo or removed."""
        embargoed = (one.id for one in self._embargoed if one.embargo and one.embargo > now)
        return replace(scope, hidden=scope.hidden.union(embargoed, self.removed))

    def visible(self, scope: Scope) -> tuple[Episode, ...]:
        """Return the episodes of a scope: the public ones, then the server's own."""
        servers = dict.fromkeys((None, scope.server))
        known = (one for server in servers for one in self._by_server.get(server, ()))
        return tuple(one for one in known if _is_visible(scope, one))

    def hits(self, matches: Sequence[Match], scope: Scope) -> tuple[Hit, ...]:
        """Return the matches that the scope sees, each with its episode and chapter."""
        known = [(match, self._by_key.get(match.episode)) for match in matches]
        visible = [(match, one) for match, one in known if one and _is_visible(scope, one)]
        outlines = [self.outlines[episode.id] for _, episode in visible]
        chapters = [
            outline.chapter(match.start)
            for (match, _), outline in zip(visible, outlines, strict=True)
        ]
        return tuple(
            Hit(
                match=match,
                episode=episode,
                chapter=None if chapter is None else outline.titles[chapter],
                progress=match.start / max(1, episode.length),
            )
            for (match, episode), outline, chapter in zip(visible, outlines, chapters, strict=True)
        )


def _is_visible(scope: Scope, episode: Episode) -> bool:
    return (
        episode.show.server in {None, scope.server}
        and episode.id not in scope.hidden
        and scope.episode in {None, episode.key}
    )
