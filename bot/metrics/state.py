"""The state of the process, read whenever Prometheus asks."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from math import isfinite
from typing import Any, Protocol

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.library import Library
from bot.runtime.failures import Failures


class Client(Protocol):
    """What is read of a client."""

    @property
    def shards(self) -> Mapping[int, Any]:
        """Return the shards of this process by their ids."""
        ...

    @property
    def guilds(self) -> Collection[Any]:
        """Return the servers of this process."""
        ...


class StateCollector(Collector):
    """Reads gauges of a state, of which every part may be missing while the process starts."""

    def __init__(self, version: str) -> None:
        self.cluster = ""
        self.library: Library | None = None
        self.failures: Failures | None = None
        self.client: Client | None = None
        self._version = version

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges of the parts that there are."""
        build = _labelled("build_info", "The version and the cluster.", "version", "cluster")
        build.add_metric((self._version, self.cluster), 1)
        yield build
        if self.library is not None:
            yield from _of_library(self.library)
        if self.failures is not None:
            yield _of_failures(self.failures)
        if self.client is not None:
            yield from _of_client(self.client)


def _of_library(library: Library) -> Iterator[GaugeMetricFamily]:
    snapshot = library.snapshot
    quotes = sum(episode.quotes for episode in snapshot.episodes)
    yield _gauge("store_version", "The version of the library that was read.", snapshot.version)
    yield _gauge("index_version", "The version that the index has.", library.indexed_version)
    yield _gauge("episodes", "Episodes of all shows.", len(snapshot.episodes))
    yield _gauge("quotes", "Quotes of all shows.", quotes)


def _of_client(client: Client) -> Iterator[GaugeMetricFamily]:
    up = _labelled("shard_up", "Whether a shard is connected.", "shard")
    latency = _labelled("shard_latency_seconds", "Seconds a heartbeat takes.", "shard")
    for number, shard in client.shards.items():
        up.add_metric((str(number),), not shard.is_closed())
        if isfinite(shard.latency):  # it is infinite before the first heartbeat
            latency.add_metric((str(number),), shard.latency)
    yield up
    yield latency
    yield _gauge("servers", "Servers whose events this process receives.", len(client.guilds))


def _of_failures(failures: Failures) -> GaugeMetricFamily:
    failing = _labelled("jobs_failing", "Jobs that fail now; those of servers together.", "job")
    # The names of feeds are in the names of their jobs.
    names = ("feed" if one.job.startswith("feed ") else one.job for one in failures.lasting)
    for name, number in Counter(names).items():
        failing.add_metric((name,), number)
    return failing


def _gauge(name: str, documentation: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"pullquote_{name}", documentation, value=value)


def _labelled(name: str, documentation: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"pullquote_{name}", documentation, labels=labels)
