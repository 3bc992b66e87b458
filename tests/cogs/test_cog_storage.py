"""What members see while the index or the file of the database is damaged or gone."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import simcord

from bot.client import PullquoteBot
from bot.command_tree import NEEDS_DATABASE, NEEDS_INDEX
from bot.ui.errors import AWAY, PREPARING
from tests.cogs.test_cog_messages import last, me, told
from tests.support import seen
from tests.support.damage import ruin_index
from tests.support.stage import HARBOUR, Stage, episodes, fill, open_stage

SAID = "sailor pray in two languages"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncGenerator[Stage]:
    await fill(tmp_path, episodes())
    async with open_stage(tmp_path) as stage:
        yield stage


def failing(stage: Stage) -> set[str]:
    assert isinstance(stage.env.bot, PullquoteBot)
    return {one.job for one in stage.env.bot.failures.lasting}


def is_refused(result: simcord.InteractionResult, sentence: str) -> bool:
    return bool(result.ephemeral) and sentence in seen.words(result)


async def test_nobody_is_told_that_there_is_nothing_while_the_index_is_damaged(
    stage: Stage, tmp_path: Path
) -> None:
    mia = stage.mia
    shown = seen.response(await mia.slash(stage.channel, "quote", words="lighthouse")).message
    ruin_index(tmp_path)
    for command, given in (
        ("quote", {"words": SAID}),
        ("topic", {"name": "tides"}),
        ("ask", {"question": "Who kept the northern lighthouse?"}),
    ):
        assert is_refused(await mia.slash(stage.channel, command, **given), PREPARING), command
    assert not await mia.autocomplete(stage.channel, "quote", "words", "sail")
    await mia.send(stage.channel, f"{me(stage)} {HARBOUR[8]}")
    assert PREPARING in told(last(stage))
    # What is known by its id is read from the store.
    assert "In context" in seen.words(await mia.click(shown, label="Context"))
    assert failing(stage) == {NEEDS_INDEX}
    assert stage.env.errors
    await stage.library.refresh()
    assert HARBOUR[5] in seen.words(await mia.slash(stage.channel, "quote", words=SAID))


async def test_members_search_on_while_the_file_of_the_database_is_gone(
    stage: Stage, tmp_path: Path
) -> None:
    mia, file = stage.mia, tmp_path / "library.db"
    shown = seen.response(await mia.slash(stage.channel, "quote", words="lighthouse")).message
    more = seen.response(await mia.click(shown, label="More")).message
    moved = file.rename(tmp_path / "moved.db")
    assert HARBOUR[5] in seen.words(await mia.slash(stage.channel, "quote", words=SAID))
    assert "In context" in seen.words(await mia.click(shown, label="Context"))
    assert is_refused(await mia.click(more, label="Save"), AWAY)
    assert is_refused(await mia.slash(stage.channel, "saved list"), AWAY)
    assert not file.exists()
    assert NEEDS_DATABASE in failing(stage)
    assert stage.env.errors
    moved.rename(file)
    assert not is_refused(await mia.click(more, label="Save"), AWAY)
    assert len(await stage.store.members.saved_by(mia.id)) == 1
