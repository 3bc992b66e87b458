"""What commands say where the library was lost, and where this user may not look."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Pullquote

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")


@contextmanager
def another_user(folder: Path) -> Generator[None]:
    """Run the block as one who may not enter a folder."""
    before = folder.stat().st_mode
    root = os.geteuid() == 0
    folder.chmod(0)
    try:
        if root:
            os.setresuid(65534, 65534, 0)
        yield
    finally:
        if root:
            os.setresuid(0, 0, 0)
        folder.chmod(before)


@pytest.mark.parametrize(
    "arguments",
    [
        ("reindex",),
        ("site", "pages"),
        ("add", "ferry.txt"),
        ("query", "seagulls"),
        ("follow", "--now"),
        ("follow", "--list"),
        ("forget",),
        ("mistakes",),
        ("speakers", "ferry"),
        ("shows",),
        ("hide",),
        ("export", "podcast", "out"),
        ("guide", "export", "ferry"),
        ("remove", "ferry", "--yes"),
    ],
    ids=" ".join,
)
def test_no_command_puts_an_empty_library_in_the_place_of_a_lost_one(
    both: Pullquote, arguments: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "data" / "library.db").unlink()
    ended = both(*arguments)
    assert (ended.code, "`pullquote restore FILE`" in ended.err) == (1, True), ended.err
    assert not (tmp_path / "data" / "library.db").exists()
    assert list((tmp_path / "data" / "index").rglob("index-*.db"))


@posix
def test_a_data_folder_of_another_user_is_told_by_the_check(
    both: Pullquote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both("check")  # loads what another user might not read
    monkeypatch.chdir("/")
    with another_user(tmp_path / "data"):
        ended = both("check")
    told = " ".join((ended.out + ended.err).replace("│", " ").split())
    # Root's temporary folder may not be entered either, and then nothing can be looked at.
    expected = (
        "This user may not write",
        f"{tmp_path / 'data'} cannot be used (Permission denied)",
    )
    assert (ended.code, any(one in told for one in expected)) == (1, True), told


@posix
def test_settings_that_one_may_not_read_are_told(
    both: Pullquote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both("list")
    (tmp_path / "own").mkdir()
    monkeypatch.chdir(tmp_path / "own")
    with another_user(tmp_path / "own"):
        ended = both("check")
    assert (ended.code, ".env cannot be read (Permission denied)" in ended.err) == (2, True)


@posix
@pytest.mark.parametrize("command", ["restore", "backup"])
def test_a_file_in_a_folder_that_one_may_not_enter_is_told_in_one_sentence(
    both: Pullquote, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both("list")
    monkeypatch.chdir("/")
    (tmp_path / "private").mkdir()
    with another_user(tmp_path / "private"):
        ended = both(command, tmp_path / "private" / "ferry.txt")
    assert ended.code == 1
    assert "Permission denied" in ended.err
    assert str(tmp_path / "private" / "ferry.txt") in ended.err


def test_the_other_transcripts_are_imported_where_the_name_of_one_is_too_long(
    pullquote: Pullquote, ferry: Path, tmp_path: Path
) -> None:
    ended = pullquote("add", tmp_path / ("long" * 100), ferry)
    assert (ended.code, "not imported" in ended.err) == (1, True)
    assert "ferry" in pullquote("list").out
