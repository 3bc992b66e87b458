"""Read what the head of a file says of its episode: front matter, or lines as "Date: ..."; pure."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from urllib.parse import urlsplit

import yaml

from bot.models import Link
from bot.text.lexicon import metadata_keys
from bot.transcripts.speaker_names import is_name_like, is_role, tidy_name

LONGEST_FRONT_MATTER = 50_000
"""In characters: what is longer is no front matter."""

_LONGEST_HEAD = 80
_COUNTED = 2000
_MOST_TITLES = 3
_LONGEST_TITLE = 200
_LONGEST_ADDRESS = 1000
_FENCE = re.compile(r"\s{0,99}(?P<fence>---|\+\+\+)[^\S\n]*\n")
_CLOSING = {
    "---": re.compile(r"^(?:---|\.\.\.)[^\S\n]*$", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[^\S\n]*$", re.MULTILINE),
}
_KEYED = re.compile(
    r"[\s*>#|•–-]{0,20}(?P<key>[^\W\d_][\w .#'()/-]{0,30}?)[\s*]{0,9}"
    r"(?:[:=](?=[\s*]|$)|：)(?P<value>.*)"
)
_ITEM = re.compile(r"\s{0,20}[-*•–]\s+(?P<value>.*)")
_AROUND_VALUE = " \t*|'\"“”"
_DATES = (
    *("%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y", "%d %B %Y", "%d %b %Y", "%d. %B %Y"),
    *("%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y年%m月%d日"),
)
_ISO_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?!\d)")
_AMBIGUOUS_DATE = re.compile(r"(?:0?\d|1[0-2])/(?:0?\d|1[0-2])/\d{4}")
_BESIDE_DATE = re.compile(
    r"^(?:published|released|recorded|posted|aired)\s+(?:on\s+)?"
    r"|^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+"
    r"|(?<=\d)(?:st|nd|rd|th)\b|[,\s]+(?:at\s+)?\d{1,2}:\d{2}.*$",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?:(?:season|s)\s?\d{1,3}[\s,:]*)?"
    r"(?:episode|ep\.?|folge|episodio|épisode|avsnitt|выпуск|no\.?|#|e)?"
    r"\s?#?\s?(\d{1,5})(?![\d.,:]\d|\d)",
    re.IGNORECASE,
)
_NUMBERED_TITLE = re.compile(
    r"(?:episode|ep\.?|folge|episodio|épisode|avsnitt|выпуск|#)\s?#?\s?(\d{1,5})(?!\d)",
    re.IGNORECASE,
)
_ANNOUNCEMENT = re.compile(
    r"(?P<title>\w[^\n]{1,120}?)\s?(?:\((?P<date>\d{4}[-/]\d\d[-/]\d\d)[^()\n]{0,40}\)\s?)?"
    r"(?<=[\s)])\\?[-–—|]\s{1,3}(?:transcript|transkript|transcription)",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(?=[^\w\s])")
_BETWEEN_NAMES = re.compile(
    r"\s*[;/&•|\n]\s*|,?\s+(?:and|und|y|et|и)\s+|,\s+(?!(?:Jr|Sr|Ph\.?D|M\.?D|Psy\.?D|MBA|Esq)\b)",
    re.IGNORECASE,
)
_VIDEO_HOSTS = ("youtube.com", "youtu.be", "vimeo.com")
_AUDIO_FILES = (".mp3", ".m4a", ".ogg", ".opus", ".wav", ".aac", ".flac")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says of its episode; `people` are all who are said to speak, guests too."""

    title: str | None = None
    number: int | None = None
    published: date | None = None
    guests: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


Fields = list[tuple[str, list[str]]]
"""Keys with their values, in the order of the file."""


