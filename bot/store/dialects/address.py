"""The addresses of databases."""

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import StoreError

_SQLITE = "sqlite+aiosqlite:////path/to/library.db"
_POSTGRESQL = "postgresql+asyncpg://user:password@host/database"
_PORT = 5432
_EXAMPLES = f"{_SQLITE} or {_POSTGRESQL}"


def parse_address(url: str) -> URL:
    """Parse the address of a SQLite file or a PostgreSQL database, and name its driver.

    Raises StoreError for any other address. A SQLite database in memory is refused, because each
    connection would see a different one.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StoreError(f"The database address cannot be read; write {_EXAMPLES}.") from error
    match parsed.get_backend_name():
        case "sqlite":
            return _of_file(parsed)
        case "postgresql" | "postgres":
            return _of_server(parsed)
        case _:
            shown = parsed.render_as_string()
            raise StoreError(
                f"Only SQLite and PostgreSQL can hold the library, not {shown}; write {_EXAMPLES}."
            )


def shown_address(url: str) -> str:
    """Return an address as it may be shown: without its password."""
    return parse_address(url).render_as_string()


def are_same_database(one: str, other: str) -> bool:
    """Return whether two addresses name the same database, as far as they say."""
    return _database(parse_address(one)) == _database(parse_address(other))


def file_of(url: str) -> Path | None:
    """Return the SQLite file at an address; None for a server."""
    parsed = parse_address(url)
    return None if parsed.get_backend_name() != "sqlite" else Path(parsed.database or "")


def folder_of(url: str) -> Path | None:
    """Return the folder of a SQLite file; None for a server."""
    file = file_of(url)
    return file and file.parent


def _database(url: URL) -> tuple[object, ...]:
    if url.get_backend_name() == "sqlite":
        return (Path(url.database or "").resolve(),)
    return url.host or url.query.get("host"), url.port or _PORT, url.database


def _of_file(parsed: URL) -> URL:
    if parsed.query or not parsed.database or parsed.database.startswith((":", "file:")):
        raise StoreError(f"A SQLite address must name a file and no more; write {_SQLITE}.")
    try:
        path = Path(parsed.database).expanduser().absolute()
    except RuntimeError as error:  # there is no user ~name
        raise StoreError(
            f"There is no home folder {Path(parsed.database).parts[0]}; write {_SQLITE}."
        ) from error
    return URL.create("sqlite+aiosqlite", database=str(path))


def _of_server(parsed: URL) -> URL:
    if not parsed.database:
        raise StoreError(f"A PostgreSQL address must name a database; write {_POSTGRESQL}.")
    return parsed.set(drivername="postgresql+asyncpg")
