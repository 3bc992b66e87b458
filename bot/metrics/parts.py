"""The parts of a process whose state is read, whenever it is asked for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.library import Library
from bot.runtime.failures import Failures
from bot.runtime.supervisor import Supervisor


class Client(Protocol):
    """What is read of a client."""

    @property
    def shard_ids(self) -> Any:
        """Return the ids of the shards of this process; None for all."""
        ...

    @property
    def shard_count(self) -> int | None:
        """Return the number of all shards; None before it is known."""
        ...

    @property
    def shards(self) -> Mapping[int, Any]:
        """Return the shards of this process that have connected once, by their ids."""
        ...

    @property
    def guilds(self) -> Collection[Any]:
        """Return the servers of this process."""
        ...

    def is_ready(self) -> bool:
        """Return whether the servers of all shards have been received."""
        ...

    def is_closed(self) -> bool:
        """Return whether it has been closed."""
        ...


@dataclass(slots=True)
class Parts:
    """The parts of a process, each None until there is one.

    The `cluster` is for example 0/4, and empty for the whole bot; a process that waits has none.
    `warmed` says whether all that the first answers need is in memory.
    """

    cluster: str | None = None
    supervisor: Supervisor | None = None
    library: Library | None = None
    failures: Failures | None = None
    client: Client | None = None
    warmed: bool = False
