"""Serve health and numbers over HTTP, in the event loop of the bot."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog
from aiohttp import web
from prometheus_client.aiohttp import make_aiohttp_handler

from bot.errors import SettingsError
from bot.metrics.health import Verdict, live, ready
from bot.metrics.metrics import Metrics
from bot.metrics.parts import Parts

OFF = "off"

_PATIENCE = 1.0
"""Seconds for which a request in work may hold up the end."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class HealthServer:
    """Serves /livez, /readyz and /metrics at HOST:PORT; nothing where the address is "off".

    Unless the operator has `named` the address, one that cannot be used is only warned of.
    """

    def __init__(self, metrics: Metrics, address: str, *, named: bool) -> None:
        self._metrics = metrics
        self._address = address
        self._named = named
        self._runner: web.AppRunner | None = None
        self._loop_delay: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def early(self) -> AsyncGenerator[None]:
        """Serve, if the address is free, while the process may still wait for another.

        What it waits for may have the address, so that one is taken is no error yet.
        """
        with suppress(OSError):
            await self._open()
        try:
            yield
        finally:
            await self._close()

    @asynccontextmanager
    async def serving(self) -> AsyncGenerator[None]:
        """Serve during a block that waits for no other process.

        Raise SettingsError where a named address cannot be used, for example because its port is
        taken.
        """
        try:
            await self._open()
        except OSError as error:
            if self._named:
                raise self._refusal(error) from error
            _log.warning(
                "health and metrics are not served: the address cannot be used",
                address=self._address,
                why=error.strerror,
                setting="PULLQUOTE_METRICS",
            )
        try:
            yield
        finally:
            await self._close()  # before others may take what this process has locked

    async def _open(self) -> None:
        """Listen, unless that is so already; raise OSError."""
        if self._runner is not None or self._address == OFF:
            return
        runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=_PATIENCE)
        await runner.setup()
        host, _, port = self._address.rpartition(":")
        try:
            await web.TCPSite(runner, host.strip("[]"), int(port)).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self._loop_delay = asyncio.create_task(self._metrics.watch_loop())

    async def _close(self) -> None:
        runner, delay, self._runner, self._loop_delay = self._runner, self._loop_delay, None, None
        if delay is not None:
            delay.cancel()
            await asyncio.wait((delay,))
        if runner is not None:
            await runner.cleanup()

    def _application(self) -> web.Application:
        app, parts = web.Application(), self._metrics.state
        app.router.add_get("/livez", _handler(live, parts))
        app.router.add_get("/readyz", _handler(ready, parts))
        app.router.add_get("/metrics", make_aiohttp_handler(self._metrics.registry))
        return app

    def _refusal(self, error: OSError) -> SettingsError:
        return SettingsError(
            f"Health and metrics cannot be served at {self._address} ({error.strerror}); name a "
            "free port of this machine in PULLQUOTE_METRICS, or off. Each process needs its own."
        )


def _handler(
    judge: Callable[[Parts], Verdict], parts: Parts
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(_: web.Request) -> web.Response:
        verdict = judge(parts)
        return web.json_response(
            {"status": "ok" if verdict.passed else "failing", "checks": dict(verdict.checks)},
            status=200 if verdict.passed else 503,
            headers={"Cache-Control": "no-store"},
        )

    return handle
