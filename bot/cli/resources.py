"""Open what a command works on, everything nested, and close it again in order."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.console import print_note
from bot.errors import NotFoundError, StoreError
from bot.models import Episode

if TYPE_CHECKING:  # each costs a tenth of a second, which `--help` must not
    from bot.library import Library
    from bot.search import Index
    from bot.settings import Settings
    from bot.store import Store


@dataclass(frozen=True, slots=True)
class Resources:
    """Hand a command the library and what it stands on."""

    store: "Store"
    index: "Index"
    library: "Library"


def read_settings(database: str | None, data_dir: Path | None) -> "Settings":
    """Read the settings, and tell of names among them that nothing reads."""
    from bot import settings

    read = settings.load(database=database, data_dir=data_dir)
    for warning in settings.unknown():
        print_note(warning)
    return read


@asynccontextmanager
async def open_resources(url: str, data_dir: Path) -> AsyncGenerator[Resources]:
    """Open store, index and library, the index caught up with the store."""
    from bot.library import Library
    from bot.search import open_index
    from bot.store import open_store

    make_folder(data_dir)
    async with open_store(url) as store, open_index(data_dir / "index") as index:
        library = Library(store, index, clock=now)
        await library.refresh()
        yield Resources(store, index, library)


def make_folder(folder: Path) -> None:
    """Make a folder of ours, for the operator's eyes only."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        message = (
            f"The folder {folder} cannot be made ({error.strerror}); "
            "name another with --data-dir or PULLQUOTE_DATA_DIR."
        )
        raise StoreError(message) from error


def now() -> datetime:
    """Ask for the time: here, and nowhere further in."""
    return datetime.now(UTC)


async def find_episode(resources: Resources, key: str) -> Episode:
    """Find an episode by its key, whichever server it belongs to: the operator sees all."""
    for episode in await resources.store.every_episode():
        if episode.key == key:
            return episode
    message = f"There is no episode {key!r}; `pullquote list` shows those there are."
    raise NotFoundError(message)
