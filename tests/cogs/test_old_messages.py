"""Buttons and menus of messages that were sent before pages were layouts still answer."""

import pytest

from tests.support import old_messages, seen
from tests.support.stage import HARBOUR, Stage, episodes

(HARBOUR_EPISODE, HARBOUR_CONTENT) = episodes()[0]
QUOTE, OTHER = (HARBOUR_CONTENT.quotes[n].id for n in (1, 5))
EPISODE = HARBOUR_EPISODE.id


@pytest.mark.parametrize(
    ("custom_id", "shown"),
    [
        (f"q:1:{QUOTE}{OTHER}", HARBOUR[5]),
        (f"c:{QUOTE}", HARBOUR[2]),
        (f"d:20251231:{QUOTE}", HARBOUR[2]),
        (f"e:{EPISODE}:{QUOTE}", HARBOUR[2]),
        (f"t:0:{EPISODE}:lighthouse", "lighthouse"),
        ("t:0:-:lighthouse", "lighthouse"),
        (f"s:1:{EPISODE}", "Keepers"),
    ],
)
async def test_a_button_of_an_old_message_answers_with_a_layout(
    stage: Stage, custom_id: str, shown: str
) -> None:
    message = await old_messages.send(stage, stage.channel, custom_id)
    await stage.restart()
    answer = await stage.mia.click(message, custom_id=custom_id)
    assert answer.ephemeral
    assert shown in seen.words(answer)
    assert seen.response(answer).components


@pytest.mark.parametrize(
    ("custom_id", "value", "shown"),
    [("p:-", "lighthouse", "lighthouse"), (f"g:{EPISODE}", "0", "Keepers")],
)
async def test_a_menu_of_an_old_message_answers_with_a_layout(
    stage: Stage, custom_id: str, value: str, shown: str
) -> None:
    message = await old_messages.send_menu(stage, stage.channel, custom_id, value)
    await stage.restart()
    answer = await stage.mia.select(message, [value], custom_id=custom_id)
    assert answer.ephemeral
    assert shown in seen.words(answer)


async def test_the_managers_buttons_of_an_old_message_answer(stage: Stage) -> None:
    message = await old_messages.send(stage, stage.channel, "l:0:-", f"dr:{QUOTE}:-", "hm")
    await stage.restart()
    for custom_id in ("l:0:-", f"dr:{QUOTE}:-", "hm"):
        refused = await stage.mia.click(message, custom_id=custom_id)
        assert refused.ephemeral
        assert seen.words(refused)
    assert stage.env.errors  # the bot refused, and said so


async def test_an_old_answer_becomes_a_layout_where_it_stands(stage: Stage) -> None:
    old = await old_messages.answer(stage, f"q:1:{QUOTE}{OTHER}", f"c:{QUOTE}")
    assert seen.response(old).embeds
    await stage.restart()
    await stage.mia.click(seen.response(old).message, custom_id=f"q:1:{QUOTE}{OTHER}")
    assert seen.line(old) == HARBOUR[5]
    assert not seen.response(old).embeds
    assert seen.response(old).flags.components_v2
    await stage.mia.click(seen.response(old).message, label="Back")
    assert seen.line(old) == HARBOUR[1]


async def test_somebody_else_gets_a_copy_of_the_next_page_of_an_old_answer(stage: Stage) -> None:
    old = await old_messages.answer(stage, f"q:1:{QUOTE}{OTHER}")
    copy = await stage.jonas.click(seen.response(old).message, custom_id=f"q:1:{QUOTE}{OTHER}")
    assert copy.ephemeral
    assert seen.line(copy) == HARBOUR[5]
    assert seen.response(old).embeds
