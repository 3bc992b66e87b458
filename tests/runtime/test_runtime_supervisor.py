import asyncio
import json
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog

from bot.errors import LibraryError, StoreError, StoreUnavailableError
from bot.runtime.failures import Failure, Failures
from bot.runtime.lock import process_lock
from bot.runtime.status import NAME, read_status, status_file
from bot.runtime.supervisor import LONGEST, LONGEST_AWAY, SHORTEST, STEADY, Supervisor

START = datetime(2026, 3, 27, tzinfo=UTC)
LOCKED = StoreError("The database is locked;\ntry again later.")
AWAY = StoreUnavailableError("The database cannot be reached.")


class Time:
    """A clock that stops until a test wakes a sleeper."""

    def __init__(self) -> None:
        self.now = START
        self.asleep: list[tuple[float, asyncio.Event]] = []
        self.slept = asyncio.Event()

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        sleeper = (seconds, asyncio.Event())
        self.asleep.append(sleeper)
        self.slept.set()
        try:
            await sleeper[1].wait()
        finally:
            if sleeper in self.asleep:
                self.asleep.remove(sleeper)

    async def wake(self) -> float:
        """Wake the first sleeper, and return how long it slept."""
        while not self.asleep:
            self.slept.clear()
            await self.slept.wait()
        seconds, woken = self.asleep.pop(0)
        self.now += timedelta(seconds=seconds)
        woken.set()
        return seconds


class Worker:
    """A job that fails a number of times with an error, then works until cancelled."""

    def __init__(self, *errors: BaseException) -> None:
        self.errors = list(errors)
        self.begun = 0
        self.works = asyncio.Event()
        self.ended = False

    async def __call__(self) -> None:
        self.begun += 1
        if self.errors:
            raise self.errors.pop(0)
        self.works.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.ended = True


def _supervisor(time: Time) -> tuple[Supervisor, Failures]:
    failures = Failures(clock=time)
    return Supervisor(failures, sleep=time.sleep, chance=random.Random(5)), failures


@pytest.mark.parametrize(
    "error", [RuntimeError("no"), LOCKED, OSError(5, "no"), asyncio.CancelledError()]
)
async def test_a_job_that_fails_with_any_error_is_restarted(error: BaseException) -> None:
    time, worker, beside = Time(), Worker(error), Worker()
    supervisor, failures = _supervisor(time)
    async with supervisor.running({"work": worker, "other": beside}):
        assert await time.wake() <= SHORTEST
        await worker.works.wait()
        assert beside.begun == 1
        assert not beside.ended
        (failure,) = failures.lasting
        assert (failure.job, failure.since, failure.tries) == ("work", START, 1)
    assert worker.ended
    assert beside.ended


async def test_the_pauses_between_tries_double_up_to_a_limit() -> None:
    time, worker = Time(), Worker(*(RuntimeError(f"try {number}") for number in range(12)))
    supervisor, failures = _supervisor(time)
    async with supervisor.running({"work": worker}):
        pauses = [await time.wake() for _ in range(5)]
        assert failures.lasting[0].cause == "RuntimeError: try 4"
        assert failures.lasting[0].tries == 5
    for number, pause in enumerate(pauses):
        assert SHORTEST * 2**number / 2 <= pause <= SHORTEST * 2**number
    assert await _pause_after(RuntimeError(), tries=40) <= LONGEST


async def test_a_job_goes_on_within_seconds_once_the_store_can_be_reached_again() -> None:
    assert await _pause_after(AWAY, tries=40) <= LONGEST_AWAY


async def _pause_after(error: Exception, *, tries: int) -> float:
    time, worker = Time(), Worker(error)
    supervisor, failures = _supervisor(time)
    for _ in range(tries - 1):
        failures.record("work", RuntimeError())
    async with supervisor.running({"work": worker}):
        return await time.wake()


async def test_the_failure_of_a_job_is_cleared_once_it_runs_steadily() -> None:
    time, worker = Time(), Worker(RuntimeError(), RuntimeError())
    supervisor, failures = _supervisor(time)
    async with supervisor.running({"work": worker}):
        await time.wake()
        await time.wake()
        await worker.works.wait()
        assert failures.lasting[0].tries == 2
        assert await time.wake() == STEADY
        await asyncio.sleep(0)
        assert not failures.lasting
    assert worker.begun == 3


