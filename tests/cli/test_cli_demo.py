import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
import structlog

from bot.cli import demo, examples
from bot.cli.resources import open_resources
from tests.cli.conftest import Pullquote
from tests.support.platforms import needs_posix


@pytest.fixture
def log_restored() -> Iterator[None]:
    """Take back what a command that serves does to the log of this process."""
    configured, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.configure(**configured)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def no_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "OURS", ())


def test_the_samples_are_loaded_and_four_answers_are_found(
    pullquote: Pullquote, ferry: Path, tmp_path: Path
) -> None:
    ended = pullquote("demo", ferry, "--once")
    assert ended.code == 0
    assert "added as ferry" in ended.out
    assert ended.out.count("added as") >= 4
    for command in ("/quote ", "/topic ", "/summary", "/ask "):
        assert f"\n> {command}" in ended.out
    assert "Nothing close" not in ended.out
    assert not (tmp_path / "data").exists()


@pytest.mark.usefixtures("no_samples")
def test_a_named_folder_is_kept(pullquote: Pullquote, ferry: Path, tmp_path: Path) -> None:
    assert pullquote("demo", ferry, "--once", "--data-dir", tmp_path / "kept").code == 0
    assert "ferry" in pullquote("list", "--data-dir", tmp_path / "kept").out


@pytest.mark.usefixtures("no_samples")
def test_an_unreadable_transcript_is_reported_and_the_others_are_served(
    pullquote: Pullquote, kites: Path, tmp_path: Path
) -> None:
    ended = pullquote("demo", tmp_path / "absent.txt", kites, "--once")
    assert ended.code == 0
    assert "absent.txt: not imported" in ended.err
    assert "added as kites" in ended.out


@pytest.mark.usefixtures("no_samples")
def test_a_demo_without_transcripts_is_reported(pullquote: Pullquote) -> None:
    ended = pullquote("demo", "--once")
    assert ended.code == 1
    assert "No transcripts found" in ended.err


def _look_and_stop(address: str, statuses: list[int], *, ended: threading.Event) -> None:
    """Fetch a page as soon as it is served, and send this process a signal."""
    while not ended.is_set():
        try:
            with urlopen(address) as page:  # noqa: S310 - it begins with http
                statuses.append(page.status)
        except URLError:  # not yet
            time.sleep(0.02)
        else:
            os.kill(os.getpid(), signal.SIGINT)
            return


@needs_posix
@pytest.mark.usefixtures("no_samples", "log_restored")
def test_it_serves_until_it_is_stopped(pullquote: Pullquote, kites: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address, statuses, over = f"http://127.0.0.1:{port}", list[int](), threading.Event()
    looking = threading.Thread(
        target=_look_and_stop, args=(address, statuses), kwargs={"ended": over}
    )
    looking.start()
    ended = pullquote("demo", kites, "--port", port)
    over.set()
    looking.join()
    assert (ended.code, statuses) == (0, [200])
    assert f"\n{address}" in ended.out
    assert "Traceback" not in ended.err


@pytest.mark.usefixtures("no_samples")
def test_the_conversation_is_asked_about_itself(pullquote: Pullquote, corpora: Path) -> None:
    ended = pullquote("demo", corpora / "conversation" / "conversation.txt", "--once")
    assert "> /quote the models are too cheap" in ended.out
    assert "> /topic test time compute" in ended.out
    assert "more chapters" in ended.out
    assert "Nothing close" not in ended.out


async def test_the_examples_fit_the_loaded_episodes(filled: Path) -> None:
    async with open_resources(f"sqlite+aiosqlite:///{filled}/library.db", filled) as opened:
        assert examples.choose_example(await opened.store.every_episode()) is examples.SAMPLE
