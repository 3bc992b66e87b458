"""The folders that the bot makes for itself."""

import os
from pathlib import Path
from tempfile import TemporaryFile

from bot.errors import StoreError


def make_folder(folder: Path) -> None:
    """Create a folder that only its owner can read; StoreError if that fails.

    Raises it, too, where root would leave another user's bot files that it may not write.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        message = (
            f"The folder {folder} cannot be created ({error.strerror}). "
            "Choose another with --data-dir or PULLQUOTE_DATA_DIR."
        )
        raise StoreError(message) from error
    owner = folder.stat().st_uid
    if os.name == "posix" and os.geteuid() == 0 and owner not in {0, _owner_of_new_files(folder)}:
        raise StoreError(
            f"The folder {folder} belongs to another user than root; run this as that user, for "
            f"example with `sudo -u '#{owner}' PULLQUOTE_DATA_DIR={folder} pullquote ...`."
        )


def _owner_of_new_files(folder: Path) -> int | None:
    """Return the user to whom a file belongs that this process makes; None if it can make none.

    CIFS, exFAT and NFS may give every file to one user, whoever made it.
    """
    try:
        with TemporaryFile(dir=folder) as file:
            return os.fstat(file.fileno()).st_uid
    except OSError:
        return None
