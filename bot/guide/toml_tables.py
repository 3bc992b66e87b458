"""The tables and keys of a guide's TOML, and the messages for what is wrong in them."""

import re
from collections import Counter
from datetime import date
from string import Formatter
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from bot.errors import GuideError
from bot.guide.concordance import compared_forms
from bot.guide.model import AnchorPoint

FORMAT = 1
MOST_WORDS = 8
"""The longest anchor, in words, so that no guide contains a sentence of the transcript."""

_PLACE = re.compile(r"(\d{1,12})\s+(\S.*)")
_HEADER = re.compile(r'\s*\[\[?\s*"?([\w-]+)"?\s*\]')
_KEY = re.compile(r"""\s*["']?([\w-]+)["']?\s*=""")

_TEXT = "text in quotes, not empty"
_AT = f'an offset and the words there, {MOST_WORDS} at most, like "153 Well then"'
_WHOLE = "a whole number of 18 digits at most"


def _place(value: object, info: ValidationInfo) -> AnchorPoint:
    match = _PLACE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError
    return AnchorPoint(int(match[1]), _form(match[2]), closing=info.field_name == "end")


def _form(words: str) -> str:
    if not 0 < len(compared_forms(words)) <= MOST_WORDS:
        raise ValueError
    return words


def _moment(template: str) -> str:
    """Raise ValueError for a template with other fields, or with conversions or formats."""
    parts = [part[1:] for part in Formatter().parse(template) if part[1] is not None]
    fields = {name for name, _, _ in parts} - {"url"}
    plain = not any(spec or conversion for _, spec, conversion in parts)
    if not plain or not fields or fields - {"seconds", "hms"}:
        raise ValueError
    return template


