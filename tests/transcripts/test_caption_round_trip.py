"""A talk that is written in any format comes back with its words, speakers and times."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from random import Random

import pytest

from bot.text.display import to_display
from bot.transcripts.readers import parse
from bot.transcripts.segmentation import segment

NAMES = ("Ann Lee", "Bob", "Cem Öz")
WORDS = """
we dig wells by hand because pumps break and nobody mends them in winter so a rope a bucket two
arms are worth more than an engine that waits for parts
""".split()
REMAINS = re.compile(
    r"\d|-->|&\w+;|[<>{}\[\]\\|]|^\W|WEBVTT|Dialogue|Ann|Bob|Cem|Speaker", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody says at a time."""

    speaker: str
    start_ms: int
    end_ms: int
    words: str


def talk(random: Random, length: int) -> list[Line]:
    """Make up lines of speech; each turn has one to three sentences on one to nine lines."""
    lines: list[Line] = []
    at = 0
    while len(lines) < length:
        speaker = random.choice([name for name in NAMES if not lines or name != lines[-1].speaker])
        words: list[str] = []
        for _ in range(random.randint(1, 3)):
            sentence = random.choices(WORDS, k=random.randint(4, 14))
            words += [sentence[0].capitalize(), *sentence[1:-1], f"{sentence[-1]}."]
        while words:
            count = random.randint(2, 6)
            lasts = random.randint(400, 3000)
            lines.append(Line(speaker, at, at + lasts, " ".join(words[:count])))
            words, at = words[count:], at + lasts + random.choice([0, 0, 40, 900])
    return lines


def clock(ms: int, *, comma: bool = False, hours: bool = True) -> str:
    minutes, rest = divmod(ms, 60_000)
    stamp = f"{minutes // 60:02}:{minutes % 60:02}" if hours else f"{minutes:02}"
    seconds = f"{stamp}:{rest // 1000:02}.{rest % 1000:03}"
    return seconds.replace(".", ",") if comma else seconds


Label = Callable[[str], str]


def blocks(lines: Sequence[Line], label: Label, *, always: bool, index: bool, comma: bool) -> str:
    """Write lines as SubRip; a label is before each turn or `always`."""
    written: list[str] = []
    before = ""
    for number, line in enumerate(lines, 1):
        begins = always or line.speaker != before
        before = line.speaker
        times = f"{clock(line.start_ms, comma=comma)} --> {clock(line.end_ms, comma=comma)}"
        head = f"{number}\n{times}" if index else times
        written.append(f"{head}\n{label(line.speaker) if begins else ''}{line.words}\n")
    return "\n".join(written)


def ttml(lines: Sequence[Line]) -> str:
    agents = "".join(
        f'<a:agent xml:id="s{at}"><a:name>{name}</a:name></a:agent>'
        for at, name in enumerate(NAMES)
    )
    paragraphs = "".join(
        f'<p begin="{line.start_ms / 1000}s" end="{clock(line.end_ms)}" '
        f'a:agent="s{NAMES.index(line.speaker)}">'
        + "".join(f'<span a:unit="word">{word}</span>' for word in line.words.split())
        + "</p>"
        for line in lines
    )
    return f'<tt xmlns:a="a"><head>{agents}</head><body><div>{paragraphs}</div></body></tt>'


def substation(lines: Sequence[Line]) -> str:
    head = "[Script Info]\n\n[Events]\nFormat: Start, End, Name, Text\n"
    fields = ((clock(line.start_ms), clock(line.end_ms), line.speaker) for line in lines)
    return head + "\n".join(
        f"Dialogue: {','.join(field)},{{\\an8}}{line.words}"
        for field, line in zip(fields, lines, strict=True)
    )


