"""JSON of each recogniser and tool becomes a transcript."""

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import TranscriptError
from bot.models import Transcript
from bot.transcripts.readers import parse
from bot.transcripts.readers.json_files import parse as parse_json
from tests.support.texts import unhurried
from tests.transcripts.json_samples import SAMPLES, TWO, WELLS, WHY, Sample, segments


def read(value: Any, *, name: str = "talk.json") -> Transcript:
    return parse(json.dumps(value).encode(), name=name)


def said(transcript: Transcript) -> tuple[tuple[str | None, str], ...]:
    text = transcript.text
    return tuple((turn.speaker, text[turn.start : turn.end]) for turn in transcript.turns)


def starts(transcript: Transcript) -> tuple[int, ...]:
    return tuple(cue.start_ms for cue in transcript.cues)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_each_shape_is_read(sample: Sample) -> None:
    data = json.dumps(sample.value).encode()
    found = parse_json(data.decode(), data)
    assert found.format == sample.name
    assert said(found) == sample.turns
    assert starts(found) == sample.starts
    assert (found.language, found.title) == (sample.language, sample.title)


@pytest.mark.parametrize("name", ["talk.json", "talk.txt", "talk"])
def test_json_is_recognised_whatever_its_name(name: str) -> None:
    assert said(read(SAMPLES[0].value, name=name)) == SAMPLES[0].turns


def test_json_lines_are_read() -> None:
    lines = segments("text", "start", "end", scale=1, speaker=("A", "B"))
    data = "\n".join(json.dumps(line) for line in lines).encode()
    assert said(parse(data, name="talk.jsonl")) == TWO


@pytest.mark.parametrize("label", ["UU", "unknown", "", None, "Unknown Speaker", "SPEAKER_UNKNOWN"])
def test_an_unknown_speaker_is_none(label: str | None) -> None:
    lines = segments("text", "start", "end", scale=1, speaker=("S1", label))
    assert said(read({"segments": lines})) == (("Speaker 1", WELLS), (None, WHY))


@pytest.mark.parametrize(
    ("labels", "named"),
    [
        (("SPEAKER_07", "SPEAKER_02"), ("Speaker 1", "Speaker 2")),
        (("spk_1", "spk_0"), ("Speaker 1", "Speaker 2")),
        ((3, 0), ("Speaker 1", "Speaker 2")),
        (("B", "A"), ("Speaker 1", "Speaker 2")),
        (("Speaker 4", "Speaker 2"), ("Speaker 4", "Speaker 2")),
        (("Speaker 1", "S3"), ("Speaker 1", "Speaker 2")),
        (("Ann", "0"), ("Ann", "Speaker 1")),
        (({"id": 3, "name": "Ann"}, {"id": 4, "label": "Bo"}), ("Ann", "Bo")),
    ],
)
def test_numbers_become_speakers_in_the_order_they_are_heard(
    labels: tuple[Any, Any], named: tuple[str, str]
) -> None:
    found = read({"segments": segments("text", "start", "end", scale=1, speaker=labels)})
    assert [turn.speaker for turn in found.turns] == list(named)
    assert all(turn.sure for turn in found.turns)


def test_words_are_cut_at_pauses_and_sentence_ends() -> None:
    words = [
        {"word": word, "start": at, "end": at + 0.2}
        for word, at in (("so", 1), ("we", 1.3), ("dig", 2.5), ("wells.", 2.8), ("Why?", 3.1))
    ]
    found = read({"words": words})
    assert (found.text, starts(found)) == ("so we dig wells. Why?", (1000, 2500, 3100))


def test_words_without_times_keep_the_speaker_before_them() -> None:
    words = [
        {"word": "We", "start": 1.0, "end": 1.1, "speaker": "SPEAKER_00"},
        {"word": "dig", "start": 1.2, "end": 1.3, "speaker": "SPEAKER_00"},
        {"word": "25."},
        {"word": "Why?", "start": 2.0, "end": 2.2, "speaker": "SPEAKER_01"},
    ]
    assert said(read({"word_segments": words})) == (
        ("Speaker 1", "We dig 25."),
        ("Speaker 2", "Why?"),
    )


