"""Work on a data folder while no bot runs on it."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from bot.errors import StoreError

if TYPE_CHECKING:
    from bot.settings import Settings

_RUNNING = (
    "A bot is running on the data folder {folder}; stop all its processes first, because they "
    "would go on with what they have open."
)


@asynccontextmanager
async def bots_stopped(settings: "Settings") -> AsyncGenerator[None]:
    """Keep bots from starting during the block; raise StoreError if one is running."""
    from bot.runtime.folders import make_folder
    from bot.runtime.lock import process_lock, running_folders
    from bot.store import folder_of

    make_folder(settings.data_dir)
    named = (settings.data_dir, folder_of(settings.database_url))
    folders = dict.fromkeys(one.resolve() for one in named if one and one.is_dir())
    for folder in folders:
        if running_folders(folder):
            raise StoreError(_RUNNING.format(folder=folder))
    async with AsyncExitStack() as locks:
        for folder in folders:
            await locks.enter_async_context(process_lock(folder, waiting=lambda _: None))
        yield
