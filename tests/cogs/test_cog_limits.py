"""What a member is told who asks for too much at once, and what managers can do all the same."""

import pytest
import simcord

from bot.cooldowns import LIMITS, Cooldowns, Use
from bot.observations import Observation, Refusal
from tests.support import seen
from tests.support.stage import Stage, build_bot

LINE = "promise made to strangers"
TOLD = "That was a lot at once. Try again in "


@pytest.fixture
def refusals() -> list[Observation]:
    return []


@pytest.fixture
async def limited(stage: Stage, refusals: list[Observation]) -> Stage:
    """A stage whose members have limits, in a time that stands still."""
    cooldowns = Cooldowns(clock=lambda: 0.0, observe=refusals.append)
    await stage.env.restart_bot(build_bot(stage.library, stage.store, cooldowns=cooldowns))
    return stage


async def test_a_flood_by_one_member_is_refused_with_a_private_sentence_and_others_are_answered(
    limited: Stage, refusals: list[Observation]
) -> None:
    stage = limited
    answer = await stage.mia.slash(stage.channel, "quote", words=LINE)
    for _ in range(LIMITS["command"].burst - 1):
        assert not (await stage.mia.slash(stage.channel, "quote", words=LINE)).ephemeral
    refused = await stage.mia.slash(stage.channel, "quote", words=LINE)
    assert (refused.ephemeral, seen.words(refused)) == (True, f"{TOLD}3 seconds.")
    for _ in range(LIMITS["press"].burst):
        await stage.mia.click(seen.response(answer).message, label="Context")
    pressed = await stage.mia.click(seen.response(answer).message, label="Context")
    assert (pressed.ephemeral, seen.words(pressed)) == (True, f"{TOLD}1 second.")
    for _ in range(LIMITS["autocomplete"].burst):
        assert await stage.mia.autocomplete(stage.channel, "quote", "words", "light")
    assert await stage.mia.autocomplete(stage.channel, "quote", "words", "light") == []
    assert refusals == [Refusal("command"), Refusal("press"), Refusal("autocomplete")]
    assert not (await stage.jonas.slash(stage.channel, "quote", words=LINE)).ephemeral
    assert len(stage.env.errors) == 2


async def test_a_manager_who_has_searched_too_much_can_still_hide_a_line(limited: Stage) -> None:
    stage = limited
    assert TOLD in await last(stage.boss, stage, "command", "quote", words=LINE)
    listed = await stage.boss.slash(stage.channel, "library list")
    assert TOLD not in seen.words(listed)
    await stage.open_to_all("library")
    # Who does not manage has the limit of members.
    assert TOLD in await last(stage.mia, stage, "command", "library list")
    assert len(stage.env.errors) > 2


async def test_what_costs_much_has_a_lower_limit(
    limited: Stage, refusals: list[Observation]
) -> None:
    stage = limited
    assert await last(stage.mia, stage, "costly", "privacy export") == f"{TOLD}6 seconds."
    assert refusals == [Refusal("costly")]
    assert TOLD not in seen.words(await stage.mia.slash(stage.channel, "help"))
    assert len(stage.env.errors) == 1


async def test_a_member_who_mentions_the_bot_again_and_again_is_told_once_and_then_nothing(
    limited: Stage, refusals: list[Observation]
) -> None:
    stage = limited
    assert stage.env.bot.user
    for _ in range(8):
        await stage.mia.send(stage.channel, f"{stage.env.bot.user.mention} {LINE}")
    replies = [one for one in stage.channel.history() if one.author.bot]
    assert len(replies) == LIMITS["mention"].burst + 1
    assert sum(TOLD in str(one.components) for one in replies) == 1
    await stage.jonas.send(stage.channel, f"{stage.env.bot.user.mention} {LINE}")
    replies = [one for one in stage.channel.history() if one.author.bot]
    assert len(replies) == LIMITS["mention"].burst + 2
    assert {one.kind for one in refusals if isinstance(one, Refusal)} == {"mention", "told"}


async def last(
    member: simcord.MemberActor, stage: Stage, use: Use, command: str, **options: object
) -> str:
    """Use a command once more than its limit allows, and return the words of the last answer."""
    for _ in range(LIMITS[use].burst):
        await member.slash(stage.channel, command, **options)
    return seen.words(await member.slash(stage.channel, command, **options))
