"""The files of the data folder that a backup keeps beside the library, and how they come back.

Guides are what people wrote. Transcripts that are imported are in the library; those that are not
yet are kept. The index and models can be made or fetched again, and the settings hold a token.
"""

import os
import shutil
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from errno import EISDIR
from hashlib import sha256
from pathlib import Path

from bot.cli.console import print_note
from bot.errors import StoreError
from bot.store import KeptFile
from bot.transcripts.files import LARGEST

_FOLDERS = ("guides", "transcripts")
_BESIDE = ".partial"
_HEX = 8 * "[0-9a-f]"


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


@contextmanager
def put_beside(
    files: Iterable[KeptFile], data_dir: Path, *, at: datetime
) -> Generator[Callable[[], int]]:
    """Write files beside their places, and lend what moves them there and returns how many.

    Until that is called nothing has changed: what could fail, for want of room or of rights, has
    failed before, and nothing is left of it. One that is in the place of another is copied aside
    first. A kill between the moves leaves some files beside their places: `pullquote check` finds
    them, and another restore moves them all.
    """
    aside = _free_folder(data_dir / f"before-restore-{at:%Y-%m-%d-%H%M%S}")
    beside: dict[Path, Path] = {}
    is_moved = False

    def move() -> int:
        nonlocal is_moved
        is_moved = True
        for path, fresh in beside.items():
            with _explained(path, "The library is restored, but this is not complete: {why}"):
                fresh.replace(path)
        return len(beside)

    for one in unmoved_files(data_dir):
        with _explained(one, "{why}"):
            one.unlink()
    try:
        for file in files:
            path = data_dir / file.path
            with _explained(path, "{why}"):
                if _is_wanted(file, path):
                    beside[path] = _fresh_name(path, file)
                    _write_beside(file, path, beside[path], aside=aside)
        yield move
    finally:
        for fresh in beside.values():
            fresh.unlink(missing_ok=True)
        if not is_moved:
            shutil.rmtree(aside, ignore_errors=True)


def unmoved_files(data_dir: Path) -> list[Path]:
    """List the files that a restore has left beside their places, as it was killed."""
    return [
        one for name in _FOLDERS for one in sorted((data_dir / name).rglob(f".{_HEX}{_BESIDE}"))
    ]


def _is_wanted(file: KeptFile, path: Path) -> bool:
    """Return whether a file is to be written; one that this system cannot name is told."""
    if os.name == "nt" and set('\\:*?"<>|') & set(file.path):
        print_note(f"{file.path} is not restored, because Windows takes no such name.")
        return False
    return not path.is_file() or path.read_bytes() != file.data


def _fresh_name(path: Path, file: KeptFile) -> Path:
    # Not longer than the name itself, which may have the most letters that a disk takes.
    return path.with_name(f".{sha256(file.path.encode()).hexdigest()[:8]}{_BESIDE}")


def _write_beside(file: KeptFile, path: Path, fresh: Path, *, aside: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh.write_bytes(file.data)
    if path.is_dir():
        raise IsADirectoryError(EISDIR, "it is a folder")
    if path.exists():
        (aside / file.path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, aside / file.path)


def _free_folder(folder: Path) -> Path:
    names = (folder.name, *(f"{folder.name}-{number}" for number in range(2, 1000)))
    return next(one for name in names if not (one := folder.with_name(name)).exists())


@contextmanager
def _explained(path: Path, sentence: str) -> Generator[None]:
    """Raise StoreError for a file that cannot be written."""
    try:
        yield
    except OSError as error:
        why = (
            f"{path} cannot be written ({error.strerror}); give this user the right to write the "
            "data folder and room on its disk, and run this again."
        )
        raise StoreError(sentence.format(why=why)) from error
