"""Parse XML from anybody within limits: no entities, not too deep, not too large."""

import html
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from bot.errors import TranscriptError
from bot.translation import format_number
from bot.translation import gettext as _

DEEPEST = 100
MOST_ELEMENTS = 1_000_000

_PROLOG = re.compile(
    r"\s{0,1000}(?:<\?[^<>]{0,500}\?>\s{0,1000}|<!--(?:(?!-->).){0,5000}-->\s{0,1000}){0,20}"
    r"(?:<!DOCTYPE[^\[>]{0,500}(?:\[.{0,20000}?\]\s{0,100})?>\s{0,1000})?"
    r"<(?:[\w.-]{1,40}:)?(?P<root>[\w.-]{1,40})[\s/>]",
    re.DOTALL,
)
_START = 50_000
_BARE = re.compile(r"&(?!#\d{1,7};|#x[\da-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z\d]{1,31};")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def root_name(text: str) -> str | None:
    """Return the name of a document's root, without its prefix, or None if this is no XML."""
    found = _PROLOG.match(text[:_START].lstrip("\ufeff"))
    return found["root"] if found else None


def parse_xml(text: str) -> ET.Element:
    """Return the root of a document; raise TranscriptError where it is broken or hostile.

    Bare ampersands and names of HTML's entities are mended.
    """
    whole = text.lstrip("\ufeff \t\r\n")
    try:
        return _parsed(whole)
    except (ET.ParseError, UnicodeEncodeError):
        named = _NAMED.sub(lambda found: html.unescape(found[0]), _FORBIDDEN.sub(" ", whole))
        try:
            return _parsed(_BARE.sub("&amp;", named))
        except ET.ParseError as error:
            line = error.position[0]
            raise TranscriptError(
                _(
                    "This file is XML that is broken at line {line}: export the transcript again."
                ).format(line=line)
            ) from None


def local_name(name: str) -> str:
    """Return the name of an element or attribute without its namespace."""
    return name.rpartition("}")[2]


def attributes(element: ET.Element) -> dict[str, str]:
    """Return the attributes of an element by their names without namespaces."""
    return {local_name(name): value for name, value in element.items()}


def descendants(element: ET.Element, *names: str) -> Iterator[ET.Element]:
    """Yield the elements within an element that have one of these names, in document order."""
    return (one for one in element.iter() if local_name(one.tag) in names)


def _parsed(text: str) -> ET.Element:
    # Neither entities nor external documents are expanded without a DOCTYPE, which is refused.
    parser = ET.XMLParser(target=_Builder())  # noqa: S314 - hardened by its target
    parser.feed(text)
    return parser.close()


class _Builder(ET.TreeBuilder):
    """Builds the tree of a document within limits."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.elements = 0

    def doctype(self, *_declared: object) -> None:
        raise TranscriptError(
            _("This XML file has a DOCTYPE, which can hide a bomb: export the transcript again.")
        )

    def start(self, tag: str, attrs: dict[str, str], /) -> ET.Element:
        self.depth += 1
        self.elements += 1
        if self.depth > DEEPEST or self.elements > MOST_ELEMENTS:
            raise TranscriptError(
                _(
                    "This XML file has more than {levels} levels or {most} elements: export the "
                    "transcript again, or divide it."
                ).format(levels=DEEPEST, most=format_number(MOST_ELEMENTS))
            )
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ET.Element:
        self.depth -= 1
        return super().end(tag)
