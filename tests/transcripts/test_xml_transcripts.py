"""XML with times and words becomes a transcript; feeds and other XML are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import TranscriptError
from bot.transcripts.readers import parse
from bot.transcripts.readers.xml_transcripts import parse as parse_xml
from tests.support.texts import unhurried

PODLOVE = """<?xml version="1.0" encoding="utf-8"?>
<pst:transcripts version="1.0" xmlns:pst="http://podlove.org/simple-transcripts">
  <pst:speech><pst:speaker>Ann</pst:speaker>
    <pst:item start="00:00:01.000" end="00:00:02.000">We dig wells</pst:item>
    <pst:item start="00:00:02.500" end="00:00:04.000">by hand &amp; foot.</pst:item></pst:speech>
  <pst:speech><pst:speaker>Bo</pst:speaker>
    <pst:item start="00:00:05.000" end="00:00:06.000">Why?</pst:item></pst:speech>
</pst:transcripts>"""


@pytest.mark.parametrize("name", ["talk.xml", "talk.txt"])
def test_podloves_xml_is_read(name: str) -> None:
    found = parse(PODLOVE.encode(), name=name)
    assert (found.format, found.text) == ("Podlove XML", "We dig wells by hand & foot.\n\nWhy?")
    assert [turn.speaker for turn in found.turns] == ["Ann", "Bo"]
    assert [(cue.start_ms, cue.end_ms) for cue in found.cues] == [
        (1000, 2000),
        (2500, 4000),
        (5000, 6000),
    ]


def test_attributes_name_speakers_and_times() -> None:
    xml = """<?xml version="1.0"?><episode><turn speaker="spk1" startTime="1.5">We dig.</turn>
    <turn speaker="spk2" startTime="3" endTime="4">Why?</turn></episode>"""
    found = parse(xml.encode(), name="a.xml")
    assert [turn.speaker for turn in found.turns] == ["Speaker 1", "Speaker 2"]
    assert [(cue.start_ms, cue.end_ms) for cue in found.cues] == [(1500, None), (3000, 4000)]


@pytest.mark.parametrize(
    ("xml", "sentence"),
    [
        ("<rss version='2.0'><channel><title>A</title></channel></rss>", "is a podcast's feed"),
        ("<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'/>", "is a podcast's feed"),
        ("<?xml version='1.0'?><a><b>We dig.</b></a>", "has no transcript in a known shape"),
        ("<?xml version='1.0'?><a><b>We dig.", "is XML that is broken at line 1"),
    ],
)
def test_other_xml_is_refused(xml: str, sentence: str) -> None:
    with pytest.raises(TranscriptError, match=rf"^a.xml: This .*{sentence}"):
        parse(xml.encode(), name="a.xml")


@unhurried
@given(start=st.integers(0, len(PODLOVE)), length=st.integers(0, 30), put=st.text(max_size=5))
def test_a_mutated_file_gives_a_transcript_or_a_transcript_error(
    start: int, length: int, put: str
) -> None:
    try:
        assert parse_xml(PODLOVE[:start] + put + PODLOVE[start + length :], b"").text
    except TranscriptError:
        return
