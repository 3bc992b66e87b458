import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import discord
import pytest

from bot import discord_looks
from bot.daily.news import EpisodeNews, LovedLine, WeekDigest
from bot.daily.port import (
    LimitedError,
    OutgoingPost,
    RefusedError,
    RejectedError,
    UnclearError,
    nonce,
)
from bot.discord_poster import DiscordPoster
from bot.models import Chapter
from bot.own_messages import OwnMessages
from bot.schedules import Post, Schedule
from bot.translation import gettext, speaking
from tests.support import seen
from tests.support.connected import connected, poster_of, servers_of
from tests.support.hits import build_hit
from tests.support.wire import Fault, LoopbackDiscord
from tests.support.wire.objects import EVERY_PERMISSION, FORUM, NEWS_CHANNEL

POSTS = "/channels/*/messages"
DAY = date(2026, 3, 29)
CHAPTERS = (Chapter("Keepers", 0, 50, start_ms=0), Chapter("Ropes", 50, 90, start_ms=61_000))
DUE = datetime(2026, 3, 29, 7, tzinfo=UTC)
ADMINISTRATOR, SEND, EMBED, READ = 1 << 3, 1 << 11, 1 << 14, 1 << 16


@dataclass(frozen=True, slots=True)
class Scene:
    """A connected bot with a post for it to send."""

    loopback: LoopbackDiscord
    client: discord.Client
    poster: DiscordPoster
    schedule: Schedule

    @property
    def channel(self) -> int:
        return self.schedule.channel

    def letter(self, key: str = "2026-03-29", **fields: Any) -> OutgoingPost:
        post = Post(self.schedule.server, key, DAY, DUE, quote="quote0000001", **fields)
        hit = build_hit()
        if post.kind == "notice":
            return OutgoingPost(post, self.schedule)
        if post.kind == "digest":
            digest = WeekDigest(DAY - timedelta(days=6), DAY, (hit.episode,), (LovedLine(hit, 2),))
            return OutgoingPost(post, self.schedule, digest=digest)
        news = EpisodeNews(hit.episode, CHAPTERS, (hit,), (hit, hit))
        if post.kind == "episode":
            return OutgoingPost(post, self.schedule, hit, news)
        if post.kind == "lines":
            return OutgoingPost(post, self.schedule, news=news)
        return OutgoingPost(post, self.schedule, hit)

    def with_role(self, role: int) -> OutgoingPost:
        return replace(self.letter(), schedule=replace(self.schedule, role=role))

    async def change_channel(self, **fields: Any) -> None:
        """Change the channel, and wait until the bot has received the change."""
        guild = self.loopback.guilds[0]
        changed = guild.channel_json() | fields
        known = asyncio.ensure_future(self.client.wait_for("guild_channel_update", timeout=20))
        await asyncio.sleep(0)
        await self.loopback.gateway_server.dispatch("CHANNEL_UPDATE", changed, guild_id=guild.id)
        await known

    async def open_forum(self, *, tags: bool = True) -> Schedule:
        """Open a forum with two tags, one of which each post must have; return its schedule."""
        guild, forum = self.loopback.guilds[0], next(self.loopback.world.ids)
        shape = {
            "moderated": False,
            "emoji_id": None,
            "emoji_name": None,
        }
        given = {
            "id": forum,
            "type": FORUM,
            "name": "episodes",
            "flags": 1 << 4,
            "available_tags": [{"id": "41", "name": "Daily", **shape}] if tags else [],
        }
        known = asyncio.ensure_future(self.client.wait_for("guild_channel_create", timeout=20))
        await asyncio.sleep(0)
        created = guild.channel_json() | given
        await self.loopback.gateway_server.dispatch("CHANNEL_CREATE", created, guild_id=guild.id)
        await known
        return replace(self.schedule, channel=int(forum), forum=True, tag=41)

    async def deny(self, rights: int) -> None:
        """Deny rights to everybody, and remove the administrator right."""
        guild = self.loopback.guilds[0]
        (everyone,) = guild.json()["roles"]
        left = int(EVERY_PERMISSION) & ~rights & ~ADMINISTRATOR
        changed = {"guild_id": guild.id, "role": everyone | {"permissions": str(left)}}
        known = asyncio.ensure_future(self.client.wait_for("guild_role_update", timeout=20))
        await asyncio.sleep(0)
        await self.loopback.gateway_server.dispatch("GUILD_ROLE_UPDATE", changed, guild_id=guild.id)
        await known


@pytest.fixture
async def scene(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Scene]:
    async with connected(monkeypatch) as (loopback, client):
        guild = loopback.guilds[0]
        schedule = Schedule(int(guild.id), int(guild.channel), time(9), "UTC")
        yield Scene(loopback, client, poster_of(client), schedule)


