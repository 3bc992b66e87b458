"""Open the store, index and library for a command, and close them in reverse order."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.console import print_note
from bot.errors import NotFoundError
from bot.models import Episode
from bot.observations import Observer, unobserved
from bot.runtime.folders import make_folder

if TYPE_CHECKING:  # each takes a tenth of a second to import, too long for `--help`
    from bot.curation import Curation
    from bot.import_process import Work
    from bot.library import Library
    from bot.search import Index
    from bot.search.semantic.model import SentenceModel
    from bot.settings import Settings
    from bot.store import Store
    from bot.uploads import Uploads


@dataclass(frozen=True, slots=True)
class Resources:
    """The open store, index and library; `changed` is set when this process changes the store.

    `work` reads and analyses the transcripts that come while the bot runs.
    """

    store: "Store"
    index: "Index"
    library: "Library"
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    work: "Work" = asyncio.to_thread

    def curation(self) -> "Curation":
        """Return what managers may change."""
        from bot.curation import Curation

        return Curation(self.library, self.store, clock=now, on_change=self.changed.set)

    def uploads(self, data_dir: Path) -> "Uploads":
        """Return the uploads of managers."""
        from bot.import_options import GUIDES
        from bot.uploads import Uploads

        async def imported() -> None:
            await self.library.advance()
            self.changed.set()

        guides = (GUIDES, data_dir / "guides")
        return Uploads(
            self.store,
            clock=now,
            imported=imported,
            guides=guides,
            encoder=self.index.encoding.encoder,
            work=self.work,
        )


def read_settings(
    database: str | None, data_dir: Path | None, *, shards: int | None = None
) -> "Settings":
    """Return the settings, and print a warning for each unknown name."""
    from bot import settings

    read = settings.load(database=database, data_dir=data_dir, shards=shards)
    for warning in settings.unknown():
        print_note(warning)
    return read


@asynccontextmanager
async def open_resources(
    url: str,
    folder: Path,
    *,
    model: "SentenceModel | None" = None,
    mark_names: bool = True,
    observe: Observer = unobserved,
) -> AsyncGenerator[Resources]:
    """Open the store, the index in a folder, and the library, and bring the index up to date.

    Episodes that were removed more than ten minutes ago are deleted first. Without a model,
    searches go by words alone. With `mark_names`, misheard names are displayed as they are right.
    Raises StoreError, before an empty library takes its place, for one that was lost.
    """
    from bot.cli.lost_library import refuse_lost_library
    from bot.library import Library
    from bot.search import open_index
    from bot.store import open_store

    refuse_lost_library(url, folder)
    make_folder(folder)
    async with (
        open_store(url, observe=observe) as store,
        open_index(folder / "index", model=model) as index,
    ):
        await store.edits.purge(at=now())
        library = Library(store, index, clock=now, mark_names=mark_names, observe=observe)
        await library.refresh()
        yield Resources(store, index, library)


def now() -> datetime:
    """Return the current time; the rest of the project gets it as a parameter."""
    return datetime.now(UTC)


def seconds() -> float:
    """Return a time that nobody can set, for what lasts seconds or minutes."""
    return time.monotonic()


async def find_episode(resources: Resources, key: str) -> Episode:
    """Return the episode with this key, public or private; NotFoundError if there is none."""
    for episode in await resources.store.every_episode():
        if episode.key == key:
            return episode
    message = f"No episode {key!r}. `pullquote list` shows all episodes."
    raise NotFoundError(message)
