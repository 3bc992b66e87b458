"""The votes of a server's members, and the lines and people that got most."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.errors import NotFoundError
from bot.library import Library
from bot.models import Hit
from bot.records import Finder, Period, VoteTally
from bot.store import Ledger, MemberTable
from bot.translation import gettext as _

LISTED: Final = 10
"""Lines or people that are listed at most, unless another number is asked for."""


@dataclass(frozen=True, slots=True)
class LovedLine:
    """A line with the votes that it got in a server."""

    hit: Hit
    votes: int


class Votes:
    """The votes of the members of servers; what one server votes for, no other sees."""

    def __init__(
        self,
        library: Library,
        table: MemberTable,
        ledger: Ledger,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._library = library
        self._table = table
        self._ledger = ledger
        self._clock = clock

    async def toggle(
        self, server: int, quote_id: str, *, user: int, finder: int | None = None
    ) -> VoteTally:
        """Give a member's vote to a line, or take it back; return the votes now.

        `finder` is who had asked for the line. Raises NotFoundError if it cannot be seen here.
        """
        if not await self._library.visible([quote_id], server=server):
            raise NotFoundError(_("This line is not there any more: look it up again."))
        return await self._table.toggle_vote(
            server, quote_id, user=user, finder=finder, at=self._clock()
        )

    async def counts(self, server: int, quote_ids: Collection[str]) -> Mapping[str, int]:
        """Map each of these ids to the votes of a server's members."""
        return await self._table.votes(server, quote_ids)

    async def loved(self, server: int) -> Mapping[str, int]:
        """Map the quotes that a server's members ever voted for to their votes."""
        return {one.quote: one.votes for one in await self._table.loved(server)}

    async def top(
        self, server: int, period: Period = "ever", *, limit: int = LISTED
    ) -> tuple[LovedLine, ...]:
        """List the lines with most votes in a period, without those that cannot be seen now."""
        loved = await self._table.loved(server, since=await self._since(server, period))
        votes = {one.quote: one.votes for one in loved}
        seen = (await self._library.visible(list(votes), server=server))[:limit]
        hits = await self._library.hits(seen, server=server)
        return tuple(
            LovedLine(hit, votes[quote]) for quote, hit in zip(seen, hits, strict=True) if hit
        )

    async def leaderboard(
        self, server: int, period: Period = "ever", *, limit: int = LISTED
    ) -> tuple[Finder, ...]:
        """List the members whose lines got most votes of others in a period.

        Only to be shown where the server's managers switched it on.
        """
        since = await self._since(server, period)
        return await self._table.finders(server, since=since, limit=limit)

    async def _since(self, server: int, period: Period) -> datetime | None:
        schedule = await self._ledger.get(server)
        return beginning(period, now=self._clock(), zone=schedule.zone if schedule else "UTC")


def beginning(period: Period, *, now: datetime, zone: str) -> datetime | None:
    """Return when this week or month began in a time zone; None for ever. Weeks begin on Monday."""
    if period == "ever":
        return None
    today = now.astimezone(ZoneInfo(zone)).date()
    first = today.replace(day=1) if period == "month" else today - timedelta(today.weekday())
    return datetime.combine(first, time(), ZoneInfo(zone))
