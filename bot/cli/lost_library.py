"""Tell that a library was lost: its file is not there, but an index of it is."""

from pathlib import Path

from bot.errors import SearchError, StoreError
from bot.runtime.lock import replica_folders
from bot.search.storage.inspection import IndexState, find_index
from bot.store import shown_address
from bot.store.dialects.address import file_of


def lost_library(url: str, folder: Path) -> str | None:
    """Return what an operator has to do if a folder has an index of a library that is not there.

    Indexes of the folder's replicas count, too. None if there is a library, or none yet, or if its
    database is not a file, or if it may not be looked for.
    """
    file = file_of(url)
    if file is None or not _is_missing(file):
        return None
    for one in (folder, *replica_folders(folder)):
        state = _index_of(one)
        if state is not None and state.holds:
            return (
                f"There is no library at {shown_address(url)}, but an index of one in "
                f"{one / 'index'}. If it was lost, put it back or run `pullquote restore FILE`; to "
                "begin a new one, delete that folder."
            )
    return None


def refuse_lost_library(url: str, folder: Path) -> None:
    """Raise StoreError for a library that was lost, before an empty one takes its place."""
    sentence = lost_library(url, folder)
    if sentence is not None:
        raise StoreError(sentence)


def _is_missing(file: Path) -> bool:
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:  # whoever opens it says what is wrong
        return False
    return False


def _index_of(folder: Path) -> IndexState | None:
    try:
        return find_index(folder / "index")
    except SearchError:  # it would be built anew
        return None