def test_words_in_japanese_are_joined_without_spaces() -> None:
    words = [
        {"word": word, "start": at / 5, "end": at / 5 + 0.2}
        for at, word in enumerate(["井戸", "を", "掘り", "ます", "。"])
    ]
    found = read({"words": words})
    assert found.text == "井戸を掘ります。"


def test_marks_come_from_the_whole_text_where_words_have_none() -> None:
    words = [
        {"word": word, "start": float(at), "end": at + 0.9}
        for at, word in enumerate(["we", "dig", "wells", "don't", "you"])
    ]
    found = read({"text": "We dig wells. Don't you?", "words": words})
    assert found.text == "We dig wells. Don't you?"


def test_tags_entities_and_control_characters_are_not_quoted() -> None:
    text = '<i>We</i> dig &amp; <font color="red">drill</font>\u0000 a < b and <v Ann>wells\ud800.'
    found = read({"segments": [{"start": 0, "end": 2, "text": text}]})
    assert found.text == "We dig & drill a < b and wells?."


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ({"version": "1.2.0", "chapters": [{"startTime": 0, "title": "Intro"}]}, "has chapters"),
        ({"error": {"message": "Login required"}}, "is an error message"),
        ({"name": "wells", "dependencies": {"a": "1"}}, "configures a program"),
        ({"diarization": [{"start": 0, "end": 1, "speaker": "A"}]}, "who speaks when"),
        ({"a": [1, 2, {"b": None}]}, "has no transcript in a known shape"),
        ([], "has no transcript in a known shape"),
        (
            [{"content": "hi", "author": {"name": "Ann"}, "timestamp": "2026-01-01"}],
            "no transcript",
        ),
    ],
)
def test_other_json_is_refused_by_what_it_is(value: Any, sentence: str) -> None:
    with pytest.raises(TranscriptError, match=rf"^talk.json: this JSON .*{sentence}[^.]+\.$"):
        read(value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"segments": [{"text": "We', "breaks off or is damaged at line 1"),
        ('{"segments":' * 100_000, "nested too deeply"),
        ("[" + '{"a":[' * 100_000, "nested too deeply"),
        ('{"a": ' + "9" * 5000 + "}", "a number of thousands of digits"),
    ],
    ids=["cut off", "objects", "arrays", "digits"],
)
def test_damaged_json_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(TranscriptError, match=rf"^talk.json: this JSON .*{sentence}"):
        parse(text.encode(), name="talk.json")


@pytest.mark.parametrize(
    "stated", ["1e400", "-1e400", "NaN", "Infinity", "9" * 300, '"1e5"', "[]", "true", '"soon"']
)
def test_an_impossible_time_is_left_out(stated: str) -> None:
    text = f'{{"segments": [{{"start": {stated}, "text": "We dig wells."}}]}}'
    found = parse(text.encode(), name="talk.json")
    assert (found.text, [cue.start_ms for cue in found.cues if cue.start_ms]) == (
        "We dig wells.",
        [],
    )


def test_of_repeated_keys_the_last_counts() -> None:
    data = b'{"segments": [{"start": 1, "text": "No.", "text": "Wells."}]}'
    assert parse(data, name="talk.json").text == "Wells."


def test_text_in_brackets_is_no_json() -> None:
    assert parse(b"[music]\nWe dig wells.", name="talk.txt").format == "text"
    assert parse(b"{\\an8}We dig wells.", name="talk.txt").format == "text"


def test_awsbites_has_its_speakers_by_name(corpora: Path) -> None:
    found = parse((corpora / "formats" / "awsbites-100.json").read_bytes(), name="a.json")
    assert {turn.speaker for turn in found.turns} == {"Luciano", "Eoin"}
    assert (len(found.turns), len(found.cues)) == (23, 563)
    assert (found.cues[0].start_ms, found.cues[-1].start_ms) == (0, 1396240)


def test_the_example_of_podcasting_2_is_merged(corpora: Path) -> None:
    found = parse((corpora / "formats" / "podcast-namespace.json").read_bytes(), name="a.json")
    assert said(found) == (("Darth Vader", "I am your father."), ("Luke", "Nooooo"))
    assert starts(found) == (500, 2750)


def test_whisperx_has_two_speakers(corpora: Path) -> None:
    found = parse((corpora / "formats" / "whisperx-diarized.json").read_bytes(), name="a.json")
    assert [turn.speaker for turn in found.turns] == ["Speaker 1", "Speaker 2"] * 2
    assert (found.cues[0].start_ms, found.cues[-1].start_ms) == (89, 332243)


def test_the_chapters_of_podcasting_2_are_refused(corpora: Path) -> None:
    data = (corpora / "formats" / "podcast-namespace-chapters.json").read_bytes()
    with pytest.raises(TranscriptError, match=r"^a.json: this JSON has chapters, not words"):
        parse(data, name="a.json")


_keys = st.sampled_from(
    "text start end speaker segments words results items alternatives transcript channels "
    "utterances monologues elements value chunks timestamp offsets from to body phrases nBest "
    "events segs utf8 tokens type language title speakers labels response data".split()
)
_scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["We dig.", "SPEAKER_00", "1.5s", "0:05", "PT1S", 0.5, 1500])
)  # fmt: skip
_values = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_keys, inner, max_size=5),
    max_leaves=30,
)


