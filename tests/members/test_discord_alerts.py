"""Alerts over the loopback: each is told once, whatever Discord and the process do meanwhile."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest

from bot.alerting.sender import AlertSender
from bot.daily.rate_limiter import RateLimiter
from bot.discord_alerts import DiscordAlerts
from tests.members.conftest import Club
from tests.support import seen
from tests.support.connected import connected, poster_of
from tests.support.wire import Fault, LoopbackDiscord
from tests.support.wire.objects import thread

POSTS = "/channels/*/messages"
THREAD = 7_100


@dataclass(slots=True)
class Wire:
    """A club whose alerts are sent over the wire."""

    club: Club
    loopback: LoopbackDiscord
    client: discord.Client
    later: timedelta = timedelta()

    @property
    def alice(self) -> int:
        return int(self.loopback.world.alice.id)

    @property
    def server(self) -> int:
        return int(self.loopback.guilds[0].id)

    async def matched(
        self, *phrases: str, server: int | None = None, thread: int | None = None
    ) -> None:
        """Let alerts of Alice match a new episode."""
        for phrase in phrases:
            await self.club.members.alerts.add(self.alice, phrase, server=server, thread=thread)
        await self.club.add("new", server=server)
        await self.club.members.alerts.scan()

    async def send(self, **later: float) -> None:
        """Send what is due after a while, as a new process does."""
        self.later += timedelta(**later)
        self.club.now = datetime.now(UTC) + self.later
        sender = AlertSender(
            self.club.library,
            self.club.store.members,
            DiscordAlerts(poster_of(self.client)),
            clock=lambda: self.club.now,
            seconds=self.club.now.timestamp,
            rate_limiter=RateLimiter(1000, clock=lambda: self.club.now, sleep=asyncio.sleep),
            owner=f"after {self.later}",
        )
        await sender.run_once()

    def forget_nonces(self) -> None:
        """Let Discord forget all nonces, as it does after some minutes."""
        for message in self.loopback.world.messages.values():
            message["nonce"] = None

    @property
    def made(self) -> list[Any]:
        """The messages that exist."""
        return list(self.loopback.world.messages.values())

    async def problems(self) -> list[str]:
        return [one.untold for one in await self.club.members.alerts.known(self.alice)]

    async def open_thread(self, *, server: int) -> None:
        """Open a thread in one of the servers, and wait until the bot knows it."""
        guild = self.loopback.guilds[server]
        made = thread(
            {"id": str(THREAD), "channel_id": guild.channel},
            name="Alerts",
            owner=self.loopback.world.bot,
        ) | {"guild_id": guild.id}
        known = asyncio.ensure_future(self.client.wait_for("thread_join", timeout=20))
        await asyncio.sleep(0)
        await self.loopback.gateway_server.dispatch("THREAD_CREATE", made, guild_id=guild.id)
        await known


@pytest.fixture
async def wire(club: Club, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Wire]:
    club.now = datetime.now(UTC)
    async with connected(monkeypatch) as (loopback, client):
        yield Wire(club, loopback, client)


async def test_a_direct_message_names_its_alert_and_has_an_enforced_nonce(wire: Wire) -> None:
    await wire.matched("lighthouse")
    await wire.send()
    (sent,) = wire.loopback.made("POST", POSTS)
    (alert,) = await wire.club.members.alerts.of(wire.alice)
    assert sent.body["enforce_nonce"] is True
    assert len(sent.body["nonce"]) <= 25
    ids = seen.custom_ids_of(sent.body["components"])
    assert any(one.startswith(f"al:{alert.id}:") for one in ids)
    assert sent.body["allowed_mentions"]["parse"] == []
    assert "“lighthouse” was said in a new episode." in seen.words_in(sent.body["components"])


@pytest.mark.parametrize("forgotten", [False, True])
@pytest.mark.parametrize("count", [1, 3])
async def test_a_message_whose_answer_is_lost_is_not_doubled(
    wire: Wire, *, forgotten: bool, count: int
) -> None:
    await wire.matched(*("lighthouse", "fog", "wool")[:count])
    wire.loopback.faults.add(Fault("POST", POSTS, None, after=True))
    await wire.send()
    if forgotten:
        wire.forget_nonces()
    await wire.send(minutes=5)
    await wire.send(minutes=5)
    assert len(wire.made) == 1
    assert await wire.problems() == [""] * count


async def test_a_message_that_was_made_before_a_kill_is_not_doubled(wire: Wire) -> None:
    await wire.matched("lighthouse", "fog")
    held = Fault("POST", POSTS, 200, after=True, seconds=20)
    wire.loopback.faults.add(held)
    killed = asyncio.create_task(wire.send())
    await wire.loopback.asked("POST", POSTS)
    assert len(wire.made) == 1
    killed.cancel()  # it has sent, and not recorded
    await asyncio.gather(killed, return_exceptions=True)
    wire.forget_nonces()
    await wire.send(minutes=3)
    assert len(wire.made) == 1
    assert await wire.problems() == ["", ""]
    assert await wire.club.store.members.open_matches(wire.club.now, limit=9) == ()


@pytest.mark.parametrize(
    "fault",
    [
        Fault("POST", POSTS, 503),
        Fault("POST", POSTS, None),
        Fault("POST", POSTS, 429, via=False),
        Fault("POST", "/users/@me/channels", 500),
    ],
)
async def test_a_failed_message_is_sent_later(wire: Wire, fault: Fault) -> None:
    await wire.matched("lighthouse")
    wire.loopback.faults.add(fault)
    await wire.send()
    for _ in range(4):
        await wire.send(minutes=9)
    assert len(wire.made) == 1
    assert await wire.problems() == [""]


async def test_closed_direct_messages_keep_the_alert_and_are_told_in_the_list(wire: Wire) -> None:
    await wire.matched("lighthouse")
    wire.loopback.faults.add(Fault("POST", POSTS, 403, code=50007))
    await wire.send()
    await wire.send(hours=1)
    assert wire.made == []
    assert await wire.problems() == ["refused"]
    assert len(wire.loopback.made("POST", POSTS)) == 1


async def test_a_thread_of_the_server_gets_a_private_line_and_mentions_the_member(
    wire: Wire,
) -> None:
    await wire.open_thread(server=0)
    await wire.matched("lighthouse", server=wire.server, thread=THREAD)
    await wire.send()
    (sent,) = wire.loopback.made("POST", f"/channels/{THREAD}/messages")
    assert f"<@{wire.alice}>" in seen.words_in(sent.body["components"])
    assert [str(one) for one in sent.body["allowed_mentions"]["users"]] == [str(wire.alice)]


async def test_a_thread_of_another_server_gets_nothing(wire: Wire) -> None:
    await wire.open_thread(server=1)
    await wire.matched("lighthouse", server=wire.server, thread=THREAD)
    await wire.send()
    assert wire.made == []
    assert await wire.problems() == ["refused"]


async def test_nothing_is_told_of_a_server_that_the_bot_has_left(wire: Wire) -> None:
    await wire.matched("lighthouse", server=5)
    await wire.send()
    assert wire.made == []
    assert await wire.problems() == ["left"]
