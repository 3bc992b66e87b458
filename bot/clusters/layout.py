"""Have all processes agree how many clusters and shards there are, and each serve one cluster."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Protocol

from bot.clusters.cluster import Cluster, ClusterChoice
from bot.clusters.leasing import Lease, Leasing
from bot.errors import ClusterError
from bot.store import LeaseState

_NOTE = "clusters"
_PREFIX = "cluster/"


class Notes(Protocol):
    """Small values that all processes share, by name."""

    async def note(self, name: str) -> str | None:
        """Return a value, None if there is none."""


class Layout:
    """How many clusters and shards there are, as long as any process serves one of them."""

    def __init__(self, notes: Notes, leasing: Leasing) -> None:
        self._notes = notes
        self._leasing = leasing

    async def agree(
        self, clusters: int, *, shards: int | None, recommended: Callable[[], Awaitable[int]]
    ) -> int:
        """Return the number of shards on which all clusters agree.

        It is the one wished for; without a wish that of the clusters that run already, else the
        one recommended, but one for each cluster at least. Raises ClusterError if clusters run
        whose numbers are different.
        """
        if shards and shards < clusters:
            raise ClusterError(
                f"{shards} shards cannot be shared by {clusters} clusters; raise the number of "
                "shards (--shards or PULLQUOTE_SHARDS), or lower that of the clusters (--cluster)."
            )
        while True:
            known = await self._notes.note(_NOTE)
            agreed = _read(known)
            served = await self._served()
            wished = shards or (agreed[1] if agreed and served else None)
            wished = wished or max(clusters, await recommended())
            if agreed == (clusters, wished):
                return wished
            if served:
                await self._vacate(served, agreed)
            written = f"{clusters} of {wished}"
            if await self._leasing.table.replace_note(_NOTE, written, known=known, unless=_PREFIX):
                return wished

    @asynccontextmanager
    async def joined(
        self, choice: ClusterChoice, *, shards: int, waiting: Callable[[str | None], None]
    ) -> AsyncGenerator[tuple[Cluster, Lease]]:
        """Serve a cluster while the block runs, as soon as no other process does.

        `waiting` is called with who serves it. Raises ClusterError if the numbers of clusters and
        shards have been changed while this process waited.
        """
        names = [f"{_PREFIX}{number}" for number in choice.numbers]
        async with self._leasing.held(*names, waiting=waiting) as lease:
            # Read after the lease was taken: while it is, the numbers cannot be changed.
            agreed = _read(await self._notes.note(_NOTE))
            if agreed != (choice.clusters, shards):
                raise _refusal(agreed)
            number = int(lease.name.removeprefix(_PREFIX))
            yield Cluster(number, choice.clusters, shards), lease

    async def require_none(self) -> None:
        """Raise ClusterError if another process serves a cluster."""
        served = await self._served()
        if served:
            await self._vacate(served, _read(await self._notes.note(_NOTE)))

    async def _served(self) -> dict[str, LeaseState]:
        states = await self._leasing.table.states(_PREFIX)
        return {name: state for name, state in states.items() if state.owner is not None}

    async def _vacate(self, served: dict[str, LeaseState], agreed: tuple[int, int] | None) -> None:
        """Take from processes that are dead what they had; raise ClusterError if one is alive.

        One that only hung learns from it that it has lost its cluster.
        """
        await self._leasing.sleep(self._leasing.timing.duration)
        table, owner = self._leasing.table, self._leasing.owner
        for name, state in (await self._served()).items():
            if served.get(name) != state or not await table.take(
                name, owner=owner, seen_beat=state.beat
            ):
                raise _refusal(agreed)
            await table.release(name, owner=owner)


def _read(note: str | None) -> tuple[int, int] | None:
    if note is None:
        return None
    clusters, shards = note.split(" of ")
    return int(clusters), int(shards)


def _refusal(agreed: tuple[int, int] | None) -> ClusterError:
    clusters, shards = agreed or (0, 0)
    return ClusterError(
        f"Processes with --cluster .../{clusters} and {shards} shards are running; use the same "
        "numbers (--cluster, --shards or PULLQUOTE_SHARDS), or stop all of them first."
    )
