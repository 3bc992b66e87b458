"""Serve the numbers over HTTP, in the event loop of the bot."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from aiohttp import web
from prometheus_client.aiohttp import make_aiohttp_handler

from bot.errors import SettingsError
from bot.metrics.metrics import Metrics


@asynccontextmanager
async def serve_metrics(metrics: Metrics, address: str) -> AsyncGenerator[None]:
    """Serve /metrics at HOST:PORT during a block, and nothing at an empty address.

    Raise SettingsError where the address cannot be used, for example because its port is taken.
    """
    if not address:
        yield
        return
    app = web.Application()
    app.router.add_get("/metrics", make_aiohttp_handler(metrics.registry))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await _listen(runner, address)
        delay = asyncio.create_task(metrics.watch_loop())
        try:
            yield
        finally:
            delay.cancel()
            with suppress(asyncio.CancelledError):
                await delay
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, address: str) -> None:
    host, _, port = address.rpartition(":")
    site = web.TCPSite(runner, host.strip("[]"), int(port))
    try:
        await site.start()
    except OSError as error:
        raise SettingsError(
            f"Metrics cannot be served at {address} ({error.strerror}); name a free port of this "
            "machine in PULLQUOTE_METRICS. Each process needs its own."
        ) from error
