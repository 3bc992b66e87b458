"""The guides that come with the project."""

import re
from collections import Counter
from pathlib import Path

import pytest

from bot.guide import Guide, align, apply_guide, find_guide, read_guide
from bot.models import Transcript
from bot.text.display import fold
from bot.transcripts.readers import read as read_transcript
from bot.transcripts.segmentation import segment

ROOT = Path(__file__).parents[2]
GUIDES = ROOT / "data" / "guides"
SAMPLES = sorted((ROOT / "data" / "samples").iterdir())
LONGEST_RUN = 8


@pytest.fixture
def conversation(corpora: Path) -> Transcript:
    return read_transcript(corpora / "conversation" / "conversation.txt")


@pytest.fixture
def guide(conversation: Transcript) -> Guide:
    found = find_guide(conversation.sha256, GUIDES)
    assert found is not None
    return found


def test_the_conversation_finds_its_guide_and_every_place_in_it(
    conversation: Transcript, guide: Guide
) -> None:
    placed = align(guide, conversation)
    assert placed.problems == ()
    assert len(placed.chapters) >= 20
    assert len(placed.pinned) >= 12
    assert placed.turns[0].start == placed.chapters[0].start == 0
    assert guide.episode.guests == ("Noam Shazeer", "Jack Rae")


def test_the_guide_carries_no_sentence_of_the_conversation(conversation: Transcript) -> None:
    said = fold(conversation.text).split()
    runs = {tuple(said[start : start + LONGEST_RUN + 1]) for start in range(len(said))}
    for path in GUIDES.glob("*.toml"):
        written = fold(path.read_text(encoding="utf-8")).split()
        starts = range(len(written) - LONGEST_RUN)
        assert not [s for s in starts if tuple(written[s : s + LONGEST_RUN + 1]) in runs]


def test_no_passage_of_the_conversation_crosses_a_change_of_speaker(
    conversation: Transcript, guide: Guide
) -> None:
    placed = align(guide, conversation)
    limits = [turn.start for turn in placed.turns]
    passages = segment(apply_guide(placed, conversation))
    crossing = [p for p in passages if any(p.start < limit < p.end for limit in limits)]
    assert crossing == []
    assert {passage.speaker for passage in passages} == {"Host", *guide.episode.guests, None}


def test_the_pinned_highlights_of_the_conversation_stay_within_a_turn(
    conversation: Transcript, guide: Guide
) -> None:
    placed = align(guide, conversation)
    for span in placed.pinned:
        assert 40 <= span.end - span.start <= 300
        assert any(turn.start <= span.start and span.end <= turn.end for turn in placed.turns)


def test_misheard_forms_of_the_conversation_occur_in_it(
    conversation: Transcript, guide: Guide
) -> None:
    text = f" {fold(conversation.text)} "
    missing = [name.misheard for name in guide.names if f" {fold(name.misheard)} " not in text]
    assert missing == []


def test_most_of_the_conversation_survives_another_edition_of_its_text(
    conversation: Transcript, guide: Guide
) -> None:
    text = "An advert comes first. " * 30 + conversation.text.replace("you know, ", "")
    other = Transcript(text, "0" * 64, "plain", ())
    placed = align(guide, other)
    assert len(placed.problems) < 0.05 * len(list(guide.anchor_points()))
    original = align(guide, conversation)
    shared = Counter(turn.speaker for turn in original.turns)
    found = Counter(turn.speaker for turn in placed.turns)
    assert sum((shared & found).values()) > 0.95 * len(original.turns)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_each_sample_has_a_guide_that_fits_it(path: Path) -> None:
    transcript = read_transcript(path)
    guide = find_guide(transcript.sha256, GUIDES)
    assert guide is not None
    placed = align(guide, transcript)
    assert placed.problems == ()
    assert 7 <= len(placed.chapters) <= 9
    assert len(placed.pinned) >= 6
    assert guide.episode.show == "small-hours"


@pytest.mark.parametrize("path", sorted(GUIDES.glob("*.toml")), ids=lambda path: path.stem)
def test_each_chapter_has_a_summary_of_two_sentences(path: Path) -> None:
    for part in read_guide(path).chapters:
        assert part.summary is not None
        assert len(re.findall(r"[.?!](?:\s|$)", part.summary)) == 2
