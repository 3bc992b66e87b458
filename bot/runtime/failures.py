"""What is failing in the background at this moment, for the log, `check` and `/doctor`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.errors import LibraryError, PullquoteError

_LONGEST = 300

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """Describe a job that fails: since when, how often in a row, and the last cause in a sentence.

    `server` is the one that it concerns, None for all. `public` means that the cause was written
    for members; another may name files.
    """

    job: str
    since: datetime
    cause: str
    tries: int = 1
    server: int | None = None
    public: bool = False


class Failures:
    """Hold the failures that last; `changed` is called whenever one comes, changes or goes."""

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
        """Return what is failing, the longest first."""
        return tuple(self._lasting.values())

    def of(self, server: int) -> tuple[Failure, ...]:
        """Return what is failing for a server, or for all."""
        return tuple(one for one in self.lasting if one.server in {None, server})

    def record(self, job: str, error: BaseException, *, server: int | None = None) -> Failure:
        """Count a failed try, and log it.

        An error of our own is one line in the log, another comes with its traceback. A cause that
        stays is logged at the 1st, 2nd, 4th, 8th try and so on, not for ever.
        """
        cause, known = _sentence(error), self._lasting.get((job, server))
        if known is None:
            failure = Failure(
                job, self._clock(), cause, server=server, public=isinstance(error, LibraryError)
            )
        else:
            public = isinstance(error, LibraryError)
            failure = replace(known, cause=cause, tries=known.tries + 1, public=public)
        if known is None or known.cause != cause or failure.tries.bit_count() == 1:
            unexpected = None if isinstance(error, PullquoteError) else error
            where = {} if server is None else {"server": server}
            _log.error(
                "job failed",
                job=job,
                **where,
                cause=cause,
                tries=failure.tries,
                exc_info=unexpected,
            )
        self._lasting[job, server] = failure
        self._changed(self.lasting)
        return failure

    def clear(self, job: str, *, server: int | None = None) -> None:
        """Forget a failure, if there was one: the job works again."""
        mended = self._lasting.pop((job, server), None)
        if mended is not None:
            where = {} if server is None else {"server": server}
            _log.info("job works again", job=job, **where, tries=mended.tries)
            self._changed(self.lasting)


def _sentence(error: BaseException) -> str:
    lines = str(error).splitlines()
    if isinstance(error, PullquoteError):
        return " ".join(lines)
    named = type(error).__name__
    return f"{named}: {lines[0]}"[:_LONGEST] if lines else named
