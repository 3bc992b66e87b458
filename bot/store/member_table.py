"""The only access to what members own in the database: saved lines, votes and alerts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.observations import AlertEnd
from bot.records import (
    Alert,
    AlertMatch,
    Finder,
    LovedQuote,
    PersonalData,
    SavedLine,
    VoteTally,
)
from bot.schedules import Status
from bot.shards import ALL, Shards
from bot.store import alerts, personal, saved, votes
from bot.store.engine import Database


class MemberTable:
    """What members own, by their id; ids of quotes may be retired ones.

    Nothing is checked here: whether a member may see a quote is for the library to say.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, user: int, quote_id: str, *, server: int | None, at: datetime) -> bool:
        """Save a quote for a member; return False if it was saved already."""
        return await self._database.write(saved.save, user, quote_id, server=server, at=at)

    async def unsave(self, user: int, quote_id: str) -> bool:
        """Delete a saved line; return whether it was saved."""
        return await self._database.write(saved.unsave, user, quote_id)

    async def is_saved(self, user: int, quote_id: str) -> bool:
        """Return whether a member saved a quote."""
        return await self._database.read(saved.is_saved, user, quote_id)

    async def count_saved(self, user: int) -> int:
        """Return the number of lines that a member saved."""
        return await self._database.read(saved.count, user)

    async def saved_by(self, user: int) -> tuple[SavedLine, ...]:
        """List the lines that a member saved, the newest first."""
        return await self._database.read(saved.saved_by, user)

    async def clear_saved(self, user: int) -> int:
        """Delete all lines that a member saved; return how many."""
        return await self._database.write(saved.clear, user)

    async def toggle_vote(
        self, server: int, quote_id: str, *, user: int, finder: int | None, at: datetime
    ) -> VoteTally:
        """Give a member's vote to a quote, or take it back; return the votes now."""
        return await self._database.write(
            votes.toggle, server, quote_id, user=user, finder=finder, at=at
        )

    async def votes(self, server: int, quote_ids: Collection[str]) -> dict[str, int]:
        """Map each of these ids of quotes to its votes in a server."""
        return await self._database.read(votes.counts, server, quote_ids)

    async def loved(self, server: int, *, since: datetime | None = None) -> tuple[LovedQuote, ...]:
        """List the quotes that a server's members voted for since an instant, most votes first."""
        return await self._database.read(votes.loved, server, since=since)

    async def finders(
        self, server: int, *, since: datetime | None, limit: int
    ) -> tuple[Finder, ...]:
        """List the members whose lines got most votes of others since an instant."""
        return await self._database.read(votes.finders, server, since=since, limit=limit)

    async def add_alert(self, alert: Alert) -> Alert:
        """Store an alert for the episodes added from now on; return it with its id."""
        return await self._database.write(alerts.add, alert)

    async def alerts_of(self, user: int) -> tuple[Alert, ...]:
        """List the alerts of a member, the oldest first."""
        return await self._database.read(alerts.alerts_of, user)

    async def remove_alert(self, user: int, alert_id: int) -> bool:
        """Delete an alert of a member, with its matches; return whether there was one."""
        return await self._database.write(alerts.remove, user, alert_id)

    async def unscanned(self, now: datetime) -> tuple[str, ...]:
        """List the ids of the episodes that are new to an alert and not scanned, oldest first."""
        return await self._database.read(alerts.unscanned, now)

    async def alerts_for(self, episode_id: str) -> tuple[Alert, ...]:
        """List the alerts to which an episode is new and whose server may see its show."""
        return await self._database.read(alerts.alerts_for, episode_id)

    async def enter_matches(self, episode_id: str, matches: Sequence[AlertMatch]) -> bool:
        """Store the matches of an episode; return False if it was scanned before."""
        return await self._database.write(alerts.enter, episode_id, matches)

    async def open_matches(
        self, now: datetime, *, limit: int, shards: Shards = ALL
    ) -> tuple[AlertMatch, ...]:
        """List the matches that a process is to claim, longest due first."""
        return await self._database.read(alerts.open_matches, now, limit=limit, shards=shards)

    async def claim(
        self, match: AlertMatch, *, owner: str, now: datetime, until: datetime
    ) -> AlertMatch | None:
        """Claim a match until an instant; None if it is not open or another owner has it."""
        return await self._database.write(alerts.claim, match, owner=owner, now=now, until=until)

    async def ask(self, match: AlertMatch, *, now: datetime) -> bool:
        """Store that a claimed match is told now; return whether it is still claimed."""
        return await self._database.write(alerts.ask, match, now=now)

    async def look_in_vain(self, match: AlertMatch, *, now: datetime) -> None:
        """Count a look that did not find a claimed match."""
        await self._database.write(alerts.look_in_vain, match, now=now)

    async def unask(self, match: AlertMatch) -> None:
        """Store that no request for a claimed match took effect."""
        await self._database.write(alerts.unask, match)

    async def finish(
        self, match: AlertMatch, status: Status, *, reason: str = "", message: int | None = None
    ) -> bool:
        """Store the outcome of a claimed match; return whether it was still claimed."""
        held = await self._database.write(
            alerts.finish, match, status, reason=reason, message=message
        )
        if held:
            self._database.observe(AlertEnd(status))
        return held

    async def defer(self, match: AlertMatch, *, until: datetime, reason: str) -> None:
        """Leave a claimed match unclear, not to be tried before an instant."""
        await self._database.write(alerts.defer, match, until=until, reason=reason)
        self._database.observe(AlertEnd("unclear"))

    async def next_due_at(self, now: datetime) -> datetime | None:
        """Return when next a match can be claimed; None for never."""
        return await self._database.read(alerts.next_due_at, now)

    async def untold(self, user: int) -> dict[int, str]:
        """Map the alerts of a member whose latest finished match was not told to why."""
        return await self._database.read(alerts.untold, user)

    async def stored_of(self, user: int) -> PersonalData:
        """Return everything that is stored under a member's id."""
        return await self._database.read(personal.stored_of, user)

    async def forget(self, user: int) -> None:
        """Delete everything that is stored under a member's id."""
        await self._database.write(personal.forget_user, user)