async def _sent(scene: Scene) -> list[Any]:
    return [request.body for request in scene.loopback.made("POST", POSTS)]


async def test_a_post_has_a_nonce_that_is_enforced_and_a_button_that_names_it(
    scene: Scene,
) -> None:
    message = await scene.poster.post(scene.channel, scene.letter())
    (body,) = await _sent(scene)
    assert (body["nonce"], body["enforce_nonce"]) == (nonce(scene.letter().post), True)
    assert len(body["nonce"]) <= 25
    assert "d:20260329:quote0000001" in seen.custom_ids_of(body["components"])
    assert "lighthouse" in seen.words_in(body["components"])
    assert str(message) in scene.loopback.world.messages


async def test_a_post_is_in_the_language_that_is_spoken(scene: Scene) -> None:
    with speaking("de"):
        await scene.poster.post(scene.channel, scene.letter())
        title = gettext("Today’s highlight")
    (body,) = await _sent(scene)
    assert title != "Today’s highlight"
    assert title in seen.words_in(body["components"])


async def test_a_second_request_with_the_same_nonce_returns_the_first_message(scene: Scene) -> None:
    posts = [await scene.poster.post(scene.channel, scene.letter()) for _ in range(2)]
    assert posts[0] == posts[1]
    other = await scene.poster.post(scene.channel, scene.letter("2026-03-30"))
    assert other != posts[0]


async def test_only_the_role_of_the_schedule_is_mentioned(scene: Scene) -> None:
    await scene.poster.post(scene.channel, scene.with_role(77))
    await scene.poster.post(scene.channel, scene.letter("2026-03-30"))
    greeted, silent = await _sent(scene)
    assert seen.words_in(greeted["components"]).startswith("<@&77>\n")
    assert greeted["allowed_mentions"]["parse"] == []
    assert [str(role) for role in greeted["allowed_mentions"]["roles"]] == ["77"]
    assert not silent.get("content")
    assert silent["allowed_mentions"]["parse"] == []
    assert not silent["allowed_mentions"].get("roles")


async def test_an_earlier_post_is_found_by_its_button_among_other_messages(scene: Scene) -> None:
    outgoing = scene.letter()
    assert await _found(scene, outgoing) is None
    message = await scene.poster.post(scene.channel, outgoing)
    for number in range(120):
        other = scene.letter(f"2026-04-{number:03}")
        post = replace(other.post, date=DAY + timedelta(days=1 + number))
        await scene.poster.post(scene.channel, replace(other, post=post))
    assert await _found(scene, outgoing) == message
    assert await _found(scene, scene.letter("e:episode1", episode="episode1")) is None
    later = datetime.now(UTC) + timedelta(hours=1)
    assert await scene.poster.find_own_post(scene.channel, outgoing, after=later) is None


async def _found(scene: Scene, outgoing: OutgoingPost) -> int | None:
    after = datetime.now(UTC) - timedelta(hours=1)
    channel = outgoing.schedule.channel
    return await scene.poster.find_own_post(channel, outgoing, after=after)


async def test_a_search_that_is_not_finished_is_unclear_and_continues_from_there(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discord_looks, "_MAX_PAGES", 1)
    monkeypatch.setattr(discord_looks, "_PAGE", 10)
    for number in range(23):
        other = scene.letter(f"2026-04-{number:03}")
        post = replace(other.post, date=DAY + timedelta(days=1 + number))
        await scene.poster.post(scene.channel, replace(other, post=post))
    message = await scene.poster.post(scene.channel, scene.letter())
    for _ in range(2):
        with pytest.raises(UnclearError, match="the next try goes on"):
            await _found(scene, scene.letter())
    assert len(scene.loopback.made("GET", POSTS)) == 2
    assert await _found(scene, scene.letter()) == message
    with pytest.raises(UnclearError):
        await _found(scene, scene.letter())


