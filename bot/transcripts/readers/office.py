"""Read documents of Word and OpenDocument: the XML in their zip archives.

python-docx leaves out what was inserted with tracked changes and what stands in content controls,
and does not bound what it unpacks; odfpy is no longer kept. So the XML is read by lxml.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from bot.errors import TranscriptError
from bot.models import Transcript
from bot.transcripts.readers.documents import Paragraph, TableRow, compose_paragraphs, mark_bold
from bot.transcripts.readers.signatures import open_document, read_entry
from bot.transcripts.readers.text_cleaning import clean_text
from bot.translation import N_
from bot.translation import gettext as _

Element = etree._Element  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - has no other name
"""An element of XML."""

_LARGEST, _LARGEST_PROPERTIES = 30_000_000, 1_000_000
"""In bytes, of the XML of a document: days of speech, with the format of each word."""

_HEADING = re.compile(r"heading|title|berschrift|titre|t.tulo|titolo|kop", re.IGNORECASE)
_ROWS = frozenset({"tr", "table-row"})
_CELLS = frozenset({"tc", "table-cell"})
_SKIPPED = frozenset(
    """
    del moveFrom pPr rPr tblPr tblGrid trPr tcPr sectPr instrText delText drawing pict object
    AlternateContent tracked-changes annotation note bibliography table-of-content
    alphabetical-index user-index illustration-index frame
    """.split()
)
"""What is not shown, or stands beside the text: deletions, comments, notes, lists, boxes."""

_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "noBreakHyphen": "-"}
_OFF = frozenset({"0", "false", "off", "none"})
_LONGEST_TITLE = 300
_DAMAGED = N_("{name} has damaged XML in it: open it, save it again, and add that.")


def parse_document(data: bytes, *, name: str) -> Transcript | None:
    """Parse a document of Word or OpenDocument; return None where the bytes are no archive.

    Raise TranscriptError where it is damaged, too large, or another kind of document.
    """
    archive = open_document(data, name=name)
    if archive is None:
        return None
    with archive:
        is_word = "word/document.xml" in archive.namelist()
        content = "word/document.xml" if is_word else "content.xml"
        properties = "docProps/core.xml" if is_word else "meta.xml"
        root = _tree(read_entry(archive, content, most=_LARGEST, name=name), name=name)
        described = read_entry(archive, properties, most=_LARGEST_PROPERTIES, name=name)
    paragraphs = _walk(root, bold_styles=_bold_styles(root))
    format_ = "DOCX" if is_word else "OpenDocument"
    transcript = compose_paragraphs(paragraphs, data=data, format=format_)
    title = _title(_tree(described, name=name)) if described else None
    return replace(transcript, title=title or transcript.title)


def _tree(content: bytes, *, name: str) -> Element:
    """Return the root of an XML document, without entities that it declares itself."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise TranscriptError(_(_DAMAGED).format(name=name)) from None


def _local(element: Element) -> str:
    """Return the name of an element without its namespace; "" for what declared entities leave."""
    tag: object = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: Element) -> str:
    """Return all text in an element, without its tags."""
    return "".join(str(text) for text in element.itertext())


def _attribute(element: Element | None, name: str) -> str | None:
    if element is None:
        return None
    found = (str(value) for key, value in element.attrib.items() if str(key).endswith(f"}}{name}"))
    return next(found, None)


def _walk(element: Element, *, bold_styles: frozenset[str]) -> Iterator[Paragraph | TableRow]:
    for child in element:
        name = _local(child)
        if name in {"p", "h"}:
            yield _paragraph(child, bold_styles=bold_styles)
        elif name in _ROWS:
            yield TableRow(tuple(_cells(child, bold_styles=bold_styles)))
        elif name not in _SKIPPED:
            yield from _walk(child, bold_styles=bold_styles)


def _cells(row: Element, *, bold_styles: frozenset[str]) -> Iterator[str]:
    for child in row:
        if _local(child) in _CELLS:
            inner = _walk(child, bold_styles=bold_styles)
            yield "\n".join(
                one.text if isinstance(one, Paragraph) else " ".join(one.cells) for one in inner
            )
        elif _local(child) not in _SKIPPED:
            yield from _cells(child, bold_styles=bold_styles)


def _paragraph(element: Element, *, bold_styles: frozenset[str]) -> Paragraph:
    pieces = list(_pieces(element, bold=False, bold_styles=bold_styles))
    style = _attribute(_child(_child(element, "pPr"), "pStyle"), "val") or ""
    is_heading = _local(element) == "h" or _HEADING.search(style) is not None
    return Paragraph(mark_bold(pieces), is_heading=is_heading)


def _child(element: Element | None, name: str) -> Element | None:
    children = () if element is None else element
    return next((child for child in children if _local(child) == name), None)


def _pieces(
    element: Element, *, bold: bool, bold_styles: frozenset[str]
) -> Iterator[tuple[str, bool]]:
    """Yield the text in a paragraph piece by piece, and whether it is bold."""
    has_text = _local(element) == "t" or str(element.tag).startswith("{urn:oasis")
    if has_text:
        yield element.text or "", bold
    for child in element:
        name = _local(child)
        if name in _CHARACTERS:
            yield _CHARACTERS[name], bold
        elif name == "s":
            yield " ", bold
        elif name and name not in _SKIPPED and _attribute(child, "vanish") is None:
            strong = bold or _is_bold(child, bold_styles)
            if not _is_hidden(child):
                yield from _pieces(child, bold=strong, bold_styles=bold_styles)
        if has_text:
            yield child.tail or "", bold


def _is_bold(element: Element, bold_styles: frozenset[str]) -> bool:
    mark = _child(_child(element, "rPr"), "b")
    if mark is not None:
        return (_attribute(mark, "val") or "1") not in _OFF
    return (_attribute(element, "style-name") or "") in bold_styles


def _is_hidden(element: Element) -> bool:
    return _child(_child(element, "rPr"), "vanish") is not None


def _bold_styles(root: Element) -> frozenset[str]:
    """Return the names of the styles of an OpenDocument that are bold."""
    return frozenset(
        _attribute(style, "name") or ""
        for style in root.iter("{*}style")
        if _attribute(_child(style, "text-properties"), "font-weight") == "bold"
    )


def _title(root: Element) -> str | None:
    for element in root.iter("{*}title"):
        title = " ".join(clean_text(text_of(element)).split())
        if title and len(title) <= _LONGEST_TITLE:
            return title
    return None
