"""The demo: the real bot on a page, with today's date, ending cleanly."""

import asyncio
import json
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import socket

import pytest
import simcord

from bot import demo
from bot.errors import SettingsError
from bot.library import Library
from bot.store import Store
from tests.support import seen
from tests.support.stage import BAKERY, HARBOUR, episodes, fill, open_library


@pytest.fixture
async def library(tmp_path: Path) -> AsyncGenerator[tuple[Store, Library]]:
    await fill(tmp_path, episodes())
    async with open_library(tmp_path) as opened:
        yield opened


async def test_a_member_is_answered_on_todays_date(library: tuple[Store, Library]) -> None:
    store, shelf = library
    async with demo.open_channel(shelf, store) as preview:
        mia, jonas = preview.viewers
        assert isinstance(mia, simcord.MemberActor)
        result = await mia.slash(preview.channel, "quote", words="promise made to strangers")
        assert HARBOUR[1] in seen.words(result)
        age = datetime.now(UTC) - seen.response(result).message.created_at
        assert abs(age) < timedelta(hours=1)
        assert jonas.name == "jonas"
        assert preview.env.bot.user is not None
        assert preview.env.bot.user.name == "Pullquote"


async def test_the_channel_opens_with_a_greeting_a_line_and_what_the_page_cannot_show(
    library: tuple[Store, Library],
) -> None:
    store, shelf = library
    async with demo.open_channel(shelf, store) as preview:
        mia, jonas = preview.viewers
        assert isinstance(mia, simcord.MemberActor)
        assert isinstance(jonas, simcord.MemberActor)
        note, greeting = preview.channel.history()
        told = seen.words_in([one.to_dict() for one in note.components])
        assert "`/quote` with the words of the message" in told
        assert "`/help`" in told
        shown = seen.words_in([one.to_dict() for one in greeting.components])
        assert any(line in shown for line in (*HARBOUR, *BAKERY))
        opened = await mia.click(greeting, label="Set up")
        assert seen.panel(opened).title == "Where to post the daily highlight?"
        refused = await jonas.click(greeting, label="Set up")
        assert refused.ephemeral
        assert "permission Manage Server" in seen.words(refused)


async def test_an_expected_error_is_an_answer_on_the_page(
    library: tuple[Store, Library],
) -> None:
    store, shelf = library
    async with demo.open_channel(shelf, store) as preview:
        mia, _ = preview.viewers
        assert isinstance(mia, simcord.MemberActor)
        before = preview.env.error_cursor
        result = await mia.slash(preview.channel, "quote", words="fog", episode="nope")
        assert seen.words(result).startswith("No episode called “nope”")
        assert preview.env.error_cursor == before


async def test_a_mentioned_channel_is_shown_by_its_name(library: tuple[Store, Library]) -> None:
    store, shelf = library
    async with demo.open_channel(shelf, store) as preview:
        mia, _ = preview.viewers
        assert isinstance(mia, simcord.MemberActor)
        await mia.slash(preview.channel, "doctor", channel=preview.channel)
        await preview.refresh()
        assert '"label": "#episodes"' in json.dumps(await preview.snapshot())


async def test_the_simulated_time_follows_the_real_one(library: tuple[Store, Library]) -> None:
    store, shelf = library
    async with demo.open_channel(shelf, store) as preview:
        begun = preview.env.now()
        async with asyncio.timeout(30):
            while preview.env.now() == begun:  # noqa: ASYNC110 - SimCord tells no one of its time
                await asyncio.sleep(0.05)


async def test_the_address_is_printed_and_the_session_ends_when_cancelled(
    library: tuple[Store, Library],
) -> None:
    store, shelf = library
    told: list[str] = []

    def ready(address: str) -> None:
        told.append(address)
        serving.cancel()

    serving = asyncio.create_task(demo.serve(shelf, store, port=None, ready=ready))
    with pytest.raises(asyncio.CancelledError):
        await serving
    assert told[0].startswith("http://127.0.0.1:")


async def test_a_port_in_use_is_reported_in_one_sentence(library: tuple[Store, Library]) -> None:
    store, shelf = library
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"port {port}.*--port"):
            await demo.serve(shelf, store, port=port, ready=print)
