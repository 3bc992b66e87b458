"""Answers that take longer than Discord waits."""

import discord
import pytest

from bot.ui import deferrals, errors
from tests.support import seen
from tests.support.stage import HARBOUR, Stage

PROMISE = "promise made to strangers"
MISSED = "quarterly zebra accountancy"


@pytest.fixture(autouse=True)
def late(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Defer every answer that waits for anything."""
    del stage
    monkeypatch.setattr(deferrals, "PATIENCE", 0.0)


def callbacks(stage: Stage) -> list[discord.InteractionResponseType]:
    """Return the kinds of first answers so far."""
    answers = [one for one in stage.env.http_requests if one.path.endswith("/callback")]
    return [discord.InteractionResponseType(one.json["type"]) for one in answers if one.json]


async def test_a_late_answer_for_all_is_seen_by_all(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "quote", words=PROMISE)
    assert callbacks(stage) == [discord.InteractionResponseType.deferred_channel_message]
    assert not result.ephemeral
    assert HARBOUR[1] in seen.words(result)


async def test_a_late_answer_for_one_member_is_seen_by_them_only(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "quote", words=PROMISE, private=True)
    assert callbacks(stage) == [discord.InteractionResponseType.deferred_channel_message]
    assert result.ephemeral
    assert HARBOUR[1] in seen.words(result)


async def test_a_late_miss_is_private_although_an_answer_for_all_was_announced(
    stage: Stage,
) -> None:
    await stage.mia.slash(stage.channel, "quote", words=MISSED)
    assert callbacks(stage) == [discord.InteractionResponseType.deferred_channel_message]
    (shown,) = stage.channel.history(viewer=stage.mia)
    assert shown.content.startswith("Nothing close to")
    assert not stage.channel.history(viewer=stage.boss)


async def test_a_late_press_turns_the_page_of_its_message(stage: Stage) -> None:
    first = await stage.mia.slash(stage.channel, "quote", words="marzipan")
    shown = seen.words(first)
    await stage.mia.click(seen.response(first).message, label="Next (2 of 2)")
    assert callbacks(stage)[1:] == [discord.InteractionResponseType.deferred_message_update]
    assert seen.words(first) != shown


async def test_files_are_sent_late(stage: Stage) -> None:
    for command in ("privacy export", "saved export"):
        result = await stage.mia.slash(stage.channel, command)
        assert result.ephemeral
        assert seen.response(result).message.attachments


async def test_a_form_that_would_open_late_is_asked_for_again(stage: Stage) -> None:
    found = await stage.mia.slash(stage.channel, "quote", words=PROMISE)
    await stage.mia.click(seen.response(found).message, label="More")
    result = await stage.mia.click(stage.channel.history(viewer=stage.mia)[-1], label="Wrong?")
    assert result.modal is None
    assert stage.channel.history(viewer=stage.mia)[-1].content == errors.FORM_LATE