WITH_SPEAKERS: dict[str, Callable[[Sequence[Line]], str]] = {
    "SubRip": lambda lines: blocks(lines, "{}: ".format, always=False, index=True, comma=True),
    "SubRip, always": lambda lines: blocks(
        lines, "{}: ".format, always=True, index=True, comma=True
    ),
    "SubRip, brackets": lambda lines: blocks(
        lines, "[{}] ".format, always=False, index=False, comma=True
    ),
    "SubRip, arrows": lambda lines: blocks(
        lines, "&gt;&gt; {}: ".format, always=False, index=True, comma=False
    ),
    "SubRip, above": lambda lines: blocks(
        lines, "({})\n".format, always=False, index=True, comma=True
    ),
    "SubRip, dashes": lambda lines: blocks(
        lines, "- [{}] ".format, always=False, index=True, comma=True
    ).replace("\n", "\r"),
    "WebVTT": lambda lines: (
        "WEBVTT\n\n" + blocks(lines, "<v {}>".format, always=True, index=False, comma=False)
    ),
    "WebVTT, at changes": lambda lines: (
        "WEBVTT\n\n" + blocks(lines, "<v.a {}>".format, always=False, index=False, comma=False)
    ),
    "WebVTT, labels": lambda lines: (
        "WEBVTT\nKind: captions\n\n"
        + blocks(lines, "{}: ".format, always=True, index=True, comma=False)
    ),
    "SBV": lambda lines: blocks(
        lines, "{}: ".format, always=False, index=False, comma=False
    ).replace(" --> ", ","),
    "TTML": ttml,
    "SubStation": substation,
}


def rolling(lines: Sequence[Line]) -> str:
    """Write lines as YouTube does, with the line before above each, and a flash between."""
    written = ["WEBVTT\nKind: captions\nLanguage: en\n"]
    above = " "
    for line in lines:
        start, end = clock(line.start_ms), clock(line.end_ms - 10)
        first, *others = line.words.split()
        timed = first + "".join(f"<{start}><c> {word}</c>" for word in others)
        written.append(f"{start} --> {end} align:start position:0%\n{above}\n{timed}\n")
        written.append(f"{end} --> {clock(line.end_ms)} align:start position:0%\n{line.words}\n \n")
        above = line.words
    return "\n".join(written)


def youtube(lines: Sequence[Line]) -> str:
    paragraphs = "".join(
        f'<p t="{line.start_ms}" d="{line.end_ms - line.start_ms}">'
        + "".join(f"<s> {word}</s>" for word in line.words.split())
        + "</p>"
        for line in lines
    )
    return f'<timedtext format="3"><body>{paragraphs}</body></timedtext>'


WITHOUT_SPEAKERS: dict[str, Callable[[Sequence[Line]], str]] = {
    "YouTube, rolling": rolling,
    "YouTube, rolling as SubRip": lambda lines: re.sub(r"<[^>]+>| align.*", "", rolling(lines)),
    "YouTube, srv3": youtube,
    "LRC": lambda lines: (
        "[ti:x]\n"
        + "\n".join(f"[{clock(line.start_ms, hours=False)}]{line.words}" for line in lines)
    ),
}


@pytest.mark.parametrize("form", [*WITH_SPEAKERS, *WITHOUT_SPEAKERS])
@pytest.mark.parametrize("seed", range(2))
def test_a_talk_comes_back_from_every_format(form: str, seed: int) -> None:
    lines = talk(Random(seed), 200)
    write = (WITH_SPEAKERS | WITHOUT_SPEAKERS)[form]
    found = parse(write(lines).encode(), name="talk.txt")
    assert found.text.split() == " ".join(line.words for line in lines).split()
    turns = [(turn.speaker, found.text[turn.start : turn.end]) for turn in found.turns]
    if form in WITH_SPEAKERS:
        assert turns == [
            (speaker, " ".join(line.words for line in said))
            for speaker, said in groupby(lines, key=lambda line: line.speaker)
        ]
    assert [line.start_ms for line in lines] == list(
        dict.fromkeys(cue.start_ms for cue in found.cues)
    )


@pytest.mark.parametrize("form", [*WITH_SPEAKERS, *WITHOUT_SPEAKERS])
def test_none_of_200_quotes_holds_a_time_a_label_an_index_or_a_tag(form: str) -> None:
    # Without the names of the speakers, sentences are joined to longer quotes.
    lines = talk(Random(form), 1000 if form in WITH_SPEAKERS else 1500)
    write = (WITH_SPEAKERS | WITHOUT_SPEAKERS)[form]
    found = parse(write(lines).encode(), name="talk.txt")
    quotes = segment(found)
    assert len(quotes) >= 200
    words = [found.text[quote.start : quote.end] for quote in quotes]
    assert not [said for said in words if REMAINS.search(said) or REMAINS.search(to_display(said))]
    assert all(quote.start_ms is not None for quote in quotes)
