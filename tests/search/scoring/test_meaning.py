"""Answers in other words are found by their meaning, with any model, and only with one."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.models import Match, Scope, SearchResult
from bot.search import open_index
from bot.search.memory.partitions import Partitions
from bot.search.scoring.calibration import ANSWER_THRESHOLD, answer_threshold
from bot.search.scoring.meaning import sample_rows
from bot.search.semantic.model import SentenceModel, TextKind, Vectors
from bot.search.storage.connections import open_connections
from bot.search.storage.files import usable_file
from bot.search.storage.folder_lock import lock_folder
from bot.text.tokens import words
from tests.search.talks import PUBLIC
from tests.support.builders import Said, content, episode
from tests.support.hashing_model import HashingModel

SENSES = {"glowfish": "lanternback", "swallowed": "ate", "wristwatch": "timepiece"}
"""Words that nobody else relates, and the words of the same meaning."""

FILLER: list[Said] = [
    ("Host", f"Then came item {n}, with {n + 3} crates, on cart {n * 7} of the long list.")
    for n in range(60)
]
ANSWER: Said = ("Guest", "The lanternback ate her timepiece, in the end.")
TALK: list[Said] = [*FILLER[:30], ANSWER, *FILLER[30:]]
ASKED = "Has a glowfish swallowed some wristwatch?"


class SenseModel(HashingModel):
    """Gives words of one meaning one vector, and adds `common` to all, which raises all cosines."""

    def __init__(self, *, common: float = 0.0) -> None:
        super().__init__(f"senses {common}")
        self._common = common

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> Vectors:
        meant = [" ".join(SENSES.get(word, word) for word in words(text)) for text in texts]
        vectors = super().encode(meant, kind=kind)
        vectors += self._common / np.sqrt(self.dimensions, dtype=np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


async def ask(
    folder: Path,
    said: list[Said],
    *,
    model: SentenceModel | None,
    command: str = "ask",
    text: str = ASKED,
) -> SearchResult:
    """Answer after everything was encoded, if there is a model."""
    async with open_index(folder, model=model) as index:
        made = episode("sea"), content(said, key="sea")
        await index.apply(upserts=[made], removed=(), version=1)
        while await index.encoding.encode_next():
            pass
        return await (index.ask if command == "ask" else index.topic)(text, PUBLIC)


def first(found: SearchResult) -> Match | None:
    return next(iter(found.matches), None)


@pytest.mark.parametrize(("command", "text"), [("ask", ASKED), ("topic", "glowfish swallowed")])
async def test_what_is_said_in_other_words_is_found_by_its_meaning(
    tmp_path: Path, command: str, text: str
) -> None:
    found = await ask(tmp_path / "with", TALK, model=SenseModel(), command=command, text=text)
    assert found.matches[0].text.startswith("The lanternback")
    without = first(await ask(tmp_path / "without", TALK, model=None, command=command, text=text))
    assert without is None or "lanternback" not in without.text


async def test_a_line_of_which_no_word_is_right_is_guessed_by_its_meaning(tmp_path: Path) -> None:
    async with open_index(tmp_path, model=SenseModel()) as index:
        made = episode("sea"), content(TALK, key="sea")
        await index.apply(upserts=[made], removed=(), version=1)
        while await index.encoding.encode_next():
            pass
        guessed = await index.quote("glowfish swallowed wristwatch", PUBLIC)
        known = await index.quote("cart 49 of the long list", PUBLIC)
    assert guessed.confidence == "none"
    assert guessed.matches[0].text == ANSWER[1]
    scores = [match.score for match in guessed.matches]
    assert scores == sorted(scores, reverse=True)
    assert known.confidence == "exact"
    assert all("lanternback" not in match.text for match in known.matches)


async def test_until_it_is_encoded_an_episode_is_searched_by_words(tmp_path: Path) -> None:
    made = episode("sea"), content(TALK, key="sea")
    asked = "Which crates came on the long list with item 7?"
    async with open_index(tmp_path / "with", model=SenseModel()) as index:
        await index.apply(upserts=[made], removed=(), version=1)
        unencoded = await index.ask(asked, PUBLIC)
    assert unencoded == await ask(tmp_path / "without", TALK, model=None, text=asked)


async def test_a_model_with_high_cosines_answers_as_surely(tmp_path: Path) -> None:
    plain, raised = [
        (await ask(tmp_path / f"{common}", TALK, model=SenseModel(common=common))).matches[0]
        for common in (0.0, 1.5)
    ]
    assert raised.text == plain.text
    assert abs(raised.score - plain.score) < 0.1


async def test_a_hosts_question_is_no_answer_even_if_it_means_the_same(tmp_path: Path) -> None:
    host: Said = ("Host", "Has a lanternback ate some timepiece?")
    answer: Said = ("Guest", "Once, and it cost her a tooth.")
    said = [*FILLER[:30], host, answer, *FILLER[30:]]
    found = await ask(tmp_path, said, model=SenseModel())
    assert found.matches[0].quote == content(said, key="sea").quotes[31].id


async def test_meaning_respects_the_scope(tmp_path: Path) -> None:
    async with open_index(tmp_path, model=SenseModel()) as index:
        hidden = episode("sea"), content(TALK, key="sea")
        other = episode("list"), content(FILLER, key="list")
        await index.apply(upserts=[hidden, other], removed=(), version=1)
        while await index.encoding.encode_next():
            pass
        scope = Scope(server=None, hidden=frozenset([hidden[0].id]))
        found = await index.ask(ASKED, scope)
    assert {match.episode for match in found.matches} <= {"list"}


async def test_few_rows_are_all_sampled_and_of_many_some_runs(tmp_path: Path) -> None:
    async with open_index(tmp_path) as index:
        long = content([f"Item {n}." for n in range(2_000)], key="long")
        short = content(FILLER, key="short")
        await index.apply(
            upserts=[(episode("long"), long), (episode("short"), short)], removed=(), version=1
        )
        await index.ask(ASKED, PUBLIC)
    with lock_folder(tmp_path) as leased:
        async with (
            open_connections(usable_file(leased)) as connections,
            connections.reading() as db,
        ):
            few = await Partitions().search_scope(db, Scope(server=None, episode="short"))
            many = await Partitions().search_scope(db, PUBLIC)
            (visible,) = few.episode_ranges.values()
            assert sample_rows(few).tolist() == list(range(visible.first, visible.last + 1))
            rows = sample_rows(many).tolist()
    bounds = [(one.first, one.last) for one in many.episode_ranges.values()]
    assert 200 < len(rows) < 300
    assert len(rows) == len(set(rows))
    assert all(any(first <= row <= last for first, last in bounds) for row in rows)


def test_an_answer_without_a_passage_has_the_threshold_of_words() -> None:
    assert answer_threshold([]) == ANSWER_THRESHOLD
