"""The operator deletes everything of a server or a member, also after they have left."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from bot.cli.resources import open_resources
from bot.records import ServerSettings
from tests.cli.conftest import Pullquote

SERVER, MEMBER = 123_456_789_012_345_678, 876_543_210_987_654_321
NOW = datetime(2026, 3, 4, tzinfo=UTC)


async def _fill(folder: Path) -> None:
    async with open_resources(f"sqlite+aiosqlite:///{folder / 'library.db'}", folder) as resources:
        store = resources.store
        await store.servers.put(ServerSettings(SERVER, "de"))
        await store.members.save(MEMBER, "abcdefghijkl", server=SERVER, at=NOW)
        await store.servers.note_left([SERVER], at=NOW)


def test_a_server_that_left_is_listed_and_forgotten(
    pullquote: Pullquote, tmp_path: Path, ferry: Path
) -> None:
    assert pullquote("add", ferry, "--server", SERVER).code == 0
    assert "No server" in pullquote("forget").err
    asyncio.run(_fill(tmp_path / "data"))
    listed = pullquote("forget")
    assert str(SERVER) in listed.out
    assert "2026-04-03" in listed.out
    refused = pullquote("forget", SERVER)
    assert (refused.code, "--yes" in refused.err) == (1, True)
    assert ferry.stem in pullquote("list").out
    done = pullquote("forget", SERVER, "--yes")
    assert done.code == 0
    assert "shows: 1, episodes: 1, settings: 1" in done.out
    assert "is deleted" in done.out
    assert ferry.stem not in pullquote("list").out
    assert "Nothing is stored" in pullquote("forget", SERVER, "--yes").err


def test_a_member_is_forgotten(pullquote: Pullquote, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    asyncio.run(_fill(tmp_path / "data"))
    assert "Nothing is stored of the server" in pullquote("forget", MEMBER, "--yes").err
    assert "saved: 1" in pullquote("forget", MEMBER, "--member", "--yes").out
    assert "Nothing is stored" in pullquote("forget", MEMBER, "--member", "--yes").err
