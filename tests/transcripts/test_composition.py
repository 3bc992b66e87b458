"""Captions become a text with turns and cues."""

from bot.models import Cue, Turn
from bot.transcripts.composition import Caption, compose


def test_captions_of_one_speaker_are_one_turn_with_a_cue_each() -> None:
    captions = [
        Caption("We dig", 0, 900, speaker="Ann"),
        Caption(" wells\nby hand. ", 1000, 1900, speaker="Ann"),
        Caption("Why?", 2000, None, speaker="Bo"),
    ]
    found = compose(captions, data=b"file", format="srt")
    assert found.text == "We dig wells by hand.\n\nWhy?"
    assert found.turns == (Turn(0, 21, "Ann", sure=True), Turn(23, 27, "Bo", sure=True))
    assert found.cues == (Cue(0, 0, 900), Cue(7, 1000, 1900), Cue(23, 2000))
    assert found.source == b"file"


def test_a_marked_change_begins_a_turn_without_a_name() -> None:
    found = compose([Caption("Why?"), Caption("So.", new_turn=True)], data=b"", format="vtt")
    assert found.turns == (Turn(0, 4), Turn(6, 9))


def test_captions_without_words_leave_no_trace() -> None:
    found = compose([Caption(" ", 0), Caption("So."), Caption("\n", 9)], data=b"", format="vtt")
    assert (found.text, found.cues) == ("So.", ())