def read_front_matter(text: str) -> tuple[Metadata, int]:
    """Return what front matter in YAML or TOML says, and the offset of its end, 0 without any.

    What is no valid YAML, or has aliases, is read line by line.
    """
    opening = _FENCE.match(text)
    limit = LONGEST_FRONT_MATTER
    closing = opening and _CLOSING[opening["fence"]].search(text, opening.end(), limit)
    if not opening or not closing:
        return Metadata(), 0
    block = text[opening.end() : closing.start()]
    fields = _parsed(block, toml=opening["fence"] == "+++") or _keyed_lines(block)
    if not any(key in metadata_keys() or (key.isascii() and key.islower()) for key, _ in fields):
        return Metadata(), 0
    return _metadata(fields), closing.end()


def read_head(lines: Sequence[str]) -> tuple[Metadata, int]:
    """Return what the first lines say, and how many of them say it, 0 where they do not.

    Titles may stand among them, and a date may stand by itself.
    """
    fields: Fields = []
    titles: list[str] = []
    end = at = 0
    first = True
    while at < min(len(lines), _LONGEST_HEAD):
        line = lines[at].strip()
        if not line:
            at += 1
            continue
        if found := _field(lines, at):
            key, values, at = found
            fields.append((key, values))
            end = at
        elif not first and (published := _date(line.split("•")[0])):
            fields.append(("date", [published.isoformat()]))
            end = at = at + 1
        elif len(titles) < _MOST_TITLES and is_title(line):
            titles.append(line.strip(" *_#"))
            at += 1
        else:
            break
        first = False
    if not end:
        return Metadata(), 0
    numbers = [title for title in titles if numbered_title(title) is not None]
    return _metadata([*fields, ("title", titles), ("episode", numbers)]), end


def read_announcement(lines: Iterable[str]) -> Metadata:
    """Return the title, and the date in parentheses, of a line such as "Wells - Transcript"."""
    for line in lines:
        if found := _ANNOUNCEMENT.fullmatch(line.strip(" *_#")):
            published = _date(found["date"] or "")
            return Metadata(title=_ESCAPE.sub("", found["title"]).strip(), published=published)
    return Metadata()


def is_title(line: str) -> bool:
    """Return whether a line could be a title: it is short and ends as no sentence does."""
    plain = line.strip(" *_#")
    return 0 < len(plain) <= _LONGEST_TITLE // 2 and plain[-1] not in '.?!,;:…。！？،؟"”'


def numbered_title(title: str) -> int | None:
    """Return the number in a title such as "Episode 53 - Wells"."""
    found = _NUMBERED_TITLE.search(title)
    return int(found[1]) if found else None


def _field(lines: Sequence[str], at: int) -> tuple[str, list[str], int] | None:
    """Return the key and values at a line, and the number of the line after them."""
    line = lines[at]
    keyed = _KEYED.fullmatch(line)
    key = _normal(keyed["key"] if keyed else line)
    field = metadata_keys().get(key)
    if field is None or not (keyed or line.strip().isupper()):
        return None
    value = keyed["value"].strip(_AROUND_VALUE) if keyed else ""
    values, end = ([value], at + 1) if value else _listed(lines, at + 1, bare=not keyed)
    if not values or (is_role(key) and not _are_names(key, values, lines)):
        return None
    return key, values, end


def _listed(lines: Sequence[str], at: int, *, bare: bool) -> tuple[list[str], int]:
    """Return the values below a key: the items of a list, or the lines up to a blank one."""
    values: list[str] = []
    while at < len(lines) and lines[at].strip() and len(values) < _LONGEST_HEAD:
        item = _ITEM.fullmatch(lines[at])
        if not item and not bare:
            break
        values.append((item["value"] if item else lines[at]).strip(_AROUND_VALUE))
        at += 1
    return values, at


def _are_names(key: str, values: Sequence[str], lines: Sequence[str]) -> bool:
    """Return whether "Host: Ann" names the host, instead of being what the host says."""
    again = sum(
        bool(found) and _normal(found["key"]) == key
        for found in map(_KEYED.fullmatch, lines[:_COUNTED])
    )
    return again == 1 and all(map(is_name_like, _names(values)))


