"""Read tables in text: Whisper's TSV, and CSV of editors, services and spreadsheets."""

import csv
import io
import re
from itertools import islice

from bot.errors import TranscriptError
from bot.models import Transcript
from bot.transcripts.composition import compose
from bot.transcripts.readers.tables import is_corrections, named_columns, table_captions
from bot.transcripts.timestamps import CLOCK
from bot.translation import N_
from bot.translation import gettext as _

_SUFFIXES = frozenset({".tsv", ".csv", ".tab"})
_SEPARATOR = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)
_DELIMITERS = "\t;,|"
_HEAD = 20
_LONGEST_LINE = 10_000
_TIMES = re.compile(
    rf"(?:\d{{1,9}}(?:\.\d{{1,9}})?|{CLOCK})\t(?:\d{{1,9}}(?:\.\d{{1,9}})?|{CLOCK})\t\S"
)
_CORRECTIONS = N_(
    "this is a table of corrections, not a transcript: add the transcript, and put "
    "the corrections into its guide."
)
_NO_WORDS = N_(
    "this table has no column of words beside one of times or speakers: name the "
    "columns start, end, speaker and text in its first row, and add it again."
)


def recognises(text: str, suffix: str) -> bool:
    """Return whether the first lines are those of a table, by columns named so or by times."""
    head = _head(text)
    rows = _rows(head, _delimiter(head))
    if suffix in _SUFFIXES and any(len(row) > 1 for row in rows):
        return True
    columns = named_columns(rows)
    if columns and len(rows) > columns.first and len(rows[columns.first]) > 1:
        return True
    lines = [line for line in head.splitlines() if line.strip()]
    return ("\t" in head and is_corrections(rows)) or (
        len(lines) > 1 and all(_TIMES.match(line) for line in lines)
    )


def parse(text: str, data: bytes) -> Transcript:
    """Parse a table; raise TranscriptError where it has no column of words."""
    delimiter = _delimiter(_head(text))
    rows = [row for row in _rows(text, delimiter) if any(map(str.strip, row))]
    if is_corrections(rows):
        raise TranscriptError(_(_CORRECTIONS))
    captions = table_captions(rows)
    if not captions:
        raise TranscriptError(_(_NO_WORDS))
    return compose(captions, data=data, format="TSV" if delimiter == "\t" else "CSV")


def _head(text: str) -> str:
    """Return the first lines, without the rest of very long ones."""
    lines = islice(io.StringIO(text[: _HEAD * _LONGEST_LINE]), _HEAD)
    return "\n".join(line[:_LONGEST_LINE].rstrip("\r\n") for line in lines)


def _delimiter(head: str) -> str:
    """Return the delimiter that the file states, else the one that divides most of its lines."""
    stated = _SEPARATOR.match(head)
    if stated:
        return stated[1]
    lines = [line for line in head.splitlines() if line.strip()]
    if sum("\t" in line for line in lines) * 2 > len(lines):
        return "\t"
    return max(_DELIMITERS, key=lambda one: sum(min(line.count(one), 3) for line in lines))


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """Return the rows; tabs and lines divide them also within quotation marks if that fits."""
    stated = _SEPARATOR.match(text)
    text = text[stated.end() :] if stated else text
    if delimiter == "\t":
        plain = [line.split("\t") for line in text.splitlines() if line.strip()]
        if len({len(row) for row in plain}) <= 1:
            return [[_unquoted(cell) for cell in row] for row in plain]
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:  # a quotation mark that is never closed, or a very long cell
        return [line.split(delimiter) for line in text.splitlines()]


def _unquoted(cell: str) -> str:
    quoted = len(cell) > 1 and cell.startswith('"') and cell.endswith('"')
    if quoted and '"' not in cell[1:-1].replace('""', ""):
        return cell[1:-1].replace('""', '"')
    return cell
