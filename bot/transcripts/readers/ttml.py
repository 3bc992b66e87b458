"""Read TTML, also as DFXP, IMSC, or what Apple Podcasts stores; pure.

https://www.w3.org/TR/ttml2/
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from xml.etree import ElementTree as ET

from bot.models import Transcript
from bot.transcripts.readers.block_composition import compose_blocks
from bot.transcripts.readers.caption_blocks import TimedBlock
from bot.transcripts.readers.caption_markup import speaker_tag, time_tag
from bot.transcripts.readers.xml_documents import (
    attributes,
    descendants,
    local_name,
    parse_xml,
    root_name,
)
from bot.transcripts.timestamps import parse_time

_GLOSSES = {"text", "textContainer", "delimiter"}
_UNITS = {"word", "sentence", "paragraph"}
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_CLOSING = re.compile(r"[.,;:!?%)\]}…’”'\"]")


@dataclass(frozen=True, slots=True)
class _Clock:
    """How a document counts frames and ticks."""

    frame_rate: float
    tick_rate: float

    @classmethod
    def of(cls, root: ET.Element) -> "_Clock":
        stated = attributes(root)
        factor = re.fullmatch(
            r"(\d{1,6})[\s:]+([1-9]\d{0,5})", stated.get("frameRateMultiplier", "")
        )
        frame_rate = _positive(stated.get("frameRate"), 30.0)
        if factor:
            frame_rate *= int(factor[1]) / int(factor[2])
        tick_rate = frame_rate if "frameRate" in stated else 1.0
        return cls(frame_rate, _positive(stated.get("tickRate"), tick_rate))

    def ms(self, stated: str | None) -> int | None:
        if stated is None:
            return None
        return parse_time(stated, frame_rate=self.frame_rate, tick_rate=self.tick_rate)


def _positive(stated: str | None, otherwise: float) -> float:
    found = re.fullmatch(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*", stated or "")
    return float(found[1]) if found and float(found[1]) > 0 else otherwise


@dataclass(frozen=True, slots=True)
class _Context:
    """What an element takes from those around it; `offset_ms` is to be added to its times."""

    clock: _Clock
    agents: Mapping[str, str]
    language: str
    offset_ms: int = 0
    start_ms: int | None = None
    end_ms: int | None = None
    speaker: str = ""

    def within(self, element: ET.Element) -> "_Context":
        """Return what the elements within an element take from it."""
        stated = attributes(element)
        begin, end = self.clock.ms(stated.get("begin")), self.clock.ms(stated.get("end"))
        duration = self.clock.ms(stated.get("dur"))
        start = self.start_ms if begin is None else self.offset_ms + begin
        if end is not None:
            end += self.offset_ms
        elif duration is not None and start is not None:
            end = start + duration
        speakers = [self.agents.get(one, one) for one in stated.get("agent", "").split()]
        return replace(
            self,
            offset_ms=self.offset_ms + self._offset(element, begin or 0),
            start_ms=start,
            end_ms=self.end_ms if end is None else end,
            speaker=" and ".join(speakers) or self.speaker,
        )

    def _offset(self, element: ET.Element, begin: int) -> int:
        """Return what to add to the times within an element that begins at `begin`.

        They count from there, but in the files of Apple all times count from the beginning.
        """
        stated = [self.clock.ms(attributes(child).get("begin")) for child in element]
        starts = [start for start in stated if start is not None]
        return begin if starts and min(starts) < begin else 0


def recognises(text: str, suffix: str) -> bool:
    """Return whether the text is an XML document whose root is `tt`."""
    del suffix
    return root_name(text) == "tt"


def parse(text: str, data: bytes) -> Transcript:
    """Parse TTML; of several languages, only the first. Raise TranscriptError if it is broken."""
    root = parse_xml(text)
    context = _Context(_Clock.of(root), _agents(root), _language(root))
    blocks = [block for body in descendants(root, "body") for block in _blocks(body, context)]
    title = next((one.text for one in descendants(root, "title") if one.text), "")
    return replace(
        compose_blocks(blocks, data=data, format="TTML"),
        language=context.language,
        title=" ".join(title.split()) or None,
    )


def _agents(root: ET.Element) -> dict[str, str]:
    """Return the names of agents by their ids."""
    agents = {
        attributes(agent).get("id", ""): " ".join(" ".join(agent.itertext()).split())
        for agent in descendants(root, "agent")
    }
    return {key: name for key, name in agents.items() if name}


def _language(root: ET.Element) -> str:
    """Return the language of the document, or of its first part where no part is in that."""
    declared = [_lang(element) for element in descendants(root, "body", "div") if _lang(element)]
    return _lang(root) if _lang(root) in declared or not declared else declared[0]


def _lang(element: ET.Element) -> str:
    return attributes(element).get("lang", "").split("-")[0].lower()


def _blocks(element: ET.Element, around: _Context) -> Iterator[TimedBlock]:
    if _lang(element) not in {"", around.language}:
        return
    context = around.within(element)
    if local_name(element.tag) != "p":
        for child in element:
            yield from _blocks(child, context)
        return
    words = _Words([speaker_tag(context.speaker)] if context.speaker else [])
    words.add_all(element, context)
    start = words.first_ms if context.start_ms is None else context.start_ms
    yield TimedBlock("".join(words.pieces), start, context.end_ms)


@dataclass(slots=True)
class _Words:
    """The words of a paragraph, with tags for the times and speakers of its spans."""

    pieces: list[str]
    last: str = " "
    first_ms: int | None = None

    def add_all(self, element: ET.Element, context: _Context) -> None:
        """Add what is said in an element, with the times and speakers of the spans in it."""
        self._add(element.text)
        for child in element:
            name, stated = local_name(child.tag), attributes(child)
            if name == "br":
                self._add("\n")
            elif name == "span" and stated.get("ruby") not in _GLOSSES:
                self._add_span(child, stated, context)
            self._add(child.tail)

    def _add_span(self, span: ET.Element, stated: Mapping[str, str], around: _Context) -> None:
        context = around.within(span)
        if stated.get("unit") in _UNITS:
            self._divide("".join(span.itertext()))
        if "begin" in stated and context.start_ms is not None:
            self.first_ms = context.start_ms if self.first_ms is None else self.first_ms
            self.pieces.append(time_tag(context.start_ms))
        if context.speaker != around.speaker:
            self.pieces.append(speaker_tag(context.speaker))
        self.add_all(span, context)
        if context.speaker != around.speaker:
            self.pieces.append(speaker_tag(around.speaker))

    def _add(self, text: str | None) -> None:
        if text:
            self.pieces.append(
                "\n".join(line.strip(" \t\r") for line in text.split("\n"))
                if "\n" in text
                else text
            )
            self.last = text[-1]

    def _divide(self, words: str) -> None:
        """Add a space before a word if there is none: some tools write none between words."""
        unspaced = _UNSPACED.match(words) and _UNSPACED.match(self.last)
        if not (self.last.isspace() or unspaced or _CLOSING.match(words)):
            self._add(" ")
