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
    told = seen.panel(result).body
    assert HARBOUR[4] in told.replace("**", "")
    assert "**lighthouse**" in told
    assert told.startswith("**Keepers**\nAda Merrow · [3:03](https://video.example/1?t=183)\n> ")
    assert 1 <= len(seen.excerpts(result)) <= 3


async def test_a_sure_answer_is_not_filled_up(stage: Stage) -> None:
    question = "what happened when the lighthouse went electric?"
    found = await stage.library.ask(question, Scope(None), limit=3)
    assert found.confidence == "close"
    assert [hit.match.plausible for hit in found.hits] == [True, False]
    result = await stage.mia.slash(stage.channel, "ask", question=question)
    assert len(seen.excerpts(result)) == 1
    assert seen.buttons(result) == ["Open", "Ask again", "Not useful"]


async def test_each_passage_is_opened_from_a_menu_after_a_restart(stage: Stage) -> None:
    question = "why is a lighthouse keeper in the dark?"
    result = await stage.mia.slash(stage.channel, "ask", question=question)
    (menu,) = seen.menus(result)
    assert len(menu["options"]) == len(seen.excerpts(result)) > 1
    assert [one["label"][:4] for one in menu["options"]] == [
        f"{n} · " for n in range(1, len(menu["options"]) + 1)
    ]
    await stage.restart()
    around = await stage.jonas.select(seen.response(result).message, [menu["options"][0]["value"]])
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
    assert "Ask again" in seen.buttons(result)
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


QUESTION = "what happened when the lighthouse went electric?"


async def test_a_follow_up_is_asked_in_a_modal_that_outlives_a_restart(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "ask", question=QUESTION)
    await stage.restart()
    shown = await stage.mia.click(seen.response(result).message, label="Ask again")
    assert shown.modal is not None
    assert QUESTION in str(shown.modal)
    await stage.restart()
    asked = await stage.mia.submit_modal(
        shown, {"question": "who kept the northern lighthouse for forty winters?"}
    )
    assert not asked.ephemeral
    assert "My grandmother kept" in seen.words(asked).replace("**", "")
    assert seen.panel(result).title == QUESTION


async def test_the_follow_up_of_somebody_else_is_private(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "ask", question=QUESTION)
    shown = await stage.jonas.click(seen.response(result).message, label="Ask again")
    asked = await stage.jonas.submit_modal(shown, {"question": "who bought a burnt loaf?"})
    assert asked.ephemeral
    assert "every Tuesday" in seen.words(asked)


async def test_a_follow_up_keeps_the_episode_of_the_question(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "ask", question=QUESTION, episode="harbour")
    shown = await stage.mia.click(seen.response(result).message, label="Ask again")
    asked = await stage.mia.submit_modal(shown, {"question": "who bought a burnt loaf?"})
    assert "every Tuesday" not in seen.words(asked)


async def test_nothing_is_kept_where_managers_did_not_ask_for_it(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "ask", question=QUESTION)
    pressed = await stage.mia.click(seen.response(result).message, label="Not useful")
    (told,) = pressed.followups
    assert told.ephemeral
    assert "Nothing was noted" in seen.words_in(told.components)
    await stage.mia.slash(stage.channel, "ask", question="how do I cook pasta al dente?")
    listed = await stage.boss.slash(stage.channel, "library questions")
    assert listed.ephemeral
    assert "Nothing is kept." in seen.words(listed)
    assert "pasta" not in seen.words(listed)
    assert "keep:True" in seen.words(listed)


async def test_managers_see_what_was_asked_in_vain(stage: Stage) -> None:
    await stage.boss.slash(stage.channel, "library questions", keep=True)
    for _ in range(2):
        await stage.mia.slash(stage.channel, "ask", question="How do I cook *pasta* al dente?")
    await stage.mia.slash(stage.channel, "topic", name="quarterly zebra accountancy")
    result = await stage.mia.slash(stage.channel, "ask", question=QUESTION)
    assert seen.buttons(result) == ["Open", "Ask again", "Useful", "Not useful"]
    await stage.restart()
    pressed = await stage.mia.click(seen.response(result).message, label="Not useful")
    assert pressed.followups[0].ephemeral
    assert seen.buttons(result) == ["Open", "Ask again"]
    listed = seen.words(await stage.boss.slash(stage.channel, "library questions"))
    assert "**How do I cook \\*pasta\\* al dente?** (/ask)\n-# nothing found 2" in listed
    assert f"**{QUESTION}** (/ask)\n-# nothing found 0 · not useful 1" in listed
    assert "**quarterly zebra accountancy** (/topic)" in listed
    gone = await stage.boss.slash(stage.channel, "library questions", keep=False)
    assert "pasta" not in seen.words(gone)
    other = await stage.rival.slash(stage.elsewhere, "library questions", keep=True)
    assert "pasta" not in seen.words(other)


async def test_only_who_asked_judges_an_answer(stage: Stage) -> None:
    await stage.boss.slash(stage.channel, "library questions", keep=True)
    result = await stage.mia.slash(stage.channel, "ask", question=QUESTION)
    told = await stage.jonas.click(seen.response(result).message, label="Useful")
    assert told.ephemeral
    assert seen.words(told).startswith("Only who asked")
    listed = seen.words(await stage.boss.slash(stage.channel, "library questions"))
    assert QUESTION not in listed


async def test_subjects_near_a_question_are_offered_where_it_was_not_meant(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "ask", question=QUESTION)
    pressed = await stage.mia.click(seen.response(result).message, label="Not useful")
    (told,) = pressed.followups
    await stage.restart()
    again = await stage.mia.click(told.message, label="Ask again")
    assert QUESTION in str(again.modal)
    turned = await stage.mia.click(told.message, label="lighthouse")
    assert seen.panel(turned).title == "About “lighthouse”"


async def test_members_cannot_see_what_was_asked_even_if_the_command_is_opened(
    stage: Stage,
) -> None:
    await stage.open_to_all("library")
    refused = await stage.mia.slash(stage.channel, "library questions", keep=True)
    assert "Manage Server" in seen.words(refused)
    assert len(stage.env.errors) == 1
