import asyncio

import pytest

from bot.clusters.cluster import Cluster, ClusterChoice
from bot.clusters.layout import Layout
from bot.errors import ClusterError
from bot.store import Store
from tests.support.processes import TIMING, Process, Room, processes


class Bot:
    """A process that agrees with others on the shards, and then serves a cluster."""

    def __init__(self, process: Process, store: Store) -> None:
        self.process = process
        self.layout = Layout(process.room.counted(store), process.leasing)
        self.serves: Cluster | None = None

    def start(
        self,
        number: int | None,
        clusters: int,
        *,
        shards: int | None = None,
        recommended: int = 16,
    ) -> None:
        async def serve() -> None:
            async def asked() -> int:
                return recommended

            agreed = await self.layout.agree(clusters, shards=shards, recommended=asked)
            choice = ClusterChoice(number, clusters)
            async with self.layout.joined(choice, shards=agreed, waiting=lambda _: None) as joined:
                self.serves, lease = joined
                await lease.lost.wait()
            self.serves = None

        self.process.start(serve)


async def test_the_first_process_asks_discord_and_the_others_follow_it(store: Store) -> None:
    room = Room(store)
    async with processes(room, "a", "b") as made:
        a, b = (Bot(one, store) for one in made)
        a.start(0, 4, recommended=16)
        await room.until(lambda: a.serves is not None)
        b.start(3, 4, recommended=20)
        await room.until(lambda: b.serves is not None)
        assert (a.serves, b.serves) == (Cluster(0, 4, 16), Cluster(3, 4, 16))


async def test_discord_is_asked_again_when_all_have_ended(store: Store) -> None:
    room = Room(store)
    async with processes(room, "a", "b") as made:
        a, b = (Bot(one, store) for one in made)
        a.start(0, 4, recommended=16)
        await room.until(lambda: a.serves is not None)
        await made[0].stop()
        b.start(3, 4, recommended=20)
        await room.until(lambda: b.serves is not None)
        assert b.serves == Cluster(3, 4, 20)


@pytest.mark.parametrize(("clusters", "shards"), [(4, 32), (2, None), (2, 16)])
async def test_other_numbers_are_refused_while_a_cluster_runs(
    store: Store, clusters: int, shards: int | None
) -> None:
    room = Room(store)
    async with processes(room, "a", "b") as made:
        a, b = (Bot(one, store) for one in made)
        a.start(0, 4)
        await room.until(lambda: a.serves is not None)
        b.start(1, clusters, shards=shards)
        task = made[1].task
        assert task
        await room.until(task.done)
        with pytest.raises(ClusterError, match=r"--cluster \.\.\./4 and 16 shards are running"):
            await task


async def test_other_numbers_are_taken_when_the_clusters_were_killed(store: Store) -> None:
    room = Room(store)
    async with processes(room, "a", "b") as made:
        a, b = (Bot(one, store) for one in made)
        a.start(0, 4)
        await room.until(lambda: a.serves is not None)
        await made[0].kill()
        b.start(0, 2, shards=8)
        await room.until(lambda: b.serves is not None)
        assert b.serves == Cluster(0, 2, 8)


async def test_a_hung_process_loses_its_cluster_when_the_numbers_change(store: Store) -> None:
    room = Room(store)
    async with processes(room, "a", "b") as made:
        a, b = (Bot(one, store) for one in made)
        a.start(3, 4)
        await room.until(lambda: a.serves is not None)
        made[0].running.clear()
        b.start(0, 2, shards=8)
        await room.until(lambda: b.serves is not None)
        made[0].running.set()
        await room.until(lambda: a.serves is None, seconds=2 * TIMING.renewal)


async def test_a_standby_is_refused_when_the_numbers_have_changed_meanwhile(store: Store) -> None:
    room = Room(store)
    async with processes(room, "a", "b", "c") as made:
        a, b, c = (Bot(one, store) for one in made)
        a.start(0, 1)
        await room.until(lambda: a.serves is not None)
        b.start(None, 1)
        await room.passing(3)
        a_task, b_task = made[0].task, made[1].task
        assert a_task
        assert b_task
        made[1].running.clear()
        await made[0].stop()
        c.start(0, 2, shards=8)
        await room.until(lambda: c.serves is not None)
        await made[2].stop()
        made[1].running.set()
        await room.until(b_task.done)
        with pytest.raises(ClusterError, match="--cluster"):
            await b_task


async def test_of_two_numbers_that_are_wished_at_once_one_is_served(store: Store) -> None:
    room = Room(store)
    async with processes(room, "a", "b") as made:
        bots = [Bot(one, store) for one in made]
        bots[0].start(0, 1, shards=4)
        bots[1].start(1, 2, shards=8)
        await room.passing(40)
        assert sum(bot.serves is not None for bot in bots) == 1
        failed = [one.task for one in made if one.task and one.task.done()]
        assert [type(task.exception()) for task in failed] == [ClusterError]


async def test_a_process_without_a_cluster_is_refused_beside_one(store: Store) -> None:
    room = Room(store)
    async with processes(room, "a", "b") as made:
        a, b = (Bot(one, store) for one in made)
        await b.layout.require_none()
        a.start(0, 1)
        await room.until(lambda: a.serves is not None)
        refused = asyncio.ensure_future(b.layout.require_none())
        await room.until(refused.done)
        with pytest.raises(ClusterError):
            await refused
