"""The text pipeline on whole transcripts that are not part of the project."""

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from bot.models import Segment, Transcript
from bot.text.display import fold, to_display
from bot.text.sentences import split_sentences
from bot.transcripts import readers
from bot.transcripts.segmentation import LONGEST, segment
from tests.support.coverage import left_out

SHOWS = ("brainscience", "gotime", "practicalai", "shipit")
ANNOTATIONS = Path(__file__).parents[2] / "benchmarks" / "annotations" / "sentences.json"


@cache
def conversation(corpora: Path) -> Transcript:
    return readers.read(corpora / "conversation" / "conversation.txt")


@cache
def show(corpora: Path, name: str) -> list[tuple[Transcript, list[Segment]]]:
    """Read every sixth episode of a show; `python -m benchmarks.formats` reads them all."""
    paths = sorted((corpora / "changelog" / name).glob("*.md"))[::6]
    read = [readers.read(path) for path in paths]
    return [(transcript, segment(transcript)) for transcript in read]


def test_the_segments_cover_the_whole_conversation(corpora: Path) -> None:
    transcript = conversation(corpora)
    segments = segment(transcript)
    assert not left_out(transcript, segments)
    assert all(segment_.end - segment_.start <= LONGEST for segment_ in segments)
    assert all(segment_.speaker is None for segment_ in segments)


@pytest.mark.parametrize("name", SHOWS)
def test_the_segments_cover_the_episodes_of_a_show(corpora: Path, name: str) -> None:
    for transcript, segments in show(corpora, name):
        assert not left_out(transcript, segments)
        assert all(segment_.end - segment_.start <= LONGEST for segment_ in segments)


@pytest.mark.parametrize("name", SHOWS)
def test_the_speakers_of_a_show_are_found(corpora: Path, name: str) -> None:
    for transcript, segments in show(corpora, name):
        known = Counter(segment_.speaker for segment_ in segments)
        assert known[None] <= 3
        assert set(known) - {None}
        assert not any(set("*[]:\n") & set(speaker or "") for speaker in known)
        assert transcript.format == "markdown"


@pytest.mark.parametrize("name", SHOWS)
def test_the_display_text_of_a_show_has_no_markup(corpora: Path, name: str) -> None:
    for transcript, segments in show(corpora, name)[:5]:
        for segment_ in segments:
            shown = to_display(transcript.text[segment_.start : segment_.end])
            assert "\\[" not in shown
            assert "](" not in shown
            assert "&#39;" not in shown
            assert fold(shown)


def test_sentences_agree_with_manual_annotations(corpora: Path) -> None:
    marked = json.loads(ANNOTATIONS.read_text(encoding="utf-8"))
    transcript = conversation(corpora)
    assert transcript.sha256 == marked["transcript_sha256"]
    start, end = marked["covers"]
    expected = {place for place in marked["ends"] if start < place <= end}
    found = {span.end for span in split_sentences(transcript.text) if start < span.end <= end}
    assert 2 * len(expected & found) / (len(expected) + len(found)) >= 0.99
