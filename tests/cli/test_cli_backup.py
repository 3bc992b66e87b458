"""`pullquote backup` and `restore`, as an operator runs them."""

import os
import shutil
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.kept_files import put_beside, unmoved_files
from bot.errors import StoreError
from bot.runtime.folders import make_folder
from bot.runtime.lock import replica_folder
from bot.store import read_kept_files
from tests.cli.conftest import FERRY, Pullquote

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
SEAGULLS = "Nobody counts the seagulls"


@pytest.fixture
def backup(both: Pullquote, tmp_path: Path) -> Path:
    """Back up a library with both transcripts, a guide and a transcript that is not imported."""
    data = tmp_path / "data"
    for name in ("guides/own.toml", "transcripts/new.txt", "transcripts/ferry.txt"):
        (data / name).parent.mkdir(exist_ok=True)
        (data / name).write_text(FERRY if "ferry" in name else name, encoding="utf-8")
    ended = both("backup", tmp_path / "backup.db")
    assert (ended.code, ended.err) == (0, "")  # what a nightly job writes there is mailed
    assert "MB, 2 episodes, " in ended.out
    assert "and 2 files of the data folder" in ended.out
    assert "is intact" in ended.out
    return tmp_path / "backup.db"


def test_what_was_there_is_kept_and_comes_back(
    both: Pullquote, backup: Path, tmp_path: Path
) -> None:
    both("remove", "ferry", "--yes", "--for-good")
    (tmp_path / "data" / "guides" / "own.toml").write_text("changed", encoding="utf-8")
    (tmp_path / "data" / "transcripts" / "new.txt").unlink()
    ended = both("restore", backup)
    assert ended.code == 0, ended.err
    assert "Built the index of 2 episodes" in ended.out
    assert SEAGULLS in both("query", SEAGULLS).out
    texts = [
        (tmp_path / "data" / name).read_text()
        for name in ("guides/own.toml", "transcripts/new.txt")
    ]
    assert texts == ["guides/own.toml", "transcripts/new.txt"]
    (aside,) = (tmp_path / "data").glob("before-restore-*/guides/own.toml")
    assert aside.read_text() == "changed"
    (kept,) = (tmp_path / "data").glob("library-before-restore-*.db")
    assert str(kept) in ended.out.replace("\n", "")
    assert both("restore", kept).code == 0
    assert SEAGULLS not in both("query", SEAGULLS).out


def test_a_backup_makes_a_library_in_an_empty_folder(
    both: Pullquote, backup: Path, tmp_path: Path
) -> None:
    ended = both("restore", backup, "--data-dir", tmp_path / "other")
    assert "is kept in" not in ended.out
    assert SEAGULLS in both("query", SEAGULLS, "--data-dir", tmp_path / "other").out
    assert (tmp_path / "other" / "transcripts" / "new.txt").exists()
    assert not (tmp_path / "other" / "transcripts" / "ferry.txt").exists()


def test_a_backup_with_episodes_is_not_replaced_by_one_of_a_library_that_was_lost(
    both: Pullquote, backup: Path, tmp_path: Path
) -> None:
    before = backup.read_bytes()
    (tmp_path / "data" / "library.db").unlink()
    ended = both("backup", "--replace", backup)
    assert (ended.code, ended.err) == (
        1,
        "There is no library to back up; check the database's address.\n",
    )
    checked = both("check")
    assert checked.code == 1
    assert "`pullquote restore FILE`" in " ".join(checked.out.replace("│", " ").split())
    refused = both("list")
    assert (refused.code, "`pullquote restore FILE`" in refused.err) == (1, True)
    assert not (tmp_path / "data" / "library.db").exists()
    shutil.rmtree(tmp_path / "data" / "index")
    both("list")  # creates an empty one
    ended = both("backup", "--replace", backup)
    assert ended.code == 1
    assert "The library has no episode, and" in ended.err
    assert backup.read_bytes() == before


def test_no_index_of_another_state_answers(both: Pullquote, backup: Path, tmp_path: Path) -> None:
    """An index is ahead of the backup, and later the library has as many changes as it."""
    data = tmp_path / "data"
    both("remove", "ferry", "--yes", "--for-good")
    shutil.copytree(data / "index", tmp_path / "ahead")
    assert both("restore", backup).code == 0
    for title in ("One", "Two"):
        both("edit", "kites", "--title", title)
    shutil.rmtree(data / "index")
    shutil.copytree(tmp_path / "ahead", data / "index")
    assert SEAGULLS in both("query", SEAGULLS).out


def test_a_library_in_use_is_not_replaced(both: Pullquote, backup: Path, tmp_path: Path) -> None:
    with replica_folder(tmp_path / "data"):
        ended = both("restore", backup)
    assert (ended.code, "A bot is running on the data folder" in ended.err) == (1, True)
    with closing(sqlite3.connect(tmp_path / "data" / "library.db")) as other:
        other.execute("SELECT * FROM show").fetchone()
        ended = both("restore", backup)
    assert (ended.code, "Another program has the library" in ended.err) == (1, True)
    assert list((tmp_path / "data").glob("*before-restore*")) == []


