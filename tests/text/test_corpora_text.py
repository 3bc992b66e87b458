"""The text pipeline on whole transcripts that are not part of the project."""

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from bot.models import Segment, Transcript
from bot.text.display import fold, to_display
from bot.transcripts import readers
from bot.transcripts.segmentation import LONGEST, segment, split_sentences
from tests.support.coverage import left_out

SHOWS = ("brainscience", "gotime", "practicalai", "shipit")
ANNOTATIONS = Path(__file__).parents[2] / "benchmarks" / "annotations" / "sentences.json"


@cache
def conversation(corpora: Path) -> Transcript:
    return readers.read(corpora / "conversation" / "conversation.txt")


@cache
def show(corpora: Path, name: str) -> list[tuple[Transcript, list[Segment]]]:
    read = [readers.read(path) for path in sorted((corpora / "changelog" / name).glob("*.md"))]
    return [(transcript, segment(transcript)) for transcript in read]


def test_the_passages_of_the_conversation_are_all_of_it(corpora: Path) -> None:
    transcript = conversation(corpora)
    passages = segment(transcript)
    assert not left_out(transcript, passages)
    assert all(passage.end - passage.start <= LONGEST for passage in passages)
    assert all(passage.speaker is None for passage in passages)


@pytest.mark.parametrize("name", SHOWS)
def test_the_passages_of_a_show_are_all_of_its_episodes(corpora: Path, name: str) -> None:
    for transcript, passages in show(corpora, name):
        assert not left_out(transcript, passages)
        assert all(passage.end - passage.start <= LONGEST for passage in passages)


@pytest.mark.parametrize("name", SHOWS)
def test_the_speakers_of_a_show_are_found(corpora: Path, name: str) -> None:
    for transcript, passages in show(corpora, name):
        known = Counter(passage.speaker for passage in passages)
        assert known[None] <= 3
        assert set(known) - {None}
        assert not any(set("*[]:\n") & set(speaker or "") for speaker in known)
        assert transcript.format == "markdown"


@pytest.mark.parametrize("name", SHOWS)
def test_no_markup_of_a_show_is_left_in_what_is_read(corpora: Path, name: str) -> None:
    for transcript, passages in show(corpora, name)[:5]:
        for passage in passages:
            shown = to_display(transcript.text[passage.start : passage.end])
            assert "\\[" not in shown
            assert "](" not in shown
            assert "&#39;" not in shown
            assert fold(shown)


def test_sentences_agree_with_those_marked_by_hand(corpora: Path) -> None:
    marked = json.loads(ANNOTATIONS.read_text(encoding="utf-8"))
    transcript = conversation(corpora)
    assert transcript.sha256 == marked["transcript_sha256"]
    start, end = marked["covers"]
    expected = {place for place in marked["ends"] if start < place <= end}
    found = {span.end for span in split_sentences(transcript.text) if start < span.end <= end}
    assert 2 * len(expected & found) / (len(expected) + len(found)) >= 0.99
