"""Read the XML in which YouTube stores captions: srv1, srv2 and srv3; pure."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from bot.models import Transcript
from bot.transcripts.readers.block_composition import compose_blocks
from bot.transcripts.readers.caption_blocks import TimedBlock
from bot.transcripts.readers.caption_markup import time_tag
from bot.transcripts.readers.xml_documents import descendants, parse_xml, root_name
from bot.transcripts.timestamps import parse_time

_ROOTS = {"transcript", "timedtext"}
_TIMED = re.compile(r"<(?:text|p)\s[^<>]{0,200}?\b(?:start|t)\s?=")
_BEGINNING = 50_000


def recognises(text: str, suffix: str) -> bool:
    """Return whether the text is an XML document of YouTube's, with a time in its beginning."""
    del suffix
    return root_name(text) in _ROOTS and bool(_TIMED.search(text, 0, _BEGINNING))


def parse(text: str, data: bytes) -> Transcript:
    """Parse YouTube's captions; raise TranscriptError where they are not well-formed."""
    paragraphs = descendants(parse_xml(text), "text", "p")
    blocks = [_block(paragraph) for paragraph in paragraphs]
    return compose_blocks(blocks, data=data, format="YouTube captions")


def _block(paragraph: ET.Element) -> TimedBlock:
    """Return a paragraph with its times, which are in seconds or, by shorter names, in ms."""
    start, length = _ms(paragraph, "t"), _ms(paragraph, "d")
    if start is None:
        start, length = parse_time(paragraph.get("start", "")), parse_time(paragraph.get("dur", ""))
    end = None if start is None or length is None else start + length
    return TimedBlock("".join(_pieces(paragraph, start)), start, end)


def _pieces(paragraph: ET.Element, start: int | None) -> Iterator[str]:
    """Yield the words of a paragraph, with the times of those that have one."""
    yield paragraph.text or ""
    for word in paragraph:
        offset = _ms(word, "t")
        if start is not None and offset:
            yield time_tag(start + offset)
        yield "".join(word.itertext())
        yield word.tail or ""


def _ms(element: ET.Element, name: str) -> int | None:
    return parse_time(f"{element.get(name, '')}ms")
