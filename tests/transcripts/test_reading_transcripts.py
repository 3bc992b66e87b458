"""Bytes that are a transcript, and bytes that are none."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import TranscriptError
from bot.transcripts.files import LARGEST
from bot.transcripts.readers import parse, read
from tests.support.texts import anything, unhurried

TALK = "Café “Zur Quelle” — we dig wells."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"], ids=lambda name: name
)
def test_text_is_read_whatever_the_encoding(encoding: str) -> None:
    assert parse(TALK.encode(encoding), name="talk.txt").text == TALK


@pytest.mark.parametrize("mark", ["utf-16-be", "utf-32-be"])
def test_big_endian_text_is_read_by_its_mark(mark: str) -> None:
    assert parse(f"\ufeff{TALK}".encode(mark), name="talk.txt").text == TALK


def test_the_hash_is_of_the_files_bytes() -> None:
    data = TALK.encode("utf-8-sig")
    assert parse(data, name="talk.txt").sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNX\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"\xff\xfe\x00",
        "Мы копаем колодцы вручную".encode("cp1251"),
        bytes(range(1, 32)) * 99,
        b"ok \x81\x8d\x8f",
    ],
    ids=["unknown", "half a character", "another alphabet", "controls", "undefined"],
)
def test_a_file_that_is_no_text_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(TranscriptError, match=r"^talk.txt is not text in a known encoding[^.]+\.$"):
        parse(data, name="talk.txt")


def test_a_stray_control_character_does_not_make_it_binary() -> None:
    assert parse(b"We dig\x02 wells.", name="talk.txt").turns


@pytest.mark.parametrize(
    "text",
    ["", " \n\t\r\n", "JO MAY: ", "**Ann:**\n\n**Bob:**\n", "[music]\n(laughs)\n", "...\n- "],
    ids=["empty", "space", "a label", "labels", "directions", "marks"],
)
def test_a_file_without_words_is_refused(text: str) -> None:
    with pytest.raises(TranscriptError, match=r"talk.txt has no words in it"):
        parse(text.encode(), name="talk.txt")


def test_a_name_does_not_tell_the_format() -> None:
    assert parse(b"We dig wells.", name="talk.pdf").text == "We dig wells."


def test_too_large_a_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(TranscriptError, match=r"^long.txt is over 20 MB"):
        read(path)


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(TranscriptError, match=r"^long.txt is over 20 MB"):
        parse(b"a" * (LARGEST + 1), name="long.txt")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TranscriptError, match=r"There is no file .*gone\.txt"):
        read(tmp_path / "gone.txt")


def test_a_folder_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(TranscriptError, match=r"cannot be read \("):
        read(tmp_path)


def test_a_file_is_read_as_its_bytes_are(tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_bytes(b"We dig\r\nwells.")
    assert read(path) == parse(b"We dig\r\nwells.", name="talk.txt")


@unhurried
@given(data=st.binary(max_size=300) | anything.map(str.encode), name=st.sampled_from(["a.md", "a"]))
def test_parsing_any_bytes_gives_a_transcript_or_a_transcript_error(data: bytes, name: str) -> None:
    try:
        transcript = parse(data, name=name)
    except TranscriptError:
        return
    places = [place for turn in transcript.turns for place in (turn.start, turn.end)]
    assert places == sorted(places)
    assert all(turn.start < turn.end <= len(transcript.text) for turn in transcript.turns)
