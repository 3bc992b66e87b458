"""Read which characters a font file can draw: its table `cmap`, of the OpenType specification.

fontTools reads every table of a font, and takes 24 MB and a tenth of a second for a Chinese one.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

_OUTLINES = frozenset({b"glyf", b"CFF ", b"CFF2"})
"""The tables of glyphs that can be drawn at any size; others have pictures of one size."""

_MOST_TABLES = 100
_LARGEST_CMAP = 4_000_000
_UNICODE = {(3, 10): 2, (0, 6): 2, (0, 4): 2, (3, 1): 1, (0, 3): 1}
"""The subtables that are read, by platform and encoding; the higher number is preferred."""

Tables = dict[bytes, tuple[int, int]]
"""The offset and the length of each table of a font."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The characters of a font, as ranges: the n-th is from `starts[n]` up to `ends[n]`."""

    starts: tuple[int, ...] = field(default=(), repr=False)
    ends: tuple[int, ...] = field(default=(), repr=False)

    def __contains__(self, char: str) -> bool:
        code = ord(char)
        place = bisect_right(self.starts, code) - 1
        return place >= 0 and code < self.ends[place]


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font: `axes` has the tags of a variable one, in the order in which they are set."""

    path: Path
    coverage: Coverage = field(repr=False, compare=False)
    axes: tuple[str, ...] = ()


def read_font(path: Path) -> FontFile | None:
    """Read the first font of a file; None where it is damaged, or has no outlines."""
    try:
        with path.open("rb") as file:
            tables = _tables(file)
            if not _OUTLINES & tables.keys():
                return None
            axes = tuple(_axes(_table(file, tables, b"fvar")))
            return FontFile(path, _coverage(_table(file, tables, b"cmap")), axes)
    except (OSError, struct.error, ValueError, IndexError):
        return None


def _tables(file: BinaryIO) -> Tables:
    start = 0
    if file.read(4) == b"ttcf":  # a collection: the offset of its first font follows
        file.seek(12)
        (start,) = struct.unpack(">I", file.read(4))
    file.seek(start + 4)
    (count,) = struct.unpack(">H", file.read(2))
    file.seek(start + 12)
    records = struct.iter_unpack(">4sIII", file.read(16 * min(count, _MOST_TABLES)))
    return {tag: (offset, length) for tag, _, offset, length in records}


def _table(file: BinaryIO, tables: Tables, tag: bytes) -> bytes:
    offset, length = tables.get(tag, (0, 0))
    file.seek(offset)
    return file.read(min(length, _LARGEST_CMAP))


def _axes(fvar: bytes) -> Iterator[str]:
    if fvar:
        first, _, count, size = struct.unpack_from(">HHHH", fvar, 4)
        for number in range(count):
            yield fvar[first + number * size :][:4].decode("ascii")


def _coverage(cmap: bytes) -> Coverage:
    (count,) = struct.unpack_from(">H", cmap, 2)
    subtables = [struct.unpack_from(">HHI", cmap, 4 + 8 * n) for n in range(count)]
    ranked = [
        (_UNICODE[platform, encoding], offset)
        for platform, encoding, offset in subtables
        if (platform, encoding) in _UNICODE
    ]
    if not ranked:
        return Coverage()
    start = max(ranked)[1]
    (form,) = struct.unpack_from(">H", cmap, start)
    readers = {4: _segments, 12: _groups}
    return _joined(readers[form](cmap, start)) if form in readers else Coverage()


def _groups(cmap: bytes, start: int) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(">I", cmap, start + 12)
    for first, last, glyph in struct.iter_unpack(
        ">III", cmap[start + 16 : start + 16 + 12 * count]
    ):
        yield first + (glyph == 0), last + 1  # glyph 0 stands for what is missing


def _segments(cmap: bytes, start: int) -> Iterator[tuple[int, int]]:
    (doubled,) = struct.unpack_from(">H", cmap, start + 6)
    count = doubled // 2
    columns = [start + 14, *(start + 16 + doubled * n for n in (1, 2, 3))]
    lasts, firsts, deltas, ranges = (
        struct.unpack_from(f">{count}H", cmap, column) for column in columns
    )
    for n, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if ranges[n]:
                at = columns[3] + 2 * n + ranges[n] + 2 * (code - first)
                (glyph,) = struct.unpack_from(">H", cmap, at)
            if (glyph and ranges[n]) or (not ranges[n] and (code + deltas[n]) & 0xFFFF):
                yield code, code + 1


def _joined(ranges: Iterable[tuple[int, int]]) -> Coverage:
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(ranges):
        if ends and ends[-1] >= start:
            ends[-1] = max(ends[-1], end)
        elif start < end:
            starts.append(start)
            ends.append(end)
    return Coverage(tuple(starts), tuple(ends))
