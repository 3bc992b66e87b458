"""The client: registration, errors, addresses, start and end."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from functools import partial
from typing import Any

import discord
import pytest
import structlog
from aiohttp import web
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot import connecting
from bot.client import PullquoteBot
from bot.errors import DiscordError, StoreError
from bot.registration import register, sync
from tests.support import seen
from tests.support.stage import NOW, Stage, build_bot

Failing = Callable[[discord.Interaction[Any]], Coroutine[Any, Any, None]]


def registrations(stage: Stage) -> int:
    """Count how often the commands were registered."""
    return sum(
        request.method == "PUT" and request.path.endswith("/commands")
        for request in stage.env.http_requests
    )


async def add_command(stage: Stage, callback: Failing) -> PullquoteBot:
    """Restart with one more command, which does what the test says."""
    bot = build_bot(stage.library, stage.store)
    bot.tree.command(name="extra", description="Do what the test says.")(callback)
    await stage.env.restart_bot(bot)
    return bot


async def test_commands_are_registered_only_when_they_changed(stage: Stage) -> None:
    assert registrations(stage) == 1
    await stage.restart()
    assert registrations(stage) == 1

    async def answer(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("There.")

    await add_command(stage, answer)
    assert registrations(stage) == 2
    await stage.mia.slash(stage.channel, "extra")


async def test_commands_can_be_registered_unchanged(stage: Stage) -> None:
    bot = stage.env.bot
    assert isinstance(bot, PullquoteBot)
    assert not await register(bot, notes=stage.store, force=False)
    assert await register(bot, notes=stage.store, force=True)
    assert registrations(stage) == 2


async def test_commands_can_be_used_in_servers_and_dms_and_installed_to_both(stage: Stage) -> None:
    registered = next(
        request.json for request in stage.env.http_requests if request.method == "PUT"
    )
    assert registered
    for command in registered:
        of_servers = command["name"] in {"daily", "doctor", "library", "setup"}
        assert set(command["contexts"]) == ({0} if of_servers else {0, 1, 2})
        assert set(command["integration_types"]) == ({0} if of_servers else {0, 1})


async def test_nothing_is_ever_pinged_and_no_intent_is_privileged(stage: Stage) -> None:
    bot = stage.env.bot
    assert bot.allowed_mentions is not None
    assert bot.allowed_mentions.to_dict() == {"parse": []}
    privileged = discord.Intents(members=True, presences=True, message_content=True)
    assert not bot.intents.value & privileged.value


async def test_an_unexpected_error_is_answered_with_a_sentence_and_a_reference(
    stage: Stage,
) -> None:
    async def break_down(_interaction: discord.Interaction[Any]) -> None:
        secret = "hunter2"
        raise ZeroDivisionError(len(secret))

    await add_command(stage, break_down)
    with structlog.testing.capture_logs() as logs:
        result = await stage.mia.slash(stage.channel, "extra")
    assert result.ephemeral
    (failed,) = [line for line in logs if line["event"] == "command failed"]
    assert f"`{failed['reference']}`" in seen.words(result)
    assert isinstance(failed["exc_info"], ZeroDivisionError)
    assert "hunter2" not in str(logs)
    assert len(stage.env.errors) == 1


async def test_errors_for_the_operator_are_not_shown_to_members(stage: Stage) -> None:
    async def lose_the_database(_interaction: discord.Interaction[Any]) -> None:
        raise StoreError("The database /srv/here cannot be used.")

    await add_command(stage, lose_the_database)
    result = await stage.mia.slash(stage.channel, "extra")
    assert "/srv" not in seen.words(result)
    assert "Something went wrong on my side" in seen.words(result)
    assert len(stage.env.errors) == 1


async def test_an_error_after_the_answer_is_shown_too(stage: Stage) -> None:
    async def answer_then_break(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("Here it")
        raise ZeroDivisionError

    await add_command(stage, answer_then_break)
    result = await stage.mia.slash(stage.channel, "extra")
    (told,) = result.followups
    assert told.ephemeral
    assert "Something went wrong on my side" in told.content
    assert len(stage.env.errors) == 1


async def test_an_answer_that_comes_too_late_is_logged(stage: Stage) -> None:
    async def dawdle(interaction: discord.Interaction[Any]) -> None:
        await asyncio.sleep(60)
        await interaction.response.send_message("There.")

    await add_command(stage, dawdle)
    with structlog.testing.capture_logs() as logs:
        result = await stage.mia.slash(stage.channel, "extra")
        await stage.env.advance_time(60)
    assert not result.acknowledged
    assert "answered too late or twice" in [line["event"] for line in logs]
    assert len(stage.env.errors) == 1


async def test_a_command_that_no_longer_exists_says_so(stage: Stage) -> None:
    async def vanish(_interaction: discord.Interaction[Any]) -> None:
        raise AssertionError

    bot = await add_command(stage, vanish)
    bot.tree.remove_command("extra")
    result = await stage.mia.slash(stage.channel, "extra")
    assert seen.words(result).startswith("This command has changed")
    assert len(stage.env.errors) == 1


async def test_a_button_that_fails_is_answered_like_a_command(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "quote", words="marzipan")
    stage.env.inject_error("POST", "/interactions/*/callback", status=400)
    pressed = await stage.mia.click(seen.response(result).message, label="Context")
    assert pressed.ephemeral
    assert "Something went wrong on my side" in seen.words(pressed)
    assert len(stage.env.errors) == 1


async def test_nothing_is_raised_if_discord_accepts_no_answer(stage: Stage) -> None:
    stage.env.inject_error("POST", "/interactions/*/callback", status=400, times=None)
    with structlog.testing.capture_logs() as logs:
        result = await stage.mia.slash(stage.channel, "quote", words="marzipan")
    assert not result.acknowledged
    assert [line["event"] for line in logs] == ["command failed", "answer refused", "interaction"]
    assert len(stage.env.errors) == 1


@pytest.fixture
async def discord_saying(
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncGenerator[Callable[[int], Coroutine[Any, Any, None]]]:
    """Run a server on loopback in place of Discord that answers everything with one status."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    runners: list[web.AppRunner] = []

    async def start(status: int) -> None:
        async def answer(_request: web.Request) -> web.Response:
            return web.json_response({"message": "no", "code": 0}, status=status)

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", answer)
        runner = web.AppRunner(app)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        _, port = runner.addresses[0][:2]
        connecting.use_addresses(api=f"http://127.0.0.1:{port}", gateway=f"ws://127.0.0.1:{port}")

    yield start
    for runner in runners:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("status", "sentence"), [(401, "Discord refused the token"), (403, "Discord answered 403")]
)
@pytest.mark.parametrize("command", ["run", "sync"])
async def test_a_refusal_is_reported_in_a_sentence(
    stage: Stage, discord_saying: Any, status: int, sentence: str, command: str
) -> None:
    await discord_saying(status)
    bot = PullquoteBot(stage.library, notes=stage.store, clock=lambda: NOW)
    serve = connecting.run if command == "run" else partial(sync, notes=stage.store)
    with pytest.raises(DiscordError, match=sentence):
        await serve(bot, token="a.b.c")


async def test_an_unreachable_discord_is_waited_for_and_told_at_the_1st_2nd_4th_try(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Route, "BASE", "http://127.0.0.1:1")
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 7:
            raise DiscordError("Enough.")

    bot = PullquoteBot(stage.library, notes=stage.store, clock=lambda: NOW, sleep=sleep)
    with (
        structlog.testing.capture_logs() as logs,
        pytest.raises(DiscordError, match=r"Enough\."),
    ):
        await connecting.run(bot, token="a.b.c")
    assert pauses == [2, 4, 8, 16, 32, 60, 60]
    told = [line for line in logs if line["event"] == "job failed"]
    assert [line["tries"] for line in told] == [1, 2, 4]
    assert all(line["exc_info"] is None for line in told)
    (failure,) = bot.failures.lasting
    assert failure.cause.startswith("Discord cannot be reached")
