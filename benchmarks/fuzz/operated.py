"""What holds for what an operator gives: settings, options, a backup, a folder of a model."""

import asyncio
import json
import os
import sqlite3
import tempfile
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from ipaddress import ip_network
from pathlib import Path, PurePosixPath

from sqlalchemy import create_engine

from benchmarks.fuzz.storable import check_sentence
from bot import settings
from bot.cli import console
from bot.cli.protocol import LineError, parse_line
from bot.clusters.cluster import Cluster, parse_choice
from bot.errors import PullquoteError
from bot.runtime.status import parse_status
from bot.search.semantic.loading import load_model
from bot.store import back_up, inspect_backup, read_kept_files, restore_backup
from bot.store.backups import KeptFile
from bot.store.dialects.address import parse_address
from bot.store.revisions import create
from tests.support import any_rows
from tests.support.sentence_models import write_transformer

_NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
_RELEASE = "1.0"
_LONGEST_SEED = 3000
_TOKEN = 40
"""In characters: a shorter text may stand in the settings by chance."""

_STEPS = 100_000
"""Of SQLite, for the statements that change a backup."""


def check_settings(data: bytes) -> None:
    """Read bytes as a file .env: settings that fit their descriptions, or a sentence."""
    with tempfile.TemporaryDirectory() as folder, _no_environment():
        path = Path(folder) / ".env"
        path.write_bytes(data)
        try:
            read = settings.load(env_file=path)
        except PullquoteError as error:
            check_sentence(str(error).replace(folder, ""))
            return
        for warning in settings.unknown(path):
            assert warning.endswith("."), warning
    assert read.data_dir.is_absolute()
    assert "\0" not in str(read.data_dir)
    for network in filter(str.strip, read.feed_networks.split(",")):
        ip_network(network.strip())
    for value in (read.site, read.discord_api, read.discord_gateway, read.model, read.feed_contact):
        assert value.isprintable() or not value.isascii(), value
    token = read.discord_token.get_secret_value() if read.discord_token else ""
    assert len(token) < _TOKEN or token not in repr(read)
    try:
        parse_address(read.database_url)
    except PullquoteError as error:
        check_sentence(str(error))


@contextmanager
def _no_environment() -> Generator[None]:
    kept = dict(os.environ)
    os.environ.clear()
    try:
        yield
    finally:
        os.environ.update(kept)


def check_lines(data: bytes) -> None:
    """Read bytes as an option --cluster, as a status file, and as a request of `query`."""
    text = data.decode("utf-8", errors="replace")
    with suppress(ValueError):
        for failure in parse_status(text):
            failure.job.startswith("feed ")
            f"{failure.since:%Y-%m-%d %H:%M}"
            console.plain(failure.cause)
    try:
        choice = parse_choice(text)
    except PullquoteError as error:
        check_sentence(str(error))
    else:
        assert all(0 <= one < choice.clusters for one in (choice.numbers[0], choice.numbers[-1]))
        shards = Cluster(choice.numbers[0], choice.clusters, 100_000).shard_ids
        assert len(shards) in {100_000 // choice.clusters, -(-100_000 // choice.clusters)}
    try:
        request = parse_line(data)
    except LineError as error:
        check_sentence(str(error))
        json.dumps({"id": error.request_id}, allow_nan=False)
    else:
        request.text.encode()
        json.dumps({"id": request.request_id}, allow_nan=False)
        assert 1 <= request.limit <= 1000
        assert request.scope.server is None or 0 < request.scope.server < 2**63


def check_backup(data: bytes) -> None:
    """Change a backup by SQL and restore it: it is one, or a sentence, and nothing is lost."""
    with tempfile.TemporaryDirectory() as folder:
        path, library = Path(folder) / "backup.db", Path(folder) / "library.db"
        path.write_bytes(_backup())
        if not _change(path, data.decode("utf-8", errors="replace")):
            return
        try:
            summary = inspect_backup(path)
            kept = read_kept_files(path)
            _check_kept(kept)
            assert {one.path for one in kept} == set(summary.files)
            library.write_bytes(_backup())
            url = f"sqlite+aiosqlite:///{library}"
            restoring = restore_backup(
                path, url, folder=Path(folder), at=_NOW, release=_RELEASE, living_seconds=0
            )
            asyncio.run(restoring)
        except PullquoteError as error:
            check_sentence(str(error).replace(folder, ""))
            assert not library.exists() or library.read_bytes() == _backup()
        left = {one.name for one in Path(folder).iterdir()}
        assert not [name for name in left if name.endswith(".partial")], left


def _check_kept(kept: tuple[KeptFile, ...]) -> None:
    for one in kept:
        parts = PurePosixPath(one.path).parts
        assert parts[0] in {"guides", "transcripts"}
        assert not set(parts) & {"..", "/", "."}


def _change(path: Path, statements: str) -> bool:
    """Run statements on a file, but none that opens others or runs long; False if nothing ran."""
    denied = {sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_PRAGMA}

    def authorise(action: int, *_: str | None) -> int:
        return sqlite3.SQLITE_DENY if action in denied else sqlite3.SQLITE_OK

    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.set_authorizer(authorise)
        connection.set_progress_handler(lambda: 1, _STEPS)
        try:
            connection.executescript(statements)
        except (sqlite3.Error, sqlite3.Warning, ValueError):
            return connection.total_changes > 0
    return True


@cache
def _backup() -> bytes:
    """Make a backup of a library with rows in every table, and one file of the data folder."""
    with tempfile.TemporaryDirectory() as folder:
        library, path = Path(folder) / "library.db", Path(folder) / "backup.db"
        engine = create_engine(f"sqlite:///{library}")
        with engine.begin() as connection:
            create(connection)
            any_rows.fill(connection)
        engine.dispose()
        files = (KeptFile("guides/wells.toml", b"format = 1\n"),)
        url = f"sqlite+aiosqlite:///{library}"
        asyncio.run(back_up(url, path, files=lambda _: files, made_at=_NOW, release=_RELEASE))
        return path.read_bytes()


def check_model(data: bytes) -> None:
    """Load a folder of a model, one file of which has other bytes: a model, or a sentence.

    The first byte chooses the file.
    """
    files = _model()
    other = sorted(files)[data[0] % len(files)] if data else ""
    with tempfile.TemporaryDirectory() as name:
        for path, content in files.items():
            file = Path(name) / path
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(data[1:] if path == other else content)
        try:
            load_model(Path(name)).encode(["We dig wells.", ""], kind="passage")
        except PullquoteError as error:
            check_sentence(str(error).replace(name, ""))


@cache
def _model() -> Mapping[str, bytes]:
    """Return the files of a small transformer by their paths in its folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = write_transformer(Path(name))
        files = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def model_seeds() -> tuple[bytes, ...]:
    """Return the first inputs for the model: each of its files but the weights, as it is."""
    files = sorted(_model().items())
    return tuple(
        bytes((number,)) + (content if len(content) < _LONGEST_SEED else content[:_LONGEST_SEED])
        for number, (_, content) in enumerate(files)
    )
