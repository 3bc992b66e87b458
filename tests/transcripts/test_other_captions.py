"""YouTube's XML, LRC and SubStation Alpha are read with times and speakers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import TranscriptError
from bot.models import Transcript
from bot.transcripts.readers import FORMATS, lrc, parse, substation, youtube_xml
from tests.support.texts import anything


def read(text: str) -> Transcript:
    return parse(text.encode(), name="talk.txt")


def timed(found: Transcript) -> list[tuple[int, int, int | None]]:
    return [(cue.start, cue.start_ms, cue.end_ms) for cue in found.cues]


SRV1 = """<?xml version="1.0" encoding="utf-8" ?><transcript>
<text start="0.5" dur="2">We dig</text><text start="3" dur="1.25">by
hand.</text></transcript>"""
SRV2 = """<timedtext><text t="500" d="2000">We dig</text>
<text t="3000" d="1250">by hand.</text></timedtext>"""
SRV3 = """<timedtext format="3"><head><pen id="1"/></head><body><p t="500" d="2000">We dig</p>
<p t="3000" d="1250" w="1"><s>by</s><s> hand.</s></p></body></timedtext>"""


@pytest.mark.parametrize("text", [SRV1, SRV2, SRV3], ids=["srv1", "srv2", "srv3"])
def test_the_xml_of_youtube_is_read_in_its_three_forms(text: str) -> None:
    found = read(text)
    assert (found.text, found.format) == ("We dig by hand.", "YouTube captions")
    assert timed(found) == [(0, 500, 2500), (7, 3000, 4250)]


def test_the_words_of_youtube_have_their_times() -> None:
    words = '<s ac="0">we</s><s t="400"> dig</s></p><p t="900" d="1600" w="1" a="1">\n'
    found = read(SRV3.replace("We dig", words).replace("<s>by</s><s> hand.</s>", "<s>why</s>"))
    assert found.text == "we dig why"
    assert timed(found) == [(0, 500, None), (3, 900, None), (7, 3000, 4250)]


def test_entities_that_youtube_escapes_twice_are_read() -> None:
    text = "&amp;gt;&amp;gt; We&amp;#39;re &lt;i&gt;here&lt;/i&gt; &amp;amp; dig"
    found = read(f'<transcript><text start="0" dur="2">{text}</text></transcript>')
    assert found.text == "We're here & dig"


def test_another_document_is_not_the_xml_of_youtube() -> None:
    assert not youtube_xml.recognises("<transcript><p>We dig.</p></transcript>", ".xml")
    assert not youtube_xml.recognises('<speech><text start="1">We dig.</text></speech>', ".xml")


LRC = """[ti: Wells]
[ar:Ann]
[la:en-US]
[00:01.50]We dig
[00:03.00]by hand.
"""


def test_lrc_has_lines_with_times_and_a_title() -> None:
    found = read(LRC)
    assert (found.text, found.format) == ("We dig by hand.", "LRC")
    assert (found.title, found.language) == ("Wells", "en")
    assert timed(found) == [(0, 1500, None), (7, 3000, None)]


@pytest.mark.parametrize(
    "text",
    [
        LRC.replace("[ti: Wells]\n[ar:Ann]\n[la:en-US]\n", ""),
        LRC.replace("[00:01.50]We dig", "[00:01.50]<00:01.50>We <00:02.00>dig"),
        LRC.replace("We dig\n[", "We\ndig\n["),
        LRC.replace("]We", "] We").replace("\n", "\r\n"),
        LRC.replace(".50", ":50").replace(".00", ""),
        LRC.replace("hand.\n", "hand.\n[00:04.00]\n\n"),
    ],
    ids=["no tags", "times of words", "a line of its own", "spaces", "other times", "empty line"],
)
def test_lrc_is_read_in_its_dialects(text: str) -> None:
    found = read(text)
    assert (found.text, found.format) == ("We dig by hand.", "LRC")
    assert found.cues[-1].start_ms == 3000


def test_a_line_of_lrc_with_several_times_is_said_as_often() -> None:
    found = read("[ti:x]\n[00:01.00][00:05.00]La la.\n[00:03.00]We dig.\n")
    assert found.text == "La la. We dig. La la."
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("offset", "expected"), [("+500", 1000), ("-500", 2000), ("9999", 0), ("x", 1500)]
)
def test_the_offset_of_lrc_shows_lines_earlier(offset: str, expected: int) -> None:
    assert read(f"[offset:{offset}]\n{LRC}").cues[0].start_ms == expected


@pytest.mark.parametrize(
    "text",
    ["[00:27] Ann: We dig.\n[00:51] Bob: Why?\n", "[00:00:05.12] Ann: We dig.\n", "[Ann: hi]\n",
     "[00:01.50] We dig.\n" + "We dig on.\n" * 9, "[laughs: loudly]\nWe dig.\n"],
)  # fmt: skip
def test_other_lines_with_times_are_not_lrc(text: str) -> None:
    assert not lrc.recognises(text, ".txt")


SUBSTATION = """[Script Info]
Title: Wells

[V4+ Styles]
Format: Name, Fontname
Style: Default,Arial

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,Not this.
Dialogue: 0,0:00:01.50,0:00:02.50,Default,Ann,0,0,0,,{\\an8\\i1}We dig,\\Nyes.
Dialogue: 0,0:00:02.50,0:00:03.00,Default,,0,0,0,,{\\p1}m 0 0 l 9 9{\\p0}
Dialogue: 0,0:00:03.00,0:00:04.00,Default,Bob,0,0,0,,By hand?
"""


def test_the_dialogue_of_substation_has_times_and_speakers() -> None:
    found = read(SUBSTATION)
    assert (found.text, found.format) == ("We dig, yes.\n\nBy hand?", "SubStation Alpha")
    assert [turn.speaker for turn in found.turns] == ["Ann", "Bob"]
    assert timed(found) == [(0, 1500, 2500), (14, 3000, 4000)]


def test_dialogue_without_its_section_is_text() -> None:
    assert not substation.recognises("Dialogue: 0,0:00:01.50\nWe dig.\n", ".ass")


LINES = st.sampled_from(
    [
        *("[00:01.50]", "[ti:x]", "[offset:9]", "<00:01>", "\n", "\n"),
        *("[Events]", "Format: Start, Text", "Format:", "Dialogue: 0:1,a", "Dialogue:"),
        *('<transcript><text start="x">', "</text></transcript>", "<p t='1'>"),
    ]
)


@given(st.lists(LINES | anything, max_size=30).map("".join))
def test_any_text_is_read_by_any_reader_or_refused_by_our_error(text: str) -> None:
    for form in FORMATS:
        form.recognises(text, ".lrc")
        try:
            form.parse(text, b"")
        except TranscriptError:
            continue


@pytest.mark.parametrize(
    "piece", ["[0:1.5]", "[a:", "Dialogue: 0,", "<!--", "<?", "<p t=", " ", "{\\p"]
)
def test_forty_thousand_hostile_characters_end(piece: str) -> None:
    hostile = piece * (40_000 // len(piece))
    for form in FORMATS:
        assert form.recognises(hostile, ".txt") in {True, False}
    for reader in (lrc, substation):
        assert len(reader.parse(f"[Events]\n{hostile}", b"").text) < 80_000
