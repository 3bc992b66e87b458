"""Read whole episodes as the members of a server see them, from the store alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.errors import LibraryError
from bot.library.right_names import mark_chapter, mark_excerpt, mark_quote
from bot.library.snapshot import Snapshot
from bot.models import Content, Episode, Quote, Scope
from bot.store import Store
from bot.text.name_marks import mark_names, right_name

_CHANGED = "The library has changed while it was read. Start again."


class EpisodeReader:
    """Reads the episodes that a server may see, all in the state of one version of the store.

    Without a server, those are the public ones. `episodes` are the newest first. What is hidden,
    removed or under embargo is left out, and misheard names are displayed as they are right.
    """

    def __init__(
        self, store: Store, snapshot: Snapshot, *, server: int | None, now: datetime
    ) -> None:
        self._store = store
        self._snapshot = snapshot
        visible = snapshot.visible(snapshot.hide(Scope(server=server), now=now))
        self.episodes = tuple(sorted(visible, key=_recency, reverse=True))
        self._ids = frozenset(episode.id for episode in visible)

    async def content(self, episode: Episode) -> Content:
        """Read an episode as members see it; raise LibraryError if it has changed since.

        Speakers have the names that people gave them, which makes them sure.
        """
        found = await self._store.content_at(episode.id, version=self._snapshot.version)
        if found is None or episode.id not in self._ids:
            raise LibraryError(_CHANGED)
        given = {one.label: one.name for one in episode.names}
        return _marked(replace(found, quotes=tuple(_named(one, given) for one in found.quotes)))

    async def retired(self, episode: Episode) -> Mapping[str, str]:
        """Map the retired ids of an episode's quotes to the ids that they lead to now."""
        return await self._store.retired(episode.id)

    async def check(self) -> None:
        """Raise LibraryError if one of the episodes has changed since they were listed."""
        changes = await self._store.changes(self._snapshot.version)
        if any(change.episode_id in self._ids for change in changes):
            raise LibraryError(_CHANGED)


async def open_reader(store: Store, *, server: int | None, now: datetime) -> EpisodeReader:
    """Return a reader of the store's current version."""
    update = await store.snapshot_update(since=0)
    return EpisodeReader(store, Snapshot().advance(update), server=server, now=now)


def _named(quote: Quote, given: Mapping[str, str]) -> Quote:
    name = given.get(quote.speaker or "")
    return replace(quote, speaker=name, sure=True) if name else quote


def _marked(content: Content) -> Content:
    names = content.names
    if not names:
        return content
    return replace(
        content,
        quotes=tuple(mark_quote(one, names) for one in content.quotes),
        chapters=tuple(mark_chapter(one, names) for one in content.chapters),
        topics=tuple(replace(one, name=right_name(one.name, names)) for one in content.topics),
        highlights=tuple(
            replace(one, display=mark_names(one.display, names)) for one in content.highlights
        ),
        summary=tuple(mark_excerpt(one, names) for one in content.summary),
    )


def _recency(episode: Episode) -> tuple[object, ...]:
    return episode.released, episode.number or 0, episode.title, episode.id
