"""Captions are put into the order of their times, but for recordings one after another."""

from bot.models import Transcript
from bot.transcripts.readers import captions


def read(*starts: str) -> Transcript:
    blocks = [f"{start} --> {start}\nw{at}\n" for at, start in enumerate(starts)]
    return captions.parse("\n".join(blocks), b"")


def test_captions_in_disorder_are_sorted_by_time_and_told() -> None:
    found = read("0:04", "0:01", "0:09", "0:06")
    assert found.text == "w1 w0 w3 w2"
    assert [cue.start_ms for cue in found.cues] == [1000, 4000, 6000, 9000]
    assert found.warnings == (
        "4 captions were not in the order of the times and moved to their place.",
    )


def test_captions_at_the_same_time_keep_their_order() -> None:
    assert read("0:01", "0:01", "0:01").text == "w0 w1 w2"


def test_a_second_recording_stays_behind_the_first_and_is_told() -> None:
    found = read("0:00", "1:02:03", "0:00", "0:05", "1:00:00")
    assert found.text == "w0 w1 w2 w3 w4"
    (warning,) = found.warnings
    assert warning.startswith("The times go back from 1:02:03 to 0:00:00: if these are several ")


def test_one_wrong_time_moves_no_words() -> None:
    assert read("0:30:00", "0:30:05", "0:03:10", "0:30:15", "0:30:20").text == "w0 w1 w2 w3 w4"
    assert read("0:30:00", "0:30:05", "3:30:10", "0:30:15", "0:30:20").text == "w0 w1 w2 w3 w4"


def test_captions_in_no_order_at_all_are_sorted() -> None:
    hours = [at * 7 % 10 for at in range(10)]
    found = read(*(f"0{hour}:00:00" for hour in hours))
    assert found.text == " ".join(f"w{hours.index(hour)}" for hour in range(10))


def test_a_caption_without_a_time_stays_beside_the_one_before() -> None:
    assert read("0:04", "9:99:99", "0:01").text == "w2 w0 w1"


def test_times_before_the_recording_are_told() -> None:
    found = read("-0:01", "0:01")
    assert found.cues[0].start_ms == 0
    assert found.warnings == ("1 caption was taken to begin at 0:00:00, not before the recording.",)


def test_times_that_begin_late_stand_as_stated() -> None:
    found = read("1:00:00", "1:00:05")
    assert (found.cues[0].start_ms, found.warnings) == (3_600_000, ())