def _parsed(block: str, *, toml: bool) -> Fields:
    try:
        tables: Any = tomllib.loads(block) if toml else yaml.load(block, _Loader)  # noqa: S506 - makes strings only
    except (yaml.YAMLError, tomllib.TOMLDecodeError, RecursionError, ValueError):
        return []
    if not isinstance(tables, dict):
        return []
    named = cast("dict[Any, Any]", tables)
    return [(_normal(str(key)), list(_values(value))) for key, value in named.items()]


class _Loader(yaml.BaseLoader):
    """Makes strings, lists and mappings only, and refuses aliases, which multiply."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError
        return super().compose_node(parent, index)


def _values(value: Any) -> Iterator[str]:
    """Yield the texts of a value; of a mapping, its name, title or address."""
    if isinstance(value, dict):
        table = cast("dict[str, Any]", value)
        named = (table.get(key) for key in ("name", "title", "url", "src"))
        yield from _values(next(filter(None, named), ""))
    elif isinstance(value, list):
        for one in cast("list[Any]", value)[:_LONGEST_HEAD]:
            yield from _values(one)
    elif text := " ".join(str(value).split()):
        yield text


def _keyed_lines(block: str) -> Fields:
    fields: Fields = []
    for line in block.split("\n"):
        item, keyed = _ITEM.fullmatch(line), _KEYED.fullmatch(line)
        if item and fields:
            fields[-1][1].append(item["value"].strip(_AROUND_VALUE))
        elif keyed:
            value = keyed["value"].strip(_AROUND_VALUE)
            fields.append((_normal(keyed["key"]), [value] if value else []))
    return fields


def _normal(key: str) -> str:
    return " ".join(key.replace("_", " ").replace("-", " ").casefold().split()).strip(" *:")


def _metadata(fields: Fields) -> Metadata:
    named: dict[str, list[str]] = {}
    for key, values in fields:
        named.setdefault(metadata_keys().get(key, "other"), []).extend(values)
    titles = [title for title in named.get("title", []) if len(title) <= _LONGEST_TITLE]
    title = titles[0] if titles else None
    numbers = [int(found[1]) for found in map(_NUMBER.match, named.get("number", [])) if found]
    guests = _names(named.get("guests", []))
    people = _names(named.get("people", []))
    speakers = _names(value for key, values in fields if key == "speakers" for value in values)
    return Metadata(
        title=title,
        number=next(iter(numbers), numbered_title(title or "")),
        published=next(filter(None, map(_date, named.get("date", []))), None),
        guests=guests or speakers,
        people=tuple(dict.fromkeys((*guests, *people))),
        links=tuple(_links(named)),
    )


def _names(values: Iterable[str]) -> tuple[str, ...]:
    names = (tidy_name(name.split("(")[0]) for one in values for name in _BETWEEN_NAMES.split(one))
    return tuple(dict.fromkeys(name for name in names if name))


def _date(stated: str) -> date | None:
    """Return the date in any usual form; None where day and month could be confused."""
    if found := _ISO_DATE.match(stated.strip()):
        return _from_iso(found[1])
    plain = _BESIDE_DATE.sub("", stated.strip()).strip(" ,")
    if _AMBIGUOUS_DATE.fullmatch(plain):
        return None
    return next(filter(None, (_in_format(plain, form) for form in _DATES)), None)


def _from_iso(stated: str) -> date | None:
    try:
        return date.fromisoformat(stated)
    except ValueError:
        return None


def _in_format(stated: str, form: str) -> date | None:
    try:
        return datetime.strptime(stated, form).date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        return None


def _links(named: dict[str, list[str]]) -> Iterator[Link]:
    for kind in ("web", "audio", "video"):
        for url in named.get(kind, []):
            if host := _host(url):
                video = host.endswith(_VIDEO_HOSTS)
                sound = urlsplit(url).path.lower().endswith(_AUDIO_FILES)
                yield Link("video" if video else "audio" if sound else kind, url)


def _host(url: str) -> str:
    """Return the host of an address on the web, "" of anything else."""
    if len(url) > _LONGEST_ADDRESS or not url.lower().startswith(("http://", "https://")):
        return ""
    try:
        return "" if any(map(str.isspace, url)) else urlsplit(url).hostname or ""
    except ValueError:
        return ""
