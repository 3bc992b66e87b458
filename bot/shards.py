"""The shards of a process, and the servers whose events Discord sends to each of them."""

from dataclasses import dataclass

_SNOWFLAKE_BITS = 22
"""The bits of an id below its timestamp, which Discord leaves out to choose a server's shard."""


@dataclass(frozen=True, slots=True)
class Shards:
    """The shards with these `ids`, of `count` in all; by default the one that has every server.

    A process that runs all shards can keep the default, however many they are.
    https://discord.com/developers/docs/events/gateway#sharding
    """

    count: int = 1
    ids: frozenset[int] = frozenset({0})

    @property
    def are_all(self) -> bool:
        """Return whether no other process has shards."""
        return len(self.ids) == self.count

    def of(self, server: int) -> int:
        """Return the id of a server's shard."""
        return (server >> _SNOWFLAKE_BITS) % self.count

    def contains(self, server: int) -> bool:
        """Return whether a server is on one of these shards."""
        return self.of(server) in self.ids


ALL = Shards()
"""The shards of a bot that is one process."""
