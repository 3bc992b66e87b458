"""The file by which a running bot says what fails in it, for `pullquote check` to read.

A file and not a note in the store: it must be readable when the store is what fails. It is there
only while something fails.
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
    """Lend what writes the file of an owned folder at once or not at all; a clean end removes it.

    The first to remove it is whoever starts: another may have been killed.
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
            # What fails is in the log; only `check` does not hear of it.
            _log.warning("status file not written", file=str(path), cause=str(error))

    try:
        yield write
    finally:
        write(())


def read_status(folder: Path) -> tuple[Failure, ...]:
    """Return what fails in the bot that runs on a folder; nothing where none runs."""
    if not is_locked(folder):
        return ()
    try:
        rows: list[dict[str, Any]] = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return tuple(Failure(since=datetime.fromisoformat(row.pop("since")), **row) for row in rows)
    except FileNotFoundError:
        return ()
