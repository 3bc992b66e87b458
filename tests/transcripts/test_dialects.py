"""The dialects in which people and their tools write transcripts, a talk of four turns in each."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.models import Transcript
from bot.text.display import to_display
from bot.text.offsets import blank_out
from bot.transcripts.readers import parse
from bot.transcripts.segmentation import segment

WORDS = (
    "We dig wells by hand, and nobody believes it.",
    "How deep do you go?",
    "Forty feet, sometimes more.",
    "That sounds like a long way down.",
)
SECONDS = (0, 5, 12, 20)
NAMES = ("Ann Lee", "Bob Ray")

OTTER = """\
Wells
Thu, Mar 05, 2024 3:05PM • 45:12

SUMMARY KEYWORDS
hands, water

SPEAKERS
Ann Lee, Bob Ray"""
"""The head of a file from Otter."""

Clock = Callable[[int], str]
Rows = list[tuple[str | None, int | None, str]]


def hms(seconds: int) -> str:
    return f"00:{seconds // 60:02d}:{seconds % 60:02d}"


def ms(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


def mms(seconds: int) -> str:
    return f"{seconds // 60:02d}:{seconds % 60:02d}"


def frames(seconds: int) -> str:
    return f"{hms(seconds)}:00"


def talk(
    template: str, *, names: tuple[str, str] = NAMES, clock: Clock = hms, gap: str = "\n\n"
) -> str:
    """Write the talk: `n` is a name, `t` and `e` when its words `w` start and end."""
    turns = zip(WORDS, SECONDS, names * 2, strict=True)
    return gap.join(
        template.format(w=words, t=clock(at), e=clock(at + 4), n=name) for words, at, name in turns
    )


def read(text: str, *, name: str = "talk.txt") -> Transcript:
    return parse(text.encode(), name=name)


def rows(transcript: Transcript) -> Rows:
    """Return the speaker, the time and the display text of each turn."""
    spoken = blank_out(transcript.text, transcript.asides)
    found: list[tuple[int, str | None, int | None, str]] = []
    for one in segment(transcript):
        words = to_display(spoken[one.start : one.end])
        if found and found[-1][:2] == (one.turn, one.speaker):
            found[-1] = (*found[-1][:3], f"{found[-1][3]} {words}")
        else:
            found.append((one.turn, one.speaker, one.start_ms, words))
    return [row[1:] for row in found]


def expected(names: tuple[str, str] = NAMES, *, timed: bool = False) -> Rows:
    times = [seconds * 1000 if timed else None for seconds in SECONDS]
    return list(zip(names * 2, times, WORDS, strict=True))


def words_of(transcript: Transcript) -> str:
    return " ".join(words for _, _, words in rows(transcript))


@pytest.mark.parametrize(
    "template",
    [
        "{n}: {w}",
        "{n}:\u00a0{w}",
        "    {n}: {w}",
        "{n}:\n{w}",
        "{n}:\n\n{w}",
        '{n}: "{w}"',
        "**{n}:** {w}",
        "**{n}**: {w}",
        "**{n}: ** {w}",
        "**{n}** {w}",
        "**{n}**\n\n{w}",
        "**{n}:**\n{w}",
        "*{n}:* {w}",
        "*{n}*\n{w}",
        "_{n}:_ {w}",
        "__{n}:__ {w}",
        "[{n}] {w}",
        "[{n}]: {w}",
        "【{n}】{w}",
        "<{n}> {w}",
        "({n}) {w}",
        "{n}\n{w}",
        "{n}\n\n{w}",
        "### {n}\n\n{w}",
        "#### {n}:\n\n{w}",
        "{n} - {w}",
        "{n} – {w}",
        "{n} — {w}",
        "{n}\t{w}",
        ">> {n}: {w}",
        "- {n}: {w}",
        "- **{n}:** {w}",
        "> **{n}:** {w}",
        "<b>{n}:</b> {w}<br>",
        "<p><strong>{n}</strong>: {w}</p>",
        "[{n}](https://wells.example/people): {w}",
        "{n} (guest): {w}",
        "                    {n}\n          (quietly)\n     {w}",
        "Speaker: {n}\n{w}",
        "SPEAKER: {n}\n{w}",
        "**{n}:** {w}[^1]",
        "**{n}:** {w}\n\n---",
        "**{n}:** {w}<!-- check -->",
    ],
)
def test_a_label_is_found_however_it_is_written(template: str) -> None:
    found = rows(read(talk(template), name="talk.md"))
    assert [(name, at, words.strip('"')) for name, at, words in found] == expected()


@pytest.mark.parametrize(
    ("template", "clock"),
    [
        ("{n}  {t}\n{w}", ms),  # Otter
        ("{n} ({t}):\n{w}", mms),  # Rev
        ("{n}   {t}\n{w}", ms),  # Teams
        ("{n} {t} \n{w}", mms),  # Webex
        ("{n} - {t}\n{w}", ms),  # Fireflies
        ("{t} - {n}\n  {w}", ms),  # Fathom
        ("{t} | {n}\n{w}", ms),  # Gong
        ("{n} | {t}\n\n{w}", mms),
        ("[{n}] {t}\n{w}", hms),  # Zoom
        ("[{t}] {n}: {w}", hms),  # Descript
        ("[{t}.000] - {n}\n{w}", hms),  # Happy Scribe
        ("[{t}.000] {n}: {w}", hms),  # InqScribe
        ("[{t} - {e}]\n{n}\n{w}", frames),  # DaVinci Resolve
        ("{t} - {e}\n{n}\n{w}", frames),  # Premiere
        ("{t}.000\n{n}\n{w}", mms),  # Zencastr
        ("{t}\n \n{n}: {w}", hms),  # Google Meet
        ("{t}\n{n}: {w}", ms),
        ("{t} {n}: {w}", mms),
        ("{n}: [{t}] {w}", hms),  # Sonix
        ("{n} [{t}]\n{w}", hms),  # Trint
        ("{n} [{t}]:\n{w}", hms),
        ("{n}:\t{t}\t{w}", mms),  # Temi
        ("{n}: {t}\n\n{w}", hms),  # bitcointranscripts
        ("{n}: ({t})\n{w}", mms),
        ("{n}    {t}    {w}", hms),  # Rev AI
        ("{n} ({t}): {w}", hms),
        ("{n} [{t}] {w}", ms),
        ("[{n}] [{t}] {w}", ms),
        ("({t}) {n}: {w}", ms),
        ("{t}\t{n}\t{w}", hms),
        ("[{t}.000 --> {e}.000]  [{n}] {w}", hms),  # Whisper with speakers
        ("**[{t}] {n}:** {w}", ms),
        ("**{n}:[{t}]** {w}", hms),
        ("**{n} ({t}):** {w}", hms),
        ("**{n}** ({t}): {w}", ms),
        ("**{n}** [{t}]\n\n{w}", ms),
        ("**{n}** — {t}\n\n{w}", ms),
        ("*{n} ({t})*\n\n{w}", ms),
        ("[{t}] **{n}:** {w}", hms),
        ("\\[{t}\\] **{n}:** {w}", hms),
        ("[{t}](https://youtu.be/w?t=1) **{n}:** {w}", ms),
        ("## {n} {t}\n\n{w}", ms),
        ("| {t} | {n} | {w} |", ms),
    ],
)
def test_a_time_beside_a_label_is_when_its_words_start(template: str, clock: Clock) -> None:
    assert rows(read(talk(template, clock=clock))) == expected(timed=True)


@pytest.mark.parametrize(
    "names",
    [
        ("Speaker 1", "Speaker 2"),
        ("SPEAKER_00", "SPEAKER_01"),
        ("Q", "A"),
        ("Interviewer", "JD"),
        ("HOST", "GUEST"),
        ("MR. RAY", "THE WITNESS"),
        ("ann", "bob"),
        ("CURIE", "BOHR"),
        ("MR. SMITH", "MRS. JONES"),
        ("Dr. Ann Lee, PhD", "Mireille B. Reece, Psy.D"),
        ("Jean-Luc Étoile", "O’Brien"),
        ("Ludwig van der Rohe", "Maria da Silva"),
        ("Ann & Bob", "Cem Öz"),
        ("Sprecher 1", "Sprecherin 2"),
        ("Анна Ли", "Борис"),
        ("ΜΑΡΙΑ", "ΝΙΚΟΣ"),
        ("أحمد علي", "سارة"),
        ("דנה כהן", "יוסי"),
        ("आरती शर्मा", "रवि"),
        ("진행자", "김철수"),
        ("主持人", "李明"),
    ],
)
def test_names_of_every_kind_and_script_are_speakers(names: tuple[str, str]) -> None:
    assert rows(read(talk("{n}: {w}", names=names, gap="\n"))) == expected(names)


@pytest.mark.parametrize("template", ["{n}：{w}", "{t} {n}：{w}", "{n}：{t}\n{w}"])
def test_a_full_width_colon_ends_a_label_without_a_space(template: str) -> None:
    names = ("田中", "山田")
    found = rows(read(talk(template, names=names, clock=ms)))
    assert found == expected(names, timed="{t}" in template)


@pytest.mark.parametrize(
    "text",
    [
        talk("{t}\n{w}", clock=ms, gap="\n"),  # YouTube's panel
        "0:00\n0 seconds\n"
        + talk("{t}\n5 seconds\n{w}", clock=ms, gap="\n").removeprefix("0:00\n5 seconds\n"),
        talk("[{t} --> {e}]  {w}", gap="\n"),  # Whisper on the command line
        talk("{t} {w}"),
        talk("({t}) {w}"),
    ],
)
def test_times_before_lines_without_labels_are_no_words(text: str) -> None:
    transcript = read(text)
    assert words_of(transcript) == " ".join(WORDS)
    assert [cue.start_ms for cue in transcript.cues] == [seconds * 1000 for seconds in SECONDS]


def test_a_sentence_that_goes_on_after_a_time_is_one() -> None:
    text = "00:00:00 I have told\n\n00:00:04 three bishops so.\n\n00:00:09 And then?"
    assert words_of(read(text)) == "I have told three bishops so. And then?"


def test_a_label_that_repeats_the_speaker_within_a_sentence_begins_no_turn() -> None:
    text = talk("[{t}] {n}: {w}", gap="\n").replace("hand, ", "hand,\n[00:00:03] Ann Lee: ")
    assert rows(read(text)) == expected(timed=True)


@pytest.mark.parametrize("mark", ["{}: ", "**{}:** "])
def test_a_label_within_a_line_begins_a_turn(mark: str) -> None:
    ann, bob = (mark.format(name) for name in NAMES)
    text = f"{ann}{WORDS[0]} {bob}{WORDS[1]}\n\n{ann}{WORDS[2]} {bob}{WORDS[3]}"
    assert rows(read(text)) == expected()


@pytest.mark.parametrize(
    "text",
    [
        "The point is: we dig wells.\n\nNote: it is deep.\n\nRemember this: water is heavy.",
        "Pros: it is cheap.\nCons: it is deep.\nPros: it is quiet.\nCons: it is dark.",
        "Step 1: dig a hole.\n\nStep 2: line it.\n\nStep 1: dig again.",
        "Ingredients: flour.\nMethod: mix it.\nTime: an hour.\nServes: four people.",
        "Then he said: go.\nShe said: stay.\nThen he said: why?\nShe said: because.",
        "We dig - and nobody helps.\nWe drink - and all come.\nWe dig - and nobody helps again.",
        "See https://wells.example now.\nOr http://pumps.example.\nOr https://wells.example again.",
        "We met at ten.\n10:30 is when we began.\nThen we went home.",
        "Genesis 1:1 In the beginning there was talk.\nWe read on.\nJohn 3:16 is next.",
    ],
)
def test_what_only_looks_like_labels_or_times_is_spoken(text: str) -> None:
    transcript = read(text)
    assert words_of(transcript) == " ".join(text.split())
    assert {turn.speaker for turn in transcript.turns} == {None}


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("Title: Wells\nDate: March 5, 2024\nGuests: Bob Ray and Cem Öz\nDuration: 45:12", "tdg"),
        ("**Title:** Wells\n**Date:** 2024-03-05\n**Guests:** Bob Ray, Cem Öz\n\n---", "tdg"),
        (OTTER, "td"),
        ("Wells\nPublished on 5th March 2024\nGuests:\n- Bob Ray\n- Cem Öz", "tdg"),
        ("---\ntitle: Wells\ndate: 2024-03-05T08:00:00Z\nguests: [Bob Ray]\n---", "tdg"),
        ("---\ntitle: Wells\n\tguests: [\npublished: 2024/03/05\n---", "td"),
        ("+++\ntitle = 'Wells'\ndate = 2024-03-05\nguests = ['Bob Ray']\n+++", "tdg"),
        (
            "# Wells\n\nWords on a page, at length.\n\n- [Wells](https://w.example)\n\nTranscript",
            "t",
        ),
        ("<h1>Wells</h1>\n<p>Words on a page, at length.</p>\n<h2>Full transcript</h2>", "t"),
        ("# Wells\n\n## Contents\n\n- [Opening](#opening)\n- [Depth](#depth)\n\n## Opening", "t"),
        ("Wells", "t"),
    ],
)
def test_what_stands_above_the_speech_is_taken_over_and_not_quoted(head: str, told: str) -> None:
    transcript = read(f"{head}\n\n{talk('**{n}:** {w}')}", name="talk.md")
    assert rows(transcript) == expected()
    assert transcript.title == "Wells"
    assert transcript.published == (date(2024, 3, 5) if "d" in told else None)
    assert transcript.guests[:1] == (("Bob Ray",) if "g" in told else transcript.guests[:1])


@pytest.mark.parametrize(
    "foot",
    [
        "Transcribed by https://otter.ai",
        "This transcript was generated by machine with Example Tool and may contain errors",
        "## Links\n\n- [Wells](https://w.example)\n- Pumps: https://p.example",
        "- [Wells](https://w.example)\n- Pumps: https://p.example",
        "[1]: https://w.example",
        "Meeting ended after 00:21:14 👋",
        "This editable transcript was computer generated and might contain errors.",
        "Ray, Bob stopped transcription",
        "### Transcription ended after 00:21:14",
        "Copyright © 2024 Wells Radio. All rights reserved.",
    ],
)
def test_what_stands_below_the_speech_is_not_quoted(foot: str) -> None:
    assert rows(read(f"{talk('**{n}:** {w}')}\n\n{foot}\n")) == expected()


@pytest.mark.parametrize("heading", ["## {}", "{}\n---", "**{}**", "<h2>{}</h2>", "## [00:01] {}"])
def test_headings_between_turns_begin_chapters(heading: str) -> None:
    turns = talk("**{n}:** {w}").split("\n\n")
    opening, depth = heading.format("Opening words"), heading.format("The depth")
    text = "\n\n".join(["# Wells", opening, *turns[:2], depth, *turns[2:]])
    transcript = read(text, name="talk.md")
    assert [one.title for one in transcript.headings] == ["Opening words", "The depth"]
    assert [words for _, _, words in rows(transcript)] == list(WORDS)


def test_times_that_run_backwards_are_left_out_and_told() -> None:
    transcript = read(talk("[{t}] {n}: {w}").replace("00:00:12", "00:00:02"))
    assert [cue.start_ms for cue in transcript.cues] == [0, 5_000, 20_000]
    assert transcript.warnings[0].startswith("1 of its times runs backwards")


def test_questions_and_answers_are_two_speakers() -> None:
    found = rows(read(talk("{n}. {w}", names=("Q", "A"))))
    assert [(name, words) for name, _, words in found] == list(
        zip(("Q", "A") * 2, WORDS, strict=True)
    )


def test_names_without_capitals_on_lines_of_their_own_are_labels_if_they_recur() -> None:
    text = "\n\n".join([talk("{n}\n\n{w}\n\nAnd on.", names=("ann lee", "bob ray"))] * 2)
    found = rows(read(text))
    assert [name for name, _, _ in found] == ["ann lee", "bob ray"] * 4
    assert "ann lee" not in words_of(read(text))


def test_labels_above_wrapped_lines_are_found() -> None:
    words = "We dig wells\nby hand and\nnobody believes\nit, which is\nwhat we\nlike best."
    text = "\n\n".join(f"          {name}\n{words}" for name in ("ANN", "BOB", "ANN", "BOB"))
    assert [name for name, _, _ in rows(read(text))] == ["ANN", "BOB", "ANN", "BOB"]


def test_a_label_above_a_time_needs_no_blank_line() -> None:
    assert rows(read(talk("{n}\n({t})\n{w}", gap="\n"))) == expected(timed=True)


def test_a_title_that_announces_a_transcript_is_taken_without_its_date() -> None:
    head = "Wells, part 3 (2024-03-05 10:02 GMT+1) - Transcript\nAttendees\nAnn Lee, Bob Ray"
    found = read(f"{head}\nTranscript\n{talk('{n}: {w}')}")
    assert (found.title, found.published) == ("Wells, part 3", date(2024, 3, 5))
    assert rows(found) == expected()


def test_titles_have_no_marks_of_markdown() -> None:
    text = "# **Notes**\n\nNov 12, 2025\n\n## **Wells \\- Transcript**\n\n" + talk("**{n}:** {w}")
    assert read(text, name="talk.md").title == "Wells"
    assert read(text.replace(" \\- Transcript", ""), name="talk.md").title == "Notes"


def test_a_few_times_on_lines_of_their_own_are_times() -> None:
    turns = talk("{n}: {w}").split("\n\n")
    text = "\n".join([*turns * 10, "00:05:00", *turns * 10, "00:10:00", *turns])
    found = read(text)
    assert [cue.start_ms for cue in found.cues] == [300_000, 600_000]
    assert "05:00" not in words_of(found)


def test_a_title_with_a_colon_is_no_label_and_an_introduction_in_italics_no_speech() -> None:
    text = "# Interview: the wells\n\n*Ann talked to Bob.*\n\n" + talk("**{n}:** {w}")
    found = read(text, name="talk.md")
    assert found.title == "Interview: the wells"
    assert rows(found) == expected()


@pytest.mark.parametrize("label", ["", "speaker_A: ", "[SPEAKER_00] "])
def test_times_in_seconds_in_brackets_are_no_words(label: str) -> None:
    text = "\n".join(
        f"[{at:.2f}s -> {at + 4:.2f}s]  {label}{words}"
        for at, words in zip(SECONDS, WORDS, strict=True)
    )
    found = read(text)
    assert [cue.start_ms for cue in found.cues] == [at * 1000 for at in SECONDS]
    assert words_of(found) == " ".join(WORDS)