async def test_a_search_that_takes_too_long_is_unclear(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await scene.poster.post(scene.channel, scene.letter())
    scene.loopback.faults.add(Fault("GET", POSTS, 200, after=True, seconds=20))
    with monkeypatch.context() as hurried:
        hurried.setattr(discord_looks, "_LOOK_SECONDS", 0.2)
        with pytest.raises(UnclearError, match="the next try goes on"):
            await _found(scene, scene.letter())
    assert await _found(scene, scene.letter()) == message


async def test_a_look_at_the_latest_finds_what_the_one_since_the_request_misses(
    scene: Scene,
) -> None:
    sent = await scene.poster.post(scene.channel, scene.letter())
    misses = iter([True])
    scene.loopback.world.unseen = lambda _: next(misses, False)
    long_ago = datetime.now(UTC) - timedelta(days=1)
    found = await scene.poster.find_own_post(scene.channel, scene.letter(), after=long_ago)
    assert found == sent


async def test_what_the_gateway_told_of_is_found_without_a_look(scene: Scene) -> None:
    own = OwnMessages()
    poster = DiscordPoster(scene.client, servers_of(scene.client), own=own)
    fault = Fault("POST", POSTS, None, after=True)
    scene.loopback.faults.add(fault)
    with pytest.raises(UnclearError):
        await poster.post(scene.channel, scene.letter())
    (made,) = scene.loopback.world.messages.values()
    state = scene.client._connection  # pyright: ignore[reportPrivateUsage] - what the gateway sends ends there
    channel = scene.client.get_partial_messageable(scene.channel)
    told: Any = made
    own.note(discord.Message(state=state, channel=channel, data=told))
    scene.loopback.faults.add(fault)
    assert await poster.post(scene.channel, scene.letter()) == int(made["id"])
    asked = len(scene.loopback.requests)
    after = datetime.now(UTC)
    found = await poster.find_own_post(scene.channel, scene.letter(), after=after)
    assert found == int(made["id"])
    assert len(scene.loopback.requests) == asked


async def test_a_message_of_another_author_is_not_found(scene: Scene) -> None:
    message = await scene.poster.post(scene.channel, scene.letter())
    scene.loopback.world.messages[str(message)]["author"] = scene.loopback.world.alice.json()
    assert await _found(scene, scene.letter()) is None


async def test_announcements_and_notices_are_found_too(scene: Scene) -> None:
    episode = scene.letter("e:episode1", episode="episode1")
    notice = scene.letter("n:1", reason="The channel is gone.")
    posted = [await scene.poster.post(scene.channel, one) for one in (episode, notice)]
    assert [await _found(scene, one) for one in (episode, notice)] == posted
    announced, told = await _sent(scene)
    assert seen.words_in(announced["components"]).startswith("### New episode")
    assert "The channel is gone." in told["content"]
    assert not told.get("components")


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault("POST", POSTS, 403, code=50013), RefusedError),
        (Fault("POST", POSTS, 404, code=10003), RefusedError),
        (Fault("POST", POSTS, 403, code=40333), UnclearError),
        (Fault("POST", POSTS, 403, body="<h1>Access denied</h1>"), UnclearError),
        (Fault("POST", POSTS, 404, body="no route", kind="text/plain"), UnclearError),
        (Fault("POST", POSTS, 400, code=50035), RejectedError),
        (Fault("POST", POSTS, 400, code=50083), RefusedError),
        (Fault("POST", POSTS, 401), UnclearError),
        (Fault("POST", POSTS, 409, after=True), UnclearError),
        (Fault("POST", POSTS, 503), UnclearError),
        (Fault("POST", POSTS, None), UnclearError),
        (Fault("POST", POSTS, None, after=True), UnclearError),
        (Fault("POST", POSTS, 429, via=False), LimitedError),
    ],
)
async def test_every_error_of_discord_is_translated(
    scene: Scene, fault: Fault, expected: type[Exception]
) -> None:
    scene.loopback.faults.add(fault)
    with pytest.raises(expected):
        await scene.poster.post(scene.channel, scene.letter())
    assert len(scene.loopback.world.messages) == fault.after


async def test_a_rate_limit_has_its_seconds(scene: Scene) -> None:
    scene.loopback.faults.add(Fault("POST", POSTS, 429, via=False))
    with pytest.raises(LimitedError) as caught:
        await scene.poster.post(scene.channel, scene.letter())
    assert caught.value.seconds == 1


async def test_a_post_that_was_deleted_at_once_is_not_made_again(scene: Scene) -> None:
    scene.loopback.faults.add(Fault("POST", POSTS, 404, code=10008))
    assert await scene.poster.post(scene.channel, scene.letter()) is None


async def test_publishing_and_opening_a_thread_can_be_repeated(scene: Scene) -> None:
    outgoing = scene.letter()
    message = await scene.poster.post(scene.channel, outgoing)
    assert message is not None
    await scene.poster.publish(scene.channel, message, server=scene.schedule.server)
    assert not scene.loopback.made("POST", "*/crosspost")
    await scene.change_channel(type=NEWS_CHANNEL)
    for _ in range(2):
        await scene.poster.publish(scene.channel, message, server=scene.schedule.server)
        await scene.poster.open_thread(scene.channel, message, outgoing)
    assert [one.status for one in scene.loopback.made("POST", "*/crosspost")] == [200, 400]
    opened = scene.loopback.made("POST", "*/threads")
    assert [one.status for one in opened] == [200, 400]
    assert opened[0].body["name"] == "A lighthouse is a promise made to strangers."


async def test_no_thread_is_opened_in_an_unknown_server(scene: Scene) -> None:
    outgoing = replace(scene.letter(), schedule=replace(scene.schedule, server=5))
    with pytest.raises(RejectedError):
        await scene.poster.open_thread(99, 98, outgoing)


