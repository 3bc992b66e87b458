"""A guide's source -> Guide; every fault is told with its line and key."""

import re
import tomllib
from datetime import date, datetime
from pathlib import Path
from string import Formatter

from bot.errors import GuideError
from bot.guide.model import Details, Guide, Part, Place, Range, Voice
from bot.guide.source import Section, Source
from bot.guide.words import forms
from bot.models import Link, Name

FORMAT = 1
MOST_WORDS = 8
"""The longest anchor: a guide never carries a sentence of the transcript."""

_PLACE = re.compile(r"(\d{1,12})\s+(\S.*)")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def read(path: Path) -> Guide:
    """Read a guide from its file; the error names the file."""
    try:
        return parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise GuideError(f"The guide {path.name} cannot be opened: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise GuideError(f"The guide {path.name} is not UTF-8 text, so save it as such.") from error
    except GuideError as error:
        raise GuideError(f"The guide {path.name} cannot be used. {error}") from error


def find(sha256: str, folder: Path) -> Guide | None:
    """Find the guide in a folder that names this transcript; the first by file name."""
    guides = (read(path) for path in sorted(folder.glob("*.toml")))
    return next((guide for guide in guides if guide.sha256 == sha256.lower()), None)


def parse(source: str) -> Guide:
    """Read a guide from its text."""
    try:
        tables = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(error, source) from error
    root = Source(tables, text=source)
    _check_format(root.top)
    transcript = root.table("transcript")
    return Guide(
        sha256=_sha256(transcript),
        length=transcript.optional("length", int),
        episode=_details(root),
        speakers=tuple(_voice(section) for section in root.tables("speakers")),
        chapters=tuple(_part(section) for section in root.tables("chapters")),
        names=_names(root.tables("names")),
        highlights=tuple(_range(section) for section in root.tables("highlights")),
        excluded=tuple(_range(section) for section in root.tables("excluded")),
    )


def _not_toml(error: tomllib.TOMLDecodeError, source: str) -> GuideError:
    """Tell the line; tomllib says "at end of document" where it notices only there."""
    reason, _, place = str(error).partition(" (at ")
    found = re.search(r"line (\d+)", place)
    line = found[1] if found else source.rstrip().count("\n") + 1
    return GuideError(f"Line {line}: this is not TOML ({reason}), so correct it there or before.")


def _check_format(top: Section) -> None:
    if top.needed("format", int) != FORMAT:
        raise top.wrong("format", f"must be {FORMAT}, the only one this version reads")


def _sha256(section: Section) -> str:
    value = section.text("sha256").lower()
    if not _SHA256.fullmatch(value):
        raise section.wrong("sha256", "must be the 64 hexadecimal digits of the file's SHA-256")
    return value


def _details(root: Source) -> Details:
    section = root.table("episode")
    return Details(
        title=section.optional_text("title"),
        show=_slug(section),
        show_title=section.optional_text("show_title"),
        number=section.optional("number", int),
        published=section.optional("published", date),
        guests=section.texts("guests"),
        spoiler=section.optional("spoiler", bool) or False,
        embargo=_embargo(section),
        links=tuple(_link(link) for link in root.tables("links")),
    )


def _slug(section: Section) -> str | None:
    slug = section.optional_text("show")
    if slug is not None and not _SLUG.fullmatch(slug):
        raise section.wrong("show", "must be lower-case letters, digits and single hyphens")
    return slug


def _embargo(section: Section) -> datetime | None:
    embargo = section.optional("embargo", datetime)
    if embargo is not None and embargo.tzinfo is None:
        raise section.wrong("embargo", "must say its zone, such as 2026-01-01T09:00:00Z")
    return embargo


def _link(section: Section) -> Link:
    kind, url = section.text("kind"), section.text("url")
    if kind not in ("web", "audio", "video"):
        raise section.wrong("kind", 'must be "web", "audio" or "video"')
    if not url.startswith(("https://", "http://")):
        raise section.wrong("url", "must begin with https:// or http://")
    return Link(kind, url, _moment(section))


def _moment(section: Section) -> str | None:
    moment = section.optional_text("moment")
    if moment is not None and not _fields(moment) & {"seconds", "hms"}:
        raise section.wrong("moment", "must name {seconds} or {hms}, and may name {url}")
    return moment


def _fields(template: str) -> set[str]:
    """Name the fields of a template; nothing where it asks for others than the three."""
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        return set()
    names = {name for _, name, _, _ in parts if name is not None}
    plain = not any(spec or conversion for _, _, spec, conversion in parts)
    return names if plain and names <= {"url", "seconds", "hms"} else set()


def _voice(section: Section) -> Voice:
    name, sure = section.optional_text("name"), section.optional("sure", bool) or False
    if sure and name is None:
        raise section.wrong("sure", "goes with a name, so add `name` or leave it out")
    end = _place(section, "to") if section.has("to") else None
    return Voice(_place(section, "from"), end, name, sure)


def _part(section: Section) -> Part:
    start = _place(section, "from")
    return Part(start, section.text("title"), section.optional_text("summary"))


def _range(section: Section) -> Range:
    reason = section.optional_text("reason") if section.allows("reason") else None
    return Range(_place(section, "from"), _place(section, "to"), reason)


def _place(section: Section, key: str) -> Place:
    match = _PLACE.fullmatch(section.text(key))
    if match is None or not forms(match[2]):
        raise section.wrong(key, 'must be an offset and the words there, such as "153 Well then"')
    if len(forms(match[2])) > MOST_WORDS:
        raise section.wrong(key, f"may hold {MOST_WORDS} words at most, so that no sentence stands")
    line = section.line(key)
    return Place(int(match[1]), match[2].strip(), closing=key == "to", line=line)


def _names(sections: list[Section]) -> tuple[Name, ...]:
    known: dict[tuple[str, ...], Name] = {}
    for section in sections:
        right = section.text("right")
        for heard in section.texts("heard", needed=True):
            _check_heard(section, heard, known)
            known[forms(heard)] = Name(heard=heard, right=right)
    return tuple(known.values())


def _check_heard(section: Section, heard: str, known: dict[tuple[str, ...], Name]) -> None:
    if not 0 < len(forms(heard)) <= MOST_WORDS:
        raise section.wrong("heard", f"must hold forms of one to {MOST_WORDS} words")
    if forms(heard) in known:
        raise section.wrong("heard", f'names "{heard}" a second time, so keep one of the two')
