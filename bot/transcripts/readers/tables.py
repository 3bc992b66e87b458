"""Take the captions out of the rows of a table, by its columns' names or their cells; pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from bot.transcripts.composition import Caption
from bot.transcripts.readers.json_captions import judge_unit
from bot.transcripts.readers.json_values import milliseconds
from bot.transcripts.readers.numbered_speakers import name_speakers
from bot.transcripts.readers.text_cleaning import clean_text
from bot.transcripts.readers.word_merging import are_words, merge_words

Rows = Sequence[Sequence[str]]

_NAMES = {
    "text": """
        text transcript transcription transcripttext words caption captions captiontext subtitle
        subtitles content body sentence utterance line dialogue dialog speech segmenttext segment
        message paragraph quote word texto texte testo tekst inhalt 文本 テキスト текст
        """,
    "start": """
        start starttime startms startseconds startsec starts startoffset starttimecode begin begins
        begintime beginning from in timein intime tcin timecodein inpoint timecode time timestamp
        timestamps offset ts hhmmss anfang beginn zeit debut inicio tiempo inizio tempo tijd
        """,
    "end": """
        end endtime endms endseconds endsec ends endoffset endtimecode to out timeout outtime tcout
        timecodeout outpoint stop stoptime finish ende fin fine
        """,
    "length": "duration dur durationms durationseconds length",
    "speaker": """
        speaker speakername speakerlabel speakerid speakers spk name who person voice actor
        character role participant author talker sprecher sprecherin locuteur orateur hablante
        orador parlante spreker 说话人 話者 говорящий
        """,
}
"""The names of columns, by what is in them, the likelier first."""

_CORRECTIONS = ({"find", "replace"}, {"wrong", "right"}, {"misheard", "right"}, {"from", "to"})
_OTHER_LETTERS = re.compile(r"[\W\d_]+")
_HEADER_WITHIN = 10
_SAMPLE = 200
_MOST_COLUMNS = 100
_LONGEST_NAME = 60
_MILLISECONDS = re.compile(r"ms$|millis|msec", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Columns:
    """The numbers of the columns of a table, None where it has none, and of its first row."""

    text: int
    start: int | None = None
    end: int | None = None
    length: int | None = None
    speaker: int | None = None
    first: int = 0
    in_milliseconds: bool = False


def table_captions(rows: Rows) -> list[Caption]:
    """Return the captions of a table; none where it has no column of words beside another."""
    columns = named_columns(rows) or _likely_columns(rows)
    if not columns:
        return []
    filled = (row for row in rows[columns.first :] if len(row) > columns.text)
    read = [row for row in filled if any(char.isalnum() for char in row[columns.text])]
    captions = list(_captions(read, columns))
    if are_words(captions):
        captions = list(merge_words(captions))
    return list(name_speakers(captions, {}))


def named_columns(rows: Rows) -> Columns | None:
    """Return the columns by the names in one of the first rows, or None."""
    for number, row in enumerate(islice(rows, _HEADER_WITHIN)):
        names = {_name(cell): at for at, cell in reversed(list(enumerate(row[:_MOST_COLUMNS])))}
        found = {
            kind: next((names[name] for name in known.split() if name in names), None)
            for kind, known in _NAMES.items()
        }
        text = found.pop("text")
        if text is not None and any(found[kind] is not None for kind in ("start", "speaker")):
            start = found["start"]
            stated = start is not None and bool(_MILLISECONDS.search(row[start]))
            return Columns(text, **found, first=number + 1, in_milliseconds=stated)
    return None


def is_corrections(rows: Rows) -> bool:
    """Return whether a table says which words to replace, instead of being a transcript."""
    names = {_name(cell) for row in rows[:1] for cell in row}
    return any(pair <= names for pair in _CORRECTIONS)


def _name(cell: str) -> str:
    return _OTHER_LETTERS.sub("", cell[:40]).casefold()


def _captions(rows: Rows, columns: Columns) -> Iterator[Caption]:
    unit = 1.0 if columns.in_milliseconds else _unit(rows, columns)
    for row in rows:
        start, end = _time(row, columns.start, unit), _time(row, columns.end, unit)
        length = _time(row, columns.length, unit)
        if end is None and start is not None and length is not None:
            end = start + length
        if end is not None and (start is None or end < start):
            end = None
        yield Caption(clean_text(row[columns.text]), start, end, _cell(row, columns.speaker))


def _cell(row: Sequence[str], at: int | None) -> str | None:
    return row[at].strip() or None if at is not None and at < len(row) else None


def _time(row: Sequence[str], at: int | None, unit: float) -> int | None:
    cell = _cell(row, at)
    if not cell:
        return None
    plain = cell.strip("[](){}<> ").split(" --> ")[0].split(" - ")[0]
    if plain.count(",") == 1 and ":" not in plain:
        plain = plain.replace(",", ".")  # the decimal comma of German, French ... spreadsheets
    return milliseconds(plain, unit=unit)


def _unit(rows: Rows, columns: Columns) -> float:
    """Return how many milliseconds a number is worth, by how fast the words would be said."""
    letters = sum(len(row[columns.text]) for row in rows)
    times = [(_time(row, columns.start, 1.0), _time(row, columns.end, 1.0)) for row in rows]
    whole = all(":" not in (_cell(row, columns.start) or "") for row in rows[:_SAMPLE])
    stated = [(start, end) for start, end in times if start is not None]
    return judge_unit(letters, stated) if whole else 1000.0


def _likely_columns(rows: Rows) -> Columns | None:
    """Return the columns by what is in them: times, a few names that recur, and words."""
    sample = [row for row in rows[:_SAMPLE] if len(row) > 1]
    width = min((len(row) for row in sample), default=0)
    if width < 2 or len(sample) * 5 < min(len(rows), _SAMPLE) * 4:  # noqa: PLR2004 - two columns
        return None
    cells = {at: [row[at].strip() for row in sample] for at in range(min(width, _MOST_COLUMNS))}
    text = max(cells, key=lambda at: sum(map(len, cells[at])))
    others = {at: column for at, column in cells.items() if at != text}
    times = [at for at, column in others.items() if _are_times(column)]
    speaker = next((at for at, column in others.items() if _are_names(column)), None)
    if speaker is None and not times:
        return None
    return Columns(
        text,
        start=times[0] if times else None,
        end=times[1] if len(times) > 1 else None,
        speaker=speaker,
    )


def _are_times(column: Sequence[str]) -> bool:
    found = [milliseconds(cell.strip("[]() "), unit=1.0) for cell in column]
    times = [time for time in found if time is not None]
    rising = sum(after >= before for before, after in pairwise(times))
    return (
        len(times) * 5 > len(column) * 4
        and rising * 10 >= (len(times) - 1) * 9
        and len(set(times)) * 2 > len(times)
        and times != list(range(times[0], times[0] + len(times)))  # the number of a row
    )


def _are_names(column: Sequence[str]) -> bool:
    """Return whether a column has a few short names that recur."""
    filled = [cell for cell in column if cell]
    names = set(filled)
    return (
        len(filled) * 2 > len(column)
        and len(names) * 2 <= len(filled)
        and all(len(name) <= _LONGEST_NAME and not name[0].islower() for name in names)
        and any(char.isalpha() for name in names for char in name)
    )
