"""Count what the client receives from Discord and sends to it."""

import re
from collections import OrderedDict
from functools import partial
from time import monotonic
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
from prometheus_client import CollectorRegistry

from bot.metrics.instruments import counter, histogram
from bot.ui.requests import handler_of, kind_of

_MOST_WAITING = 10_000
"""Interactions that are remembered until their first answer, which some never get."""

_UNTIL_LATE = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 10.0)
"""The upper bounds of the histogram of answers, in seconds; after 3, Discord accepts none."""

_CALLBACK = re.compile(r"/interactions/(?P<id>\d+)/[^/]+/callback")

_SHARD_EVENTS = {
    "shard_connect": "identified",
    "shard_resumed": "resumed",
    "shard_disconnect": "disconnected",
}


class ClientMetrics:
    """Counts the events that a client dispatches, and the requests of its HTTP session.

    The first answer to an interaction is seen among the requests, by the id in its path.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._waiting: OrderedDict[int, tuple[str, float]] = OrderedDict()
        add, time = partial(counter, registry), partial(histogram, registry)
        self._interactions = add(
            "interactions", "Interactions that were handled.", "kind", "handler", "outcome"
        )
        self._autocompletes = add("autocompletes", "Requests for choices.", "handler")
        self._answer_seconds = time(
            "answer_seconds",
            "Seconds from the receipt of an interaction until Discord has the first answer.",
            "kind",
            buckets=_UNTIL_LATE,
        )
        self._shard_events = add("shard_events", "What has happened to shards.", "event")
        self._requests = add("discord_requests", "Requests to Discord.", "method", "status")
        self._request_seconds = time("discord_request_seconds", "Seconds of a request to Discord.")
        self.http_trace = aiohttp.TraceConfig()
        self.http_trace.on_request_start.append(_begin)
        self.http_trace.on_request_end.append(self._end)
        self.http_trace.on_request_exception.append(self._fail)

    def dispatched(self, event: str, args: tuple[Any, ...]) -> None:
        """Count an event of the client; those that say nothing to an operator are left out."""
        match event, args:
            case "interaction", (received,):
                self._receive(received)
            case "app_command_completion", (answered, *_):
                self._finish(answered, "answered")
            case "interaction_end", (ended, outcome):
                self._finish(ended, outcome)
            case name, _ if name in _SHARD_EVENTS:
                self._shard_events.labels(_SHARD_EVENTS[name]).inc()
            case _:
                pass

    def _receive(self, interaction: discord.Interaction[Any]) -> None:
        kind = kind_of(interaction)
        if kind == "autocomplete":
            self._autocompletes.labels(handler_of(interaction)).inc()
        self._waiting[interaction.id] = (kind, monotonic())
        if len(self._waiting) > _MOST_WAITING:
            self._waiting.popitem(last=False)

    def _finish(self, interaction: discord.Interaction[Any], outcome: str) -> None:
        kind = kind_of(interaction)
        self._interactions.labels(kind, handler_of(interaction), outcome).inc()

    async def _end(
        self, _: aiohttp.ClientSession, trace: SimpleNamespace, end: aiohttp.TraceRequestEndParams
    ) -> None:
        now = monotonic()
        self._requests.labels(end.method, str(end.response.status)).inc()
        self._request_seconds.observe(now - trace.begun)
        callback = _CALLBACK.search(end.url.path)
        if callback and end.response.ok:
            kind, received = self._waiting.pop(int(callback["id"]), (None, 0.0))
            if kind is not None:
                self._answer_seconds.labels(kind).observe(now - received)

    async def _fail(
        self,
        _: aiohttp.ClientSession,
        trace: SimpleNamespace,
        failed: aiohttp.TraceRequestExceptionParams,
    ) -> None:
        self._requests.labels(failed.method, "none").inc()
        self._request_seconds.observe(monotonic() - trace.begun)


async def _begin(
    _: aiohttp.ClientSession, trace: SimpleNamespace, __: aiohttp.TraceRequestStartParams
) -> None:
    trace.begun = monotonic()
