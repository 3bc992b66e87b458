import runpy
import subprocess
import sys

import pytest

from bot import __version__
from bot.cli.app import command_names
from tests.cli.conftest import Pullquote


@pytest.mark.parametrize("command", command_names())
def test_help_teaches_by_example(pullquote: Pullquote, command: str) -> None:
    ended = pullquote(*command.split(), "--help")
    assert ended.code == 0
    assert "For example:" in ended.out
    assert f"\n      pullquote {command}" in ended.out
    assert "--database URL" in ended.out
    assert "--data-dir DIR" in ended.out


def test_help_says_where_to_start(pullquote: Pullquote) -> None:
    assert "Start with `pullquote demo`" in pullquote("--help").out


def test_heavy_libraries_wait_for_the_command() -> None:
    heavy = {"discord", "sqlalchemy", "numpy", "pydantic", "structlog", "rich", "simcord"}
    code = "import sys; import bot.cli.app; print(*sys.modules)"
    printed = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert heavy.isdisjoint(printed.stdout.split())


def test_the_version_is_printed(pullquote: Pullquote) -> None:
    ended = pullquote("--version")
    assert (ended.code, ended.out) == (0, f"pullquote {__version__}\n")


@pytest.mark.parametrize(
    "arguments", [["nothing"], ["list", "--nothing"], ["query", "x", "--limit", "0"]]
)
def test_a_wrong_option_ends_with_2(pullquote: Pullquote, arguments: list[str]) -> None:
    ended = pullquote(*arguments)
    assert ended.code == 2
    assert "Usage: pullquote" in ended.err
    assert ended.out == ""


def test_a_wrong_setting_ends_with_2_and_one_sentence(
    pullquote: Pullquote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULLQUOTE_LOG_LEVEL", "loud")
    ended = pullquote("list")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("PULLQUOTE_LOG_LEVEL must be DEBUG, ")
    assert ended.err.count("\n") == 1


def test_an_unknown_setting_is_reported(
    pullquote: Pullquote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULLQUOTE_LOGLEVEL", "DEBUG")
    ended = pullquote("list")
    assert ended.code == 0
    assert "PULLQUOTE_LOGLEVEL is not a setting" in ended.err


def test_it_runs_as_a_module(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["pullquote", "--version"])
    monkeypatch.delitem(sys.modules, "bot.__main__", raising=False)
    with pytest.raises(SystemExit, match="0"):
        runpy.run_module("bot", run_name="__main__")
    assert capsys.readouterr().out == f"pullquote {__version__}\n"


def test_a_folder_that_cannot_be_created_is_reported(pullquote: Pullquote, ferry: object) -> None:
    ended = pullquote("list", "--data-dir", f"{ferry}/data")
    assert ended.code == 1
    assert "cannot be created" in ended.err
    assert "--data-dir" in ended.err
