"""`pullquote export` writes a show so that an empty library gets the same quotes of it."""

import json
import os
import shlex
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import KITES, Pullquote

VTT = """WEBVTT

00:00:01.000 --> 00:00:04.000
<v Ada>The tide comes back because the moon is not done with it yet.

00:00:04.500 --> 00:00:08.000
<v Ben>And what does the harbour say about that, when it is left dry?
"""


@pytest.fixture
def shows(pullquote: Pullquote, tmp_path: Path, built: Path) -> Pullquote:
    """Import a show in three formats, with what people have changed, and a private one.

    Only the first test builds it in the folder that it shares with the others.
    """
    if not any(built.iterdir()):
        _build(pullquote, tmp_path)
        shutil.copytree(tmp_path, built, dirs_exist_ok=True)
    else:
        shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return pullquote


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("built")


def _build(pullquote: Pullquote, tmp_path: Path) -> None:
    for name, text in (("kites.md", KITES), ("tide.vtt", VTT)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "bom.txt").write_bytes(
        b"\xef\xbb\xbfAda: It begins with a mark.\r\n\r\nBen: So it does.\r\n"
    )
    files = [tmp_path / name for name in ("kites.md", "tide.vtt", "bom.txt")]
    pullquote("add", *files, "--show", "sea")
    (tmp_path / "own kites.md").write_text(KITES + "It flew again.", encoding="utf-8")
    pullquote("add", tmp_path / "own kites.md", "--show", "sea", "--server", "7")
    pullquote("edit", "tide", "--title", "Tides & “moons”", "--number", "4")
    pullquote("speakers", "tide", "--rename", "Ada=Ada Lovelace")
    pullquote("names", "kites", "--correct", "bakery=brewery")
    ids = json.loads(pullquote("show", "kites", "--json").out)["quotes"]
    pullquote("hide", ids[1]["quote"])


def _commands(folder: Path) -> list[list[str]]:
    lines = (folder / "README.md").read_text(encoding="utf-8").splitlines()
    return [shlex.split(line)[1:] for line in lines if line.startswith("    pullquote ")]


def _shown(pullquote: Pullquote, key: str, data: Path) -> dict[str, Any]:
    shown = json.loads(pullquote("show", key, "--json", "--data-dir", data).out)
    return {name: shown[name] for name in ("episode", "title", "quotes")}


def test_an_export_imports_the_same_quotes(
    shows: Pullquote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, other = tmp_path / "exported", tmp_path / "other"
    ended = shows("export", "sea", folder)
    assert (ended.code, "3 episodes" in ended.out) == (0, True)
    for name in ("kites.md", "tide.vtt", "bom.txt"):
        assert (folder / "transcripts" / name).read_bytes() == (tmp_path / name).read_bytes()
    manifest = json.loads((folder / "show.json").read_text(encoding="utf-8"))
    assert [one["is_original"] for one in manifest["episodes"]] == [True] * 3
    monkeypatch.chdir(folder)
    for command in _commands(folder):
        ended = shows(*command, "--data-dir", other)
        assert ended.code == 0, ended.err
    for key in ("kites", "tide", "bom"):
        assert _shown(shows, key, other) == _shown(shows, key, tmp_path / "data")
    assert "[brewery]" in shows("query", "flew into a bakery", "--data-dir", other).out
    with closing(sqlite3.connect(other / "library.db")) as connection:
        assert connection.execute("SELECT count(*) FROM hidden").fetchone() == (1,)


def test_a_private_show_is_exported_only_when_its_server_is_named(
    shows: Pullquote, tmp_path: Path
) -> None:
    ended = shows("export", "sea", tmp_path / "exported", "--server", "7")
    assert "1 episodes" in ended.out
    (command,) = _commands(tmp_path / "exported")
    assert command[1] == "transcripts/own kites.md"
    assert command[-2:] == ["--server", "7"]
    assert "It flew again." in (tmp_path / "exported" / command[1]).read_text(encoding="utf-8")
    again = shows("export", "sea", tmp_path / "exported")
    assert "is not an empty folder; name a new one." in again.err
    absent = shows("export", "sea", tmp_path / "new", "--server", "8")
    assert (absent.code, absent.err.count("\n")) == (1, 1)
    assert not (tmp_path / "new").exists()


def test_episodes_whose_keys_differ_in_case_have_files_that_any_disk_keeps_apart(
    pullquote: Pullquote, tmp_path: Path
) -> None:
    for key in ("Tide", "tide", "episode-2"):
        (tmp_path / "in.md").write_text(f"{KITES} {key} flew again.", encoding="utf-8")
        pullquote("add", tmp_path / "in.md", "--key", key, "--show", "sea")
    folder = tmp_path / "exported"
    assert pullquote("export", "sea", folder).code == 0
    names = {one.name.casefold() for one in (folder / "transcripts").iterdir()}
    assert len(names) == 3
    commands = [" ".join(command) for command in _commands(folder)]
    assert sum("--key tide" in one or "--key Tide" in one for one in commands) == 1
    if os.name == "posix":
        assert folder.stat().st_mode & 0o077 == 0
