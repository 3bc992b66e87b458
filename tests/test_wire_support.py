"""The loopback Discord itself, held to what a plain discord.py bot makes of it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.support import contract
from tests.support.echo import EchoBot
from tests.support.wire import Fault, LoopbackDiscord

CALLBACK = "/interactions/*/*/callback"


@pytest.fixture(autouse=True)
def _quick(  # pyright: ignore[reportUnusedFunction]  pytest uses it
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # discord.py waits a second and more before it tries again.
    async def pause(seconds: float, result: Any = None) -> Any:
        return await sleep(min(seconds, 0.01), result)

    sleep = asyncio.sleep
    monkeypatch.setattr("discord.http.asyncio.sleep", pause)


@asynccontextmanager
async def echo(
    server: LoopbackDiscord, monkeypatch: pytest.MonkeyPatch, **options: Any
) -> AsyncGenerator[EchoBot, None]:
    monkeypatch.setattr(Route, "BASE", server.api)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway))
    async with EchoBot(**options) as bot:
        running = asyncio.create_task(bot.start(server.token))
        try:
            await server.ready()
            yield bot
        finally:
            await bot.close()
            await asyncio.wait([running])
            running.result()


async def test_a_bot_logs_in_registers_and_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    async with LoopbackDiscord() as server, echo(server, monkeypatch):
        answer = await server.slash("say", {"words": "There it is"})
        assert answer.text == "There it is"
        assert not answer.ephemeral
        assert [(known.method, known.path) for known in server.requests[:3]] == [
            ("GET", "/users/@me"),
            ("GET", "/oauth2/applications/@me"),
            ("PUT", f"/applications/{server.world.bot.id}/commands"),
        ]
        assert {known["name"] for known in server.commands} >= {"say", "slow", "Length of this"}


async def test_a_member_may_be_named_and_be_alone_with_the_bot(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with LoopbackDiscord() as server, echo(server, monkeypatch):
        told = {"words": "hello", "whom": server.world.bob}
        answer = await server.slash("say", told, dm=True)
        assert (answer.text, answer.ephemeral) == ("bob: hello", True)
        again = await server.click(answer.shown, answer.buttons["Again"])
        assert again.text == "1 times"


async def test_choices_are_offered_while_a_member_types(monkeypatch: pytest.MonkeyPatch) -> None:
    async with LoopbackDiscord() as server, echo(server, monkeypatch):
        choices = await server.autocomplete("say", option="words", value="mile")
        assert choices == [{"name": "Half A Mile", "value": "half a mile"}]


async def test_a_button_answers_again_and_after_a_restart(monkeypatch: pytest.MonkeyPatch) -> None:
    async with LoopbackDiscord() as server:
        async with echo(server, monkeypatch):
            answer = await server.slash("say", {"words": "Press"})
            assert (await server.click(answer.shown, answer.buttons["Again"])).text == "1 times"
        await server.gone()
        async with echo(server, monkeypatch):
            again = await server.click(answer.shown, answer.buttons["Again"], user=server.world.bob)
            assert again.text == "2 times"
            assert again.shown is answer.shown
            with pytest.raises(LookupError, match="no 'again:0' to press"):
                await server.click(answer.shown, "again:0")


async def test_a_deferred_answer_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    async with LoopbackDiscord() as server, echo(server, monkeypatch):
        answer = await server.slash("slow")
        assert (answer.text, answer.ephemeral, answer.edits) == ("Found", True, 1)
        await answer.followed()
        assert answer.followups[0]["content"] == "and more"


async def test_files_are_uploaded_and_messages_edited_and_deleted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with LoopbackDiscord() as server, echo(server, monkeypatch):
        answer = await server.slash("card")
        await server.asked("DELETE", "/webhooks/*")
        assert answer.message is None
        assert answer.followups[0]["content"] == "card.png, A card"
        assert server.made("POST", CALLBACK)[0].files == ("card.png",)


async def test_subcommands_choices_menus_and_layouts_work(monkeypatch: pytest.MonkeyPatch) -> None:
    async with LoopbackDiscord() as server, echo(server, monkeypatch):
        answer = await server.slash("shelf episodes", {"order": 1})
        assert answer.text == "Order\n1\nEnd"
        assert answer.followups == []
        picked = await server.click(answer.shown, "pick", values=["1"])
        assert picked.text == "Picked 1"
        with pytest.raises(LookupError, match="order can be"):
            await server.slash("shelf episodes", {"order": 2})


async def test_a_bot_can_look_around(monkeypatch: pytest.MonkeyPatch) -> None:
    async with LoopbackDiscord() as server, echo(server, monkeypatch) as bot:
        alice, home = server.world.alice, server.guilds[0]
        assert (await bot.fetch_guild(int(home.id), with_counts=False)).name == home.name
        dm = await bot.create_dm(discord.Object(int(alice.id)))
        sent = await dm.send("Hello")
        assert (await dm.fetch_message(sent.id)).content == "Hello"
        assert await bot.fetch_channel(dm.id) == dm
        assert await bot.tree.fetch_commands() != []
        for unknown in (bot.fetch_guild(5), bot.fetch_channel(5), dm.fetch_message(5)):
            with pytest.raises(discord.NotFound):
                await unknown


async def test_commands_of_one_server_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    async with LoopbackDiscord() as server, echo(server, monkeypatch) as bot:
        home = discord.Object(int(server.guilds[0].id))
        bot.tree.copy_global_to(guild=home)
        await bot.tree.sync(guild=home)
        assert (await server.slash("say", {"words": "here"})).text == "here"
        assert len(await bot.tree.fetch_commands(guild=home)) == len(server.commands)


async def test_messages_are_posted_edited_and_read(monkeypatch: pytest.MonkeyPatch) -> None:
    async with LoopbackDiscord() as server, echo(server, monkeypatch):
        answer = await server.slash("post")
        assert answer.text == "True, ['Once only']"


async def test_a_message_command_gets_its_message(monkeypatch: pytest.MonkeyPatch) -> None:
    async with LoopbackDiscord() as server, echo(server, monkeypatch):
        answer = await server.slash("say", {"words": "four"})
        assert (await server.use_on("Length of this", answer.shown)).text == "4"


@pytest.mark.parametrize(
    "fault",
    [
        Fault("POST", CALLBACK, status=429),
        Fault("POST", CALLBACK, status=500),
        Fault("POST", CALLBACK, status=502),
    ],
    ids=lambda fault: str(fault.status),
)
async def test_a_request_that_fails_for_now_is_made_again(
    monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    async with LoopbackDiscord() as server, echo(server, monkeypatch):
        server.faults.add(fault, times=2)
        answer = await server.slash("say", {"words": "patience"})
        assert answer.text == "patience"
        tried = await server.asked("POST", CALLBACK, times=3)
        assert [known.status for known in tried] == [fault.status, fault.status, 200]


async def test_an_answer_whose_acknowledgement_is_lost_is_not_doubled(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with LoopbackDiscord() as server, echo(server, monkeypatch):
        server.faults.add(Fault("POST", CALLBACK, status=502, after=True))
        answer = await server.slash("say", {"words": "once"})
        tried = await server.asked("POST", CALLBACK, times=2)
        assert [known.status for known in tried] == [502, 400]
        assert answer.text == "once"
        assert len(server.world.messages) == 1
    assert "already been acknowledged" in caplog.text


@pytest.mark.parametrize("after", [False, True])
async def test_a_cut_connection_reaches_the_bot_as_an_error(
    monkeypatch: pytest.MonkeyPatch, *, after: bool
) -> None:
    async with LoopbackDiscord() as server, echo(server, monkeypatch) as bot:
        server.faults.add(Fault("POST", "/channels/*/messages", status=None, after=after))
        channel = bot.get_partial_messageable(int(server.guilds[0].channel))
        with pytest.raises(aiohttp.ClientError):
            await channel.send("Is it there?")
        assert [message.content async for message in channel.history()] == ["Is it there?"] * after


async def test_a_429_without_via_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async with LoopbackDiscord() as server, echo(server, monkeypatch) as bot:
        server.faults.add(Fault("GET", "/channels/*", status=429, via=False))
        with pytest.raises(discord.HTTPException):
            await bot.fetch_channel(int(server.guilds[0].channel))


@pytest.mark.parametrize("code", [None, 4000, 1000])
async def test_a_broken_line_is_resumed_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch, code: int | None
) -> None:
    async with LoopbackDiscord() as server, echo(server, monkeypatch):
        await server.cut_socket(code=code)
        answer = await server.slash("say", {"words": "still here"})
        assert answer.text == "still here"
        assert [socket.path for socket in server.gateway_server.sockets] == ["/gateway", "/resume"]
        assert [known["op"] for known in server.gateway_server.received].count(6) == 1


async def test_a_bot_asked_to_reconnect_resumes(monkeypatch: pytest.MonkeyPatch) -> None:
    async with LoopbackDiscord() as server, echo(server, monkeypatch):
        await server.ask_to_reconnect()
        await server.gone()
        assert (await server.slash("say", {"words": "back"})).text == "back"


async def test_a_session_declared_over_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    async with LoopbackDiscord() as server, echo(server, monkeypatch):
        await server.invalidate_session()
        await server.gone()
        await server.ready()
        assert (await server.slash("say", {"words": "anew"})).text == "anew"
        assert [known["op"] for known in server.gateway_server.received].count(2) == 2


async def test_a_session_that_discord_has_forgotten_is_begun_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with LoopbackDiscord() as server, echo(server, monkeypatch):
        lines = server.gateway_server.live()
        server.gateway_server.sessions.clear()
        for session in lines:
            assert session.socket
            session.socket.cut()
        await server.ready()
        assert [known["op"] for known in server.gateway_server.received].count(2) == 2


async def test_several_shards_hold_their_own_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    async with LoopbackDiscord(shards=2) as server, echo(server, monkeypatch) as bot:
        await server.ready(shards=2)
        assert bot.shard_count == 2
        for guild in server.guilds:
            assert (
                await server.slash("say", {"words": guild.name}, guild=guild)
            ).text == guild.name


async def test_a_wrong_token_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async with LoopbackDiscord() as server:
        monkeypatch.setattr(Route, "BASE", server.api)
        async with EchoBot() as bot:
            with pytest.raises(discord.LoginFailure):
                await bot.login("another")
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway))
        async with EchoBot() as bot:
            await bot.login(server.token)
            bot.http.token = "another"
            with pytest.raises(discord.GatewayNotFound):
                await bot.connect()


async def test_patience_ends_with_what_was_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.support.wire.waiting.PATIENCE", 0.0)
    async with LoopbackDiscord() as server:
        with pytest.raises(AssertionError, match="in vain for the bot to be ready"):
            await server.ready()


async def test_what_discord_would_refuse_fails_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    contract.require()
    with pytest.raises(contract.ContractViolation, match="2001"):
        async with LoopbackDiscord() as server, echo(server, monkeypatch):
            assert (await server.slash("wrong")).text == "shorter"


async def test_what_a_member_could_not_do_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async with LoopbackDiscord() as server, echo(server, monkeypatch):
        with pytest.raises(LookupError, match="not registered 'shout'"):
            await server.slash("shout")
        with pytest.raises(LookupError, match="missing options"):
            await server.slash("say")
        with pytest.raises(TypeError, match="words cannot be 5"):
            await server.slash("say", {"words": 5})
        elsewhere = server.world.new_guild("Elsewhere", joined=False)
        with pytest.raises(LookupError, match="not offered"):
            await server.slash("say", {"words": "hello"}, guild=elsewhere)
