"""`/help` and `/about`, as members see them."""

from discord import app_commands

from bot import __version__
from bot.client import PullquoteBot
from tests.support import seen
from tests.support.stage import Stage


async def test_help_lists_every_command_and_option(stage: Stage) -> None:
    result = await stage.boss.slash(stage.channel, "help")
    assert result.ephemeral
    told = seen.words(result)
    assert isinstance(stage.env.bot, PullquoteBot)
    for command in stage.env.bot.tree.walk_commands():
        if isinstance(command, app_commands.Group):
            continue
        payload = command.to_dict(stage.env.bot.tree)
        assert f"**/{command.qualified_name}** – {payload['description']}" in told
        for option in payload.get("options", []):
            assert 1 < len(option["description"]) <= 100
            if command.parent is None:
                assert f"`{option['name']}`" in told
                assert option["description"] in told


async def test_commands_for_managers_are_listed_for_managers_only(stage: Stage) -> None:
    told = seen.words(await stage.boss.slash(stage.channel, "help"))
    assert "**/daily setup**" in told
    assert "**/doctor**" in told
    for result in (
        await stage.mia.slash(stage.channel, "help"),
        await stage.loner.slash("help"),
    ):
        assert "**/quote**" in seen.words(result)
        assert "/daily" not in seen.words(result)
        assert "/doctor" not in seen.words(result)


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
