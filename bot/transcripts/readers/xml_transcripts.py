"""Read other XML with times and words, such as Podlove's simple transcripts; refuse feeds."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from bot.errors import TranscriptError
from bot.models import Transcript
from bot.transcripts.composition import Caption, compose
from bot.transcripts.readers.json_values import milliseconds
from bot.transcripts.readers.numbered_speakers import name_speakers
from bot.transcripts.readers.text_cleaning import clean_text
from bot.transcripts.readers.word_merging import are_words, merge_words
from bot.transcripts.readers.xml_documents import attributes, local_name, parse_xml, root_name
from bot.translation import N_
from bot.translation import gettext as _

_DECLARED = re.compile(r"\s{0,1000}<\?xml\b")
_PODLOVE = "transcripts"
_FEEDS = frozenset({"rss", "feed", "RDF", "opml"})
_PAGES = frozenset({"html", "HTML"})
_STARTS = ("start", "begin", "startTime", "start_time", "starttime", "stime", "time", "t", "from")
_ENDS = ("end", "endTime", "end_time", "endtime", "etime", "stop", "to")
_SPEAKERS = ("speaker", "who", "voice", "name", "speakerName", "spk")
_FEED = N_(
    "This is a podcast's feed, not a transcript: follow it with `pullquote follow` "
    "and its address, or add one of the transcripts that it names."
)
_NO_WORDS = N_(
    "This XML has no transcript in a known shape: export the transcript as SRT, "
    "WebVTT or text, and add that."
)


def recognises(text: str, suffix: str) -> bool:
    """Return whether the text is XML that declares itself, Podlove's transcript, or a feed."""
    root = root_name(text)
    if root is None or root in _PAGES:
        return False
    declared = suffix == ".xml" or _DECLARED.match(text) is not None
    return declared or root in _FEEDS or (root == _PODLOVE and "simple-transcripts" in text[:2000])


def parse(text: str, data: bytes) -> Transcript:
    """Parse the elements that have a time and words; raise TranscriptError where none have."""
    if root_name(text) in _FEEDS:
        raise TranscriptError(_(_FEED))
    root = parse_xml(text)
    captions = list(_captions(root))
    if not captions:
        raise TranscriptError(_(_NO_WORDS))
    if are_words(captions):
        captions = list(merge_words(captions))
    name = "Podlove XML" if local_name(root.tag) == _PODLOVE else "XML"
    return compose(name_speakers(captions, {}), data=data, format=name)


def _captions(element: ET.Element, speaker: str | None = None) -> Iterator[Caption]:
    """Yield a caption for each innermost element with a time; the depth is bounded."""
    given = attributes(element)
    speaker = _stated(given, _SPEAKERS) or _child_speaker(element) or speaker
    inner = [caption for child in element for caption in _captions(child, speaker)]
    if inner:
        yield from inner
        return
    start = milliseconds(_stated(given, _STARTS), unit=1000)
    words = "" if start is None else clean_text(" ".join(element.itertext()))
    if words.strip():
        end = milliseconds(_stated(given, _ENDS), unit=1000)
        later = end is not None and start is not None and end >= start
        yield Caption(words, start, end if later else None, speaker)


def _stated(given: dict[str, str], keys: tuple[str, ...]) -> str | None:
    return next((given[key] for key in keys if given.get(key)), None)


def _child_speaker(element: ET.Element) -> str | None:
    """Return the text of a child that is called a speaker: `<speaker>Ann</speaker>`."""
    found = (child.text for child in element[:1] if local_name(child.tag) in _SPEAKERS)
    name = next(found, None)
    return name.strip() or None if name else None
