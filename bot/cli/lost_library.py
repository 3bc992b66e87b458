"""Tell that a library was lost: its file is not there, but an index of it is."""

from pathlib import Path

from bot.errors import SearchError, StoreError
from bot.search.storage.inspection import find_index
from bot.store import shown_address
from bot.store.dialects.address import file_of


def lost_library(url: str, index: Path) -> str | None:
    """Return what an operator has to do if there is an index of a library that is not there.

    None if there is a library, or none yet, or if its database is not a file.
    """
    file = file_of(url)
    if file is None or file.exists():
        return None
    try:
        state = find_index(index)
    except SearchError:  # it would be built anew
        return None
    if state is None or not state.holds:
        return None
    return (
        f"There is no library at {shown_address(url)}, but an index of one in {index}. If it was "
        "lost, put it back or run `pullquote restore FILE`; to begin a new one, delete that folder."
    )


def refuse_lost_library(url: str, index: Path) -> None:
    """Raise StoreError for a library that was lost, before an empty one takes its place."""
    sentence = lost_library(url, index)
    if sentence is not None:
        raise StoreError(sentence)
