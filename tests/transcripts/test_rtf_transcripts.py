"""RTF becomes a transcript."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import TranscriptError
from bot.transcripts.readers import parse
from bot.transcripts.readers.rtf import parse as parse_rtf
from tests.support.texts import unhurried

RTF = (
    r"{\rtf1\ansi\ansicpg1252{\fonttbl\f0\fswiss Helvetica;}{\colortbl;\red0;}{\*\generator x;}"
    r"\pard\f0\b Ann:\b0  We dig caf\'e9s by hand.\par\par Bo Roe: Why\u8230 ?\line"
    r"\par Ann: For joy \u55357 ?\u56832 ?.\par\par Bo Roe: So.}"
)


@pytest.mark.parametrize("name", ["talk.rtf", "talk.txt"])
def test_rtf_is_read(name: str) -> None:
    found = parse(RTF.encode(), name=name)
    assert found.format == "RTF"
    assert [(turn.speaker, found.text[turn.start : turn.end]) for turn in found.turns] == [
        ("Ann", "We dig cafés by hand."),
        ("Bo Roe", "Why…"),
        ("Ann", "For joy 😀."),
        ("Bo Roe", "So."),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (r"{\rtf1 \u" + "9" * 30 + "}", "is damaged"),
        (r"{\rtf1 " + "We dig. " * 700_000 + "}", "has over 5 MB of text"),
        (r"{\rtf1 }", "has no words in it"),
    ],
    ids=["number", "large", "no words"],
)
def test_other_rtf_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(TranscriptError, match=sentence):
        parse(text.encode(), name="talk.rtf")


_words = st.sampled_from(
    r"\par \b \u \u-1 \u99999999 \'e9 \'zz \'8 \bin9 \ansicpg9 \ansicpg932 \cpg0 \f0 \fcharset128 "
    r"{ } \* \{ \~ \uc0 \uc9 \field \fldinst \tab \cell \row \upr \ud \ Ann: 0:05 We \\".split()
)


@unhurried
@given(words=st.lists(_words | st.text(max_size=3), max_size=20))
def test_any_rtf_gives_a_transcript_or_a_transcript_error(words: list[str]) -> None:
    try:
        found = parse_rtf(r"{\rtf1" + "".join(words), b"")
    except TranscriptError:
        return
    assert found.text.encode() is not None
