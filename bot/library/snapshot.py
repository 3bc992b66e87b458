"""The episodes and outlines of one version of the store: immutable, replaced as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.models import Episode, Hit, Match, Outline, Scope, Span
from bot.store import SnapshotUpdate


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Every episode and its outline at one version of the store; -1 is before the first read.

    `outlines` are keyed by episode id. `removed` are the ids of removed episodes that the index
    may still have, and `unindexed` those of episodes with quotes that were hidden since.
    `embargoed` are the episodes with an embargo, also with one that has ended.
    """

    version: int = -1
    episodes: tuple[Episode, ...] = ()
    outlines: Mapping[str, Outline] = field(default_factory=dict[str, Outline])
    removed: frozenset[str] = frozenset()
    unindexed: frozenset[str] = frozenset()
    embargoed: tuple[Episode, ...] = ()
    _by_id: Mapping[str, Episode] = field(default_factory=dict[str, Episode])
    _by_key: Mapping[str, Episode] = field(default_factory=dict[str, Episode])
    _by_server: Mapping[int | None, tuple[Episode, ...]] = field(
        default_factory=dict[int | None, tuple[Episode, ...]]
    )
    _spoilers: frozenset[str] = frozenset()
    _not_chosen: Mapping[int, frozenset[str]] = field(default_factory=dict[int, frozenset[str]])

    def advance(self, update: SnapshotUpdate) -> Snapshot:
        """Return the snapshot of a later version, given the changes since this one."""
        present = {one.id for one in update.episodes}
        # An outline that is the same stays the same object: others keep what they made of it.
        changed = {
            known: one for known, one in update.outlines.items() if one != self.outlines.get(known)
        }
        outlines = {**self.outlines, **changed}
        hiding = {known for known, one in changed.items() if self._hides_less_than(one, known)}
        by_server: dict[int | None, list[Episode]] = {}
        for one in update.episodes:
            by_server.setdefault(one.show.server, []).append(one)
        return Snapshot(
            version=update.version,
            episodes=update.episodes,
            outlines={known: one for known, one in outlines.items() if known in present},
            removed=(self.removed | update.removed) - present,
            unindexed=(self.unindexed | hiding) & present,
            embargoed=tuple(one for one in update.episodes if one.embargo),
            _by_id={one.id: one for one in update.episodes},
            _by_key={one.key: one for one in update.episodes},
            _by_server={server: tuple(episodes) for server, episodes in by_server.items()},
            _spoilers=frozenset(one.id for one in update.episodes if one.spoiler),
            _not_chosen={
                server: frozenset(
                    one.id for one in by_server.get(None, ()) if one.show.slug not in slugs
                )
                for server, slugs in update.chosen.items()
            },
        )

    def by_id(self, episode_id: str) -> Episode | None:
        """Return an episode of any server; None if there is none."""
        return self._by_id.get(episode_id)

    def under_embargo(self, now: datetime) -> frozenset[str]:
        """Return the ids of the episodes that nobody may see yet."""
        return frozenset(one.id for one in self.embargoed if one.embargo and one.embargo > now)

    @property
    def is_ahead(self) -> bool:
        """Return whether the index may have what this snapshot has not."""
        return bool(self.removed or self.unindexed)

    def indexed(self) -> Snapshot:
        """Return the snapshot once the index has the same version."""
        return replace(self, removed=frozenset(), unindexed=frozenset())

    def hide(self, scope: Scope, *, now: datetime) -> Scope:
        """Return the scope without the episodes that it may not see.

        Those are under embargo, removed, of a public show that the server did not choose, or of
        another show or date than it asks for.
        """
        not_chosen = frozenset[str]()
        if scope.server is not None:
            not_chosen = self._not_chosen.get(scope.server, not_chosen)
        left_out = frozenset[str]()
        if scope.is_narrowed:
            left_out = frozenset(one.id for one in self.episodes if scope.leaves_out(one))
        return replace(
            scope,
            hidden=scope.hidden.union(self.under_embargo(now), self.removed, not_chosen, left_out),
        )

    def hide_from_suggestions(self, scope: Scope, option: str) -> Scope:
        """Return the scope without the episodes of which a suggestion would give too much away.

        A suggestion has only words: it cannot be compared with hidden quotes, nor be a spoiler.
        """
        covered = option in {"quote.words", "chapter"}
        spoilers = self._spoilers if covered else frozenset[str]()
        return replace(scope, hidden=scope.hidden.union(spoilers, self.unindexed))

    def _hides_less_than(self, outline: Outline, episode_id: str) -> bool:
        known = self.outlines.get(episode_id)
        return known is not None and not set(outline.hidden).issubset(known.hidden)

    def visible(self, scope: Scope) -> tuple[Episode, ...]:
        """Return the episodes of a scope: the public ones, then the server's own."""
        servers = dict.fromkeys((None, scope.server))
        known = (one for server in servers for one in self._by_server.get(server, ()))
        return tuple(one for one in known if _is_visible(scope, one))

    def hits(self, matches: Sequence[Match], scope: Scope) -> tuple[Hit, ...]:
        """Return the matches that the scope sees, each with its episode and chapter."""
        known = [(match, self._by_key.get(match.episode)) for match in matches]
        visible = [
            (match, one)
            for match, one in known
            if one and _is_visible(scope, one) and not self._is_hidden(match, one)
        ]
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

    def sees(self, scope: Scope, episode_id: str, *, key: str, span: Span) -> bool:
        """Return whether a scope sees a range of an episode, which must still have that key."""
        one = self._by_key.get(key)
        if one is None or one.id != episode_id or not _is_visible(scope, one):
            return False
        return not any(
            hidden.overlaps(span.start, span.end) for hidden in self.outlines[one.id].hidden
        )

    def _is_hidden(self, match: Match, episode: Episode) -> bool:
        """Return whether a match overlaps a hidden quote, which the index may still have."""
        hidden = self.outlines[episode.id].hidden
        return any(span.overlaps(match.start, match.end) for span in hidden)


def _is_visible(scope: Scope, episode: Episode) -> bool:
    return (
        episode.show.server in {None, scope.server}
        and episode.id not in scope.hidden
        and not scope.leaves_out(episode)
        and scope.episode in {None, episode.key}
    )
