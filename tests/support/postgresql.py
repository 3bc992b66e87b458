"""A PostgreSQL server in a folder of its own, reached by a socket in it."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import create_async_engine

ABSENT = "no PostgreSQL server is installed (Debian: apt install postgresql)"

_SETTINGS = (
    *("-c", "listen_addresses="),
    # Nothing outlives the tests, so nothing has to reach the disk.
    *("-c", "fsync=off", "-c", "full_page_writes=off"),
    *("-c", "autovacuum=off", "-c", "max_connections=200"),
)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, in a folder with its socket and its data."""

    folder: Path

    def url(self, database: str) -> str:
        """Return the address of a database."""
        return f"postgresql+asyncpg://tests@/{database}?host={self.folder}"

    async def create(self, database: str, *, template: str = "template1") -> str:
        """Create a database, a copy of another, and return its address."""
        await self.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    async def drop(self, database: str) -> None:
        """Delete a database, whoever is connected to it."""
        await self.execute(f'DROP DATABASE "{database}" WITH (FORCE)')

    async def execute(self, statements: str, *, database: str = "postgres") -> None:
        """Execute statements outside a transaction."""
        engine = create_async_engine(self.url(database), isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            raw = await connection.get_raw_connection()
            assert raw.driver_connection is not None
            await raw.driver_connection.execute(statements)
        await engine.dispose()

    def start(self) -> None:
        """Start the server, and wait until it accepts connections."""
        options = " ".join((*_SETTINGS, "-k", str(self.folder)))
        _run("pg_ctl", "start", "-w", "-D", self._data, "-o", options, "-l", self.folder / "log")

    def stop(self) -> None:
        """Stop the server at once, as in a crash."""
        _run("pg_ctl", "stop", "-w", "-D", self._data, "-m", "immediate")

    @contextmanager
    def hanging(self) -> Generator[None]:
        """Have the server hang during a block: it accepts connections, and answers nothing."""
        main = (self._data / "postmaster.pid").read_text(encoding="ascii").split()[0]
        parents = (path.parent for path in Path("/proc").glob("[0-9]*/stat"))
        hung = [int(one.name) for one in parents if main in (one.name, _parent(one))]
        _signal(hung, signal.SIGSTOP)
        try:
            yield
        finally:
            _signal(hung, signal.SIGCONT)

    @property
    def _data(self) -> Path:
        return self.folder / "data"


def is_installed() -> bool:
    """Return whether a server can be started; its socket needs a system with such files."""
    return os.name == "posix" and _program("initdb") is not None


@contextmanager
def running_server() -> Generator[Server]:
    """Start a new server that sorts texts as people do, and delete it at the end."""
    # Not in pytest's folder: the path of a socket has at most 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pq"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, _user())
        server = Server(folder)
        collation = ("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US")
        options = ("-D", folder / "data", "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-sync")
        _run("initdb", *options, *collation)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, *arguments: str | Path) -> None:
    path = _program(program)
    assert path is not None, ABSENT
    subprocess.run(  # noqa: S603 - programs of PostgreSQL
        [path, *arguments],
        check=True,
        stdout=subprocess.DEVNULL,
        # It refuses to run as root.
        user=_user() if os.getuid() == 0 else None,
        cwd="/",
    )


def _signal(processes: list[int], number: signal.Signals) -> None:
    """Send a signal to those that have not ended: a connection that was closed ends its process."""
    for one in processes:
        with suppress(ProcessLookupError):
            os.kill(one, number)


def _parent(process: Path) -> str:
    """Return the id of the process that started another, given its folder; "" if it has ended."""
    try:
        return (process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1]
    except OSError:
        return ""


def _user() -> str:
    import pwd  # noqa: PLC0415 - Windows has none

    names = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _program(name: str) -> Path | None:
    """Return the path of a program; Debian keeps those of the server away from the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    known = found[-1] if found else shutil.which(name)
    return None if known is None else Path(known)
