"""The files of the data folder that a backup keeps beside the library, and how they come back.

Guides are what people wrote. Transcripts that are imported are in the library; those that are not
yet are kept. The index and models can be made or fetched again, and the settings hold a token.
"""

import os
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
            data = _read(file)
            if data is not None and sha256(data).hexdigest() not in imported:
                yield KeptFile(file.relative_to(data_dir).as_posix(), data)

    return listed


def _files(data_dir: Path) -> Iterator[Path]:
    for folder in _FOLDERS:
        for file in sorted((data_dir / folder).rglob("*")):
            if not file.is_file() or file.is_symlink() or file.name.startswith("."):
                continue
            yield file


def _read(file: Path) -> bytes | None:
    """Read a file to keep; None if it cannot be kept, which ends no backup of the library."""
    why = ""
    try:
        str(file).encode()  # names are stored as text
        if file.stat().st_size <= LARGEST:
            return file.read_bytes()
        why = f"it is over {LARGEST // 1_000_000} MB"
    except UnicodeEncodeError:
        why = "its name is not in UTF-8"
    except FileNotFoundError:  # somebody has just taken it away
        return None
    except OSError as error:
        why = f"it cannot be read ({error.strerror})"
    shown = str(file).encode(errors="replace").decode()
    print_note(f"{shown} is not in the backup, because {why}; copy it yourself.")
    return None


def put_back(files: Iterable[KeptFile], data_dir: Path, *, at: datetime) -> int:
    """Write files that are not there, and return how many; one that differs is moved aside first.

    One whose name this system does not take is told and left out. Raises StoreError if another
    cannot be written.
    """
    written = 0
    aside = data_dir / f"before-restore-{at:%Y-%m-%d-%H%M%S}"
    for file in files:
        path = data_dir / file.path
        if os.name == "nt" and set('\\:*?"<>|') & set(file.path):
            print_note(f"{file.path} is not restored, because Windows takes no such name.")
            continue
        try:
            if path.is_file() and path.read_bytes() == file.data:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            # Not longer than the name itself, which may have the most letters that a disk takes.
            fresh = path.with_name(f".{sha256(file.path.encode()).hexdigest()[:8]}.partial")
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
