"""The only access to the leases: who has what one process of several may have at a time."""

from __future__ import annotations

from bot.store import leases
from bot.store.engine import Database
from bot.store.leases import LeaseState


class LeaseTable:
    """The leases by name; an owner is any text that names one process and no other."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look(self, name: str) -> LeaseState:
        """Return the state of a lease."""
        return await self._database.read(leases.look, name)

    async def states(self, prefix: str) -> dict[str, LeaseState]:
        """Map the names of the leases that begin with a prefix to their states."""
        return await self._database.read(leases.states, prefix)

    async def take(self, name: str, *, owner: str, seen_beat: int | None = None) -> bool:
        """Take a lease that is free, or whose beat is still the one seen; return whether it was.

        Who gives a beat has seen it unchanged for as long as a lease lasts.
        """
        return await self._database.write(leases.take, name, owner=owner, seen_beat=seen_beat)

    async def renew(self, name: str, *, owner: str) -> bool:
        """Advance the beat of a lease; return False if another has it, or nobody."""
        return await self._database.write(leases.renew, name, owner=owner)

    async def release(self, name: str, *, owner: str) -> bool:
        """Make a lease free at once; return False if its owner does not have it."""
        return await self._database.write(leases.release, name, owner=owner)

    async def replace_note(self, name: str, value: str, *, known: str | None, unless: str) -> bool:
        """Write a note over the one that is known, None for none; return whether it was.

        It is not if any lease whose name begins with `unless` is taken.
        """
        return await self._database.write(
            leases.replace_note, name, value, known=known, unless=unless
        )
