"""Read the wanted elements of an XML document from anybody, in bounded memory.

Neither entities nor external documents are expanded. A prefix that is not declared is taken for
its usual namespace, because many feeds forget a declaration.
"""

import codecs
import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from xml.parsers import expat

from bot.errors import FeedError
from bot.translation import gettext as _

Item = TypeVar("Item")

DEEPEST = 100
"""Levels of elements; feeds have about six."""

MOST_ELEMENTS = 2000
"""The number of elements that are kept of one item; a chapter is one."""

LONGEST_TEXT = 10_000
"""In characters; what is longer, for example the notes of an episode, is cut."""

# A namespace without its scheme and final slash, in lower case, and the prefix we know it by.
_NAMESPACES = {
    "": "",
    "purl.org/rss/1.0": "",
    "backend.userland.com/rss2": "",
    "www.w3.org/2005/atom": "atom",
    "www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "podcastindex.org/namespace/1.0": "podcast",
    "github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast",
    "podlove.org/simple-chapters": "psc",
    "purl.org/rss/1.0/modules/syndication": "sy",
    "purl.org/dc/elements/1.1": "dc",
    "search.yahoo.com/mrss": "media",
}
_NAMED_ENTITY = re.compile(rb"&(?!#\d{1,7};|#x[\da-fA-F]{1,6};)([A-Za-z]\w{0,31};)?")
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ENCODING = re.compile(rb"""\A<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_XML_ENTITIES = {b"amp;", b"lt;", b"gt;", b"quot;", b"apos;"}


@dataclass(frozen=True, slots=True)
class Element:
    """An element; its path has the names below the item or the root: psc:chapters/psc:chapter."""

    path: str
    attributes: Mapping[str, str]
    text: str


@dataclass(slots=True)
class Document(Generic[Item]):
    """A document: the name of its root, its wanted elements outside of items, and its items."""

    root: str = ""
    outside: list[Element] = field(default_factory=list[Element])
    items: list[Item] = field(default_factory=list[Item])


def read_document(
    data: bytes,
    *,
    wanted: frozenset[str],
    items: frozenset[str],
    make_item: Callable[[list[Element]], Item | None],
) -> Document[Item]:
    """Read a document, with what `make_item` makes of the wanted elements of each item.

    `items` has the names of the elements that are items. A document that is not well-formed is
    mended where that is possible. Raise FeedError where it is not, or where a limit is exceeded.
    """
    try:
        return _Parser(wanted, items, make_item).parse(data, encoding=None)
    except expat.ExpatError as error:
        problem = _("{error}, line {number}").format(
            error=expat.ErrorString(error.code), number=error.lineno
        )
    except (ValueError, LookupError):
        problem = _("its encoding is not known")
    try:
        return _Parser(wanted, items, make_item).parse(_mended(data), encoding="utf-8")
    except (expat.ExpatError, ValueError, LookupError):
        raise FeedError(
            _("It is not valid XML ({problem}): tell its owner.").format(problem=problem)
        ) from None


def _mended(data: bytes) -> bytes:
    """Return the document in UTF-8, without control characters and with its ampersands escaped."""
    declared = _ENCODING.match(data)
    name = declared[1].decode("ascii") if declared else "utf-8"
    if codecs.lookup(name).name not in {"utf-8", "utf-16", "utf-32"}:
        data = data.decode(name, errors="replace").encode("utf-8")
    return _NAMED_ENTITY.sub(_escaped, _FORBIDDEN.sub(b" ", data.lstrip()))


def _escaped(entity: re.Match[bytes]) -> bytes:
    name = entity[1]
    if name is None:
        return b"&amp;"
    if name in _XML_ENTITIES:
        return entity[0]
    text = html.unescape(f"&{name.decode('utf-8', errors='replace')}")
    if text.startswith("&"):
        return b"&amp;" + name
    return "".join(f"&#{ord(character)};" for character in text).encode("ascii")


@dataclass(slots=True)
class _Open:
    """An element that has begun; its text is kept if the element is wanted."""

    path: str
    attributes: dict[str, str]
    text: list[str] | None
    length: int = 0


class _Parser(Generic[Item]):
    """Follows the events of one document."""

    def __init__(
        self,
        wanted: frozenset[str],
        items: frozenset[str],
        make_item: Callable[[list[Element]], Item | None],
    ) -> None:
        self.wanted = wanted
        self.items = items
        self.make_item = make_item
        self.document: Document[Item] = Document()
        self.inside: list[Element] | None = None
        self.opened: list[_Open] = []
        self.prefixes: dict[str, str] = {}

    def parse(self, data: bytes, *, encoding: str | None) -> Document[Item]:
        parser = expat.ParserCreate(encoding)
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.EntityDeclHandler = _refuse_entities
        parser.ExternalEntityRefHandler = _refuse_entities
        # At once: expat before 2.6 reads a long attribute again with every piece.
        parser.Parse(data, True)
        return self.document

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.opened) >= DEEPEST:
            raise FeedError(f"It has more than {DEEPEST} levels of elements: tell its owner.")
        for key, value in attributes.items():
            if key.startswith("xmlns"):
                self.prefixes[key[6:]] = _namespace(value)
        name = self.canonical(name)
        if not self.opened:
            self.document.root = name
        if name in self.items and self.inside is None:
            self.inside, path = [], ""
        else:
            path = self.path(name)
        kept: list[str] | None = [] if path in self.wanted else None
        self.opened.append(_Open(path, attributes, kept))

    def path(self, name: str) -> str:
        above = self.opened[-1].path if self.opened else ""
        if not above or above == self.document.root or (self.inside is None and above == "channel"):
            return name
        return f"{above}/{name}"

    def characters(self, text: str) -> None:
        element = self.opened[-1]
        if element.text is not None and element.length < LONGEST_TEXT:
            element.text.append(text[: LONGEST_TEXT - element.length])
            element.length += len(element.text[-1])

    def end(self, _: str) -> None:
        element = self.opened.pop()
        if self.inside is not None and element.path == "":
            made, self.inside = self.make_item(self.inside), None
            if made is not None:
                self.document.items.append(made)
        elif element.text is not None:
            kept = self.document.outside if self.inside is None else self.inside
            if len(kept) < MOST_ELEMENTS:
                kept.append(
                    Element(element.path, element.attributes, "".join(element.text).strip())
                )

    def canonical(self, name: str) -> str:
        prefix, _, local = name.rpartition(":")
        known = self.prefixes.get(prefix, prefix)
        return f"{known}:{local}" if known else local


def _namespace(uri: str) -> str:
    """Return the prefix that we know a namespace by, else the namespace itself."""
    short = re.sub(r"\Ahttps?://", "", uri.strip().lower()[:200]).rstrip("/")
    return _NAMESPACES.get(short, short)


def _refuse_entities(*_: object) -> int:
    raise FeedError("It declares XML entities, which are not read: tell its owner.")
