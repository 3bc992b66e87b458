"""The commands for messages, and the answers to messages that mention the bot."""

import discord
import pytest

from bot.client import PullquoteBot
from tests.support import seen
from tests.support.stage import BAKERY, HARBOUR, SECRET, Stage

FIND, SIMILAR = "Find this in the podcast", "More like this"


def me(stage: Stage) -> str:
    assert isinstance(stage.env.bot, PullquoteBot)
    assert stage.env.bot.user is not None
    return stage.env.bot.user.mention


def last(stage: Stage) -> discord.Message:
    assert stage.channel.last_message is not None
    return stage.channel.last_message


def told(message: discord.Message | None) -> str:
    assert message is not None
    return seen.words_in([one.to_dict() for one in message.components]) or message.content


async def test_a_message_that_quotes_a_line_leads_to_it_in_private(stage: Stage) -> None:
    said = await stage.jonas.send(stage.channel, "lol a *promise* made to strangers")
    result = await stage.mia.context_menu(stage.channel, FIND, said)
    assert result.ephemeral
    assert HARBOUR[1] in seen.words(result)


async def test_a_long_message_is_searched_sentence_by_sentence(stage: Stage) -> None:
    chat = "I was on the bus today and had to laugh out loud about the whole thing again. " * 4
    said = await stage.jonas.send(stage.channel, f"{chat}{BAKERY[1]}")
    result = await stage.mia.context_menu(stage.channel, FIND, said)
    assert BAKERY[1] in seen.words(result)


async def test_a_message_that_quotes_nothing_is_told_so(stage: Stage) -> None:
    said = await stage.jonas.send(stage.channel, "quarterly zebra accountancy")
    result = await stage.mia.context_menu(stage.channel, FIND, said)
    assert result.ephemeral
    assert seen.words(result).startswith("Nothing close to")


async def test_a_message_without_words_is_refused_in_one_sentence(stage: Stage) -> None:
    picture = await stage.jonas.send(stage.channel, attachments=[("cat.png", b"x")])
    for menu in (FIND, SIMILAR):
        result = await stage.mia.context_menu(stage.channel, menu, picture)
        assert result.ephemeral
        assert seen.words(result) == (
            "There are no words in this message to look for: choose one with text."
        )
    assert len(stage.env.errors) == 2


async def test_passages_like_a_line_of_ours_leave_that_line_out(stage: Stage) -> None:
    await stage.mia.slash(stage.channel, "quote", words="promise made to strangers")
    result = await stage.jonas.context_menu(stage.channel, SIMILAR, last(stage))
    assert result.ephemeral
    assert seen.excerpts(result)
    assert HARBOUR[1] not in seen.excerpts(result)


async def test_an_answer_of_ours_leads_to_its_line_again_after_a_restart(stage: Stage) -> None:
    await stage.mia.slash(stage.channel, "quote", words="promise made to strangers")
    await stage.restart()
    result = await stage.jonas.context_menu(stage.channel, FIND, last(stage))
    assert HARBOUR[1] in seen.words(result)


async def test_no_message_leads_to_another_servers_lines(stage: Stage) -> None:
    said = await stage.stranger.send(stage.elsewhere, SECRET[0])
    for menu in (FIND, SIMILAR):
        result = await stage.stranger.context_menu(stage.elsewhere, menu, said)
        assert SECRET[0] not in "".join(seen.excerpts(result))
    await stage.stranger.send(stage.elsewhere, f"{me(stage)} {SECRET[0]}")
    assert "> The codeword" not in told(stage.elsewhere.last_message)


@pytest.mark.parametrize(
    "reference", ["[harbour @ 1:01]", "[The Harbour Lights @ 1:02]", "[lights @ 01:01]"]
)
async def test_a_moment_in_a_mention_is_answered_with_its_line(
    stage: Stage, reference: str
) -> None:
    await stage.mia.send(stage.channel, f"{me(stage)} it was {reference}, wasn't it?")
    assert HARBOUR[1] in told(last(stage))


async def test_several_moments_are_answered_together(stage: Stage) -> None:
    await stage.mia.send(stage.channel, f"{me(stage)} [harbour @ 0:00] or [harbour @ 2:05]")
    shown = told(last(stage))
    assert HARBOUR[0] in shown
    assert HARBOUR[2] in shown


async def test_a_moment_that_leads_nowhere_is_told_with_the_form(stage: Stage) -> None:
    for reference in ("[no such show 9 @ 1:00]", "[bakery @ 1:00]"):
        await stage.mia.send(stage.channel, f"{me(stage)} {reference}")
        assert told(last(stage)).startswith("I found no line at that moment.")


async def test_words_in_a_mention_are_searched(stage: Stage) -> None:
    await stage.mia.send(stage.channel, f"{me(stage)} promise made to strangers")
    assert HARBOUR[1] in told(last(stage))
    await stage.mia.send(stage.channel, me(stage))
    assert told(last(stage)).startswith("Write the words you remember")


async def test_a_message_without_a_mention_is_left_alone(stage: Stage) -> None:
    said = await stage.mia.send(stage.channel, "[harbour @ 1:01] promise made to strangers")
    assert stage.channel.last_message is not None
    assert stage.channel.last_message.id == said.id


async def test_a_direct_message_is_answered_from_public_shows(stage: Stage) -> None:
    await stage.loner.send_dm("promise made to strangers")
    assert HARBOUR[1] in told(stage.loner.dm_channel.last_message)
    await stage.loner.send_dm(SECRET[0])
    assert "> The codeword" not in told(stage.loner.dm_channel.last_message)
