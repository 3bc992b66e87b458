"""The health of a process: live, and ready, as probes ask for it over HTTP."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.client import PullquoteBot
from bot.errors import SearchError, SettingsError, StoreUnavailableError
from bot.metrics import OFF, HealthServer, Metrics
from bot.runtime.failures import Failures
from bot.runtime.supervisor import Supervisor
from tests.support.stage import Stage, episodes, fill, open_stage


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(version="1.2.3")


@pytest.fixture
async def stage(metrics: Metrics, tmp_path: Path) -> AsyncGenerator[Stage]:
    await fill(tmp_path, episodes())
    async with open_stage(tmp_path, metrics=metrics) as opened:
        yield opened


async def probe(address: str, path: str) -> tuple[int, dict[str, Any]]:
    async with aiohttp.request("GET", f"http://{address}/{path}") as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.status, json.loads(await answer.text())


def free_address() -> str:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{found.getsockname()[1]}"


async def test_a_process_that_starts_is_live_and_says_what_it_waits_for(metrics: Metrics) -> None:
    address = free_address()
    async with HealthServer(metrics, address, named=True).early():
        assert await probe(address, "livez") == (200, {"status": "ok", "checks": {"jobs": "ok"}})
        status, told = await probe(address, "readyz")
    assert status == 503
    assert told == {
        "status": "failing",
        "checks": {
            "index": "not open",
            "cluster": "waits for another process",
            "library": "not warm",
            "discord": "not connected",
        },
    }


async def test_a_process_is_ready_when_every_shard_is_connected_and_not_before(
    stage: Stage, metrics: Metrics
) -> None:
    address, parts = free_address(), metrics.state
    bot = cast("PullquoteBot", stage.env.bot)
    async with HealthServer(metrics, address, named=True).serving():

        async def missing() -> dict[str, str]:
            status, told = await probe(address, "readyz")
            found = {name: said for name, said in told["checks"].items() if said != "ok"}
            assert (status == 200, told["status"] == "ok") == (not found, not found)
            assert (await probe(address, "livez"))[0] == 200
            return found

        assert await missing() == {"cluster": "waits for another process", "library": "not warm"}
        parts.cluster, parts.warmed = "", True
        assert await missing() == {}
        bot.shard_ids = [0, 1]
        assert await missing() == {"discord": "1 of 2 shards connected"}
        bot.shard_ids = None
        bot.failures.record("library updates", StoreUnavailableError("The database is away."))
        assert await missing() == {}  # members read on
        bot.failures.record("library updates", SearchError("The index is damaged."))
        assert await missing() == {"index": "cannot be updated"}
        bot.failures.clear("library updates")
        await bot.close()
        assert await missing() == {"discord": "not connected"}


async def test_a_process_whose_jobs_have_ended_by_an_error_is_not_live(metrics: Metrics) -> None:
    async def fail(*_: object) -> None:
        raise ZeroDivisionError

    failures = Failures(clock=lambda: datetime.now(UTC))
    supervisor = metrics.state.supervisor = Supervisor(failures, sleep=fail)
    address = free_address()
    probed: list[tuple[int, dict[str, Any]]] = []

    async def lose_jobs() -> None:
        async with supervisor.running({"one": fail}):
            probed.append(await probe(address, "livez"))
            await asyncio.sleep(0.01)
            probed.append(await probe(address, "livez"))

    async with HealthServer(metrics, address, named=True).serving():
        with capture_logs() as logged, pytest.raises(ExceptionGroup):
            await lose_jobs()
    assert [status for status, _ in probed][-1] == 503
    assert probed[-1][1]["checks"] == {"jobs": "ended by an error"}
    assert "background jobs have ended" in {one["event"] for one in logged}


@pytest.mark.parametrize("host", ["127.0.0.1", "nowhere.invalid", "192.0.2.1"])
async def test_an_address_that_cannot_be_used_is_an_error_only_where_it_was_named(
    metrics: Metrics, host: str
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"{host}:{taken.getsockname()[1]}"
        with capture_logs() as logged:
            async with HealthServer(metrics, address, named=False).serving():
                assert asyncio.all_tasks() == {asyncio.current_task()}
        assert [one["log_level"] for one in logged] == ["warning"]
        assert logged[0]["address"] == address
        with pytest.raises(SettingsError) as caught:
            async with HealthServer(metrics, address, named=True).serving():
                pass
    told = str(caught.value)
    assert address in told
    assert "PULLQUOTE_METRICS" in told
    assert "\n" not in told


async def test_a_process_that_waits_for_another_takes_over_its_address(metrics: Metrics) -> None:
    address = free_address()
    first, second = (HealthServer(metrics, address, named=True) for _ in range(2))
    async with AsyncExitStack() as holding:
        await holding.enter_async_context(first.serving())
        async with second.early():
            await holding.aclose()
            async with second.serving():
                assert (await probe(address, "livez"))[0] == 200
            with pytest.raises(aiohttp.ClientConnectionError):
                await probe(address, "livez")


async def test_nothing_is_served_when_it_is_off(metrics: Metrics) -> None:
    server = HealthServer(metrics, OFF, named=True)
    async with server.early(), server.serving():
        assert asyncio.all_tasks() == {asyncio.current_task()}
