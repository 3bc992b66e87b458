"""The folders that the bot makes for itself."""

import os
from pathlib import Path

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
    if os.name == "posix" and os.geteuid() == 0 and owner != 0:
        raise StoreError(
            f"The folder {folder} belongs to another user than root; run this as that user, for "
            f"example with `sudo -u '#{owner}' PULLQUOTE_DATA_DIR={folder} pullquote ...`."
        )
