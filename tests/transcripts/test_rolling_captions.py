"""Rolling captions are collapsed, and what was said twice stays."""

import pytest

from bot.models import Transcript
from bot.transcripts.readers import captions

REASON = "shown again by rolling captions"
LINES = [
    "we dig the wells",
    "by hand because",
    "the pumps are",
    "not here yet and",
    "nobody knows when",
]
SAID = " ".join(LINES)


def srt(*blocks: tuple[int, int, str]) -> str:
    def clock(ms: int) -> str:
        return f"00:{ms // 60_000:02}:{ms // 1000 % 60:02},{ms % 1000:03}"

    return "\n".join(
        f"{number}\n{clock(start)} --> {clock(end)}\n{text}\n"
        for number, (start, end, text) in enumerate(blocks, 1)
    )


def read(text: str) -> Transcript:
    return captions.parse(text, b"")


def rolling(lines: list[str], *, flash: bool, blank: bool = True) -> str:
    """Write captions as YouTube does: the line before above the new one, then the new one alone."""
    blocks: list[tuple[int, int, str]] = []
    above = " " if blank else ""
    for at, line in enumerate(lines):
        start, end = 2000 * at, 2000 * (at + 1) - (10 if flash else 0)
        blocks.append((start, end, f"{above}\n{line}" if above else line))
        if flash:
            blocks.append((end, end + 10, f"{line}\n "))
        above = line
    return srt(*blocks)


@pytest.mark.parametrize("flash", [True, False])
@pytest.mark.parametrize("blank", [True, False])
def test_lines_that_move_up_are_there_once_with_the_time_they_came(
    *, flash: bool, blank: bool
) -> None:
    found = read(rolling(LINES, flash=flash, blank=blank))
    assert found.text == SAID
    assert [cue.start_ms for cue in found.cues] == [0, 2000, 4000, 6000, 8000]


@pytest.mark.parametrize("flash", [True, False])
@pytest.mark.parametrize(
    "again",
    [
        ["no", "no", "no"],
        ["thank you.", "thank you."],
        ["we dig", "la la la", "we dig", "la la la"],
    ],
)
def test_what_is_said_twice_is_kept_twice(again: list[str], *, flash: bool) -> None:
    lines = [*LINES, *again, *LINES]
    assert read(rolling(lines, flash=flash)).text == " ".join(lines)


def test_what_was_left_out_is_counted_with_an_example() -> None:
    (dropped,) = read(rolling(LINES, flash=True)).dropped
    assert (dropped.reason, dropped.count) == (REASON, 9)
    assert LINES[0] in dropped.example


def test_inline_times_of_words_are_kept_as_their_times() -> None:
    blank = " "  # one line of the window is empty
    text = f"""WEBVTT
Kind: captions
Language: en

00:00:00.000 --> 00:00:02.000 align:start position:0%
{blank}
we<00:00:00.400><c> dig</c>

00:00:02.000 --> 00:00:02.010 align:start position:0%
we dig
{blank}

00:00:02.010 --> 00:00:04.000 align:start position:0%
we dig
by<00:00:03.000><c> hand</c>

00:00:04.000 --> 00:00:04.010 align:start position:0%
by hand
{blank}

00:00:04.010 --> 00:00:06.000 align:start position:0%
by hand
[Music]
"""
    found = read(text)
    assert (found.text, found.format, found.language) == (
        "we dig by hand [Music]",
        "YouTube captions",
        "en",
    )
    assert [cue.start_ms for cue in found.cues] == [0, 400, 2010, 3000, 4010]


def test_a_window_of_three_lines_rolls_too() -> None:
    shown = ["\n".join(LINES[max(0, at - 2) : at + 1]) for at in range(len(LINES))]
    assert (
        read(srt(*((at * 1000, at * 1000 + 1000, text) for at, text in enumerate(shown)))).text
        == SAID
    )


def test_windows_on_one_line_are_divided_between_words() -> None:
    shown = [" ".join(LINES[max(0, at - 1) : at + 1]) for at in range(len(LINES))]
    assert (
        read(srt(*((at * 1000, at * 1000 + 1000, text) for at, text in enumerate(shown)))).text
        == SAID
    )


def test_captions_that_grow_word_by_word_are_there_once() -> None:
    words = SAID.split()
    shown = [" ".join(words[: at + 1]) for at in range(len(words))]
    found = read(srt(*((at * 1000, at * 1000 + 1000, text) for at, text in enumerate(shown))))
    assert found.text == SAID
    assert [cue.start_ms for cue in found.cues][:3] == [0, 1000, 2000]


@pytest.mark.parametrize("times", [2, 3])
def test_captions_that_all_stand_there_twice_or_more_are_there_once(times: int) -> None:
    lines = [*LINES, "no", "no", *LINES]
    blocks = [
        (at * 1000, at * 1000 + 1000, line) for at, line in enumerate(lines) for _ in range(times)
    ]
    assert read(srt(*blocks)).text == " ".join(lines)


def test_a_caption_for_each_highlighted_word_is_there_once() -> None:
    shown = [
        " ".join(f"<u>{word}</u>" if at == marked else word for at, word in enumerate(line.split()))
        for line in LINES
        for marked in range(len(line.split()))
    ]
    assert (
        read(srt(*((at * 500, at * 500 + 500, text) for at, text in enumerate(shown)))).text == SAID
    )


@pytest.mark.parametrize(
    "lines",
    [
        ["No.", "No.", "No.", "Thank you.", "Thank you.", "Bye."],
        ["La la la.", "We dig.", "La la la.", "We dig.", "La la la.", "La la la."],
        ["No.\nNo.", "No.\nWhy?", "We dig.", "By hand.", "So.", "It is so.", "It is so."],
        ["Yes", "yes we", "dig", "and dig", "and dig on", "because", "because we", "can"],
    ],
)
def test_captions_that_do_not_roll_are_left_as_they_are(lines: list[str]) -> None:
    found = read(srt(*((at * 2000, at * 2000 + 2000, line) for at, line in enumerate(lines))))
    assert found.text == " ".join(" ".join(lines).split())
    assert found.dropped == ()


def test_the_times_of_words_are_no_highlight() -> None:
    words = "la<00:00:00.5{at}> la"
    blocks = [(at * 2000, at * 2000 + 900, words.format(at=at)) for at in range(9)]
    assert read(srt(*blocks)).text == " ".join(["la la"] * 9)


def test_lines_roll_across_a_pause_too() -> None:
    text = rolling(LINES, flash=True).replace("00:00:04,000 -->", "00:00:05,000 -->")
    assert read(text).text == SAID
