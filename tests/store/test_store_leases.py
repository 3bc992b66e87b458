import asyncio

from bot.store import LeaseState, Store, open_store


async def test_a_lease_is_taken_by_one_owner_and_free_again_when_it_is_released(
    store: Store,
) -> None:
    assert await store.leases.look("jobs") == LeaseState(None, 0)
    assert await store.leases.take("jobs", owner="a")
    assert not await store.leases.take("jobs", owner="b")
    assert not await store.leases.release("jobs", owner="b")
    assert await store.leases.release("jobs", owner="a")
    assert await store.leases.take("jobs", owner="b")
    assert (await store.leases.look("jobs")).owner == "b"


async def test_an_owner_that_takes_its_lease_again_keeps_it(store: Store) -> None:
    assert await store.leases.take("jobs", owner="a")
    assert await store.leases.take("jobs", owner="a")
    assert (await store.leases.look("jobs")).owner == "a"


async def test_a_lease_whose_beat_stands_still_can_be_taken_over(store: Store) -> None:
    await store.leases.take("jobs", owner="a")
    seen = (await store.leases.look("jobs")).beat
    assert await store.leases.take("jobs", owner="b", seen_beat=seen)
    assert not await store.leases.renew("jobs", owner="a")
    assert (await store.leases.look("jobs")).owner == "b"


async def test_a_lease_that_was_renewed_cannot_be_taken_over(store: Store) -> None:
    await store.leases.take("jobs", owner="a")
    seen = (await store.leases.look("jobs")).beat
    assert await store.leases.renew("jobs", owner="a")
    assert not await store.leases.take("jobs", owner="b", seen_beat=seen)


async def test_a_beat_never_comes_again(store: Store) -> None:
    """Else a beat seen before a release would allow to take a lease that is in use."""
    await store.leases.take("jobs", owner="a")
    seen = (await store.leases.look("jobs")).beat
    await store.leases.release("jobs", owner="a")
    await store.leases.take("jobs", owner="b")
    assert not await store.leases.take("jobs", owner="c", seen_beat=seen)


async def test_leases_are_listed_by_the_beginning_of_their_names(store: Store) -> None:
    for name in ("place/0", "place/1", "placeX", "jobs"):
        await store.leases.take(name, owner=f"of {name}")
    listed = await store.leases.states("place/")
    assert {name: state.owner for name, state in listed.items()} == {
        "place/0": "of place/0",
        "place/1": "of place/1",
    }


async def test_of_many_processes_that_take_a_lease_at_once_one_gets_it(
    store: Store, url: str
) -> None:
    async def take(name: str, owner: str, seen: int | None) -> bool:
        async with open_store(url) as process:
            return await process.leases.take(name, owner=owner, seen_beat=seen)

    await store.leases.take("hung", owner="hung")
    seen = (await store.leases.look("hung")).beat
    for name, beat in (("new", None), ("hung", seen)):
        got = await asyncio.gather(*(take(name, f"{n}", beat) for n in range(6)))
        assert got.count(True) == 1
        owner = (await store.leases.look(name)).owner
        assert owner == str(got.index(True))
