"""Run background jobs; one that fails is started again, and ends nothing beside it."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from bot.runtime.failures import Failure, Failures

Job = Callable[[], Awaitable[None]]
"""Work that goes on until cancelled, or returns when it is done for good."""

Sleep = Callable[[float], Awaitable[None]]

SHORTEST, LONGEST = 1.0, 60.0
"""Seconds before a job is started again: after its first failure, and at most."""

STEADY = 60.0
"""Seconds after which a job that was started again counts as working."""


class Supervisor:
    """Keep jobs running, with exponential back-off and jitter between their tries."""

    def __init__(
        self,
        failures: Failures,
        *,
        sleep: Sleep = asyncio.sleep,
        chance: random.Random | None = None,
    ) -> None:
        self._failures = failures
        self._sleep = sleep
        self._chance = chance or random.Random()

    @asynccontextmanager
    async def running(self, jobs: Mapping[str, Job]) -> AsyncGenerator[None]:
        """Run jobs, by name, beside a block; they are cancelled and awaited when it ends."""
        # In a task of its own: what the block raises must not come out wrapped in a group.
        keeping = asyncio.create_task(self._keep_all(jobs))
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.wait((keeping,))
            if not keeping.cancelled():
                keeping.result()

    async def _keep_all(self, jobs: Mapping[str, Job]) -> None:
        async with asyncio.TaskGroup() as group:
            for name, job in jobs.items():
                group.create_task(self._keep(name, job), name=name)

    async def _keep(self, name: str, job: Job) -> None:
        while failure := await self._try(name, job):
            doubled = SHORTEST * 2 ** min(failure.tries - 1, 10)
            # Between half and all of it, so that what failed together is not tried together.
            await self._sleep(min(doubled, LONGEST) * self._chance.uniform(0.5, 1))

    async def _try(self, name: str, job: Job) -> Failure | None:
        """Run a job until it fails; None when it is done."""
        steady = asyncio.create_task(self._forgive(name))
        try:
            await job()
        except asyncio.CancelledError as error:
            current = asyncio.current_task()
            if current is None or current.cancelling():
                raise
            # Something inside the job was cancelled, not the job.
            return self._failures.record(name, error)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is recorded and tried again
            return self._failures.record(name, error)
        finally:
            steady.cancel()
        self._failures.clear(name)
        return None

    async def _forgive(self, name: str) -> None:
        """Forget the last failure of a job, and with it the long pauses, once it runs steadily."""
        await self._sleep(STEADY)
        self._failures.clear(name)
