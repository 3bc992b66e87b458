"""Caption files that people published come in with their turns, speakers and times."""

import html
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.models import Transcript
from bot.text.display import to_display
from bot.transcripts.readers import read
from bot.transcripts.segmentation import segment

SPEAKERS = {
    "podcast-namespace.srt": {"Gilon", "Sarah", "Travis"},
    "virtual-coffee-1_1.srt": {"Bekah", "Dan", "Nick"},
    "podcast-namespace.vtt": {"Gillian", "Sarah"},
    "typeagent-Confuse-A-Cat.vtt": {
        "General",
        "Long John Silver",
        "Mr A",
        "Mrs B",
        "Sergeant",
        "Vet",
    },
    "awsbites-100.vtt": {None},
    "typeagent-PythonDocumentary.vtt": {None},
}
# The name; its captions with words, its turns; the first and last time in milliseconds.
FIGURES = [
    ("podcast-namespace.srt", 222, 10, 179, 752_671),
    ("virtual-coffee-1_1.srt", 1101, 54, 14_730, 3_016_375),
    ("podcast-namespace.vtt", 7, 2, 0, 21_450),
    ("typeagent-Confuse-A-Cat.vtt", 67, 40, 7_599, 408_879),
    ("awsbites-100.vtt", 563, 1, 0, 1_396_240),
    ("typeagent-PythonDocumentary.vtt", 769, 1, 800, 5_029_920),
]
REMAINS = re.compile(r"\d:\d\d[:.,]\d\d|-->|&\w+;|</?[a-z]|\{\\|WEBVTT|>>|\b(?:Travis|Dan|Nick):")


@pytest.mark.parametrize(("name", "cues", "turns", "first", "last"), FIGURES)
def test_a_published_file_has_its_turns_speakers_and_times(
    corpora: Path, name: str, cues: int, turns: int, first: int, last: int
) -> None:
    found = read(corpora / "formats" / name)
    assert (len(found.cues), len(found.turns)) == (cues, turns)
    assert {turn.speaker for turn in found.turns} == SPEAKERS[name]
    assert (found.cues[0].start_ms, found.cues[-1].start_ms) == (first, last)
    assert (found.language, found.warnings) == ("en", ())
    assert {dropped.reason for dropped in found.dropped} <= {"stage directions"}


@pytest.mark.parametrize("name", SPEAKERS)
def test_no_quote_of_a_published_file_holds_a_time_label_index_or_tag(
    corpora: Path, name: str
) -> None:
    found = read(corpora / "formats" / name)
    spoken = [found.text[one.start : one.end] for one in segment(found)]
    assert not [
        words for words in spoken if REMAINS.search(words) or REMAINS.search(to_display(words))
    ]


@pytest.mark.parametrize("name", SPEAKERS)
def test_a_quote_starts_when_the_caption_with_its_first_word_does(corpora: Path, name: str) -> None:
    found = read(corpora / "formats" / name)
    for one in random.Random(13).sample(segment(found), k=3):
        assert one.start_ms == _stated_start(corpora / "formats" / name, found, one.start)


@pytest.mark.parametrize("name", SPEAKERS)
def test_the_text_is_what_is_said_and_nothing_else(corpora: Path, name: str) -> None:
    blocks = [words for _, words in _plain(corpora / "formats" / name)]
    assert _letters(read(corpora / "formats" / name).text) == "".join(blocks)


def _stated_start(path: Path, found: Transcript, at: int) -> int:
    """Return when the file says that the words at an offset are spoken."""
    before = len(_letters(found.text[:at]))
    counted = 0
    for start, words in _plain(path):
        counted += len(words)
        if counted > before:
            return start
    raise AssertionError(at)


def _plain(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the start and the letters of each block, read in the plainest way."""
    for block in re.split(r"\n\n+", path.read_text(encoding="utf-8").strip()):
        head, _, rest = block.partition("-->")
        if rest:
            minutes, seconds = re.findall(r"\d+:\d+|\d+[.,]\d+", head.strip())[-2:]
            hours, minutes = minutes.split(":")
            start = (int(hours) * 60 + int(minutes)) * 60_000 + int(re.sub(r"\D", "", seconds))
            spoken = rest.partition("\n")[2]
            labels = r"<[^>]*>|^(?:Bekah|Dan|Gilon|Nick|Sarah|Travis):"
            yield start, _letters(html.unescape(re.sub(labels, "", spoken, flags=re.MULTILINE)))


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)
