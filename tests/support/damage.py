"""Damage files of SQLite as disks and people do: random bytes in a region, a cut, a mix-up."""

import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

REGIONS = ("header", "schema", "tables", "indexes", "overflow", "freelist", "log")
"""The regions of a database file, and its write-ahead log."""

_HEADER = 100
_KINDS = {"tables": (0x05, 0x0D), "indexes": (0x02, 0x0A)}
"""The first byte of a page of a table, inner or leaf, and of one of an index.

https://www.sqlite.org/fileformat2.html#b_tree_pages"""


def overwrite(path: Path, region: str, chance: random.Random, *, pages: int = 3) -> bool:
    """Overwrite a region, or some pages of it, with random bytes; return False if there is none."""
    if region == "log":
        path = path.with_name(f"{path.name}-wal")
    if not path.exists() or not path.stat().st_size:
        return False
    places = _places(path.read_bytes(), region)
    if not places:
        return False
    with path.open("r+b") as file:
        for begin, end in chance.sample(places, min(pages, len(places))):
            file.seek(begin)
            file.write(chance.randbytes(end - begin))
    return True


def ruin_index(folder: Path) -> Path:
    """Overwrite all of the index of a data folder, but for its header, and return its file."""
    (path,) = folder.glob("index/0/index-*.db")
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for region in ("schema", "tables", "indexes", "overflow"):
        overwrite(path, region, random.Random(1), pages=10_000)
    return path


def cut(path: Path, *, kept: float) -> None:
    """Cut a file off, so that a share of it is left."""
    with path.open("r+b") as file:
        file.truncate(int(path.stat().st_size * kept))


def _places(data: bytes, region: str) -> Sequence[tuple[int, int]]:
    """Return the begins and ends of the pages of a region."""
    size = int.from_bytes(data[16:18], "big")
    size = 65536 if size == 1 else size
    if region == "header":
        return [(0, _HEADER)]
    if region == "schema":
        return [(_HEADER, size)]
    if region == "log":
        return [(at, min(at + 4096, len(data))) for at in range(0, len(data), 4096)]
    free = int.from_bytes(data[32:36], "big")
    if region == "freelist":
        return [((free - 1) * size, free * size)] if free else []
    pages = [(at, at + size) for at in range(size, len(data) - size + 1, size)]
    known = {kind for kinds in _KINDS.values() for kind in kinds}
    if region == "overflow":
        return [place for place in pages if data[place[0]] not in known]
    return [place for place in pages if data[place[0]] in _KINDS[region]]
