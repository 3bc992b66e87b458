"""`pullquote reindex` builds every index of a data folder anew."""

import shutil
from pathlib import Path

from bot.runtime.lock import replica_folder
from tests.cli.conftest import Pullquote

SEAGULLS = "Nobody counts the seagulls"


def _files(folder: Path) -> set[Path]:
    return set(folder.rglob("index-*.db"))


def test_an_index_is_built_anew_with_those_of_replicas(both: Pullquote, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(data / "index" / "0", data / "index" / "1")
    shutil.copytree(data / "index", data / "replica-0" / "index")
    for path in (damaged := _files(data)):
        path.write_bytes(b"no database")
    ended = both("reindex")
    assert ended.code == 0, ended.err
    assert ended.out.count("2 episodes, ") == 2
    assert "2 of 2 episodes done." in ended.err
    assert len(_files(data)) == 2
    assert not _files(data) & damaged
    assert SEAGULLS in both("query", SEAGULLS).out


def test_an_index_of_a_running_bot_is_left_alone(both: Pullquote, tmp_path: Path) -> None:
    before = _files(tmp_path / "data")
    with replica_folder(tmp_path / "data"):
        ended = both("reindex")
    assert (ended.code, "stop all its processes first" in ended.err) == (1, True)
    assert _files(tmp_path / "data") == before


def test_an_empty_library_has_an_empty_index(both: Pullquote) -> None:
    both("remove", "ferry", "kites", "--yes", "--for-good")
    assert "0 episodes, 0 quotes" in both("reindex").out
    assert SEAGULLS not in both("query", SEAGULLS).out
