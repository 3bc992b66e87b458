"""The background jobs that are failing, for the log, `check` and `/doctor`."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

import structlog

from bot.errors import (
    FeedError,
    LibraryError,
    PullquoteError,
    StoreError,
    StoreUnavailableError,
    describe_error,
)

Result = TypeVar("Result")

_LONGEST = 300
_SLOW = "The database has not answered in time."

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """A job that is failing: since when, how often in a row, and the last cause as a sentence.

    `server` is the server it concerns, None for all. `public` means that the cause may be shown to
    members; other causes may contain paths. One that `passes` is that the store cannot be reached.
    """

    job: str
    since: datetime
    cause: str
    tries: int = 1
    server: int | None = None
    public: bool = False
    passes: bool = False


class Failures:
    """The current failures; `changed` is called with all of them after every change."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        changed: Callable[[tuple[Failure, ...]], None] = lambda _: None,
    ) -> None:
        self._clock = clock
        self._changed = changed
        self._lasting: dict[tuple[str, int | None], Failure] = {}

    @property
    def lasting(self) -> tuple[Failure, ...]:
        """The current failures, longest lasting first."""
        return tuple(self._lasting.values())

    def of(self, server: int) -> tuple[Failure, ...]:
        """Return the failures that concern a server, or all servers."""
        return tuple(one for one in self.lasting if one.server in {None, server})

    def record(self, job: str, error: BaseException, *, server: int | None = None) -> Failure:
        """Count and log a failed try.

        A PullquoteError is logged as one line, any other error with its traceback. The same cause
        is logged at the 1st, 2nd, 4th, 8th try and so on; that the store is away is one cause.
        """
        cause, known = _sentence(error), self._lasting.get((job, server))
        public = isinstance(error, LibraryError | FeedError)
        passes = isinstance(error, StoreUnavailableError)
        if known is None:
            known = Failure(job, self._clock(), "", tries=0, server=server)
        failure = replace(known, cause=cause, tries=known.tries + 1, public=public, passes=passes)
        # A store that is away says so in many ways.
        other = known.cause != cause and not (known.passes and passes)
        is_news = other or failure.tries.bit_count() == 1
        if is_news:
            unexpected = None if isinstance(error, PullquoteError) else error
            where = {} if server is None else {"server": server}
            _log.error(
                "job failed",
                job=kind_of_job(job),
                **where,
                cause=describe_error(error),
                tries=failure.tries,
                exc_info=unexpected,
            )
        self._lasting[job, server] = failure
        # While the store is away, every answer may fail: a report of each would help nobody.
        if is_news or not passes:
            self._notify()
        return failure

    async def beside(
        self, job: str, work: Awaitable[Result], *, otherwise: Result, seconds: float = 0.5
    ) -> Result:
        """Await what an answer can do without; record it where the store fails, or is slow.

        Then the result is what is said `otherwise`.
        """
        try:
            async with asyncio.timeout(seconds):
                result = await work
        except TimeoutError:
            self.record(job, StoreUnavailableError(_SLOW))
        except StoreError as error:
            self.record(job, error)
        else:
            self.clear(job)
            return result
        return otherwise

    def clear(self, job: str, *, server: int | None = None) -> None:
        """Remove the failure of a job, if there is one, because the job works again."""
        failure = self._lasting.pop((job, server), None)
        if failure is not None:
            where = {} if server is None else {"server": server}
            _log.info("job works again", job=kind_of_job(job), **where, tries=failure.tries)
            self._notify()

    def forget(self, job: str) -> None:
        """Remove the failures of a job, in every server, because another process runs it now."""
        for known in [one for one in self._lasting if one[0] == job]:
            del self._lasting[known]
        self._notify()

    def forget_server(self, server: int) -> None:
        """Remove the failures of all jobs in a server that was forgotten."""
        known = [one for one in self._lasting if one[1] == server]
        for one in known:
            del self._lasting[one]
        if known:
            self._notify()

    def _notify(self) -> None:
        try:
            self._changed(self.lasting)
        except Exception:  # noqa: BLE001 - a failing report must not end the jobs it reports
            _log.exception("failures not reported")


def kind_of_job(job: str) -> str:
    """Return the name of a job without that of the feed that it checks."""
    return "feed" if job.startswith("feed ") else job


def _sentence(error: BaseException) -> str:
    lines = str(error).splitlines()
    if isinstance(error, PullquoteError):
        return " ".join(lines)
    named = type(error).__name__
    return f"{named}: {lines[0]}"[:_LONGEST] if lines else named
