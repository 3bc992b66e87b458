"""`pullquote check --deep` finds what is wrong, and writes nothing."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Pullquote
from tests.store.test_store_releases import unpack

Change = Callable[[str], None]


@pytest.fixture
def library(both: Pullquote, tmp_path: Path) -> Change:  # noqa: ARG001 - it makes the files
    """Give a function that changes the library behind its back."""
    return lambda statements: _execute(tmp_path / "data" / "library.db", statements)


@pytest.fixture
def index(both: Pullquote, tmp_path: Path) -> Change:  # noqa: ARG001 - likewise
    """Give a function that changes the index likewise."""
    (path,) = (tmp_path / "data" / "index").rglob("index-*.db")
    return lambda statements: _execute(path, statements)


def _execute(path: Path, statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(statements)


def _told(ended_out: str) -> str:
    """Return what a table says, without its lines."""
    rows = (line.split("│") for line in ended_out.splitlines())
    return " ".join(cells[3].strip() for cells in rows if len(cells) > 3)


def test_a_library_that_people_have_changed_is_sound(both: Pullquote, tmp_path: Path) -> None:
    both("edit", "kites", "--title", "Of kites", "--published", "2026-01-02")
    both("edit", "ferry", "--embargo", "2099-01-02T00:00:00Z")
    both("edit", "kites", "--embargo", "2099-01-02T00:00:00Z")
    both("edit", "ferry", "--clear", "embargo")
    both("speakers", "kites", "--rename", "Guest=Ada")
    both("names", "kites", "--correct", "bakery=brewery")
    both("hide", both("query", "nobody counts the seagulls").out.split("quote ")[-1].split()[0])
    (tmp_path / "ferry.txt").write_text("Another text of the ferry. It leaves at noon.\n" * 3)
    both("add", tmp_path / "ferry.txt", "--replace")
    ended = both("check", "--deep")
    assert (ended.code, "broken" in ended.out) == (0, False), ended.out
    assert "all rows of 2 episodes are right." in _told(ended.out)
    assert "The texts, ids and ranges of 2 episodes agree with their files." in _told(ended.out)


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        ("UPDATE quote SET end = 99999 WHERE position = 2", "1 quotes are not within its text"),
        ("UPDATE quote SET end = end + 20 WHERE position = 0", "quotes overlap the next"),
        ("UPDATE quote SET display = 'Other words.'", "has other words"),
        ("DELETE FROM quote WHERE position = 1", "quotes instead of"),
        (
            "UPDATE episode_text SET text = replace(text, 'noon', 'moon')",
            "its text is not that of the file that was imported",
        ),
        ("UPDATE episode_text SET text = text || '.'", "characters instead of"),
        ("DELETE FROM episode_text", "its text is missing"),
        ("INSERT INTO retired SELECT id, id FROM quote LIMIT 1", "1 retired ids are ids of quotes"),
        ("INSERT INTO hidden VALUES ('a', 'absent')", "1 rows refer to rows that there are not"),
        ("UPDATE show SET owner = -5", "1 shows belong to a server that cannot be"),
        ("DELETE FROM change", "are not in the log of changes"),
        ("UPDATE episode SET added_at = '2999-01-01 00:00:00'", "set the clock"),
        ("UPDATE alembic_version SET version_num = '9999'", "is newer (9999) than this release"),
    ],
)
def test_what_is_wrong_in_a_library_is_told(
    both: Pullquote, library: Change, statements: str, told: str
) -> None:
    library(statements)
    ended = both("check", "--deep")
    assert (ended.code, ended.err) == (1, "")
    assert told in _told(ended.out)


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        ("UPDATE quotes SET display = 'x' WHERE id = 1", "It differs from the library in "),
        ("DELETE FROM quotes WHERE id = 2", "It differs from the library in "),
        ("UPDATE contents SET hidden = '[1]'", "It differs from the library in ferry, kites; stop"),
        (
            "UPDATE episodes SET id = 'other' WHERE key = 'kites'",
            "from the library in kites, kites",
        ),
        ("DELETE FROM postings_data WHERE id > 10", "It is damaged (database disk image is"),
    ],
)
def test_what_is_wrong_in_an_index_is_told(
    both: Pullquote, index: Change, statements: str, told: str
) -> None:
    index(statements)
    ended = both("check", "--deep")
    assert (ended.code, ended.err) == (1, "")
    assert told in _told(ended.out)
    assert "run `pullquote reindex`" in _told(ended.out)


def test_an_index_that_is_behind_or_of_another_library_is_told(
    both: Pullquote, index: Change
) -> None:
    index("UPDATE meta SET value = '1' WHERE name = 'holds'")
    assert "the next start brings it up to date" in _told(both("check").out)
    index("UPDATE meta SET value = 'other' WHERE name = 'library'")
    ended = both("check")
    assert (ended.code, "the next start builds it anew" in _told(ended.out)) == (0, True)
    index("DROP TABLE meta")
    assert "cannot be read (no such table: meta); stop the bot" in _told(both("check").out)


def test_a_post_that_nobody_makes_is_a_warning(both: Pullquote, library: Change) -> None:
    library(
        "INSERT INTO post (server, key, date, chapter, due, status, attempts, reason)"
        " VALUES (7, '2026-01-01', '2026-01-01', 0, '2026-01-01 09:00:00', 'due', 0, '')"
    )
    ended = both("check", "--deep")
    assert (ended.code, "1 are due for more than 1 days; start the bot" in _told(ended.out)) == (
        0,
        True,
    )


def test_an_older_library_is_not_migrated_by_a_check(both: Pullquote, tmp_path: Path) -> None:
    library = tmp_path / "data" / "library.db"
    library.unlink()
    unpack("0008", library)
    before = library.read_bytes()
    ended = both("check", "--deep")
    assert (ended.code, library.read_bytes() == before) == (0, True)
    assert "It is of an older release (0008). Back it up" in _told(ended.out)


def test_a_check_before_the_first_start_makes_nothing(pullquote: Pullquote, tmp_path: Path) -> None:
    ended = pullquote("check", "--deep")
    assert (ended.code, "There is none yet" in _told(ended.out)) == (0, True)
    assert not (tmp_path / "data").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_files_that_others_can_read_are_told(both: Pullquote, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PULLQUOTE_LOG_LEVEL=INFO\n", encoding="utf-8")
    (tmp_path / ".env").chmod(0o644)
    (tmp_path / "data").chmod(0o755)
    told = _told(both("check").out)
    assert f"chmod 700 {tmp_path}/data" in told.replace(" ", "").replace("chmod700", "chmod 700 ")
    assert "chmod600" in told.replace(" ", "")