def _joined(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


_Text = Annotated[str, AfterValidator(_joined), StringConstraints(min_length=1)]
_Sha256 = Annotated[_Text, StringConstraints(pattern="^[0-9a-fA-F]{64}$", to_lower=True)]
_Slug = Annotated[_Text, StringConstraints(pattern="^[a-z0-9]+(-[a-z0-9]+)*$")]
_Url = Annotated[_Text, StringConstraints(pattern="^https?://")]
_Whole = Annotated[int, Field(gt=-(10**18), lt=10**18)]
_Place = Annotated[AnchorPoint, PlainValidator(_place)]


class _Table(BaseModel):
    """A table; the description of each key completes the sentence "KEY must be"."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        alias_generator=lambda name: {"start": "from", "end": "to"}.get(name, name),
    )


class _Transcript(_Table):
    sha256: _Sha256 = Field(description="the 64 hexadecimal digits of the file's SHA-256")
    length: _Whole | None = Field(None, description=_WHOLE)


class _Episode(_Table):
    title: _Text | None = Field(None, description=_TEXT)
    show: _Slug | None = Field(None, description="lower-case letters, digits and single hyphens")
    show_title: _Text | None = Field(None, description=_TEXT)
    number: _Whole | None = Field(None, description=_WHOLE)
    published: date | None = Field(None, description="a date like 2025-03-01")
    guests: tuple[_Text, ...] = Field(
        (), strict=False, description='a list of texts like ["one", "two"], none of them empty'
    )
    spoiler: bool = Field(default=False, description="true or false")
    embargo: AwareDatetime | None = Field(
        None, description="a date, time and zone like 2026-01-01T09:00:00Z"
    )


class _Link(_Table):
    kind: Literal["web", "audio", "video"] = Field(description='"web", "audio" or "video"')
    url: _Url = Field(description="an address that begins with https:// or http://")
    moment: Annotated[_Text, AfterValidator(_moment)] | None = Field(
        None, description="a template that names {seconds} or {hms}, and may name {url}"
    )


class _Speaker(_Table):
    start: _Place = Field(description=_AT)
    end: _Place | None = Field(None, description=_AT)
    name: _Text | None = Field(None, description=_TEXT)
    sure: bool = Field(default=False, description="true or false, and true only beside a `name`")

    @field_validator("sure")
    @classmethod
    def _names(cls, sure: bool, info: ValidationInfo) -> bool:  # noqa: FBT001 - pydantic's form
        if sure and info.data.get("name") is None:
            raise ValueError
        return sure


class _SpeakerNames(_Table):
    labels: tuple[_Text, ...] = Field(
        strict=False, min_length=1, description='a list of labels like ["Speaker 1", "Dan"]'
    )
    name: _Text = Field(description=_TEXT)


class _Chapter(_Table):
    start: _Place = Field(description=_AT)
    title: _Text = Field(description=_TEXT)
    summary: _Text | None = Field(None, description=_TEXT)


class _Name(_Table):
    right: _Text = Field(description=_TEXT)
    heard: tuple[Annotated[_Text, AfterValidator(_form)], ...] = Field(
        strict=False,
        min_length=1,
        description=f'a list of forms like ["one", "two"], each of one to {MOST_WORDS} words',
    )


class _Highlight(_Table):
    start: _Place = Field(description=_AT)
    end: _Place = Field(description=_AT)


class _Excluded(_Highlight):
    reason: _Text | None = Field(None, description=_TEXT)


class Source(_Table):
    """The whole file of a guide."""

    format: int = Field(
        ge=FORMAT, le=FORMAT, description="1, the only format this version can read"
    )
    # Without the table, the error is that its keys are missing.
    transcript: _Transcript = Field(
        {}, validate_default=True, description="a table, written [transcript]"
    )
    episode: _Episode = Field({}, validate_default=True, description="a table, written [episode]")
    links: list[_Link] = Field([], description="tables, each written [[links]]")
    speakers: list[_Speaker] = Field([], description="tables, each written [[speakers]]")
    speaker_names: list[_SpeakerNames] = Field(
        [], description="tables, each written [[speaker_names]]"
    )
    chapters: list[_Chapter] = Field([], description="tables, each written [[chapters]]")
    names: list[_Name] = Field([], description="tables, each written [[names]]")
    highlights: list[_Highlight] = Field([], description="tables, each written [[highlights]]")
    excluded: list[_Excluded] = Field([], description="tables, each written [[excluded]]")


_TABLES: dict[str, type[_Table]] = {
    "": Source,
    "transcript": _Transcript,
    "episode": _Episode,
    "links": _Link,
    "speakers": _Speaker,
    "speaker_names": _SpeakerNames,
    "chapters": _Chapter,
    "names": _Name,
    "highlights": _Highlight,
    "excluded": _Excluded,
}
KEYS = {
    table: {str(field.alias): str(field.description) for field in model.model_fields.values()}
    for table, model in _TABLES.items()
}
"""Every key with a description of its values, by table; the empty name is the top level."""


class Lines:
    """The line numbers of a guide's tables and keys, which tomllib does not keep."""

    def __init__(self, text: str) -> None:
        """Find the line of each key and, as the empty key, of each table."""
        self._found: dict[tuple[str, int, str], int] = {}
        counts: Counter[str] = Counter()
        table, nth = "", 0
        for number, line in enumerate(text.split("\n"), start=1):
            if header := _HEADER.match(line):
                table = header[1]
                nth = counts[table]
                counts[table] += 1
                self._found[table, nth, ""] = number
            elif key := _KEY.match(line):
                self._found.setdefault((table, nth, key[1]), number)

    def of(self, table: str, nth: int, key: str) -> int:
        """Return the line of a key, else of its table, else 1; `nth` counts tables from 0."""
        options = ((table, nth, key), (table, nth, ""), ("", 0, table), (key, 0, ""))
        return next((self._found[option] for option in options if option in self._found), 1)

    def wrong(self, why: str, table: str, nth: int, key: str) -> GuideError:
        """Return the error for a key, with its line and table."""
        where = f" in [{table}]" if table else ""
        sentence = f"Line {self.of(table, nth, key)}: `{key}`{where} {why}."
        return GuideError(" ".join(sentence.split()))  # a quoted key may break lines

    def first_wrong(self, error: ValidationError) -> GuideError:
        """Return the error for the first fault, or for an unknown key that may be its cause."""
        first, *rest = error.errors()
        if first["loc"] != ("format",) or first["type"] == "missing":
            unknown = (fault for fault in rest if fault["type"] == "extra_forbidden")
            tables = ((), first["loc"][:-1])
            first = next((fault for fault in unknown if fault["loc"][:-1] in tables), first)
        table, key = ["", *(part for part in first["loc"] if isinstance(part, str))][-2:]
        nth = next((part for part in first["loc"][1:2] if table and isinstance(part, int)), 0)
        must = KEYS[table].get(key)
        why = {
            "extra_forbidden": f"is not a key there; the keys are {', '.join(KEYS[table])}",
            "missing": f"is missing; it must be {must}",
        }.get(first["type"], f"must be {must}")
        return self.wrong(why, table, nth, key)
