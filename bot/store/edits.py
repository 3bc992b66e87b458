"""What managers change: their episodes and shows, without a new import."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from bot.models import (
    EpisodeEdits,
    EpisodeNames,
    HiddenQuote,
    NameCorrection,
    Removal,
    Show,
    ShowEdits,
)
from bot.store import descriptions, hidden, name_corrections, removals, shows, speakers
from bot.store.engine import Database


class Edits:
    """The changes of managers, each one transaction and one version of the library.

    A server can only change its own private shows and their episodes; None is the operator, who can
    change any. NotFoundError is raised for all others, as for those that do not exist.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def edit_episode(self, key: str, edits: EpisodeEdits, *, server: int | None) -> int:
        """Change what is said of an episode; later imports leave that alone."""
        return await self._database.write(descriptions.edit_episode, key, edits, server=server)

    async def hide(self, quote_id: str, *, server: int | None) -> str:
        """Hide a quote, given by its id or a retired one, from every read; return its id."""
        return await self._database.write(hidden.hide, quote_id, server=server)

    async def unhide(self, quote_id: str, *, server: int | None) -> int:
        """Show a hidden quote again; raise NotFoundError if it is not hidden."""
        return await self._database.write(hidden.unhide, quote_id, server=server)

    async def hidden_quotes(self, *, server: int | None) -> tuple[HiddenQuote, ...]:
        """List the hidden quotes that a server may show again."""
        return await self._database.read(hidden.hidden_quotes, server=server)

    async def remove(self, key: str, *, server: int | None, at: datetime) -> Removal:
        """Remove an episode so that it can be restored for ten minutes."""
        return await self._database.write(removals.remove, key, server=server, at=at)

    async def restore(self, key: str, *, server: int | None, at: datetime) -> Removal:
        """Restore an episode that was removed less than ten minutes ago, with all its ids."""
        return await self._database.write(removals.restore, key, server=server, at=at)

    async def removals(self, *, server: int | None) -> tuple[Removal, ...]:
        """List the removed episodes that are not purged yet, the latest first."""
        return await self._database.read(removals.removals, server=server)

    async def purge(self, *, at: datetime) -> int:
        """Delete the removed episodes that cannot be restored any more; return how many."""
        purged = 0
        while await self._database.read(removals.due_removals, at=at):
            purged += await self._database.write(removals.purge, at=at)
        return purged

    async def name_in_episode(
        self, key: str, names: Mapping[str, str | None], *, server: int | None
    ) -> int:
        """Give names to labels of an episode, or take them back (None)."""
        return await self._database.write(speakers.name_in_episode, key, names, server=server)

    async def name_in_show(
        self, slug: str, names: Mapping[str, str | None], *, server: int | None
    ) -> int:
        """Give names to labels in all episodes of a show, or take them back (None)."""
        return await self._database.write(speakers.name_in_show, slug, names, server=server)

    async def label_quote(self, quote_id: str, label: str | None, *, server: int | None) -> int:
        """Give a single quote the label of another speaker, or take it back (None)."""
        return await self._database.write(speakers.label_quote, quote_id, label, server=server)

    async def reset_episode_names(self, key: str, *, server: int | None) -> int:
        """Take back all names that were given in one episode."""
        return await self._database.write(speakers.reset_episode, key, server=server)

    async def reset_show_names(self, slug: str, *, server: int | None) -> int:
        """Take back all names that were given in all of a show."""
        return await self._database.write(speakers.reset_show, slug, server=server)

    async def names(self, key: str, *, server: int | None) -> EpisodeNames:
        """Return the name corrections of an episode that the server may see."""
        return await self._database.read(name_corrections.names, key, server=server)

    async def correct_name(self, key: str, name: NameCorrection, *, server: int | None) -> int:
        """Give an episode a name correction, over an older one of its misheard name."""
        return await self._database.write(name_corrections.correct, key, name, server=server)

    async def undo_name(self, key: str, misheard: str, *, server: int | None) -> NameCorrection:
        """Take back a name correction that people gave, and return it."""
        return await self._database.write(name_corrections.undo, key, misheard, server=server)

    async def edit_show(self, slug: str, edits: ShowEdits, *, server: int | None) -> int:
        """Change the settings of a show."""
        return await self._database.write(shows.edit_show, slug, edits, server=server)

    async def show(self, slug: str, *, server: int | None) -> Show:
        """Return a show that the server can change."""
        return await self._database.read(shows.show, slug, server=server)

    async def choose_shows(self, server: int, slugs: Collection[str]) -> int:
        """Let a server search only these public shows; all if there are none."""
        return await self._database.write(shows.choose, server, slugs)

    async def chosen_shows(self, server: int) -> frozenset[str]:
        """Return the slugs of the public shows that a server chose; none if it searches all."""
        return (await self._database.read(shows.chosen_shows)).get(server, frozenset())
