"""All numbers of one process."""

import asyncio
import time

from prometheus_client import (
    CollectorRegistry,
    Gauge,
    ProcessCollector,
    disable_created_metrics,
)

from bot.library import Library
from bot.metrics.client_metrics import ClientMetrics
from bot.metrics.instruments import Instruments, histogram
from bot.metrics.state import Client, State, StateCollector
from bot.runtime.failures import Failures

LOOP_SECONDS = 0.5
"""Seconds between two measurements of the event loop's delay."""


class Metrics:
    """The numbers of one process, in a registry of their own.

    `observe` is for the rooms, `client` for the client. `cluster` is this process's place of
    `clusters`.
    """

    def __init__(self, *, version: str, cluster: int = 0, clusters: int = 1) -> None:
        disable_created_metrics()  # they would double every counter
        self.registry = CollectorRegistry()
        self.client = ClientMetrics(self.registry)
        self.observe = Instruments(self.registry).observe
        self._state = StateCollector()
        self.registry.register(self._state)
        ProcessCollector(registry=self.registry)
        build = Gauge(
            "pullquote_build_info",
            "The version and the cluster; always 1.",
            ("version", "cluster", "clusters"),
            registry=self.registry,
        )
        build.labels(version, str(cluster), str(clusters)).set(1)
        self._loop_delay = histogram(
            self.registry,
            "loop_delay_seconds",
            "Seconds by which a timer of the event loop was late.",
        )

    def watch(self, *, library: Library, client: Client, failures: Failures) -> None:
        """Read the state of these from now on."""
        self._state.state = State(library, client, failures)

    async def watch_loop(self) -> None:
        """Measure how late the event loop is, until cancelled."""
        while True:
            due = time.monotonic() + LOOP_SECONDS
            await asyncio.sleep(LOOP_SECONDS)
            self._loop_delay.observe(max(0.0, time.monotonic() - due))
