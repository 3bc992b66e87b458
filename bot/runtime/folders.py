"""The folders that the bot makes for itself."""

from pathlib import Path

from bot.errors import StoreError


def make_folder(folder: Path) -> None:
    """Create a folder that only its owner can read; StoreError if that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        message = (
            f"The folder {folder} cannot be created ({error.strerror}). "
            "Choose another with --data-dir or PULLQUOTE_DATA_DIR."
        )
        raise StoreError(message) from error
