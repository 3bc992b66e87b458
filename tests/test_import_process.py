"""Reading and analysing transcripts in a process of its own."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bot.errors import TranscriptError
from bot.import_process import ImportProcess
from bot.transcripts import readers
from bot.translation import current_language, speaking
from tests.support.platforms import needs_posix


def _place() -> tuple[int, str]:
    return os.getpid(), current_language()


def _fail_elsewhere(own: int) -> None:
    raise ValueError("here" if os.getpid() == own else "there")


def _begin(started: Path) -> None:
    started.write_text(str(os.getpid()), encoding="ascii")
    signal.pause()


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _started(file: Path) -> int:
    """Wait for the process that writes its number into a file, and return the number."""
    _wait(lambda: file.exists() and file.read_text(encoding="ascii"))
    return int(file.read_text(encoding="ascii"))


def _wait(done: Callable[[], object]) -> None:
    until = time.monotonic() + 30
    while not done():
        assert time.monotonic() < until
        time.sleep(0.01)


def _end_itself() -> int:
    os.kill(os.getpid(), signal.SIGTERM)
    return os.getpid()


async def test_work_is_done_in_one_other_process_and_in_the_language_of_who_asked() -> None:
    async with ImportProcess() as process:
        with speaking("de"):
            first, language = await process.run(_place)
            with pytest.raises(TranscriptError, match="Datei"):
                await process.run(partial(readers.parse, b"", name="empty.txt"))
        # An unexpected error is raised where it can be logged.
        with pytest.raises(ValueError, match="here"):
            await process.run(partial(_fail_elsewhere, os.getpid()))
        second, _ = await process.run(_place)
    assert first == second != os.getpid()
    assert language == "de"


@needs_posix
async def test_a_process_that_is_killed_is_told_in_a_sentence_and_another_takes_its_place(
    tmp_path: Path,
) -> None:
    async with ImportProcess() as process:
        waiting = asyncio.create_task(process.run(partial(_begin, tmp_path / "1")))
        first = await asyncio.to_thread(_started, tmp_path / "1")
        os.kill(first, signal.SIGKILL)
        with pytest.raises(TranscriptError, match="smaller file"):
            await waiting
        second = await process.run(_end_itself)  # SIGTERM goes to all processes of a service
        assert (await process.run(_place))[0] == second != first


@needs_posix
async def test_a_process_ends_with_a_call_that_nobody_waits_for_and_when_it_is_idle(
    tmp_path: Path,
) -> None:
    idle = asyncio.Event()

    async def sleep(_: float) -> None:
        await idle.wait()

    async with ImportProcess(sleep=sleep) as process:
        waiting = asyncio.create_task(process.run(partial(_begin, tmp_path / "1")))
        first = await asyncio.to_thread(_started, tmp_path / "1")
        waiting.cancel()
        await asyncio.wait((waiting,))
        assert not _is_running(first)
        second, _ = await process.run(_place)
        idle.set()
        await asyncio.to_thread(_wait, lambda: not _is_running(second))
        third, _ = await process.run(_place)
    assert not _is_running(third)
