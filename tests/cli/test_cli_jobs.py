import asyncio
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.cli.jobs import NamedJob, jobs_of_process
from bot.clusters import Leasing
from bot.runtime.failures import Failures
from bot.runtime.supervisor import Supervisor
from bot.store import open_store


async def test_jobs_of_one_process_run_where_the_lease_is_and_others_everywhere(
    tmp_path: Path,
) -> None:
    everywhere, alone, failing = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def fail() -> None:
        raise ValueError

    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'library.db'}") as store:
        failures = Failures(clock=lambda: datetime.now(UTC), changed=lambda _: failing.set())
        supervisor = Supervisor(failures)
        jobs = [
            NamedJob("a", partial(_run, everywhere)),
            NamedJob("b", partial(_run, alone), alone=True),
            NamedJob("failing", fail, alone=True),
        ]
        leasing = Leasing(store.leases, owner="this")
        assert await store.leases.take("jobs", owner="other")
        async with supervisor.running(jobs_of_process(jobs, supervisor, leasing)):
            await everywhere.wait()
            assert not alone.is_set()
            await store.leases.release("jobs", owner="other")
            await alone.wait()
            await failing.wait()
            assert failures.lasting
        assert not failures.lasting
        assert (await store.leases.look("jobs")).owner is None


async def test_one_process_alone_runs_all_jobs_without_a_lease() -> None:
    supervisor = Supervisor(Failures(clock=lambda: datetime.now(UTC)))
    jobs = [
        NamedJob("a", partial(_run, asyncio.Event())),
        NamedJob("b", partial(_run, asyncio.Event()), alone=True),
    ]
    assert list(jobs_of_process(jobs, supervisor)) == ["a", "b"]


async def _run(started: asyncio.Event) -> None:
    started.set()
    await asyncio.Event().wait()