async def test_a_job_that_returns_is_not_restarted() -> None:
    done: list[str] = []

    async def warm() -> None:
        done.append("warm")

    time = Time()
    supervisor, failures = _supervisor(time)
    async with supervisor.running({"warm": warm}):
        for _ in range(20):
            await asyncio.sleep(0)
    assert done == ["warm"]
    assert not failures.lasting


async def test_an_error_of_the_block_is_not_wrapped() -> None:
    supervisor, _ = _supervisor(Time())
    worker = Worker()

    async def serve() -> None:
        async with supervisor.running({"work": worker}):
            await worker.works.wait()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await serve()
    assert worker.ended


async def test_a_cancellation_ends_running_and_waiting_jobs() -> None:
    time, worker = Time(), Worker()
    supervisor, _ = _supervisor(time)

    async def serve() -> None:
        async with supervisor.running({"work": worker, "broken": Worker(RuntimeError())}):
            await worker.works.wait()
            await asyncio.Event().wait()

    serving = asyncio.create_task(serve())
    await time.slept.wait()
    await worker.works.wait()
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    assert worker.ended


def test_an_error_of_our_own_is_one_line_and_another_has_its_traceback() -> None:
    failures = Failures(clock=lambda: START)
    with structlog.testing.capture_logs() as lines:
        failures.record("work", LOCKED)
        failures.record("other", ZeroDivisionError("by zero"), server=7)
    ours, unexpected = lines
    assert ours["cause"] == "StoreError: The database is locked; try again later."
    assert ours["exc_info"] is None
    assert unexpected["cause"] == "ZeroDivisionError: by zero"
    assert isinstance(unexpected["exc_info"], ZeroDivisionError)
    assert unexpected["server"] == 7


def test_the_same_cause_is_logged_less_and_less_often_and_a_new_one_at_once() -> None:
    failures = Failures(clock=lambda: START)
    with structlog.testing.capture_logs() as lines:
        for _ in range(100):
            failures.record("work", LOCKED)
        failures.record("work", OSError("gone"))
        failures.clear("work")
        failures.clear("work")
    assert [line["tries"] for line in lines] == [1, 2, 4, 8, 16, 32, 64, 101, 101]
    assert lines[-1]["event"] == "job works again"


def test_a_server_sees_its_own_failures_and_those_of_all() -> None:
    failures = Failures(clock=lambda: START)
    failures.record("post", LibraryError("No such zone."), server=1)
    failures.record("post", LOCKED)
    assert [(one.server, one.public) for one in failures.of(1)] == [(1, True), (None, False)]
    assert [one.server for one in failures.of(2)] == [None]


async def test_another_process_reads_the_failures_until_they_are_cleared(tmp_path: Path) -> None:
    async with process_lock(tmp_path, waiting=lambda _: None):
        with status_file(tmp_path) as write:
            failures = Failures(clock=lambda: START, changed=write)
            assert _read_elsewhere(tmp_path) == []
            failures.record("work", LOCKED)
            failures.record("post", LibraryError("No such zone."), server=7)
            assert read_status(tmp_path) == failures.lasting
            assert _read_elsewhere(tmp_path) == ["work", "post"]
            failures.clear("work")
            assert [one.job for one in read_status(tmp_path)] == ["post"]
    assert not (tmp_path / NAME).exists()


def _read_elsewhere(folder: Path) -> list[str]:
    program = (
        "import sys, json; from pathlib import Path; from bot.runtime.status import read_status;"
        "print(json.dumps([one.job for one in read_status(Path(sys.argv[1]))]))"
    )
    ended = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program, str(folder)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
    )
    return json.loads(ended.stdout)


async def test_the_status_file_of_a_killed_process_is_ignored_and_removed(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(json.dumps([_row()]), encoding="utf-8")
    assert read_status(tmp_path) == ()
    async with process_lock(tmp_path, waiting=lambda _: None):
        assert [one.job for one in read_status(tmp_path)] == ["work"]
        with status_file(tmp_path):
            assert read_status(tmp_path) == ()


def _row() -> dict[str, object]:
    failure = Failure("work", START, "It is locked.")
    return {"job": failure.job, "since": START.isoformat(), "cause": failure.cause}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="it needs /dev/full")
async def test_a_status_file_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    with status_file(tmp_path) as write:
        (tmp_path / "failures.new").symlink_to("/dev/full")
        with structlog.testing.capture_logs() as lines:
            Failures(clock=lambda: START, changed=write).record("work", LOCKED)
    assert [line["event"] for line in lines] == ["job failed", "status file not written"]
