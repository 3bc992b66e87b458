"""What members see while the database cannot be reached, and that all works again afterwards."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import simcord

from bot.client import PullquoteBot
from bot.command_tree import NEEDS_DATABASE
from bot.ui.errors import AWAY
from tests.cogs.test_cog_greeting import greetings, invite
from tests.cogs.test_cog_messages import last, me, told
from tests.support import postgresql, seen
from tests.support.stage import HARBOUR, Stage, episodes, fill, open_stage

FIND = "Find this in the podcast"

pytestmark = pytest.mark.skipif(not postgresql.is_installed(), reason=postgresql.ABSENT)


@dataclass(frozen=True, slots=True)
class Played:
    """A stage, and the server of its database."""

    stage: Stage
    server: postgresql.Server

    @asynccontextmanager
    async def away(self) -> AsyncGenerator[None]:
        """Stop the database during a block."""
        await asyncio.to_thread(self.server.stop)
        try:
            yield
        finally:
            await asyncio.to_thread(self.server.start)
            await self.stage.env.advance_time(1)  # for so long nothing is tried after a failure


@pytest.fixture(scope="module")
def server() -> Iterator[postgresql.Server]:
    with postgresql.running_server() as running:
        yield running


@pytest.fixture
async def played(server: postgresql.Server, tmp_path: Path) -> AsyncGenerator[Played]:
    url = await server.create(tmp_path.name)
    await fill(tmp_path, episodes(), url=url)
    async with open_stage(tmp_path, url=url) as stage:
        yield Played(stage, server)


def failing(stage: Stage) -> set[str]:
    assert isinstance(stage.env.bot, PullquoteBot)
    return {one.job for one in stage.env.bot.failures.lasting}


def is_refused(result: simcord.InteractionResult) -> bool:
    return bool(result.ephemeral) and AWAY in seen.words(result)


async def test_searches_and_pages_are_answered_while_the_database_is_away(played: Played) -> None:
    stage, mia = played.stage, played.stage.mia
    message = seen.response(await mia.slash(stage.channel, "quote", words="lighthouse")).message
    async with played.away():
        for command, given in (
            ("quote", {"words": "sailor pray in two languages"}),
            ("quote", {}),
            ("topic", {"name": "lighthouse"}),
            ("topic", {}),
            ("ask", {"question": "Who kept the northern lighthouse?"}),
            ("summary", {}),
            ("help", {}),
        ):
            answered = await mia.slash(stage.channel, command, **given)
            assert AWAY not in seen.words(answered), command
        context = await mia.click(message, label="Context")
        assert "In context" in seen.words(context)
        more = await mia.click(message, label="More")
        similar = await mia.click(seen.response(more).message, label="More on this")
        assert any(line in seen.words(similar) for line in HARBOUR)
        chapters = await mia.slash(stage.channel, "summary", episode="harbour")
        menu = seen.menus(chapters)[0]["custom_id"]
        chapter = await mia.select(seen.response(chapters).message, ["0"], custom_id=menu)
        assert HARBOUR[1] in seen.words(chapter)
        said = await mia.send(stage.channel, HARBOUR[5])
        found = await mia.context_menu(stage.channel, FIND, said)
        assert HARBOUR[5] in seen.words(found)
        await mia.send(stage.channel, f"{me(stage)} {HARBOUR[8]}")
        assert HARBOUR[8] in told(last(stage))
    assert failing(stage) == {"count of votes"}


async def test_what_needs_the_database_is_refused_in_private_and_works_again(
    played: Played,
) -> None:
    stage, mia, boss = played.stage, played.stage.mia, played.stage.boss
    shown = await mia.slash(stage.channel, "quote", words="lighthouse promise")
    message = seen.response(shown).message
    vote = next(one for one in seen.custom_ids(shown) if one.startswith("v:"))
    more = seen.response(await mia.click(message, label="More")).message

    async def tried() -> list[bool]:
        return [
            is_refused(one)
            for one in (
                await mia.click(more, label="Save"),
                await mia.click(message, custom_id=vote),
                await mia.slash(stage.channel, "saved list"),
                await mia.slash(stage.channel, "alert list"),
                await mia.slash(stage.channel, "privacy show"),
                await mia.slash(stage.channel, "top"),
                await boss.slash(stage.channel, "doctor"),
                await boss.slash(stage.channel, "library list"),
            )
        ]

    async with played.away():
        assert all(await tried())
        assert failing(stage) == {NEEDS_DATABASE}
    assert len(stage.env.errors) == 8
    assert not any(await tried())
    assert len(await stage.store.members.saved_by(mia.id)) == 1


async def test_a_server_that_joins_meanwhile_is_greeted_once(played: Played) -> None:
    stage = played.stage
    async with played.away():
        for _ in range(2):
            await invite(stage)
        assert len(greetings(stage.channel)) == 1
    await invite(stage)
    assert len(greetings(stage.channel)) == 1
