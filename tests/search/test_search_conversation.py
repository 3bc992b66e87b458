"""Searches in the conversation that the bot was made for, if its transcript is available."""

from pathlib import Path

import pytest

from benchmarks.episodes import read_episode
from bot.search import Index
from tests.search.talks import PUBLIC, fill


@pytest.fixture(autouse=True)
async def _filled(index: Index, corpora: Path) -> None:
    path = corpora / "conversation" / "conversation.txt"
    await fill(index, read_episode(path, guided=False))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("deep seek", "deep seek"),
        ("DeepSeek V3", "DeepSeq"),
        ("yann lecun", "Jan"),
        ("noam shazeer", "Noam Chazir"),
        ("the models are too cheap", "cheap"),
    ],
)
async def test_names_and_lines_are_found_without_a_guide(
    index: Index, typed: str, said: str
) -> None:
    found = await index.quote(typed, PUBLIC)
    assert any(said in match.text for match in found.matches[:3])
    assert found.confidence != "none"


async def test_a_question_on_cooking_pasta_gets_none(index: Index) -> None:
    assert (await index.ask("how to cook pasta", PUBLIC)).confidence == "none"


async def test_every_answer_is_a_slice_of_the_file(index: Index, corpora: Path) -> None:
    text = (corpora / "conversation" / "conversation.txt").read_bytes().decode()
    for typed in ("test time compute", "what surprised you", "novel thoughts"):
        for ask in (index.quote, index.topic, index.ask):
            for match in (await ask(typed, PUBLIC)).matches:
                assert text[match.start : match.end] == match.text
