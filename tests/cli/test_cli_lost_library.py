"""No command puts an empty library in the place of one that was lost."""

import asyncio
import gc
import shutil
from pathlib import Path

import pytest

from bot.cli.lost_library import lost_library
from bot.cli.serving import serve
from bot.clusters.cluster import ClusterChoice
from bot.errors import StoreError
from bot.library.rebuild import RowsMaker
from bot.settings import load
from tests.cli.conftest import FERRY, Pullquote

SEAGULLS = "Nobody counts the seagulls"

_OPENING = (
    ("reindex",),
    ("site", "public", "--no-search"),
    ("list",),
    ("follow", "--list"),
    ("export", "podcast", "exported"),
    ("add", "ferry.txt"),
    ("backup", "backup.db"),
    ("check",),
)


@pytest.mark.parametrize("command", _OPENING, ids=" ".join)
def test_a_command_finds_that_the_library_was_lost_and_makes_none(
    both: Pullquote, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "ferry.txt").write_text(FERRY, encoding="utf-8")
    library = tmp_path / "data" / "library.db"
    library.rename(tmp_path / "moved.db")
    assert both(*command).code == 1
    assert not library.exists()
    (tmp_path / "moved.db").rename(library)
    assert SEAGULLS in both("query", SEAGULLS).out


def test_pages_stay_when_the_library_was_lost(both: Pullquote, tmp_path: Path) -> None:
    both("site", tmp_path / "public", "--no-search")
    pages = sorted((tmp_path / "public").rglob("*.html"))
    (tmp_path / "data" / "library.db").unlink()
    assert "`pullquote restore FILE`" in both("site", tmp_path / "public", "--no-search").err
    assert sorted((tmp_path / "public").rglob("*.html")) == pages


def test_the_index_of_a_cluster_shows_that_the_library_was_lost(
    both: Pullquote, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    (data / "library.db").unlink()
    (data / "replica-0").mkdir()
    (data / "index").rename(data / "replica-0" / "index")
    assert "`pullquote restore FILE`" in both("list").err
    shutil.rmtree(data / "replica-0" / "index")
    assert both("list").code == 0


def test_a_cluster_finds_by_the_index_of_another_that_the_library_was_lost(
    both: Pullquote, tmp_path: Path
) -> None:
    assert both("list").code == 0
    data = tmp_path / "data"
    (data / "library.db").unlink()
    (data / "replica-1").mkdir()
    (data / "index").rename(data / "replica-1" / "index")
    with pytest.raises(StoreError, match="replica-1"):
        asyncio.run(serve(load(), ClusterChoice(0, 2)))
    assert not (data / "library.db").exists()


def test_a_library_that_may_not_be_looked_for_is_not_called_lost(
    filled: Path, tmp_path: Path
) -> None:
    gone, too_long = tmp_path / "library.db", tmp_path / ("a" * 300) / "library.db"
    assert lost_library(f"sqlite+aiosqlite:///{gone}", filled) is not None
    assert lost_library(f"sqlite+aiosqlite:///{too_long}", filled) is None


def test_a_process_that_builds_an_index_makes_no_library(tmp_path: Path) -> None:
    try:
        with pytest.raises(StoreError, match="is gone"):
            RowsMaker(tmp_path, f"sqlite+aiosqlite:///{tmp_path}/library.db", 1)
    finally:
        gc.enable()
    assert not (tmp_path / "library.db").exists()