def test_text_of_nothing_but_a_time_is_refused() -> None:
    with pytest.raises(TranscriptError):
        parse_json(json.dumps({"text": "0:0"}), b"")


@unhurried
@given(value=_values)
def test_any_json_gives_a_transcript_or_a_transcript_error(value: Any) -> None:
    try:
        found = parse_json(json.dumps(value), b"")
    except TranscriptError:
        return
    assert found.text.encode()
    assert all(cue.end_ms is None or cue.end_ms >= cue.start_ms >= 0 for cue in found.cues)


@unhurried
@given(sample=st.sampled_from(SAMPLES), data=st.data())
def test_a_mutated_file_gives_a_transcript_or_a_transcript_error(
    sample: Sample, data: st.DataObject
) -> None:
    text = json.dumps(sample.value)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    put = data.draw(st.sampled_from(["", "null", "[]", "{}", '"x"', "-1", "1e999", ",", "]"]))
    with contextlib.suppress(TranscriptError):
        assert parse_json(text[:start] + put + text[end:], b"").text


def test_the_names_of_speakers_may_stand_in_the_object_that_has_the_transcript() -> None:
    paragraphs = [
        {"speaker": label, "words": [{"text": word, "start": at + step, "end": at + step + 300}]}
        for label, at in (("u1", 0), ("u2", 5000))
        for step, word in ((0, "We"), (400, "dig."))
    ]
    people = [{"id": "u1", "name": "Ann"}, {"id": "u2", "name": "Bob"}]
    found = read({"transcript": {"speakers": people, "paragraphs": paragraphs}})
    assert [turn.speaker for turn in found.turns] == ["Ann", "Bob"]


def test_words_of_youtube_have_their_own_times() -> None:
    segments = [
        {"utf8": "we"},
        {"utf8": " dig", "tOffsetMs": 400},
        {"utf8": " <b", "tOffsetMs": 900},
    ]
    found = read({"events": [{"tStartMs": 1000, "dDurationMs": 2000, "segs": segments}]})
    assert found.text == "we dig <b"
    assert [cue.start_ms for cue in found.cues] == [1000, 1400, 1900]
