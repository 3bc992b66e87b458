"""A process posts rightly in a server whose shard another process runs."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import discord
import pytest

from bot.daily.port import OutgoingPost, RefusedError, UnclearError
from bot.daily.requests import PAUSES
from bot.daily.worker import LEASE
from bot.discord_poster import DiscordPoster
from bot.schedules import Post, Schedule
from bot.shards import Shards
from bot.store.precedence import OVERDUE
from tests.daily.conftest import START, House, build_scheduler, build_worker
from tests.support.connected import connected, poster_of
from tests.support.hits import build_hit
from tests.support.wire import Fault, LoopbackDiscord
from tests.support.wire.objects import EVERY_PERMISSION, FORUM, NEWS_CHANNEL, TEXT_CHANNEL, thread

POSTS = "/channels/*/messages"
SECOND = timedelta(seconds=1)
DAY = date(2026, 3, 29)
ADMINISTRATOR, SEND, EMBED, READ = 1 << 3, 1 << 11, 1 << 14, 1 << 16
ASKED_ONCE = ["/guilds/{guild}", "/guilds/{guild}/channels", "/guilds/{guild}/members/{bot}"]


@dataclass(frozen=True, slots=True)
class Away:
    """A Discord, and a poster whose gateway tells it nothing of the first server there."""

    loopback: LoopbackDiscord
    client: discord.Client
    poster: DiscordPoster
    schedule: Schedule

    def outgoing(self, key: str = "2026-03-29", **fields: Any) -> OutgoingPost:
        due = datetime(2026, 3, 29, 7, tzinfo=UTC)
        post = Post(self.schedule.server, key, DAY, due, quote="quote0000001")
        return OutgoingPost(post, replace(self.schedule, **fields), build_hit())

    def change_server(self, **fields: Any) -> None:
        """Change the server, of which Discord tells the process nothing."""
        self.loopback.world.guilds[0] = replace(self.loopback.guilds[0], **fields)

    def change_channel(self, channel: int | None = None, **fields: Any) -> int:
        """Change the channel of the server, or add one; return its id."""
        guild = self.loopback.guilds[0]
        number = str(channel or guild.channel)
        self.loopback.world.channels[number] = guild.channel_json() | {"id": number} | fields
        return int(number)

    def asked(self, method: str = "GET") -> list[str]:
        """List the paths of requests, without the requests of the connection itself."""
        names = {"{guild}": self.schedule.server, "{bot}": self.client.user and self.client.user.id}
        paths = [one.path for one in self.loopback.made(method, "/guilds/*")]
        for name, number in names.items():
            paths = [path.replace(str(number), name) for path in paths]
        return paths

    async def find(self, outgoing: OutgoingPost) -> int | None:
        after = datetime.now(UTC) - timedelta(hours=1)
        return await self.poster.find_own_post(outgoing.schedule.channel, outgoing, after=after)


@pytest.fixture
async def away(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Away]:
    async with connected(monkeypatch, away=True) as (loopback, client):
        guild = loopback.guilds[0]
        assert client.get_guild(int(guild.id)) is None
        schedule = Schedule(int(guild.id), int(guild.channel), time(9), "UTC")
        yield Away(loopback, client, poster_of(client), schedule)


async def test_a_text_channel_gets_its_post_and_no_publication(away: Away) -> None:
    outgoing = away.outgoing()
    assert await away.poster.language(away.schedule.server) == "en"
    await away.poster.check(away.schedule)
    message = await away.poster.post(away.schedule.channel, outgoing)
    assert message is not None
    assert await away.find(outgoing) == message
    await away.poster.publish(away.schedule.channel, message, server=away.schedule.server)
    assert not away.loopback.made("POST", "*/crosspost")
    assert away.asked() == ASKED_ONCE


async def test_an_announcement_channel_gets_a_published_post_with_a_thread(away: Away) -> None:
    away.change_channel(type=NEWS_CHANNEL)
    outgoing = away.outgoing(publish=True, thread=True)
    message = await away.poster.post(away.schedule.channel, outgoing)
    assert message is not None
    await away.poster.publish(away.schedule.channel, message, server=away.schedule.server)
    await away.poster.open_thread(away.schedule.channel, message, outgoing)
    assert [one.status for one in away.loopback.made("POST", "*/crosspost")] == [200]
    (opened,) = away.loopback.made("POST", "*/threads")
    assert opened.body["name"] == "A lighthouse is a promise made to strangers."


async def test_a_thread_is_known_by_the_settings_of_its_channel(away: Away) -> None:
    inside = thread(
        {"id": "987654321987654321", "channel_id": str(away.schedule.channel)},
        name="Lines",
        owner=away.loopback.world.bot,
    )
    inside_id = away.change_channel(987654321987654321, **inside)
    schedule = replace(away.schedule, channel=inside_id, thread=True)
    outgoing = away.outgoing(channel=inside_id, thread=True)
    await away.poster.check(schedule)
    message = await away.poster.post(inside_id, outgoing)
    assert message is not None
    await away.poster.open_thread(inside_id, message, outgoing)
    assert not away.loopback.made("POST", "*/threads")
    assert len(away.loopback.made("GET", f"/channels/{inside_id}")) == 1


async def test_a_forum_gets_a_thread_with_its_tag(away: Away) -> None:
    shape = {"moderated": False, "emoji_id": None, "emoji_name": None}
    tags = [{"id": "41", "name": "Daily", **shape}]
    away.change_channel(type=FORUM, flags=1 << 4, available_tags=tags)
    with pytest.raises(RefusedError, match="wants a tag"):
        await away.poster.post(away.schedule.channel, away.outgoing(forum=True))
    outgoing = away.outgoing(forum=True, tag=41)
    made = await away.poster.post(away.schedule.channel, outgoing)
    assert away.loopback.world.threads[str(made)]["applied_tags"] == ["41"]
    assert await away.find(outgoing) == made


async def test_a_missing_right_is_named_before_anything_is_sent(away: Away) -> None:
    guild = away.loopback.guilds[0]
    away.change_server(permissions=str(int(EVERY_PERMISSION) & ~ADMINISTRATOR))
    denied = {"id": guild.id, "type": 0, "allow": "0", "deny": str(EMBED | READ)}
    away.change_channel(permission_overwrites=[denied])
    with pytest.raises(RefusedError, match="Embed Links, Read Message History"):
        await away.poster.check(away.schedule)
    assert not away.loopback.made("POST", "/channels/*")


async def test_a_channel_that_is_gone_is_refused_by_discord(away: Away) -> None:
    away.loopback.faults.add(Fault("POST", "/channels/5/messages", 404, code=10003))
    schedule = replace(away.schedule, channel=5)
    await away.poster.check(schedule)
    with pytest.raises(RefusedError, match="The channel is gone"):
        await away.poster.post(5, away.outgoing(channel=5))


@pytest.mark.parametrize(
    "fault",
    [
        Fault("GET", "/guilds/*", 401),
        Fault("GET", "/guilds/*", 403, code=40333),
        Fault("GET", "/guilds/*", 404, body="<h1>Not found</h1>"),
    ],
)
async def test_only_discord_says_that_the_bot_is_no_longer_in_a_server(
    away: Away, fault: Fault
) -> None:
    server = away.schedule.server
    away.loopback.faults.add(fault)
    with pytest.raises(UnclearError):
        await away.poster.is_in(server)
    assert await away.poster.is_in(server)


async def test_a_server_in_an_outage_is_asked_for(away: Away) -> None:
    server, state = away.schedule.server, away.client._connection  # pyright: ignore[reportPrivateUsage] - what READY lists ends there
    told: Any = {"id": str(server), "unavailable": True}
    state._add_guild_from_data(told)  # pyright: ignore[reportPrivateUsage] - likewise
    away.change_server(locale="de")
    assert await away.poster.language(server) == "de"
    assert await away.poster.notice_channel(away.schedule) == away.schedule.channel


async def test_a_server_in_an_outage_has_not_removed_the_bot(away: Away) -> None:
    state = away.client._connection  # pyright: ignore[reportPrivateUsage] - as above
    told: Any = {"id": str(away.schedule.server), "unavailable": True}
    state._add_guild_from_data(told)  # pyright: ignore[reportPrivateUsage] - likewise
    away.change_server(joined=False)
    with pytest.raises(UnclearError):
        await away.poster.is_in(away.schedule.server)


async def test_a_server_that_removed_the_bot_is_refused(away: Away) -> None:
    away.change_server(joined=False)
    away.loopback.faults.add(Fault("POST", "/channels/*/messages", 403, code=50001))
    assert not await away.poster.is_in(away.schedule.server)
    with pytest.raises(RefusedError, match="no longer in the server"):
        await away.poster.notice_channel(away.schedule)
    await away.poster.check(away.schedule)
    with pytest.raises(RefusedError, match="may not post"):
        await away.poster.post(away.schedule.channel, away.outgoing())
    assert away.asked() == ASKED_ONCE[:1]


@pytest.mark.parametrize("sent", [True, False])
async def test_what_a_killed_process_has_left_is_posted_once_by_another_when_overdue(
    away: Away, house: House, *, sent: bool
) -> None:
    ledger, server = house.store.ledger, away.schedule.server
    post = Post(server, "2026-03-27", START.date(), START)
    await ledger.put(replace(away.schedule, created=START), next_plan_at=None)
    await ledger.enter((post,))
    (task,) = await ledger.open_posts(START, limit=9)
    away.loopback.faults.add(Fault("POST", POSTS, 401, after=sent, seconds=60))
    first = build_worker(house.store, house.library, away.poster, house.clock, owner="killed")
    making = asyncio.create_task(first.deliver(task))
    await away.loopback.world.signal.until(
        lambda: len(away.loopback.world.messages) == sent and away.loopback.made("POST", POSTS),
        what="a request to post",
    )
    making.cancel()
    await asyncio.gather(making, return_exceptions=True)
    shards = Shards(2, frozenset({1 - Shards(2).of(server)}))
    second = build_scheduler(
        house.store, house.library, away.poster, house.clock, owner="second", shards=shards
    )
    for passed, status in ((LEASE, "sending"), (OVERDUE - SECOND, "sending"), (SECOND, "sent")):
        house.clock.instant += passed
        await second.run_once()
        (row,) = await ledger.history(server, limit=9)
        if status == "sent" and not sent:
            assert row.looks == 1
        else:
            assert row.status == status
    for _ in range(3):
        house.clock.instant += PAUSES[-1] + OVERDUE
        await second.run_once()
    (row,) = await ledger.history(server, limit=9)
    assert list(away.loopback.world.messages) == [str(row.message)]


async def test_the_language_is_that_of_the_server(away: Away) -> None:
    away.change_server(locale="es-419")
    assert await away.poster.language(away.schedule.server) == "es"


async def test_a_notice_goes_to_the_system_channel_then_to_any_then_to_the_owner(
    away: Away,
) -> None:
    system = away.change_channel(4444, type=TEXT_CHANNEL, position=9)
    away.change_server(system=str(system))
    assert await away.poster.notice_channel(away.schedule) == system
    away.change_server(system=None)
    assert await poster_of(away.client).notice_channel(away.schedule) == away.schedule.channel
    away.change_server(permissions=str(int(EVERY_PERMISSION) & ~ADMINISTRATOR & ~SEND))
    owner = int(away.loopback.world.dm(away.loopback.world.alice))
    assert await poster_of(away.client).notice_channel(away.schedule) == owner
