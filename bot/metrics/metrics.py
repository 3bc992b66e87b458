"""All numbers of one process."""

import asyncio
import time

from prometheus_client import (
    CollectorRegistry,
    ProcessCollector,
    disable_created_metrics,
)

from bot.metrics.client_metrics import ClientMetrics
from bot.metrics.instruments import Instruments, histogram
from bot.metrics.parts import Parts
from bot.metrics.state import StateCollector

LOOP_SECONDS = 0.5
"""Seconds between two measurements of the event loop's delay."""


class Metrics:
    """The numbers of one process, in a registry of their own.

    `observe` is for the rooms, `client` for the client. What has a state is read from the parts
    in `state`.
    """

    def __init__(self, *, version: str) -> None:
        disable_created_metrics()  # they would double every counter
        self.registry = CollectorRegistry()
        self.client = ClientMetrics(self.registry)
        self.observe = Instruments(self.registry).observe
        self.state = Parts()
        self.registry.register(StateCollector(version, self.state))
        ProcessCollector(registry=self.registry)
        self._loop_delay = histogram(
            self.registry,
            "loop_delay_seconds",
            "Seconds by which a timer of the event loop was late.",
        )

    async def watch_loop(self) -> None:
        """Measure how late the event loop is, until cancelled."""
        while True:
            due = time.monotonic() + LOOP_SECONDS
            await asyncio.sleep(LOOP_SECONDS)
            self._loop_delay.observe(max(0.0, time.monotonic() - due))
