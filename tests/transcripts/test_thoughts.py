"""Captions without punctuation are cut at pauses and clauses; others are not touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import Cue, Segment, Span, Transcript, Turn
from bot.text.offsets import blank_out
from bot.transcripts.segmentation import LONGEST, segment
from bot.transcripts.thoughts import lacks_punctuation

FERRY = (
    "okay so today i want to tell you about the ferry that we bought in spring and the first thing "
    "you need to know is that nobody could tell us where the engine was um so we asked the old "
    "captain and he said that he had sold it to his cousin in nineteen eighty two but the hull is "
    "fine and if you keep the water out of it you can live on a boat like that for forty years"
)
BAKERY = (
    "hoy quiero hablar del horno que compramos en primavera porque nadie sabía decirnos dónde "
    "estaba la puerta entonces le preguntamos al viejo panadero y nos dijo que la había vendido a "
    "su primo hace cuarenta años pero el horno está bien y si lo cuidas puedes hornear para todo "
    "el pueblo durante cuarenta años más"
)


def _transcript(
    text: str,
    *,
    language: str = "en",
    cues: tuple[Cue, ...] = (),
    asides: tuple[Span, ...] = (),
) -> Transcript:
    return Transcript(
        text=text,
        sha256="",
        format="text",
        turns=(Turn(0, len(text)),),
        language=language,
        cues=cues,
        asides=asides,
    )


def _texts(transcript: Transcript) -> list[str]:
    return [transcript.text[one.start : one.end] for one in segment(transcript)]


@pytest.mark.parametrize(("text", "language"), [(FERRY, "en"), (BAKERY, "es")])
def test_thoughts_of_sensible_length_begin_where_clauses_do(text: str, language: str) -> None:
    found = _texts(_transcript(text, language=language))
    assert " ".join(found) == text
    assert all(50 <= len(thought) <= LONGEST for thought in found)
    openings = {"okay", "um", "so", "and", "but", "if", "hoy", "entonces", "pero", "y"}
    assert all(thought.split()[0] in openings for thought in found)


def test_some_thoughts_are_whole() -> None:
    assert any(one.whole for one in segment(_transcript(FERRY)))


def test_a_pause_between_captions_ends_a_thought() -> None:
    words = FERRY.replace("um so we", "we")
    at = words.index("we asked")
    calm = Cue(0, 0, 9_000), Cue(at, 9_000, 20_000)
    paused = Cue(0, 0, 9_000), Cue(at, 12_000, 20_000)
    assert at not in {one.start for one in segment(_transcript(words, cues=calm))}
    assert at in {one.start for one in segment(_transcript(words, cues=paused))}


def test_a_stage_direction_ends_a_thought() -> None:
    words = FERRY.replace("where the engine", "[Music] where the engine")
    at = words.index("[Music]")
    transcript = _transcript(words, asides=(Span(at, at + 7),))
    assert at + 8 in {one.start for one in segment(transcript)}


def test_the_captions_of_a_turn_stay_one_turn() -> None:
    assert {one.turn for one in segment(_transcript(FERRY))} == {0}


def test_punctuated_speech_is_not_cut_into_thoughts() -> None:
    said = "We bought the ferry in spring, and nobody could tell us where the engine was. " * 20
    assert not lacks_punctuation(_transcript(said), said)
    partly = said + FERRY
    assert not lacks_punctuation(_transcript(partly), partly)


def test_a_few_stops_do_not_make_captions_punctuated() -> None:
    text = FERRY.replace("where the engine was", "where the engine was.")
    assert lacks_punctuation(_transcript(text), text)
    assert any(thought.endswith("was.") for thought in _texts(_transcript(text)))


def test_a_short_text_without_a_stop_is_one_sentence() -> None:
    assert not lacks_punctuation(_transcript("we bought a ferry"), "we bought a ferry")


def test_japanese_without_marks_is_cut_at_polite_endings() -> None:
    text = "今日は灯台の話をしたいと思います灯台は迷った人のためにしか働かないんですよね" * 4
    found = _texts(_transcript(text, language="ja"))
    assert all(thought.endswith(("ます", "よね")) for thought in found)
    assert "".join(found) == text


def _lengths(segments: list[Segment]) -> list[int]:
    return [one.end - one.start for one in segments]


@given(st.text("ab um so.\n。です、 ", max_size=400), st.sampled_from(["en", "de", "ja", "xx"]))
def test_every_word_is_in_one_thought(text: str, language: str) -> None:
    transcript = _transcript("word " * 50 + text, language=language)
    segments = segment(transcript)
    said = blank_out(transcript.text, [Span(one.start, one.end) for one in segments])
    assert not said.strip()
    assert max(_lengths(segments)) <= LONGEST


@pytest.mark.parametrize("unit", ["a ", "word ", "x", "です", "you know ", "\t \n a"])
def test_hostile_captions_are_cut_in_linear_time_and_bounded_pieces(unit: str) -> None:
    text = unit * (40_000 // len(unit))
    for language in ("en", "ja"):
        assert max(_lengths(segment(_transcript(text, language=language)))) <= LONGEST