def test_a_restore_that_fails_changes_no_file_of_the_data_folder(
    both: Pullquote, backup: Path, tmp_path: Path
) -> None:
    guide, new = (tmp_path / "data" / one for one in ("guides/own.toml", "transcripts/new.txt"))
    guide.write_text("changed", encoding="utf-8")
    new.unlink()
    with closing(sqlite3.connect(tmp_path / "data" / "library.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        assert both("restore", backup).code == 1
    assert (guide.read_text(), new.exists()) == ("changed", False)
    assert list((tmp_path / "data").glob("*before-restore*")) == []
    assert unmoved_files(tmp_path / "data") == []


def test_files_that_cannot_be_put_back_are_told_before_the_library_changes(
    both: Pullquote, backup: Path, tmp_path: Path
) -> None:
    (tmp_path / "data" / "guides" / "own.toml").unlink()
    (tmp_path / "data" / "guides" / "own.toml").mkdir()
    both("remove", "ferry", "--yes", "--for-good")
    ended = both("restore", backup)
    assert (ended.code, "own.toml cannot be written (it is a folder)" in ended.err) == (1, True)
    assert SEAGULLS not in both("query", SEAGULLS).out


@pytest.mark.skipif(os.name == "nt", reason="Windows has no fork")
def test_a_restore_that_was_killed_between_the_library_and_its_files_is_told_and_run_again(
    both: Pullquote, backup: Path, tmp_path: Path
) -> None:
    (tmp_path / "data" / "guides" / "own.toml").write_text("changed", encoding="utf-8")
    child = os.fork()
    if child == 0:
        with put_beside(read_kept_files(backup), tmp_path / "data", at=NOW):
            os._exit(0)
    os.waitpid(child, 0)
    told = both("check").out.replace("\n", " ")
    assert "A restore was stopped" in told
    assert both("restore", backup).code == 0
    assert (tmp_path / "data" / "guides" / "own.toml").read_text() == "guides/own.toml"
    assert "A restore was stopped" not in both("check").out


def test_a_dry_run_changes_nothing(both: Pullquote, backup: Path, tmp_path: Path) -> None:
    both("remove", "ferry", "--yes", "--for-good")
    ended = both("restore", backup, "--dry-run")
    assert (ended.code, "is intact, made 20" in ended.out) == (0, True)
    assert SEAGULLS not in both("query", SEAGULLS).out
    assert both("restore", tmp_path / "data" / "library.db").code == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("backup", "-"), "cannot be written to standard output; name a file."),
        (("backup", "."), "is a folder; name a file in it, such as pullquote-backup.db."),
        (("backup", "absent/b.db"), "absent/b.db cannot be written (No such file or directory)"),
        (("restore", "episode-12"), "run `pullquote remove --undo episode-12`."),
        (("restore", "./absent.db"), "There is no file absent.db; check the path."),
        (("restore", "ferry.txt"), "ferry.txt is not a backup; name a file that"),
    ],
)
@pytest.mark.usefixtures("ferry")
def test_a_wrong_name_is_told_in_one_sentence(
    both: Pullquote, arguments: tuple[str, ...], told: str
) -> None:
    ended = both(*arguments)
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert told in ended.err


ODD_NAMES = ("Episode 5: The End.srt", "a\\b.txt", "what?.txt", "[1]*.md", "中" * 83 + ".txt")


@pytest.mark.skipif(os.name == "nt", reason="Windows takes no such names")
def test_files_come_back_under_any_name(both: Pullquote, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "transcripts"
    folder.mkdir()
    for name in ODD_NAMES:
        (folder / name).write_text(name, encoding="utf-8")
    backup = tmp_path / "night[1]*.db"
    assert "and 5 files of the data folder" in both("backup", backup).out
    ended = both("restore", backup, "--data-dir", tmp_path / "other")
    assert ended.code == 0, ended.err
    restored = (tmp_path / "other" / "transcripts").iterdir()
    assert {one.name: one.read_text(encoding="utf-8") for one in restored} == {
        name: name for name in ODD_NAMES
    }


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all names are UTF-8")
def test_a_file_that_cannot_be_kept_ends_no_backup(both: Pullquote, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "transcripts"
    folder.mkdir()
    Path(os.fsdecode(bytes(folder) + b"/caf\xe9.txt")).write_text("x", encoding="utf-8")
    (folder / "kept.txt").write_text("x", encoding="utf-8")
    ended = both("backup", tmp_path / "backup.db")
    assert (ended.code, "and 1 files of the data folder" in ended.out) == (0, True)
    assert "caf?.txt is not in the backup, because its name is not in UTF-8" in ended.err


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few users make links")
def test_a_library_behind_a_link_is_replaced_where_it_is(
    both: Pullquote, backup: Path, tmp_path: Path
) -> None:
    data, disk = tmp_path / "data", tmp_path / "disk"
    disk.mkdir()
    (data / "library.db").rename(disk / "library.db")
    (data / "library.db").symlink_to(disk / "library.db")
    both("remove", "ferry", "--yes", "--for-good")
    assert both("restore", backup).code == 0
    assert (data / "library.db").is_symlink()
    assert [*disk.glob("library-before-restore-*.db")]
    assert SEAGULLS in both("query", SEAGULLS).out


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root may be another user")
def test_root_may_write_where_its_files_belong_to_the_folders_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    os.chown(folder, 12_345, 12_345)
    with pytest.raises(StoreError, match="another user"):
        make_folder(folder)
    monkeypatch.chdir(folder)  # others may not name what is above it
    # What this process makes belongs to the owner, as on CIFS, and it is root all the same.
    os.seteuid(12_345)
    try:
        with monkeypatch.context() as root:
            root.setattr("os.geteuid", lambda: 0)
            make_folder(Path())
    finally:
        os.seteuid(0)
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root may give files away")
def test_root_leaves_no_files_that_the_bot_may_not_write(
    both: Pullquote, backup: Path, tmp_path: Path
) -> None:
    os.chown(tmp_path / "data", 65534, -1)
    for arguments in (("restore", backup), ("list",), ("query", SEAGULLS)):
        ended = both(*arguments)
        assert ended.code == 1
        assert "belongs to another user than root; run this as that user" in ended.err
