"""The state of the process, read whenever Prometheus asks."""

from collections import Counter
from collections.abc import Iterator
from math import isfinite

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.library import Library
from bot.metrics.parts import Client, Parts
from bot.runtime.failures import Failures, kind_of_job


class StateCollector(Collector):
    """Reads gauges of a state, of which every part may be missing while the process starts."""

    def __init__(self, version: str, parts: Parts) -> None:
        self._version = version
        self._parts = parts

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges of the parts that there are."""
        build = _labelled("build_info", "The version and the cluster.", "version", "cluster")
        build.add_metric((self._version, self._parts.cluster or ""), 1)
        yield build
        if self._parts.library is not None:
            yield from _of_library(self._parts.library)
        if self._parts.failures is not None:
            yield _of_failures(self._parts.failures)
        if self._parts.client is not None:
            yield from _of_client(self._parts.client)


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
    names = (kind_of_job(one.job) for one in failures.lasting)
    for name, number in Counter(names).items():
        failing.add_metric((name,), number)
    return failing


def _gauge(name: str, documentation: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"pullquote_{name}", documentation, value=value)


def _labelled(name: str, documentation: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"pullquote_{name}", documentation, labels=labels)
