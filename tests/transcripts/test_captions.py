"""SubRip, WebVTT and SBV are read in the dialects that tools write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import TranscriptError
from bot.models import Cue, Dropped, Transcript
from bot.transcripts.readers import caption_blocks, captions, parse
from tests.support.texts import anything

WORDS = "We dig wells. Why by hand?"
CUES = (Cue(0, 1000, 2000), Cue(14, 3000, 4000))

SUBRIP = """1
00:00:01,000 --> 00:00:02,000
We dig wells.

2
00:00:03,000 --> 00:00:04,000
Why by hand?
"""
WEBVTT = """WEBVTT

00:01.000 --> 00:02.000
We dig wells.

00:03.000 --> 00:04.000
Why by hand?
"""


def read(text: str, name: str = "talk.txt") -> Transcript:
    return parse(text.encode(), name=name)


@pytest.mark.parametrize(
    "text",
    {
        "plain": SUBRIP,
        "no index": SUBRIP.replace("1\n00", "00").replace("2\n00", "00"),
        "one index": SUBRIP.replace("2\n00", "00"),
        "dots": SUBRIP.replace(",", "."),
        "no milliseconds": SUBRIP.replace(",000", ""),
        "no hours": SUBRIP.replace("00:00:0", "00:0"),
        "short": SUBRIP.replace("00:00:", "00:").replace(",000 --> ", "-->").replace(",000", ""),
        "few digits": SUBRIP.replace("00:00:0", "0:0:").replace(",000", ",0"),
        "milliseconds after a colon": SUBRIP.replace(",000", ":000"),
        "frames": SUBRIP.replace(",000", ":00"),
        "wide signs": SUBRIP.replace(":", "：").replace(",", "，"),
        "spaced by a translator": SUBRIP.replace(":", ": ").replace(",000", ", 000"),
        "short arrow": SUBRIP.replace("-->", "->"),
        "long arrow": SUBRIP.replace("-->", "—>"),
        "one sign": SUBRIP.replace("-->", "→"),
        "escaped arrow": SUBRIP.replace("-->", "--&gt;"),
        "old line breaks": SUBRIP.replace("\n", "\r"),
        "two-sign line breaks": SUBRIP.replace("\n", "\r\n"),
        "doubled line breaks": SUBRIP.replace("\n", "\r\r\n"),
        "a blank line after each": SUBRIP.replace("\n", "\n\n"),
        "no blank lines": SUBRIP.replace("\n\n", "\n"),
        "a blank line before the words": SUBRIP.replace("00\nW", "00\n\nW"),
        "a blank line in a caption": SUBRIP.replace("dig w", "dig\n\nw"),
        "blanks for blank lines": SUBRIP.replace("\n\n", "\n \t\n"),
        "two lines": SUBRIP.replace("dig w", "dig\nw"),
        "indented": SUBRIP.replace("\n", "\n  "),
        "coordinates": SUBRIP.replace("02,000", "02,000  X1:100 X2:200 Y1:10 Y2:20"),
        "words beside the times": SUBRIP.replace("02,000\n", "02,000 "),
        "italics": SUBRIP.replace("dig", "<i>dig</i>").replace("Why", "<I >Why</I>"),
        "a font": SUBRIP.replace("We dig", '<font color="#fff" face=\'A\'>We dig</font>'),
        "a place": SUBRIP.replace("We", r"{\an8}We").replace("Why", r"{\pos(1,2)\c&H00&}Why"),
        "another place": SUBRIP.replace("We", "{y:i}We"),
        "a break as a tag": SUBRIP.replace("dig w", "dig<br/>w"),
        "a break as a code": SUBRIP.replace("dig w", r"dig\Nw"),
        "paragraphs as tags": SUBRIP.replace("We dig w", "<p>We dig</p><p>w"),
        "entities": SUBRIP.replace("dig w", "dig&nbsp;w").replace("Why", "&#x57;hy"),
        "marks that cannot be seen": SUBRIP.replace("We", "\u200e\u202aWe").replace("?", "?\u202c"),
        "empty captions": SUBRIP.replace("2\n00", "2\n00:00:02,000 --> 00:00:03,000\n\n3\n00"),
        "numbers in brackets": SUBRIP.replace("1\n", "[1]\n").replace("2\n00", "[2]\n00"),
        "a stray mark at the start": f"\ufeff{SUBRIP}",
        "WebVTT": WEBVTT,
        "WebVTT without a header": WEBVTT.removeprefix("WEBVTT\n\n"),
        "WebVTT with commas": WEBVTT.replace(".0", ",0"),
        "WebVTT with a comment in its header": WEBVTT.replace("VTT", "VTT - about wells\nx: y"),
        "no blank line under the header": WEBVTT.replace("VTT\n\n", "VTT\n"),
        "a note": WEBVTT.replace("\n\n00:03", "\n\nNOTE by me\nabout wells\n\n00:03"),
        "a note at the end": f"{WEBVTT}\nNOTE\nby me\n",
        "a note of the editor": WEBVTT.replace("VTT\n\n", "VTT\n\nNOTE Paragraph\n\n"),
        "style and region": WEBVTT.replace(
            "VTT\n\n", "VTT\n\nSTYLE\n::cue(b) {\n  color: red;\n}\n\nREGION\nid:a\nwidth:40%\n\n"
        ),
        "numbers": WEBVTT.replace("00:01", "1\n00:01").replace("00:03", "2\n00:03"),
        "identifiers": WEBVTT.replace("00:01", "intro\n00:01").replace("00:03", "main part\n00:03"),
        "GUIDs": WEBVTT.replace("00:03", "1a2b3c4d-0000-4111-8222-333344445555/13-0\n00:03"),
        "settings": WEBVTT.replace("02.000", "02.000 align:start position:10%,line-left size:5%"),
        "a map of times": WEBVTT.replace(
            "VTT\n\n", "VTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\n\n"
        ),
        "classes": WEBVTT.replace("dig", "<c.yellow.bg_blue>dig</c>").replace("We", "<i.x>We</i>"),
        "a language": WEBVTT.replace("dig", "<lang en-GB>dig</lang>"),
        "ruby": WEBVTT.replace("dig", "<ruby>dig<rt>dag</rt></ruby>"),
        "WebVTT's marks": WEBVTT.replace("We", "&lrm;We&rlm;").replace("hand", "h&shy;and"),
        "SBV": "0:00:01.000,0:00:02.000\nWe dig[br]wells.\n\n0:00:03.000,0:00:04.000\nWhy by hand?",
        "a fence of Markdown": f"```vtt\n{WEBVTT}```\n",
        "a recogniser's output": "[00:00:00.000]\n" + WEBVTT.removeprefix("WEBVTT"),
    }.items(),
    ids=lambda pair: pair[0],
)  # fmt: skip
def test_captions_of_every_dialect_have_words_and_times(text: tuple[str, str]) -> None:
    found = read(text[1])
    assert (found.text, found.cues) == (WORDS, CUES)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (SUBRIP, "SubRip"),
        (WEBVTT, "WebVTT"),
        ("0:00:01.000,0:00:02.000\nWe dig.\n", "SBV"),
        ("00:01.000 --> 00:02.000\n<v Ann>We dig.\n", "WebVTT"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nwe<00:00:01.500><c> dig</c>\n", "YouTube captions"),
    ],
)
def test_the_format_is_recognised_by_content(text: str, form: str) -> None:
    assert read(text, "talk.txt").format == form
    assert read(text, "talk.srt").format == form
    assert read(text, "talk.md").format == form


@pytest.mark.parametrize(
    "text",
    [
        "We met from 0:01 --> 0:02 and dug.\n",
        "We dig.\n" * 40 + SUBRIP,
        "# How SubRip works\n\n" + "It has times.\n\n" * 30 + "    00:01 --> 00:02\n",
        "[00:01] We dig.\n[00:02] Why?\n",
        "00:01 We dig.\n00:02 Why?\n",
        "WEBVTT is a format.\n\nIt has times.\n",
    ],
)
def test_a_text_with_some_times_is_none_of_them(text: str) -> None:
    assert not captions.recognises(text, ".srt")


@pytest.mark.parametrize(
    "words",
    ["a --> b", "from 0:05 --> 0:10 we dug", "3 < 5 and 5 > 3", "I <3 wells", "AT&T", "42",
     "x<y and y>z", "{braces}", "5 << 6", "WEBVTT", "NOTE well:", "R&D; all", "1:30", "-5 degrees"],
)  # fmt: skip
def test_what_looks_like_markup_and_is_none_stays(words: str) -> None:
    assert read(SUBRIP.replace("We dig wells.", words)).text.startswith(f"{words} Why")


def test_a_spoken_number_is_no_index() -> None:
    without = SUBRIP.replace("1\n00", "00").replace("2\n00", "00")
    for text in (SUBRIP, without, without.replace("\n", "\n\n"), WEBVTT):
        assert read(text.replace("wells.", "\n\n42")).text == "We dig 42 Why by hand?"


def test_escaped_signs_are_read_even_if_escaped_twice() -> None:
    text = SUBRIP.replace("wells", "&lt;b&gt; R&amp;D &amp;#39;s")
    assert read(text).text == "We dig <b> R&D 's. Why by hand?"


def test_what_is_pasted_before_the_captions_is_left_out_and_told() -> None:
    found = read(f"Dear Ann,\nhere it is:\n\n{SUBRIP}")
    assert found.text == WORDS
    assert found.dropped == (Dropped("before the first caption", 2, "Dear Ann,"),)


def test_the_header_of_webvtt_says_the_language() -> None:
    header = "WEBVTT\nKind: captions\nLanguage: pt-BR"
    assert read(WEBVTT.replace("WEBVTT", header)).language == "pt"
    assert read(WEBVTT).language == ""


def test_an_end_before_its_start_is_none() -> None:
    assert read(SUBRIP.replace("04,", "02,")).cues[1] == Cue(14, 3000)


def test_a_time_that_is_none_leaves_the_words() -> None:
    found = read(SUBRIP.replace("00:00:03,", "00:99:99,"))
    assert (found.text, found.cues) == (WORDS, CUES[:1])
    assert found.warnings == ("1 caption was without a time that can be read.",)


def test_overlapping_times_stand_as_stated() -> None:
    assert read(SUBRIP.replace("02,", "09,")).cues == (Cue(0, 1000, 9000), CUES[1])


@pytest.mark.parametrize("kind", ["chapters", "metadata", "Chapters"])
def test_a_list_of_chapters_is_refused_in_one_sentence(kind: str) -> None:
    with pytest.raises(
        TranscriptError, match=r"^talk.txt: This WebVTT file holds \w+, not [^.]+\.$"
    ):
        read(WEBVTT.replace("WEBVTT", f"WEBVTT\nKind: {kind}"))


@pytest.mark.parametrize("text", ["WEBVTT\n", "WEBVTT - wells", "00:01 --> 00:02\n\n"])
def test_captions_without_words_are_refused(text: str) -> None:
    with pytest.raises(TranscriptError, match="no words"):
        read(text)


def test_more_captions_than_a_recording_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caption_blocks, "MOST_BLOCKS", 5_000)
    assert captions.parse("0:1-->0:2\na\n" * 5_000, b"").text
    with pytest.raises(TranscriptError, match=r"^This file has more than 5,000 captions: [^.]+\.$"):
        captions.parse("0:1-->0:2\na\n" * 5_001, b"")


FRAGMENTS = st.sampled_from(
    ["00:01 --> 00:02", "0:00:01.000,0:00:02.000", "99:99:99,9 --> -1:0", "WEBVTT", "NOTE", "STYLE",
     "<v Ann>", "</v>", "<v>", "<c>", "<00:00:01.500>", "- ", ">> ", "&gt;&gt;", "Ann: ", "[Bob]",
     "(Cem)", "Kind: captions", "1", "42.", "&amp;lt;", "{\\an8}", "we dig", "why?", "\ufeff", "<",
     "\n", "\n", "\n\n", "\r", "\u2028", "no", "no no", "<u>we</u> dig", "—", "\x85"],
)  # fmt: skip


@given(st.lists(FRAGMENTS | anything, max_size=40).map("".join))
def test_any_text_is_read_or_refused_by_our_error(text: str) -> None:
    try:
        found = captions.parse(text, b"")
    except TranscriptError:
        return
    assert all(0 <= turn.start < turn.end <= len(found.text) for turn in found.turns)
    assert [cue.start for cue in found.cues] == sorted(cue.start for cue in found.cues)
    captions.recognises(text, ".srt")


@pytest.mark.parametrize(
    "hostile",
    [
        "1" * 40_000,
        "\n" * 40_000,
        " \n" * 20_000,
        "0:1-->" * 7_000,
        "0:1-->0:2 " + "align:a " * 5_000,
        "0:1-->0:2\n- " * 3_300,
        "0:1-->0:2\na b c " * 2_500,
        "WEBVTT\n\n" + "NOTE\n" * 8_000,
        "WEBVTT" + "\n\nNOTE" * 7_000,
        *(
            "0:1-->0:2\n" + piece * (40_000 // len(piece))
            for piece in (
                *("<", "<v ", "<b", "{\\", "<rt>", "&gt;", "&amp;", ">> ", "no\n", "<0:1"),
                *(". A", "A. B: ", "A: B\n", "- A\n", "[A] ", "(A", "\n1\n", "\u200e"),
            )
        ),
    ],
    ids=lambda text: text[10:26].strip() or "blank",
)  # fmt: skip
def test_forty_thousand_hostile_characters_are_read(hostile: str) -> None:
    assert isinstance(captions.recognises(hostile, ".vtt"), bool)
    assert len(captions.parse(hostile, b"").text) <= len(hostile)
