import asyncio
from collections import defaultdict
from datetime import timedelta

import structlog

from bot.clusters.identify import GatewayLimits, Identifies
from bot.errors import DiscordError
from bot.store import Store
from tests.support.processes import Process, Room, processes

LIMITS = GatewayLimits(shards=16, concurrency=2, total=1000, remaining=1000, reset_after=86_400)


class Discord:
    """Discord's count of session starts, which is what it says at first until it resets."""

    def __init__(self, room: Room, limits: GatewayLimits) -> None:
        self.room = room
        self.limits = limits
        self.resets = room.still.now() + timedelta(seconds=limits.reset_after)
        self.identified: list[tuple[float, int]] = []
        self.away = False

    async def fetch(self) -> GatewayLimits:
        """Say what is left."""
        if self.away:
            raise DiscordError("Discord cannot be reached: injected.")
        left = (self.resets - self.room.still.now()).total_seconds()
        known = self.limits
        remaining = known.total if left <= 0 else known.remaining - len(self.identified)
        return GatewayLimits(
            known.shards, known.concurrency, known.total, remaining, left if left > 0 else 86_400
        )

    async def shards_of(self, process: Process, store: Store, *, leased: bool = True) -> Identifies:
        """Return the turns of a process."""
        turns = Identifies(
            self.room.counted(store.session_starts),
            clock=self.room.still.now,
            leasing=process.leasing if leased else None,
            sleep=process.sleep,
        )
        await turns.start(self.fetch)
        process.at_end.append(turns.aclose)
        return turns

    async def identify(self, turns: Identifies, shard: int) -> None:
        """Have a shard identify in its turn."""
        await turns.admit(shard)
        await turns.begin(shard)
        self.identified.append((self.room.clock(), shard))

    def closest(self) -> float:
        """Return the shortest time between two identifies of one bucket."""
        times: defaultdict[int, list[float]] = defaultdict(list)
        for at, shard in self.identified:
            times[shard % self.limits.concurrency].append(at)
        return min(
            later - earlier
            for known in times.values()
            for earlier, later in zip(sorted(known), sorted(known)[1:], strict=False)
        )


async def test_the_shards_of_all_processes_identify_five_seconds_apart_in_each_bucket(
    store: Store,
) -> None:
    room = Room(store)
    discord = Discord(room, LIMITS)
    async with processes(room, "a", "b") as made:
        turns = [await discord.shards_of(one, store) for one in made]
        shards = [
            asyncio.ensure_future(discord.identify(turns[shard // 4], shard)) for shard in range(8)
        ]
        await room.until(lambda: all(task.done() for task in shards))
        assert len(discord.identified) == 8
        assert discord.closest() >= 5
    assert not any(state.owner for state in (await store.leases.states("identify/")).values())


async def test_one_process_alone_needs_no_leases(store: Store) -> None:
    room = Room(store)
    discord = Discord(room, LIMITS)
    async with processes(room, "a") as (a,):
        turns = await discord.shards_of(a, store, leased=False)
        shards = [asyncio.ensure_future(discord.identify(turns, shard)) for shard in range(4)]
        await room.until(lambda: all(task.done() for task in shards))
        assert discord.closest() >= 5
        assert not await store.leases.states("identify/")


async def test_a_shard_that_identifies_again_without_notice_waits_for_its_turn(
    store: Store,
) -> None:
    room = Room(store)
    discord = Discord(room, LIMITS)
    async with processes(room, "a") as (a,):
        turns = await discord.shards_of(a, store)
        for _ in range(2):
            again = asyncio.ensure_future(turns.begin(0))
            await room.until(again.done)
            discord.identified.append((room.clock(), 0))
        assert discord.closest() >= 5


async def test_a_turn_that_lapsed_before_it_was_taken_is_waited_for_again(store: Store) -> None:
    room = Room(store)
    discord = Discord(room, LIMITS)
    async with processes(room, "a", "b") as (a, b):
        late, other = [await discord.shards_of(one, store) for one in (a, b)]
        admitted = asyncio.ensure_future(late.admit(0))
        await room.until(admitted.done)
        a.cut_off = True
        second = asyncio.ensure_future(discord.identify(other, 2))
        await room.until(second.done)
        a.cut_off = False
        first = asyncio.ensure_future(discord.identify(late, 0))
        await room.until(first.done)
        assert [shard for _, shard in discord.identified] == [2, 0]
        assert discord.closest() >= 5


async def test_the_last_session_starts_of_a_day_are_left(store: Store) -> None:
    room = Room(store)
    limits = GatewayLimits(shards=1, concurrency=16, total=100, remaining=8, reset_after=150)
    discord = Discord(room, limits)
    async with processes(room, "a", "b") as made:
        turns = [await discord.shards_of(one, store) for one in made]
        with structlog.testing.capture_logs() as logs:
            shards = [
                asyncio.ensure_future(discord.identify(turns[shard % 2], shard))
                for shard in range(6)
            ]
            await room.until(lambda: len(discord.identified) == 3)
            await room.passing(30)
            assert len(discord.identified) == 3
            waiting = [
                one for one in logs if one["event"].startswith("session starts of the day used up")
            ]
            assert len(waiting) == 3
            assert {one["remaining"] for one in waiting} == {5}
        await room.until(lambda: all(task.done() for task in shards))
        assert room.still.now() >= discord.resets


async def test_a_shard_waits_while_discord_cannot_be_asked(store: Store) -> None:
    room = Room(store)
    discord = Discord(room, LIMITS)
    async with processes(room, "a") as (a,):
        turns = await discord.shards_of(a, store)
        await store.session_starts.put(usable=0, resets=discord.resets)
        discord.away = True
        shard = asyncio.ensure_future(discord.identify(turns, 0))
        await room.passing(10)
        assert not shard.done()
        discord.away = False
        await room.until(shard.done)


async def test_what_discord_says_is_counted_down_until_the_day_is_over(store: Store) -> None:
    room = Room(store)
    now = room.still.now()
    resets = now + timedelta(hours=1)
    assert not await store.session_starts.spend(now=now)
    await store.session_starts.put(usable=2, resets=resets)
    assert [await store.session_starts.spend(now=now) for _ in range(3)] == [True, True, False]
    await store.session_starts.put(usable=2, resets=resets)
    assert not await store.session_starts.spend(now=resets)
