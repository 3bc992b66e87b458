"""`/help` and `/about`, as members see them."""

import re

from discord import app_commands

from bot import __version__
from bot.client import PullquoteBot
from tests.support import seen
from tests.support.managing import press
from tests.support.stage import Stage


async def test_help_shows_the_four_commands_with_examples_that_find_something(
    stage: Stage,
) -> None:
    result = await stage.mia.slash(stage.channel, "help")
    assert result.ephemeral
    told = seen.words(result)
    assert re.findall(r"\*\*/(\w+)\*\*", told) == ["quote", "topic", "summary", "ask"]
    examples = dict(re.findall(r"`/(\w+) \w+: (.+)`", told))
    for command, option in (("quote", "words"), ("topic", "name"), ("ask", "question")):
        found = await stage.mia.slash(stage.channel, command, **{option: examples[command]})
        assert not found.ephemeral
    assert "`/summary`" in told


async def test_managers_get_their_commands_by_a_button(stage: Stage) -> None:
    result = await stage.boss.slash(stage.channel, "help")
    assert seen.buttons(result) == ["For managers"]
    told = await press(stage, result, "For managers")
    assert isinstance(stage.env.bot, PullquoteBot)
    for command in stage.env.bot.tree.walk_commands():
        managed = (command.root_parent or command).default_permissions is not None
        if isinstance(command, app_commands.Command):
            head = f"**/{command.qualified_name}** – {command.description}"
            assert (head in told) == managed


async def test_members_get_no_button_for_managers(stage: Stage) -> None:
    for result in (
        await stage.mia.slash(stage.channel, "help"),
        await stage.loner.slash("help"),
    ):
        assert seen.buttons(result) == []
        assert "/daily" not in seen.words(result)


async def test_help_of_an_empty_library_has_no_examples(bare: Stage) -> None:
    told = seen.words(await bare.mia.slash(bare.channel, "help"))
    assert "**/quote**" in told
    assert "`" not in told


async def test_about_counts_what_this_server_can_search(stage: Stage) -> None:
    here = await stage.mia.slash(stage.channel, "about")
    assert here.ephemeral
    assert "2 shows, 3 episodes, 21 quotes" in seen.words(here)
    assert f"Version {__version__}" in seen.words(here)
    there = await stage.stranger.slash(stage.elsewhere, "about")
    assert "1 show, 2 episodes, 18 quotes" in seen.words(there)
    alone = await stage.loner.slash("about")
    assert "1 show, 2 episodes, 18 quotes" in seen.words(alone)


async def test_about_an_empty_library_says_so(bare: Stage) -> None:
    result = await bare.mia.slash(bare.channel, "about")
    assert "No episodes yet." in seen.words(result)
