import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.runtime.lock import NAME, process_lock
from tests.support.platforms import needs_posix

PROGRAM = """
import asyncio, sys
from pathlib import Path
from bot.runtime.lock import process_lock

async def own():
    async with process_lock(Path(sys.argv[1]), waiting=lambda one: print("waits", one, flush=True)):
        print("owns", flush=True)
        await asyncio.Event().wait()

asyncio.run(own())
"""
ROOT = Path(__file__).parents[2]


def _start(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", PROGRAM, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


async def test_a_second_process_waits_names_the_first_and_takes_over(tmp_path: Path) -> None:
    told: list[int | None] = []
    order: list[str] = []
    waits = asyncio.Event()

    def waiting(holder: int | None) -> None:
        told.append(holder)
        waits.set()

    async def second() -> None:
        async with process_lock(tmp_path, waiting=waiting):
            order.append("second")

    async with process_lock(tmp_path, waiting=told.append):
        task = asyncio.create_task(second())
        await waits.wait()
        order.append("first")
    await task
    assert told == [os.getpid()]
    assert order == ["first", "second"]


async def test_a_cancelled_wait_leaves_the_lock_to_others(tmp_path: Path) -> None:
    waits = asyncio.Event()

    async def second() -> None:
        async with process_lock(tmp_path, waiting=lambda _: waits.set()):
            raise AssertionError

    async with process_lock(tmp_path, waiting=lambda _: None):
        task = asyncio.create_task(second())
        await waits.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    async with process_lock(tmp_path, waiting=lambda _: None):
        pass


async def test_a_lock_without_a_process_id_is_waited_for_too(tmp_path: Path) -> None:
    told: list[int | None] = []
    waits = asyncio.Event()

    def waiting(holder: int | None) -> None:
        told.append(holder)
        waits.set()

    async def second() -> None:
        async with process_lock(tmp_path, waiting=waiting):
            pass

    async with process_lock(tmp_path, waiting=waiting):
        (tmp_path / NAME).write_text("")
        task = asyncio.create_task(second())
        await waits.wait()
    await task
    assert told == [None]


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(StoreError, match="data folder"):
        async with process_lock(tmp_path, waiting=lambda _: None):
            pass


@needs_posix
def test_a_waiting_process_takes_over_when_the_owner_is_killed(tmp_path: Path) -> None:
    with _start(tmp_path) as first:
        assert _line(first) == "owns"
        with _start(tmp_path) as second:
            assert _line(second) == f"waits {first.pid}"
            first.send_signal(signal.SIGKILL)
            assert _line(second) == "owns"
            second.send_signal(signal.SIGTERM)
            assert second.wait(20) != 0


@needs_posix
def test_a_waiting_process_can_be_stopped(tmp_path: Path) -> None:
    with _start(tmp_path) as first:
        assert _line(first) == "owns"
        with _start(tmp_path) as second:
            assert _line(second) == f"waits {first.pid}"
            second.send_signal(signal.SIGTERM)
            assert second.wait(20) == -signal.SIGTERM
            first.kill()
