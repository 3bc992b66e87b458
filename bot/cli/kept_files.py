"""The files of the data folder that a backup keeps beside the library, and how they come back.

Guides are what people wrote. Transcripts that are imported are in the library; those that are not
yet are kept. The index and models can be made or fetched again, and the settings hold a token.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from bot.cli.console import print_note
from bot.errors import StoreError
from bot.store import KeptFile
from bot.transcripts.files import LARGEST

_FOLDERS = ("guides", "transcripts")


def files_to_keep(data_dir: Path) -> Callable[[frozenset[str]], Iterable[KeptFile]]:
    """Return what lists the files to keep, given the SHA-256 of those that are imported."""

    def listed(imported: frozenset[str]) -> Iterator[KeptFile]:
        for file in _files(data_dir):
            data = file.read_bytes()
            if sha256(data).hexdigest() not in imported:
                yield KeptFile(file.relative_to(data_dir).as_posix(), data)

    return listed


def _files(data_dir: Path) -> Iterator[Path]:
    for folder in _FOLDERS:
        for file in sorted((data_dir / folder).rglob("*")):
            if not file.is_file() or file.is_symlink() or file.name.startswith("."):
                continue
            if file.stat().st_size > LARGEST:
                print_note(
                    f"{file} is not in the backup, because it is over {LARGEST // 1_000_000} MB; "
                    "copy it yourself."
                )
            else:
                yield file


def put_back(files: Iterable[KeptFile], data_dir: Path, *, at: datetime) -> int:
    """Write files that are not there, and return how many; one that differs is moved aside first.

    Raises StoreError if one cannot be written.
    """
    written = 0
    aside = data_dir / f"before-restore-{at:%Y-%m-%d-%H%M%S}"
    for file in files:
        path = data_dir / file.path
        try:
            if path.is_file() and path.read_bytes() == file.data:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f".{path.name}.partial")
            fresh.write_bytes(file.data)
            if path.exists():
                (aside / file.path).parent.mkdir(parents=True, exist_ok=True)
                path.rename(aside / file.path)
            fresh.replace(path)
        except OSError as error:
            raise StoreError(
                f"{path} cannot be written ({error.strerror}); give this user the right to write "
                "the data folder."
            ) from error
        written += 1
    return written
