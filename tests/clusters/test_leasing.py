import asyncio

from bot.clusters import Lease, Leasing
from bot.store import Store
from tests.support.processes import TIMING, Process, Room, processes


async def test_work_runs_in_one_process_and_moves_at_once_when_that_ends(store: Store) -> None:
    room = Room(store)
    async with processes(room, "a", "b", "c") as (a, b, c):
        a.start()
        await room.until(lambda: bool(a.steps))
        for one in (b, c):
            one.start()
        await room.passing(30)
        assert not b.steps
        assert not c.steps
        await a.stop()
        assert await room.until(lambda: bool(b.steps or c.steps)) <= TIMING.poll
        assert room.most_acting == 1


async def test_a_killed_holder_is_replaced_when_its_lease_has_ended(store: Store) -> None:
    room = Room(store)
    async with processes(room, "a", "b") as (a, b):
        a.start()
        await room.until(lambda: bool(a.steps))
        b.start()
        await room.passing(20)
        await a.kill()
        taken = await room.until(lambda: bool(b.steps))
        assert TIMING.duration - TIMING.renewal <= taken <= TIMING.duration + 2 * TIMING.poll


async def test_a_hung_holder_that_wakes_up_late_stops_and_waits(store: Store) -> None:
    room = Room(store)
    async with processes(room, "a", "b") as (a, b):
        a.start()
        await room.until(lambda: bool(a.steps))
        b.start()
        await room.passing(20)
        a.running.clear()
        await room.until(lambda: bool(b.steps))
        before = len(a.steps)
        a.running.set()
        await room.until(lambda: "a" not in room.acting)
        await room.passing(30)
        assert len(a.steps) <= before + 1
        assert room.acting == {"b"}
        await b.stop()
        await room.until(lambda: "a" in room.acting)


async def test_a_holder_that_is_cut_off_stops_before_another_begins(store: Store) -> None:
    room = Room(store)
    async with processes(room, "a", "b") as (a, b):
        a.start()
        await room.until(lambda: bool(a.steps))
        b.start()
        await room.passing(20)
        a.cut_off = True
        await room.until(lambda: bool(b.steps))
        assert a.steps[-1] <= b.steps[0] - 1
        a.cut_off = False
        await room.passing(30)
        assert room.acting == {"b"}
        assert room.most_acting == 1


async def test_work_stops_while_the_store_is_away_and_goes_on_afterwards(store: Store) -> None:
    room = Room(store)
    async with processes(room, "a", "b") as (a, b):
        a.start()
        await room.until(lambda: bool(a.steps))
        b.start()
        a.cut_off = b.cut_off = True
        await room.until(lambda: not room.acting)
        await room.passing(90)
        assert not room.acting
        a.cut_off = b.cut_off = False
        assert await room.until(lambda: bool(room.acting)) <= 2 * TIMING.poll
        await room.passing(30)
        assert room.most_acting == 1


async def test_a_holder_that_serves_on_keeps_its_lease_over_an_outage(store: Store) -> None:
    room = Room(store)
    holding: list[Lease] = []

    async def hold(one: Process) -> None:
        async with one.leasing.held("cluster") as lease:
            holding.append(lease)
            await lease.lost.wait()

    async with processes(room, "a", "b") as (a, b):
        a.start(lambda: hold(a))
        await room.until(lambda: bool(holding))
        b.start(lambda: hold(b))
        a.cut_off = b.cut_off = True
        await room.until(holding[0].lapsed.is_set)
        await room.passing(90)
        b.cut_off = False  # the waiter reaches the store first
        await room.passing(TIMING.duration - TIMING.poll)
        a.cut_off = False
        await room.until(lambda: not holding[0].lapsed.is_set())
        await room.passing(30)
        assert not holding[0].lost.is_set()
        assert len(holding) == 1


async def test_a_holder_is_told_that_another_has_its_lease(store: Store) -> None:
    room = Room(store)
    async with processes(room, "a") as (a,):
        holding: list[Lease] = []

        async def hold() -> None:
            async with a.leasing.held("cluster") as lease:
                holding.append(lease)
                await lease.lost.wait()

        a.start(hold)
        await room.until(lambda: bool(holding))
        beat = (await store.leases.look("cluster")).beat
        await store.leases.take("cluster", owner="b", seen_beat=beat)
        assert await room.until(holding[0].lost.is_set) <= TIMING.renewal
        await room.until(lambda: bool(a.task and a.task.done()))
        assert (await store.leases.look("cluster")).owner == "b"


async def test_whichever_lease_is_free_first_is_taken(store: Store) -> None:
    room = Room(store)
    held: dict[str, str] = {}
    waited: list[str | None] = []

    async def hold(one: Process) -> None:
        async with one.leasing.held("0", "1", waiting=waited.append) as lease:
            held[one.owner] = lease.name
            await asyncio.Event().wait()

    async with processes(room, "a", "b", "c") as (a, b, c):
        for one in (a, b, c):
            one.start(lambda one=one: hold(one))
            await room.passing(0.1)
        assert held == {"a": "0", "b": "1"}
        assert waited == ["a"]
        await room.passing(100)
        assert len(held) == 2
        await b.stop()
        await room.until(lambda: "c" in held)
        assert held["c"] == "1"


async def test_a_waiter_that_is_stopped_while_it_takes_a_lease_leaves_it_free(
    store: Store,
) -> None:
    leasing = Leasing(store.leases, owner="a")

    async def hold() -> None:
        async with leasing.held("jobs"):
            raise AssertionError

    for rounds in range(12):
        task = asyncio.create_task(hold())
        for _ in range(rounds):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait((task,))
        assert task.cancelled()
        assert (await store.leases.look("jobs")).owner is None
