"""Run background jobs; restart one that fails, without ending the others."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager

import structlog

from bot.runtime.failures import Failure, Failures

Job = Callable[[], Awaitable[None]]
"""Runs until cancelled, or returns when there is nothing more to do."""

Sleep = Callable[[float], Awaitable[None]]

SHORTEST, LONGEST = 1.0, 60.0
"""Seconds before a job is restarted: after its first failure, and at most."""

LONGEST_AWAY = 5.0
"""Seconds at most while the store cannot be reached: jobs go on soon after it is back."""

STEADY = 60.0
"""Seconds after which a restarted job counts as working."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class Supervisor:
    """Keeps jobs running, with exponential back-off and jitter between restarts."""

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
        self._keeping: set[asyncio.Task[None]] = set()

    @property
    def has_lost_jobs(self) -> bool:
        """Return whether jobs that should run do not, because the supervisor itself has failed."""
        return any(one.done() and not one.cancelled() and one.exception() for one in self._keeping)

    @asynccontextmanager
    async def running(self, jobs: Mapping[str, Job]) -> AsyncGenerator[None]:
        """Run jobs, given by name, during a block; cancel and await them when it ends."""
        # In a separate task, so that errors of the block are not wrapped in an ExceptionGroup.
        keeping = asyncio.create_task(self._keep_all(jobs))
        self._keeping.add(keeping)
        keeping.add_done_callback(_report_loss)
        try:
            yield
        finally:
            self._keeping.discard(keeping)
            keeping.cancel()
            await asyncio.wait((keeping,))
            if not keeping.cancelled():
                keeping.result()

    def forget(self, jobs: Iterable[str]) -> None:
        """Remove the failures of jobs that are not run here any more."""
        for name in jobs:
            self._failures.forget(name)

    async def _keep_all(self, jobs: Mapping[str, Job]) -> None:
        async with asyncio.TaskGroup() as group:
            for name, job in jobs.items():
                group.create_task(self._keep(name, job), name=name)

    async def _keep(self, name: str, job: Job) -> None:
        while failure := await self._try(name, job):
            doubled = SHORTEST * 2 ** min(failure.tries - 1, 10)
            # Jitter: jobs that failed together are not restarted together.
            longest = LONGEST_AWAY if failure.passes else LONGEST
            await self._sleep(min(doubled, longest) * self._chance.uniform(0.5, 1))

    async def _try(self, name: str, job: Job) -> Failure | None:
        """Run a job and return its failure; None when it is done."""
        steady = asyncio.create_task(self._forgive(name))
        try:
            await job()
        except asyncio.CancelledError as error:
            current = asyncio.current_task()
            if current is None or current.cancelling():
                raise
            # Something within was cancelled, not the job.
            return self._failures.record(name, error)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is recorded and tried again
            return self._failures.record(name, error)
        finally:
            steady.cancel()
        self._failures.clear(name)
        return None

    async def _forgive(self, name: str) -> None:
        """Clear the failure of a job, and so its back-off, once it has run for `STEADY` seconds."""
        await self._sleep(STEADY)
        self._failures.clear(name)


def _report_loss(keeping: asyncio.Task[None]) -> None:
    if not keeping.cancelled() and (error := keeping.exception()):
        _log.critical("background jobs have ended", exc_info=error)
