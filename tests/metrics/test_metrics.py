"""The numbers that are served to Prometheus: right, and of nobody."""

import asyncio
import re
import socket
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, cast

import aiohttp
import discord
import pytest
from prometheus_client import generate_latest

from bot.client import PullquoteBot
from bot.errors import FeedError, NotFoundError
from bot.metrics import HealthServer, Metrics
from bot.observations import AlertEnd, FeedCheckEnd, PostEnd, TransactionRepeat
from tests.support import seen
from tests.support.stage import ELSEWHERE, HOME, Stage, build_bot, episodes, fill, open_stage

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def metrics() -> Metrics:
    counted = Metrics(version="1.2.3")
    counted.state.cluster = "1/4"
    return counted


@pytest.fixture
async def stage(metrics: Metrics, tmp_path: Path) -> AsyncGenerator[Stage]:
    await fill(tmp_path, episodes())
    async with open_stage(tmp_path, metrics=metrics) as opened:
        yield opened


def value(metrics: Metrics, name: str, **labels: str) -> float:
    return metrics.registry.get_sample_value(f"pullquote_{name}", labels) or 0.0


async def test_what_members_do_is_counted_and_nothing_of_them_is_told(
    stage: Stage, metrics: Metrics
) -> None:
    words = "promise made to strangers"
    answer = await stage.mia.slash(stage.channel, "quote", words=words)
    await stage.mia.click(seen.response(answer).message, label="More")
    await stage.mia.slash(stage.channel, "quote", words="zyzzyva qwrtpsd")
    await stage.mia.autocomplete(stage.channel, "quote", "words", "light")
    await stage.mia.slash(stage.channel, "summary", episode="There is no such episode")
    await add_failing(stage, metrics)
    await stage.mia.slash(stage.channel, "extra", late=False)
    await stage.mia.slash(stage.channel, "extra", late=True)
    await stage.env.advance_time(60)
    with pytest.raises(NotFoundError):
        await stage.store.remove("nothing", server=None)

    assert interactions(metrics, "command", "quote", "answered") == 2
    assert interactions(metrics, "press", "More", "answered") == 1
    assert interactions(metrics, "command", "summary", "refused") == 1
    assert interactions(metrics, "command", "extra", "failed") == 1
    assert interactions(metrics, "command", "extra", "late") == 1
    assert len(stage.env.errors) == 3
    assert value(metrics, "autocompletes_total", handler="quote") == 1
    assert value(metrics, "searches_total", kind="quote", confidence="exact") == 1
    assert value(metrics, "searches_total", kind="quote", confidence="none") == 1
    assert value(metrics, "search_seconds_count", kind="quote") == 2
    assert value(metrics, "transactions_total", kind="read", outcome="committed") > 3
    assert value(metrics, "transactions_total", kind="write", outcome="refused") == 1
    assert value(metrics, "shard_events_total", event="identified") == 2
    assert value(metrics, "servers") == 2
    assert value(metrics, "episodes") == 3
    assert value(metrics, "quotes") == 21
    assert value(metrics, "store_version") == value(metrics, "index_version") == 3
    samples = [line for line in scraped(metrics) if not line.startswith("#")]
    names = {"mia", "Home", "Harbour", "harbour", "marzipan"}
    secrets = {*words.split(), *names, str(HOME), str(ELSEWHERE), str(stage.mia.id)}
    assert not secrets.intersection(re.split(r"\W+", " ".join(samples)))


def test_posts_alerts_and_feeds_are_counted(metrics: Metrics) -> None:
    for observation in (
        PostEnd("day", "sent"),
        AlertEnd("unclear"),
        FeedCheckEnd("checked", imported=3, failed=1),
        TransactionRepeat(),
    ):
        metrics.observe(observation)
    assert value(metrics, "posts_total", kind="day", outcome="sent") == 1
    assert value(metrics, "alerts_total", outcome="unclear") == 1
    assert value(metrics, "feed_checks_total", outcome="checked") == 1
    assert value(metrics, "feed_items_total", outcome="imported") == 3
    assert value(metrics, "feed_items_total", outcome="failed") == 1
    assert value(metrics, "transaction_repeats_total") == 1


async def test_the_numbers_are_served_only_during_the_block(metrics: Metrics) -> None:
    address = f"127.0.0.1:{free_port()}"
    async with aiohttp.ClientSession(f"http://{address}") as session:
        async with HealthServer(metrics, address, named=True).serving():
            async with session.get("/metrics") as answer:
                assert answer.status == 200
                assert answer.content_type == "text/plain"
                told = await answer.text()
            async with session.get("/") as other:
                assert other.status == 404
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get("/metrics")
    assert 'pullquote_build_info{cluster="1/4",version="1.2.3"} 1.0' in told
    assert "process_resident_memory_bytes" in told


async def test_every_metric_is_described_and_names_of_feeds_are_not_told(
    stage: Stage, metrics: Metrics
) -> None:
    failures = cast("PullquoteBot", stage.env.bot).failures
    for name in ("one", "two"):
        failures.record(f"feed {name}", FeedError("It is gone."), server=HOME)
    failures.record("alerts", RuntimeError())
    assert value(metrics, "jobs_failing", job="feed") == 2
    assert value(metrics, "jobs_failing", job="alerts") == 1
    rows = re.findall(
        r"^\| `(\w+)` \| (counter|gauge|histogram) \| ([^|]+) \|",
        (PROJECT / "docs" / "metrics.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    described = {(name, kind, tuple(re.findall(r"`(\w+)`", labels))) for name, kind, labels in rows}
    families = {
        (
            family.name + ("_total" if family.type == "counter" else ""),
            family.type,
        )
        for family in metrics.registry.collect()
        if family.name.startswith("pullquote_")
    }
    assert {(name, kind) for name, kind, _ in described} == families
    given = {name: labels for name, _, labels in described}
    for family in metrics.registry.collect():
        for sample in family.samples:
            name = re.sub(r"_(bucket|count|sum)$", "", sample.name)
            if name in given:
                assert sample.labels.keys() - {"le"} == set(given[name])


async def add_failing(stage: Stage, metrics: Metrics) -> None:
    """Restart with one more command, which fails at once or answers too late."""
    bot = build_bot(stage.library, stage.store, metrics=metrics)

    @bot.tree.command(name="extra", description="Fail, or be late.")
    async def fail(interaction: discord.Interaction[Any], late: bool) -> None:  # pyright: ignore[reportUnusedFunction]  # noqa: FBT001 - the tree has it; an option
        if not late:
            raise ZeroDivisionError
        await asyncio.sleep(60)
        await interaction.response.send_message("There.")

    await stage.env.restart_bot(bot)
    metrics.state.client = bot


def interactions(metrics: Metrics, kind: str, handler: str, outcome: str) -> float:
    return value(metrics, "interactions_total", kind=kind, handler=handler, outcome=outcome)


def scraped(metrics: Metrics) -> list[str]:
    return generate_latest(metrics.registry).decode().splitlines()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
