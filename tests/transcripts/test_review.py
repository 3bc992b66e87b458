"""What looks wrong in a transcript, as the report of an import says it."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from bot.episode_preparation import prepare
from bot.import_options import Options
from bot.transcripts import readers
from bot.transcripts.composition import Caption, compose
from bot.transcripts.review import review

WORDS = """river bank grain barge stone sack night water bridge raft door number winter
    mill wheel rope candle bread salt coat horse cart field fence roof snow wind
    smoke oven apple basket needle""".split()


def talk(count: int) -> list[str]:
    """Return so many sentences of ten words that hardly repeat each other."""
    return [
        " ".join(WORDS[(line * line + 7 * line * at + at) % len(WORDS)] for at in range(10)) + "."
        for line in range(count)
    ]


def told(captions: Sequence[Caption]) -> str:
    transcript = compose(captions, data=b"", format="WebVTT")
    return " ".join(review(transcript, ()))


def timed(count: int, *, start: int = 0, step: int = 4000, speaker: str = "") -> list[Caption]:
    return [
        Caption(words, start + step * at, start + step * (at + 1), speaker or "AB"[at % 2])
        for at, words in enumerate(talk(count))
    ]


def test_an_ordinary_transcript_gives_no_sentence() -> None:
    assert told(timed(200)) == ""


def test_a_transcript_without_times_is_told() -> None:
    assert "no times" in told([Caption(words, speaker="Ann") for words in talk(3)])


def test_times_that_go_back_are_told_with_the_place() -> None:
    assert "go back from 0:00:12 to 0:00:00" in told([*timed(4), *timed(4)])


def test_a_late_start_is_told() -> None:
    assert "begin at 0:20:00" in told(timed(30, start=1_200_000))


def test_a_great_gap_is_told() -> None:
    assert "from 0:02:00 to 0:30:00" in told([*timed(30), *timed(30, start=1_800_000)])


@pytest.mark.parametrize(("step", "rate"), [(4, "150,000"), (400_000, "2")])
def test_times_in_a_wrong_unit_are_told(step: int, rate: str) -> None:
    assert f"give {rate} words a minute" in told(timed(60, step=step))


def test_a_lack_of_punctuation_is_told() -> None:
    captions = [Caption(words.rstrip("."), 4000 * at) for at, words in enumerate(talk(40))]
    assert "hardly any punctuation" in told(captions)


def test_one_speaker_for_a_long_talk_is_told() -> None:
    assert "said by Ann" in told(timed(200, speaker="Ann"))
    assert told(timed(20, speaker="Ann")) == ""


def test_captions_that_roll_are_told() -> None:
    lines = talk(60)
    rolling = [Caption(f"{one} {two}", 4000 * at) for at, (one, two) in enumerate(pairwise(lines))]
    assert "rolling captions" in told(rolling)


def test_labels_that_stayed_within_quotes_are_told() -> None:
    words = " ".join(
        f"{one} Ann Lee: Was it wet? Note: {two}"
        for one, two in zip(talk(10), talk(10), strict=True)
    )
    transcript = readers.parse(words.encode(), name="talk.txt")
    report = prepare(transcript, key="talk", options=Options()).report
    (warning,) = [one for one in report.warnings if "stands" in one]
    assert warning.startswith("“Ann Lee:” stands 10 times within quotes")


def test_the_cases_of_other_kinds_are_told_as_what_they_are(corpora: Path) -> None:
    transcript = readers.read(corpora / "cases" / "b1-youtube-auto.txt")
    assert any("punctuation" in one for one in review(transcript, ()))
