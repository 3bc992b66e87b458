import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.runtime.lock import replica_folder
from tests.cli.conftest import Pullquote


@pytest.fixture
def moved(both: Pullquote, tmp_path: Path) -> str:
    """Move the library with both transcripts out of the data folder, and return its address."""
    target = f"sqlite+aiosqlite:///{tmp_path}/moved/library.db"
    ended = both("migrate", "--from", "sqlite", "--to", target)
    assert ended.code == 0, ended.err
    return target


def _built(data: Path) -> list[tuple[str, str]]:
    """Return what the index says of itself."""
    (index,) = (data / "index").rglob("*.db")
    with closing(sqlite3.connect(index)) as connection:
        return sorted(connection.execute("SELECT * FROM meta"))


def test_a_moved_library_answers_from_the_index_that_there_is(
    both: Pullquote, moved: str, tmp_path: Path
) -> None:
    before = _built(tmp_path / "data")
    (tmp_path / "data" / "library.db").unlink()
    ended = both("query", "patience is a kind of engine", "--database", moved)
    assert "A lighthouse keeper told me" in ended.out
    assert _built(tmp_path / "data") == before


def test_the_rows_of_each_table_are_told(both: Pullquote, tmp_path: Path) -> None:
    target = f"sqlite+aiosqlite:///{tmp_path}/moved.db"
    ended = both("migrate", "--from", "sqlite", "--to", target)
    assert "episode_text" in ended.out
    assert "are the same in both databases. Set PULLQUOTE_DATABASE_URL" in ended.out.replace(
        "\n", " "
    )
    assert "Copying rows: 0 of" in ended.err
    assert "Comparing rows: 0 of" in ended.err


def test_a_move_back_replaces_nothing(both: Pullquote, moved: str) -> None:
    ended = both("migrate", "--from", moved, "--to", "sqlite")
    assert ended.code == 1
    assert "The target is not empty" in ended.err


def test_a_library_of_a_running_bot_is_not_moved(both: Pullquote, tmp_path: Path) -> None:
    with replica_folder(tmp_path / "data"):
        ended = both("migrate", "--from", "sqlite", "--to", f"sqlite:///{tmp_path}/moved.db")
    assert ended.code == 1
    assert "A bot is running on the data folder" in ended.err
    assert not (tmp_path / "moved.db").exists()


def test_postgres_is_the_database_of_the_setting(
    both: Pullquote, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("migrate", "--from", "sqlite", "--to", "postgres")
    ended = both(*arguments)
    assert ended.code == 2
    assert "PULLQUOTE_DATABASE_URL names no PostgreSQL database; set it, or give" in ended.err
    monkeypatch.setenv("PULLQUOTE_DATABASE_URL", "postgresql://me@/mine?host=/nowhere")
    ended = both(*arguments)
    assert ended.code == 1
    assert "The PostgreSQL database mine at this machine cannot be reached" in ended.err
