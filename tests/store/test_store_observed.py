"""What the store reports of itself, for the numbers of the operator."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.observations import (
    Observation,
    PostEnd,
    TransactionEnd,
    TransactionRepeat,
)
from bot.schedules import Post, Schedule
from bot.store import changes, open_store
from bot.store.dialects import dialect_of
from bot.store.engine import open_database
from bot.store.tables import library

NOW = datetime(2026, 3, 29, 9, tzinfo=UTC)
POST = Post(1, "2026-03-29", date(2026, 3, 29), NOW)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_write_that_is_run_again_after_a_conflict_is_reported_once_and_its_repeat(
    url: str,
) -> None:
    seen: list[Observation] = []
    tries: list[int] = []
    async with (
        open_database(dialect_of(url, patience=5), observe=seen.append) as ours,
        open_database(dialect_of(url, patience=5)) as theirs,
    ):

        async def count(connection: AsyncConnection) -> None:
            tries.append(await changes.current_version(connection))
            if len(tries) == 1:
                await theirs.write(advance)
            await advance(connection)

        seen.clear()
        await ours.write(count)
    assert tries == [0, 1]
    assert [type(one) for one in seen] == [TransactionRepeat, TransactionEnd]
    assert isinstance(seen[-1], TransactionEnd)
    assert (seen[-1].kind, seen[-1].outcome) == ("write", "committed")


async def advance(connection: AsyncConnection) -> None:
    await connection.execute(update(library).values(version=library.c.version + 1))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_outcome_of_a_post_is_reported_by_who_has_claimed_it(
    url: str, file: Path, empty: bytes
) -> None:
    seen: list[Observation] = []
    await asyncio.to_thread(file.write_bytes, empty)
    async with open_store(url, observe=seen.append) as store:
        ledger = store.ledger
        await ledger.put(Schedule(1, channel=2, time=hour(9), zone="UTC"), next_plan_at=None)
        await ledger.enter([POST])
        claimed = await ledger.claim(POST, owner="us", now=NOW, until=NOW + timedelta(minutes=2))
        assert claimed
        await ledger.defer(claimed, until=NOW, reason="It was not answered.")
        await ledger.finish(claimed, "sent", channel=2, message=3)
        await ledger.finish(claimed, "sent", channel=2, message=3)
    posts = [one for one in seen if isinstance(one, PostEnd)]
    assert posts == [PostEnd("day", "unclear"), PostEnd("day", "sent")]
