"""The file in which a running bot lists its failures, for `pullquote check`.

It is a file and not a note in the store, because the store may be what fails. It exists only while
there are failures.
"""

import json
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from bot.runtime.failures import Failure
from bot.runtime.lock import is_locked

NAME = "failures.json"

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


@contextmanager
def status_file(folder: Path) -> Generator[Callable[[Sequence[Failure]], None]]:
    """Yield a function that writes the failures to the file of a locked folder, atomically.

    The file is removed at the end, and at the start: an earlier process may have been killed.
    """
    path = folder / NAME
    path.unlink(missing_ok=True)

    def write(failures: Sequence[Failure]) -> None:
        try:
            if not failures:
                path.unlink(missing_ok=True)
                return
            fresh = path.with_suffix(".new")
            rows = [asdict(one) | {"since": one.since.isoformat()} for one in failures]
            fresh.write_text(json.dumps(rows, indent=1), encoding="utf-8")
            fresh.replace(path)
        except OSError as error:
            # The failures are in the log too; only `check` does not show them.
            _log.warning("status file not written", file=str(path), cause=str(error))

    try:
        yield write
    finally:
        write(())


def read_status(folder: Path) -> tuple[Failure, ...]:
    """Return the failures of the bot that runs on a folder; none if no bot runs.

    Raises ValueError if the file is not as a bot writes it, for example damaged by its disk.
    """
    if not is_locked(folder):
        return ()
    try:
        text = (folder / NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    return parse_status(text)


def parse_status(text: str) -> tuple[Failure, ...]:
    """Return the failures in the text of a status file; raise ValueError if it is damaged."""
    try:
        rows: list[dict[str, Any]] = json.loads(text)
        found = tuple(
            Failure(since=datetime.fromisoformat(row.pop("since")), **row) for row in rows
        )
    except (AttributeError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    if not all(isinstance(one.job, str) and isinstance(one.cause, str) for one in found):  # pyright: ignore[reportUnnecessaryIsInstance] - of a file
        message = "a job or a cause is no text"
        raise ValueError(message)
    return found
