"""A library is backed up while it is used, and made of a backup again."""

import asyncio
import os
import resource
import sqlite3
import stat
import zlib
from collections.abc import Awaitable, Callable, Generator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.errors import StoreError
from bot.store import (
    KeptFile,
    Store,
    back_up,
    inspect_backup,
    move_library,
    open_store,
    read_kept_files,
    restore_backup,
)
from bot.store.backups import library_files
from bot.store.backups.backup import written_beside
from tests.support.episodes import long_episode

NOW = datetime(2026, 11, 29, 18, 0, tzinfo=UTC)
Dump = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
async def filled(url: str, tmp_path: Path, full: bytes) -> str:
    """Fill every table of a library on either database, and return its address."""
    path = tmp_path / ("library.db" if url.startswith("sqlite") else "filled.db")
    path.write_bytes(full)
    if not url.startswith("sqlite"):
        await move_library(_address(path), url, living_seconds=0)
    return url


def _address(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def _execute(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


def _dump(path: Path) -> Dump:
    """Return all rows of the library's tables, without what each library has of its own."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = {name for (name,) in found} - {"backup", "backup_file", "lease", "sqlite_sequence"}
        rows = {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr)  # noqa: S608 - its own names
            for name in names
        }
    rows["note"] = [row for row in rows["note"] if row[0] not in {"library", "restored"}]
    rows["alert_match"] = [row[:-3] for row in rows["alert_match"]]  # `asked` may be set
    return rows


_back_up = partial(back_up, files=lambda _: (), made_at=NOW, release="1.2.3")


async def _restore(backup: Path, url: str, *, folder: Path) -> Path | None:
    restored = await restore_backup(
        backup, url, folder=folder, at=NOW, release="1.2.3", living_seconds=0
    )
    return restored.kept


async def _content(url: str, path: Path) -> Dump:
    """Return the rows of a library, by way of a backup."""
    await _back_up(url, path, replace=True)
    return _dump(path)


async def test_every_row_of_every_table_comes_back(
    filled: str, tmp_path: Path, execute: Callable[[str], Awaitable[None]]
) -> None:
    backup = tmp_path / "backup.db"
    summary = await _back_up(filled, backup)
    before = _dump(backup)
    assert summary == inspect_backup(backup)
    assert summary.counts == {
        name: len(rows) + (name == "note")
        for name, rows in before.items()
        if name != "alembic_version"
    }
    assert (summary.made_at, summary.release) == (NOW, "1.2.3")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    await execute("DELETE FROM vote")
    await execute("UPDATE show SET title = 'Changed'")
    kept = await _restore(backup, filled, folder=tmp_path)
    assert await _content(filled, tmp_path / "now.db") == before
    assert kept is not None
    old = _dump(kept)
    assert (old.pop("vote"), {row[2] for row in old.pop("show")}) == ([], {"Changed"})
    assert old == {name: before[name] for name in old}


async def test_a_restored_library_is_another_one_to_every_index(url: str, tmp_path: Path) -> None:
    async with open_store(url) as store:
        await store.add(*long_episode("first", quotes=3))
        before = await store.identity()
    await _back_up(url, tmp_path / "backup.db")
    await _restore(tmp_path / "backup.db", url, folder=tmp_path)
    async with open_store(url) as restored:
        assert await restored.identity() != before
        assert (await restored.episode("first", server=None)).quotes == 3
        assert await restored.note("restored") == NOW.isoformat()


async def test_a_backup_of_a_library_that_others_write_is_of_one_state(
    store: Store, url: str, tmp_path: Path
) -> None:
    """Each import adds an episode, its quotes and a version in one transaction."""

    async def import_forever() -> None:
        while True:
            await store.add(*long_episode(f"e{await store.version()}", quotes=40))

    importing = asyncio.create_task(import_forever())
    versions: list[int] = []
    for number in range(3):
        counts = (await _back_up(url, tmp_path / f"{number}.db")).counts
        with closing(sqlite3.connect(tmp_path / f"{number}.db")) as connection:
            ((version,),) = connection.execute("SELECT version FROM library")
        assert (counts["episode"], counts["quote"]) == (version, 40 * version)
        versions.append(version)
    importing.cancel()
    await asyncio.wait((importing,))
    assert versions == sorted(versions)
    assert versions[-1] > 0


async def test_ids_go_on_after_those_that_were_given_after_the_backup(
    filled: str, tmp_path: Path, execute: Callable[[str], Awaitable[None]]
) -> None:
    backup = tmp_path / "backup.db"
    await _back_up(filled, backup)
    sqlite = filled.startswith("sqlite")
    await execute(
        "UPDATE sqlite_sequence SET seq = 70"
        if sqlite
        else "SELECT setval(pg_get_serial_sequence('alert', 'id'), 70)"
    )
    await _restore(backup, filled, folder=tmp_path)
    await _back_up(filled, tmp_path / "now.db")
    with closing(sqlite3.connect(tmp_path / "now.db")) as connection:
        given = dict(connection.execute("SELECT name, seq FROM sqlite_sequence"))
    assert given["alert"] == 70


async def test_a_library_whose_leases_are_renewed_is_not_replaced(
    filled: str, tmp_path: Path, execute: Callable[[str], Awaitable[None]]
) -> None:
    if filled.startswith("sqlite"):
        pytest.skip("whoever uses a file has it open")
    await _back_up(filled, tmp_path / "backup.db")
    await execute("INSERT INTO lease VALUES ('cluster/0', 'someone', 1)")

    stopping = asyncio.Event()

    async def renew() -> None:
        while not stopping.is_set():
            await execute("UPDATE lease SET beat = beat + 1")

    renewing = asyncio.create_task(renew())
    with pytest.raises(StoreError, match="A bot uses this library; stop all its processes"):
        await restore_backup(
            tmp_path / "backup.db",
            filled,
            folder=tmp_path,
            at=NOW,
            release="1",
            living_seconds=0.3,
        )
    stopping.set()
    await renewing


class TestFiles:
    """What is only so of files."""

    @pytest.fixture
    def engine(self) -> str:
        return "sqlite"

    async def test_a_file_that_a_program_has_open_is_not_replaced(
        self, filled: str, file: Path, tmp_path: Path
    ) -> None:
        await _back_up(filled, tmp_path / "backup.db")
        with closing(sqlite3.connect(file)) as other:
            other.execute("PRAGMA journal_mode = WAL")
            other.execute("SELECT * FROM show").fetchone()
            with pytest.raises(StoreError, match=r"Another program has the library .* open; stop"):
                await _restore(tmp_path / "backup.db", filled, folder=tmp_path)
        assert _names(tmp_path, "*before-restore*") == []

    @pytest.mark.parametrize("damage", ["garbage", "a page", "nothing left"])
    async def test_a_damaged_library_is_replaced_and_kept_as_it_is(
        self, filled: str, file: Path, tmp_path: Path, damage: str
    ) -> None:
        await _back_up(filled, tmp_path / "backup.db")
        damaged = _damage(file, damage)
        kept = await _restore(tmp_path / "backup.db", filled, folder=tmp_path)
        assert kept is not None
        files = _read(kept, kept.with_name(f"{kept.name}-wal"))
        assert files == damaged if damage == "garbage" else len(files) == 1
        assert _read(file.with_name(f"{file.name}-wal")) == []
        assert await _content(filled, tmp_path / "now.db") == _dump(tmp_path / "backup.db")

    async def test_what_a_killed_restore_left_is_one_library_again(
        self, filled: str, file: Path, tmp_path: Path
    ) -> None:
        await _back_up(filled, tmp_path / "backup.db")
        other_name = library_files.free_name(file, NOW)
        os.link(file, other_name)
        file.with_name(f".{file.name}.0123.partial").write_bytes(b"half")
        kept = await _restore(tmp_path / "backup.db", filled, folder=tmp_path)
        assert kept == other_name
        assert _read(other_name) != _read(file)
        assert _names(tmp_path, ".*") == []

    async def test_a_backup_is_never_half_written_under_its_name(
        self, filled: str, tmp_path: Path
    ) -> None:
        backup = tmp_path / "backups" / "backup.db"
        backup.parent.mkdir()
        await _back_up(filled, backup)
        before = backup.read_bytes()
        with _disk_of(200_000), pytest.raises(StoreError, match=r"backup\.db cannot be written \("):
            await _back_up(filled, backup, replace=True)
        assert backup.read_bytes() == before
        assert list(backup.parent.iterdir()) == [backup]
        with pytest.raises(StoreError, match="exists; name another file, or add --replace"):
            await _back_up(filled, backup)

    async def test_a_changed_byte_of_a_backup_is_found(self, filled: str, tmp_path: Path) -> None:
        """SQLite's own check does not look at what stands in a row."""
        async with open_store(filled) as store:
            await store.add(*long_episode("first", quotes=3))
        files = (KeptFile("guides/a.toml", b"format = 1"),)
        await _back_up(filled, tmp_path / "backup.db", files=lambda _: files)
        sound = (tmp_path / "backup.db").read_bytes()
        assert read_kept_files(tmp_path / "backup.db") == files
        text = sound.index(long_episode("first", quotes=3)[1].text.encode())
        for place in (text, *range(4096, len(sound), 4096 * 7)):
            changed = bytearray(sound)
            changed[place] ^= 0x04
            (tmp_path / "changed.db").write_bytes(changed)
            with pytest.raises(StoreError, match=r"is damaged|is not a backup"):
                inspect_backup(tmp_path / "changed.db")

    async def test_what_is_no_backup_is_refused(self, filled: str, tmp_path: Path) -> None:
        other = tmp_path / "other.db"
        _execute(other, "CREATE TABLE words (word)")
        (tmp_path / "text.db").write_text("no database " * 1000, encoding="utf-8")
        (tmp_path / "empty.db").touch()
        newer = tmp_path / "newer.db"
        await _back_up(filled, newer)
        _execute(newer, "UPDATE alembic_version SET version_num = '9999'")
        for path, told in (
            (other, "is not a backup; name a file that"),
            (tmp_path / "text.db", "is not a backup"),
            (tmp_path / "empty.db", "is not a backup"),
            (newer, "is newer (9999) than this release of Pullquote"),
            (tmp_path, "is a folder"),
            (tmp_path / "absent.db", "There is no file"),
        ):
            with pytest.raises(StoreError) as refused:
                await _restore(path, filled, folder=tmp_path)
            assert told in str(refused.value)
        with pytest.raises(StoreError, match="There is no library to back up"):
            await _back_up(_address(tmp_path / "absent.db"), tmp_path / "b.db")
        with pytest.raises(StoreError, match="belongs to another program"):
            await _back_up(_address(other), tmp_path / "b.db")
        assert not (tmp_path / "b.db").exists()

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ("DELETE FROM alembic_version", "does not say of which release"),
            ("DROP TABLE note", "is damaged (no such table: note)"),
            ("DROP TABLE alembic_version; CREATE TABLE alembic_version (a)", "no such column"),
            ("UPDATE backup SET value = x'05' WHERE name = 'made_at'", "is no text"),
            ("UPDATE backup SET value = replace(hex(zeroblob(50000)), '0', '[')", "its rows"),
            ("INSERT INTO backup_file VALUES (x'00', 7, 'c')", "cannot be unpacked"),
            ("INSERT INTO backup_file VALUES (x'00', 7, x'789c030000000001')", "not the one"),
            ("UPDATE show SET title = CAST(x'ff' AS TEXT)", "Could not decode"),
            ('CREATE TABLE "a""b" (c PRIMARY KEY) WITHOUT ROWID', "no such column: rowid"),
            ("CREATE VIEW a AS SELECT 1", "a trigger or view 'a'"),
            ("CREATE TRIGGER a AFTER DELETE ON note BEGIN DELETE FROM vote; END", "trigger"),
            ("DROP TABLE backup; ALTER TABLE show RENAME COLUMN title TO a", "lacks show.title"),
            ("DROP TABLE backup; DROP TABLE vote", "lacks vote."),
            (
                "DROP TABLE backup; UPDATE alembic_version SET version_num = '0009'",
                "not a library of release 0009",
            ),
        ],
        ids=range(14),
    )
    async def test_a_backup_that_somebody_has_changed_is_refused_in_one_sentence(
        self, filled: str, tmp_path: Path, changes: str, told: str
    ) -> None:
        backup = tmp_path / "backup.db"
        await _back_up(filled, backup, files=lambda _: (KeptFile("guides/a.toml", b"a"),))
        with closing(sqlite3.connect(backup)) as connection:
            connection.executescript(changes)
        before = await _content(filled, tmp_path / "before.db")
        with pytest.raises(StoreError) as refused:
            await _restore(backup, filled, folder=tmp_path)
        assert told in str(refused.value)
        assert len(str(refused.value).splitlines()) == 1
        assert await _content(filled, tmp_path / "after.db") == before

    async def test_a_kept_file_is_not_unpacked_beyond_what_can_be_kept(
        self, filled: str, tmp_path: Path
    ) -> None:
        bomb = zlib.compress(bytes(100_000_001))
        await _back_up(filled, tmp_path / "backup.db")
        with closing(sqlite3.connect(tmp_path / "backup.db")) as connection, connection:
            connection.execute("INSERT INTO backup_file VALUES ('guides/a', '', ?)", (bomb,))
        with pytest.raises(StoreError, match="cannot be unpacked"):
            inspect_backup(tmp_path / "backup.db")

    async def test_nothing_that_was_deleted_is_in_a_backup(
        self, store: Store, url: str, tmp_path: Path
    ) -> None:
        await store.set_note("words", "a line that a member took back")
        await store.set_note("words", "")
        await _back_up(url, tmp_path / "backup.db")
        assert b"a line that a member took back" not in (tmp_path / "backup.db").read_bytes()


def _names(folder: Path, pattern: str) -> list[str]:
    return [path.name for path in folder.glob(pattern)]


def _read(*paths: Path) -> list[bytes]:
    return [path.read_bytes() for path in paths if path.exists()]


def _damage(path: Path, damage: str) -> list[bytes]:
    """Damage a library, and leave it a log that SQLite cannot read; return the bytes of both."""
    sound = path.read_bytes()
    page = sound[:8192] + b"\xff" * 4096 + sound[12288:]
    log = path.with_name(f"{path.name}-wal")
    path.write_bytes({"garbage": b"x" * 5000, "a page": page}.get(damage, b""))
    log.write_bytes(b"of the old library")
    return _read(path, log)


@contextmanager
def _disk_of(size: int) -> Generator[None]:
    """Let no file grow over a size, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_nothing_is_left_beside_a_file_whose_name_is_a_pattern(tmp_path: Path) -> None:
    other = tmp_path / ".n1.0.partial"
    other.touch()  # what another process writes
    for name in ("[n]1", "*"):
        with written_beside(tmp_path / name) as partial:
            partial.write_text("half")
    assert [*tmp_path.iterdir()] == [other]
