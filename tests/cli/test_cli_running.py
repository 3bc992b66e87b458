import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import structlog

from bot.cli.batch_import import import_files
from bot.cli.dropped import import_dropped
from bot.cli.resources import open_resources
from bot.cli.shutdown import until_stopped
from bot.cli.sources import Source
from bot.import_options import Options
from tests.cli.conftest import FERRY, Pullquote
from tests.conftest import PROJECT
from tests.support.platforms import needs_posix


@pytest.mark.parametrize("command", ["run", "sync"])
def test_without_a_token_it_refuses_in_one_sentence(
    pullquote: Pullquote, command: str, tmp_path: Path
) -> None:
    ended = pullquote(command)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("DISCORD_TOKEN is not set; copy the bot's token from https://")
    assert ended.err.count("\n") == 1
    assert not (tmp_path / "data").exists()


def test_a_first_start_logs_no_migration_and_reports_an_unreachable_discord(
    tmp_path: Path,
) -> None:
    token = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE.this-is-a-secret-and-no-token-at-all"
    nobody = {"PULLQUOTE_DISCORD_API": "http://127.0.0.1:1/api", "DISCORD_TOKEN": token}
    # As a process of its own: Discord's addresses and the log are set for a whole process.
    ended = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", "bot", "sync", "--data-dir", str(tmp_path / "data")],
        cwd=PROJECT,
        env={**os.environ, **nobody},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.splitlines()[-1].startswith("Discord cannot be reached")
    assert "Traceback" not in ended.stderr
    assert token not in ended.stderr
    assert (tmp_path / "data" / "library.db").stat().st_size
    assert "[discord.client]" in ended.stderr  # at INFO, like the migrations
    assert "alembic" not in ended.stderr


async def test_transcripts_in_the_data_folder_are_imported_once(tmp_path: Path) -> None:
    dropped = tmp_path / "transcripts"
    dropped.mkdir()
    (dropped / "ferry.txt").write_text(FERRY, encoding="utf-8")
    (dropped / "empty.txt").write_text("", encoding="utf-8")
    (dropped / "slides.pdf").write_bytes(b"%PDF")
    async with open_resources(f"sqlite+aiosqlite:///{tmp_path}/library.db", tmp_path) as opened:
        with structlog.testing.capture_logs() as first:
            await import_dropped(opened, tmp_path)
        with structlog.testing.capture_logs() as second:
            await import_dropped(opened, tmp_path)
        assert [episode.key for episode in await opened.store.every_episode()] == ["ferry"]
    skipped, failed, added = first
    assert "1 file skipped: slides.pdf." in skipped["event"]
    assert (failed["event"], failed["file"][-9:]) == ("transcript not imported", "empty.txt")
    assert "has no words in it" in failed["why"]
    assert (added["outcome"], added["file"][-9:]) == ("added", "ferry.txt")
    assert second == [skipped, failed]


async def test_nothing_dropped_is_nothing_imported_and_an_empty_library_is_reported(
    tmp_path: Path, ferry: Path
) -> None:
    async with open_resources(f"sqlite+aiosqlite:///{tmp_path}/library.db", tmp_path) as opened:
        with structlog.testing.capture_logs() as logged:
            await import_dropped(opened, tmp_path)
            assert await opened.store.every_episode() == ()
            async for outcome in import_files([Source(ferry)], opened, Options()):
                assert outcome.imported
            await import_dropped(opened, tmp_path)
    (told,) = logged
    assert told["event"].startswith("The library is empty. Put transcripts into")
    assert f"{tmp_path}/transcripts" in told["event"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@needs_posix
async def test_a_signal_ends_the_work_and_closes_what_it_opened(number: signal.Signals) -> None:
    closed = asyncio.Event()

    async def work() -> None:
        try:
            os.kill(os.getpid(), number)
            await asyncio.Event().wait()
        finally:
            closed.set()

    await until_stopped(work())
    assert closed.is_set()


@needs_posix
async def test_a_second_signal_does_not_break_off_the_closing() -> None:
    closed = asyncio.Event()

    async def work() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.Event().wait()
        finally:
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.sleep(0.01)
            closed.set()

    await until_stopped(work())
    assert closed.is_set()


async def test_work_that_ends_by_itself_or_fails_does_so() -> None:
    async def fail() -> None:
        message = "the work failed"
        raise RuntimeError(message)

    await until_stopped(asyncio.sleep(0))
    with pytest.raises(RuntimeError, match="the work failed"):
        await until_stopped(fail())


async def test_a_cancellation_from_outside_is_passed_on() -> None:
    task = asyncio.create_task(until_stopped(asyncio.sleep(60)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@needs_posix
def test_a_process_ends_after_a_signal_although_a_thread_in_it_hangs() -> None:
    script = """
import asyncio, os, signal, threading
from functools import partial
from bot.cli.shutdown import end_process_after, until_stopped

async def work():
    threading.Thread(target=threading.Event().wait).start()
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.Event().wait()

asyncio.run(until_stopped(work(), stopping=partial(end_process_after, 0.1)))
"""
    ended = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", script],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 1
    assert "the process ends although something in it has not ended" in ended.stderr
