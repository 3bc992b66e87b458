import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from bot.cli import demo, examples
from bot.cli.resources import open_resources
from tests.cli.conftest import Pullquote
from tests.conftest import PROJECT


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


def test_it_serves_until_it_is_stopped(kites: Path) -> None:
    # As a process of its own, for signals are a process's.
    with subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-m", "bot", "demo", str(kites)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        address = next(line for line in process.stdout if line.startswith("http://127.0.0.1:"))
        with urlopen(address) as page:  # noqa: S310 - it begins with http
            assert page.status == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
        assert "Traceback" not in process.stderr.read()


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
