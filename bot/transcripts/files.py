"""Read the bytes of files, from disk and from zip archives, within limits."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

from bot.errors import TranscriptError
from bot.translation import format_number
from bot.translation import gettext as _

LARGEST = 20_000_000
"""In bytes, about ten days of speech; of an archive it limits each file after decompression."""

MOST_ENTRIES = 10_000
_DOCUMENT_PARTS = frozenset({"[Content_Types].xml", "mimetype"})
"""The parts by which a document that is stored as a zip archive differs from other archives."""

DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    ValueError,  # a name that is not in its encoding
    NotImplementedError,  # a rare way of compression
    RuntimeError,  # a password
)
"""What Python raises for an archive that is damaged or locked, beside OSError without a number."""


@dataclass(frozen=True, slots=True)
class File:
    """The name of a file, without its folder, and its bytes."""

    name: str
    data: bytes


def load(path: Path) -> File:
    """Read the file at `path`; raise TranscriptError if it is too large or cannot be read."""
    try:
        if path.stat().st_size > LARGEST:
            raise TranscriptError(too_large(path.name))
        return File(path.name, path.read_bytes())
    except FileNotFoundError:
        raise TranscriptError(
            _("There is no file {path}: check the path.").format(path=path)
        ) from None
    except OSError as error:
        raise TranscriptError(_unreadable(path, error)) from None


def too_large(name: str) -> str:
    """Return the sentence for a file that is too large."""
    return _("{name} is over {most} MB: split it by episode and add the parts.").format(
        name=name, most=LARGEST // 1_000_000
    )


def is_archive(source: Path | File) -> bool:
    """Return whether a file is a zip archive, and not a document that is stored as one."""
    try:
        if not zipfile.is_zipfile(_stream(source)):
            return False
        with zipfile.ZipFile(_stream(source)) as archive:
            return not _DOCUMENT_PARTS & set(archive.namelist())
    except (OSError, *DAMAGES):
        return False


def entries(source: Path | File) -> tuple[str, ...]:
    """List the files of a zip archive, sorted by name, without hidden ones.

    Raise TranscriptError if the archive cannot be read or has more than 10,000 entries.
    """
    with _opened(source) as archive:
        names = archive.namelist()
    if len(names) > MOST_ENTRIES:
        raise TranscriptError(
            _(
                "{name} has {number} files: divide it into archives of at most {most} and add "
                "those."
            ).format(
                name=source.name, number=format_number(len(names)), most=format_number(MOST_ENTRIES)
            )
        )
    return tuple(sorted(name for name in names if not _is_hidden(name)))


def load_entry(source: Path | File, entry: str) -> File:
    """Read one file of a zip archive; raise TranscriptError if it is too large or damaged."""
    name = PurePosixPath(entry).name
    with _opened(source) as archive, archive.open(entry) as stream:
        data = stream.read(LARGEST + 1)  # the size that the archive states may be wrong
    if len(data) > LARGEST:
        raise TranscriptError(too_large(name))
    return File(name, data)


def _is_hidden(entry: str) -> bool:
    parts = PurePosixPath(entry).parts
    hidden = (part != ".." and part.startswith((".", "__MACOSX")) for part in parts)
    return entry.endswith("/") or any(hidden)


@contextmanager
def _opened(source: Path | File) -> Generator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(_stream(source)) as archive:
            yield archive
    except (OSError, *DAMAGES) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise TranscriptError(_unreadable(source.name, error)) from None
        raise TranscriptError(
            _("{name} is damaged, or locked by a password: unpack it and add the folder.").format(
                name=source.name
            )
        ) from None


def _stream(source: Path | File) -> Path | BytesIO:
    return source if isinstance(source, Path) else BytesIO(source.data)


def _unreadable(name: Path | str, error: OSError) -> str:
    reason = error.strerror or _("the system refuses")
    return _("{name} cannot be read ({reason}): check that it is a file you may read.").format(
        name=name, reason=reason
    )
