"""`/ask`, as members see it."""

import pytest

from bot.models import Scope
from bot.ui import colour
from tests.support import seen
from tests.support.stage import HARBOUR, Stage


async def test_a_mention_is_not_part_of_a_question(stage: Stage) -> None:
    asked = "Who kept the northern lighthouse for forty winters?"
    marked = await stage.mia.slash(stage.channel, "ask", question=f"<@80351110224678912> {asked}")
    plain = await stage.mia.slash(stage.channel, "ask", question=asked)
    assert seen.panel(marked).body == seen.panel(plain).body


async def test_a_question_is_answered_in_their_own_words(stage: Stage) -> None:
    question = "why is a lighthouse painted white?"
    result = await stage.mia.slash(stage.channel, "ask", question=question)
    assert not result.ephemeral
    assert seen.panel(result).title == question
    told = seen.panel(result).body or ""
    assert HARBOUR[4] in told
    assert "**Ada Merrow** ·" in told
    assert 1 <= len(seen.excerpts(result)) <= 3


async def test_a_sure_answer_is_not_filled_up(stage: Stage) -> None:
    question = "what happened when the lighthouse went electric?"
    found = await stage.library.ask(question, Scope(None), limit=3)
    assert found.confidence == "close"
    assert [hit.match.plausible for hit in found.hits] == [True, False]
    result = await stage.mia.slash(stage.channel, "ask", question=question)
    assert len(seen.excerpts(result)) == 1
    assert seen.buttons(result) == ["Context"]


async def test_each_passage_has_a_context_button(stage: Stage) -> None:
    question = "why is a lighthouse keeper in the dark?"
    result = await stage.mia.slash(stage.channel, "ask", question=question)
    told = seen.panel(result).body.split("\n")
    sources = [line for line in told if "·" in line]
    assert len(sources) > 1
    assert [line[:4] for line in sources] == [f"{n + 1} · " for n in range(len(sources))]
    assert seen.buttons(result) == [f"Context {n + 1}" for n in range(len(sources))]
    around = await stage.jonas.click(seen.response(result).message, label="Context 1")
    assert around.ephemeral
    assert HARBOUR[3] in seen.words(around)


@pytest.mark.parametrize(
    ("question", "private"),
    [
        ("why is a lighthouse painted white?", False),
        ("what did her grandma do on vacation?", True),
    ],
)
async def test_possible_answers_are_marked_as_unsure(
    stage: Stage, question: str, *, private: bool
) -> None:
    result = await stage.mia.slash(stage.channel, "ask", question=question)
    assert result.ephemeral is private
    assert seen.words(result).startswith("I am not sure, but this may be it.")
    assert seen.panel(result).title == question
    assert seen.panel(result).accent == colour.GUESS.value
    assert seen.buttons(result)[0].startswith("Context")
    asked = await stage.mia.slash(stage.channel, "ask", question=question, private=True)
    assert asked.ephemeral


async def test_a_question_respects_its_episode_and_privacy(stage: Stage) -> None:
    result = await stage.mia.slash(
        stage.channel, "ask", question="who bought a burnt loaf?", episode="bakery", private=True
    )
    assert result.ephemeral
    assert "every Tuesday" in seen.words(result)
    assert "Harbour" not in seen.words(result)


async def test_an_answer_is_never_made_up(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "ask", question="how do I cook pasta al dente?")
    assert result.ephemeral
    assert seen.words(result).startswith("Nothing close to “how do I cook pasta al dente?”.")


async def test_another_servers_show_is_not_asked(stage: Stage) -> None:
    question = "what is the codeword for the surprise party?"
    result = await stage.stranger.slash(stage.elsewhere, "ask", question=question)
    assert "tortoise" not in seen.words(result)
    offered = await stage.stranger.autocomplete(stage.elsewhere, "ask", "episode", "par")
    assert "secret" not in str(offered)
