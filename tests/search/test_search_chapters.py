"""Chapters are found by their titles, and by what their editors say of them."""

from dataclasses import replace

import pytest

from bot.models import Chapter, Content, Episode, NameCorrection, Scope, Suggestion
from bot.search import Index
from tests.search.talks import PUBLIC, fill
from tests.support.builders import content, episode

SAID = (
    "Good morning everybody and mind the step.",
    "We have three things on the list for this hour.",
    "He came in with mud on both boots again.",
    "Nobody had swept the yard since the spring.",
    "She kept every receipt in a biscuit tin.",
    "The bank wrote twice before anybody opened a letter.",
    "Then the roof came down on the second winter.",
    "Goodbye, and close the gate behind you.",
)


def _farm(*, server: int | None = None, title: str = "Money worries") -> tuple[Episode, Content]:
    said = content([("Ann Reed", one) for one in SAID], key="farm", topics=("boots",))
    starts = [said.quotes[at].start for at in (0, 2, 4, 6)]
    chapters = (
        Chapter("Welcome", starts[0], starts[1]),
        Chapter("A “Clean” Farm -yard", starts[1], starts[2]),
        Chapter(title, starts[2], starts[3], editor="How the debts of Yan Lecoon began."),
        Chapter("The storm", starts[3], len(said.text)),
    )
    names = (NameCorrection("Yan Lecoon", "Yann LeCun"),)
    described = episode("farm", server=server)
    return described, replace(said, chapters=chapters, names=names)


@pytest.mark.parametrize("subject", ["money worries", "MONEY", "worry", "debts", "Yann LeCun"])
async def test_a_subject_finds_the_chapter_that_its_title_or_editor_names(
    index: Index, subject: str
) -> None:
    await fill(index, _farm())
    found = await index.topic(subject, PUBLIC)
    assert found.confidence == "close"
    assert SAID[4] in found.matches[0].text
    assert len(found.matches) == 1


async def test_a_title_with_only_one_of_two_words_is_no_match(index: Index) -> None:
    await fill(index, _farm())
    assert (await index.topic("money laundering", PUBLIC)).confidence == "none"


async def test_lines_with_the_words_come_before_the_beginning_of_a_chapter(index: Index) -> None:
    await fill(index, _farm(title="The bank and the letter"))
    found = await index.topic("bank letter", PUBLIC)
    assert SAID[5] in found.matches[0].text


async def test_titles_are_suggested_as_what_finds_them(index: Index) -> None:
    await fill(index, _farm())
    suggested = await index.suggest("chapter", "clean", PUBLIC)
    assert suggested == (Suggestion("A “Clean” Farm -yard", "A Clean Farm yard"),)
    found = await index.topic(suggested[0].value, PUBLIC)
    assert SAID[2] in found.matches[0].text
    assert await index.suggest("chapter", "", PUBLIC) == ()


async def test_titles_of_hidden_private_and_removed_episodes_are_neither_found_nor_suggested(
    index: Index,
) -> None:
    private, said = _farm(server=7)
    await fill(index, (private, said))
    hidden = Scope(server=7, hidden=frozenset({private.id}))
    for scope in (PUBLIC, Scope(server=8), hidden):
        assert (await index.topic("money worries", scope)).matches == ()
        assert await index.suggest("chapter", "money", scope) == ()
    assert (await index.topic("money worries", Scope(server=7))).confidence == "close"
    await index.apply(upserts=(), removed=(private.id,), version=2)
    assert (await index.topic("money worries", Scope(server=7))).matches == ()
    assert await index.suggest("chapter", "money", Scope(server=7)) == ()


async def test_hundreds_of_chapters_and_empty_ones_do_no_harm(index: Index) -> None:
    said = content([("Ann Reed", f"Sentence number {n} is here.") for n in range(40)], key="long")
    chapters = tuple(
        Chapter(f"{'long ' * 60}title {n}", n, n + 1 if n % 2 else n) for n in range(500)
    )
    await fill(index, (episode("long"), replace(said, chapters=chapters)))
    found = await index.topic("long title", PUBLIC)
    assert found.confidence in {"none", "close"}
    assert all(len(one.value) <= 100 for one in await index.suggest("chapter", "long", PUBLIC))