async def test_missing_rights_are_named_before_anything_is_sent(scene: Scene) -> None:
    await scene.poster.check(scene.schedule)
    await scene.poster.check(replace(scene.schedule, channel=5))
    await scene.poster.check(replace(scene.schedule, server=5))
    await scene.deny(EMBED | READ)
    with pytest.raises(RefusedError, match="Embed Links, Read Message History"):
        await scene.poster.check(scene.schedule)


async def test_a_notice_goes_to_a_channel_that_can_be_written_in_else_to_the_owner(
    scene: Scene,
) -> None:
    assert await scene.poster.notice_channel(scene.schedule) == scene.channel
    await scene.deny(SEND)
    owner = scene.loopback.world.alice
    dm = int(scene.loopback.world.dm(owner))
    assert await scene.poster.notice_channel(scene.schedule) == dm
    with pytest.raises(RefusedError, match="no longer"):
        await scene.poster.notice_channel(replace(scene.schedule, server=5))


FORUM_POSTS = "/channels/*/threads"


async def test_a_post_in_a_forum_is_a_thread_with_its_tag(scene: Scene) -> None:
    schedule = await scene.open_forum()
    for key in ("2026-03-29", "e:episode1", "w:2026-03-29"):
        outgoing = replace(scene.letter(key, episode="episode1"), schedule=schedule)
        thread = await scene.poster.post(schedule.channel, outgoing)
        assert str(thread) in scene.loopback.world.threads
        assert await _found(scene, outgoing) == thread
    names = [request.body["name"] for request in scene.loopback.made("POST", FORUM_POSTS)]
    assert names[0] == "A lighthouse is a promise made to strangers."
    assert names[1].startswith("New episode: ")
    assert names[2].startswith("The week of ")
    assert {tuple(one["applied_tags"]) for one in scene.loopback.world.threads.values()} == {
        ("41",)
    }


async def test_an_earlier_thread_is_found_when_it_is_archived_and_not_another_one(
    scene: Scene,
) -> None:
    schedule = await scene.open_forum()
    outgoing = replace(scene.letter(), schedule=schedule)
    other = replace(scene.letter("e:episode1", episode="episode1"), schedule=schedule)
    await scene.poster.post(schedule.channel, other)
    assert await _found(scene, outgoing) is None
    thread = await scene.poster.post(schedule.channel, outgoing)
    known = scene.loopback.world.threads[str(thread)]
    known["thread_metadata"]["archived"] = True
    assert await _found(scene, outgoing) == thread
    known["owner_id"] = scene.loopback.world.alice.id
    assert await _found(scene, outgoing) is None


@pytest.mark.parametrize("status", [None, 502])
async def test_an_unclear_try_in_a_forum_is_left_alone_for_a_minute(
    scene: Scene, status: int | None
) -> None:
    schedule = await scene.open_forum()
    outgoing = replace(scene.letter(), schedule=schedule)
    # discord.py would send the request again after a 502, and Discord make a second thread.
    scene.loopback.faults.add(Fault("POST", FORUM_POSTS, status, after=True))
    with pytest.raises(UnclearError) as caught:
        await scene.poster.post(schedule.channel, outgoing)
    assert caught.value.seconds == 60
    (thread,) = scene.loopback.world.threads
    assert await _found(scene, outgoing) == int(thread)


async def test_a_forum_that_wants_a_tag_is_not_posted_to_without_one(scene: Scene) -> None:
    schedule = await scene.open_forum(tags=False)
    with pytest.raises(RefusedError, match="wants a tag"):
        await scene.poster.post(schedule.channel, replace(scene.letter(), schedule=schedule))


async def test_every_kind_of_post_is_found_by_its_mark(scene: Scene) -> None:
    keys = ("w:2026-03-29", "f:episode1", "a:2026-03-30")
    letters = [scene.letter(key, episode="episode1") for key in keys]
    posted = [await scene.poster.post(scene.channel, one) for one in letters]
    assert [await _found(scene, one) for one in letters] == posted


async def test_texts_of_managers_stand_in_the_posts_without_mentions_or_links(
    scene: Scene,
) -> None:
    words = "**New** <@5> @everyone {episode} [x](https://example.org) {role}"
    templates = {"daily_lead": words, "daily_title": "Line of {show}"}
    outgoing = replace(scene.with_role(77), templates=templates)
    await scene.poster.post(scene.channel, outgoing)
    (body,) = await _sent(scene)
    seen_words = seen.words_in(body["components"])
    assert seen_words.startswith("**New** \\<\\@5\\> \\@everyone The Harbour Lights")
    assert "\\[x\\]\\(https\\:" in seen_words
    assert seen_words.count("<@&77>") == 1
    assert "Line of " in seen_words
