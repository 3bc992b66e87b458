"""What Markdown with bold labels holds, one kind of damage a test."""

import pytest

from bot.models import Transcript
from bot.transcripts.readers import parse

TALK = "**Ann:** We dig wells.\n\n**Bob Ray:** By hand?\n\n**Ann:** By hand.\n"


def transcript(text: str) -> Transcript:
    return parse(text.encode(), name="talk.md")


def turns(text: str) -> list[tuple[str | None, str]]:
    read = transcript(text)
    return [(turn.speaker, read.text[turn.start : turn.end].strip()) for turn in read.turns]


def asides(text: str) -> list[str]:
    read = transcript(text)
    return [read.text[aside.start : aside.end] for aside in read.asides]


def test_each_label_begins_a_turn_of_a_speaker_who_is_sure() -> None:
    assert turns(TALK) == [("Ann", "We dig wells."), ("Bob Ray", "By hand?"), ("Ann", "By hand.")]
    assert all(turn.sure for turn in transcript(TALK).turns)
    assert transcript(TALK).format == "markdown"


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\u2028", "\f"])
def test_labels_stand_after_any_line_break(newline: str) -> None:
    assert [name for name, _ in turns(TALK.replace("\n", newline))] == ["Ann", "Bob Ray", "Ann"]


def test_the_colon_may_be_outside_the_asterisks() -> None:
    assert turns("**Ann**: Yes.\n**Bob**: No.") == [("Ann", "Yes."), ("Bob", "No.")]


def test_a_lone_digit_before_a_label_is_passed_over() -> None:
    assert turns(TALK + "\n1**Bob Ray:** Truly?")[-1] == ("Bob Ray", "Truly?")


def test_a_label_that_lost_its_stars_counts_where_the_name_is_in_bold_elsewhere() -> None:
    assert turns(TALK + "\nBob Ray: Truly?\nNote: none")[-1] == ("Bob Ray", "Truly?\nNote: none")


def test_entities_in_a_name_are_read() -> None:
    assert turns("**Ann &amp; Bob:** Yes.\n**Eve:** No.")[0][0] == "Ann & Bob"


def test_one_person_under_two_names_stays_two_speakers_until_somebody_merges_them() -> None:
    assert turns(TALK + "\n**Bob:** Truly?\n\n**Bobby:** No.")[-2:] == [
        ("Bob", "Truly?"),
        ("Bobby", "No."),
    ]


@pytest.mark.parametrize(
    "line", ["**Break:** \\[25:27\\]", "**Jingle:** \\[1:02\\] to \\[1:10\\]", "**Break**"]
)
def test_a_break_has_no_speaker(line: str) -> None:
    assert [name for name, _ in turns(f"{TALK}\n{line}\n\n{TALK}")] == ["Ann", "Bob Ray", "Ann"] * 2


def test_what_is_said_after_a_break_without_a_label_is_kept_without_a_speaker() -> None:
    text = TALK + "\n**Break:** \\[25:27\\]\n\nAnd we are back."
    assert turns(text)[-1] == (None, "And we are back.")
    assert [cue.start_ms for cue in transcript(text).cues] == [1_527_000]


def test_what_stands_before_the_first_label_is_a_turn_without_a_speaker() -> None:
    assert turns("This is a show about wells.\n\n" + TALK)[0] == (
        None,
        "This is a show about wells.",
    )


def test_front_matter_is_not_spoken() -> None:
    assert turns("---\ntitle: Wells\ndate: 2024\n---\n" + TALK) == turns(TALK)


def test_a_heading_above_the_speech_is_the_title() -> None:
    text = "# Wells &amp; pumps\n\n" + TALK
    assert transcript(text).title == "Wells & pumps"
    assert turns(text) == turns(TALK)


def test_a_transcript_without_heading_has_no_title() -> None:
    assert transcript(TALK).title is None


def test_times_within_speech_are_marks_and_asides() -> None:
    text = "**Ann:** \\[04:10\\] We dig. [1:02:03.25] Deep.\n\n**Bob:** Yes."
    assert [cue.start_ms for cue in transcript(text).cues] == [250_000, 3_723_250]
    assert turns(text)[0] == ("Ann", "We dig. [1:02:03.25] Deep.")
    assert asides(text) == ["[1:02:03.25]"]


def test_a_time_that_runs_backwards_is_no_mark() -> None:
    text = "**Ann:** [04:10] We dig. [00:10] Deep. [04:11] Deeper.\n**Bob:** Yes."
    assert [cue.start_ms for cue in transcript(text).cues] == [250_000, 251_000]


def test_the_time_of_words_that_nobody_understood_is_a_mark() -> None:
    text = "**Ann:** We dig \\[unintelligible 00:00:07.5\\] deep.\n**Bob:** Yes."
    assert [cue.start_ms for cue in transcript(text).cues] == [7_500]
    assert asides(text) == ["\\[unintelligible 00:00:07.5\\]"]


def test_any_direction_that_states_a_time_is_an_aside() -> None:
    text = '**Ann:** Listen! \\[a hymn, "Of wells" 00:06:53.25\\] Nice.\n**Bob:** Yes.'
    assert asides(text) == ['\\[a hymn, "Of wells" 00:06:53.25\\]']


def test_one_label_is_enough_in_a_markdown_file() -> None:
    assert turns("**Ann:** We dig wells.") == [("Ann", "We dig wells.")]
