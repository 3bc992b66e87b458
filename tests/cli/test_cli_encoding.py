"""Episodes are encoded by the commands that import or search them."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import encoding
from bot.runtime.lock import process_lock
from tests.cli.conftest import Pullquote
from tests.library.test_following import FailingOnce
from tests.library.test_library import lighthouse, opened
from tests.support import sentence_models as made


@pytest.fixture
def with_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = made.write_transformer(tmp_path / "tiny")
    monkeypatch.setenv("PULLQUOTE_MODEL", str(folder))


def encoded(folder: Path) -> int:
    """Return the number of episodes with vectors in an index folder."""
    (path,) = folder.rglob("index-*.db")
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT count(*) FROM windows").fetchone()[0]


@pytest.mark.usefixtures("with_model")
def test_what_is_added_is_encoded(pullquote: Pullquote, ferry: Path, tmp_path: Path) -> None:
    assert pullquote("add", ferry).code == 0
    assert encoded(tmp_path / "data" / "index") == 1


@pytest.mark.usefixtures("with_model")
def test_beside_a_running_bot_nothing_is_encoded_twice(
    pullquote: Pullquote, ferry: Path, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()

    async def add() -> int:
        async with process_lock(tmp_path / "data", waiting=lambda _: None):
            return (await asyncio.to_thread(pullquote, "add", ferry)).code

    assert asyncio.run(add()) == 0
    assert encoded(tmp_path / "data" / "index") == 0


def test_a_query_encodes_what_is_missing(
    both: Pullquote, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    assert encoded(tmp_path / "data" / "index") == 0
    request.getfixturevalue("with_model")
    assert both("query", "ferry leaves at noon").err == ""
    assert encoded(tmp_path / "data" / "index") == 2


@pytest.mark.usefixtures("with_model")
def test_a_query_does_not_wait_where_much_is_missing(
    both: Pullquote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "_PATIENCE", 1e-9)
    ended = both("query", "ferry leaves at noon")
    assert ended.err.startswith("1 episode is searched by words alone")
    assert "ferry" in ended.out
    assert encoded(tmp_path / "data" / "index") == 1


async def test_a_model_that_fails_is_noted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with opened(tmp_path, model=FailingOnce()) as (store, library):
        await store.add(*lighthouse())
        await library.refresh()
        await encoding.encode_all(library)
        assert "no memory left" in capsys.readouterr().err
        await encoding.encode_all(library)
        assert await library.unencoded() == 0
