"""Clusters: which shards of the bot each of several processes serves."""

import re
from dataclasses import dataclass

from bot.errors import SettingsError

_FORM = re.compile(r"(any|\d{1,5})/(\d{1,5})")


@dataclass(frozen=True, slots=True)
class ClusterChoice:
    """The cluster that a process is to serve, counted from 0; None for any that is free."""

    number: int | None
    clusters: int

    @property
    def numbers(self) -> range:
        """The clusters that the process may serve."""
        return range(self.clusters) if self.number is None else range(self.number, self.number + 1)


@dataclass(frozen=True, slots=True)
class Cluster:
    """One of several shares of the bot's shards, counted from 0."""

    number: int
    clusters: int
    shards: int

    def __str__(self) -> str:
        return f"{self.number}/{self.clusters}"

    @property
    def shard_ids(self) -> range:
        """The shards of this cluster: neighbours, and one more or less than in the others."""
        first, end = (self.shards * (self.number + one) // self.clusters for one in (0, 1))
        return range(first, end)


def parse_choice(text: str) -> ClusterChoice:
    """Read the option --cluster, such as 0/4 or any/4; raise SettingsError if it is wrong."""
    found = _FORM.fullmatch(text)
    if found:
        clusters = int(found[2])
        choice = ClusterChoice(None if found[1] == "any" else int(found[1]), clusters)
        if 0 <= (choice.number or 0) < clusters:
            return choice
    raise SettingsError(
        f"There is no cluster {text[:40]!r}: write --cluster 0/4 to --cluster 3/4 for the first to "
        "the last of four, or --cluster any/4 for whichever is free."
    )
