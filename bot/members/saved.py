"""The lines that members save: they see those that they may see where they ask."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.errors import LibraryError, NotFoundError
from bot.library import Library
from bot.members.export import saved_as_json, saved_as_markdown
from bot.models import Hit
from bot.store import MemberTable
from bot.translation import format_number
from bot.translation import gettext as _

MOST_SAVED: Final = 1_000
"""Lines that a member can save."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """Some saved lines, the newest first; `first` is the number of the first, from 0.

    `total` counts those that the member may see here, and `hidden` those that they saved elsewhere
    or that are gone.
    """

    hits: tuple[Hit, ...]
    first: int
    total: int
    hidden: int


@dataclass(frozen=True, slots=True)
class SavedExport:
    """All saved lines that a member may see here, as two files, and how many are in neither."""

    json: str
    markdown: str
    hidden: int


class Saved:
    """The saved lines of members."""

    def __init__(
        self, library: Library, table: MemberTable, *, clock: Callable[[], datetime]
    ) -> None:
        self._library = library
        self._table = table
        self._clock = clock

    async def save(self, user: int, quote_id: str, *, server: int | None) -> bool:
        """Save a quote; return False if it was saved already.

        Raises NotFoundError if the member may not see it here, LibraryError if they have too many.
        """
        if not await self._library.visible([quote_id], server=server):
            raise NotFoundError(_("This line is not there any more: look it up again."))
        if await self._table.count_saved(user) >= MOST_SAVED:
            raise LibraryError(
                _(
                    "You have saved {number} lines, and there is no room for more: "
                    "delete some with /saved list."
                ).format(number=format_number(MOST_SAVED))
            )
        return await self._table.save(user, quote_id, server=server, at=self._clock())

    async def unsave(self, user: int, quote_id: str) -> bool:
        """Delete a saved line; return whether it was saved."""
        return await self._table.unsave(user, quote_id)

    async def page(
        self, user: int, *, server: int | None, first: int = 0, limit: int = 5
    ) -> SavedPage:
        """Return some saved lines from a number on, or the last ones if there are not so many."""
        saved = await self._table.saved_by(user)
        seen = await self._library.visible([one.quote for one in saved], server=server)
        last = max(0, len(seen) - 1) // limit * limit
        first = max(0, min(first, last))
        hits = await self._library.hits(seen[first : first + limit], server=server)
        return SavedPage(
            tuple(hit for hit in hits if hit), first, len(seen), len(saved) - len(seen)
        )

    async def export(self, user: int, *, server: int | None) -> SavedExport:
        """Write the saved lines that a member may see here, verbatim, with their sources."""
        saved = await self._table.saved_by(user)
        found = await self._library.hits([one.quote for one in saved], server=server)
        lines = [(one, hit) for one, hit in zip(saved, found, strict=True) if hit]
        return SavedExport(
            saved_as_json(lines), saved_as_markdown(lines), hidden=len(saved) - len(lines)
        )

    async def clear(self, user: int) -> int:
        """Delete all lines that a member saved; return how many."""
        return await self._table.clear_saved(user)
