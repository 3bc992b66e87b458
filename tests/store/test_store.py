import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError

from bot.errors import KeyTakenError, LibraryError, NotFoundError
from bot.models import (
    Chapter,
    Content,
    Episode,
    Excerpt,
    Highlight,
    Link,
    NameCorrection,
    Quote,
    Show,
    Span,
    Topic,
)
from bot.store import Change, Store, open_store
from tests.support.episodes import PUBLIC, content_of, episode_of, long_episode

FIRST = content_of(["The lamp was lit.", "Nobody came."])
SECOND = content_of(["We repaired the engine."], key="second")

TEXT = "\r\nThe\x00 lamp 💡 was lit.\r\nNobody came: nobody.\n"
DETAILED = Content(
    text=TEXT,
    quotes=(
        Quote("q1", 0, 2, 21, TEXT[2:21], "The lamp was lit.", 0, "Ann", True, 1500, False),
        Quote("q2", 1, 23, 43, TEXT[23:43], "Nobody came.", 1),
    ),
    chapters=(
        Chapter("Light", 0, 22, (Excerpt(2, 21, TEXT[2:21], "The lamp was lit."),), "On light."),
        Chapter("People", 22, len(TEXT)),
    ),
    topics=(Topic("lamp", ("light", "lantern"), (Span(6, 11), Span(12, 13))), Topic("people")),
    highlights=(
        Highlight("q2", 23, 34, TEXT[23:34], "Nobody came.", 0.75, True, ("short", "sad")),
        Highlight("q1", 2, 21, TEXT[2:21], "The lamp.", 0.25),
    ),
    summary=(Excerpt(23, 34, TEXT[23:34], "Nobody came."),),
    names=(NameCorrection("Anne", "Ann"), NameCorrection("Noah Buddy", "Nobody")),
    excluded=(Span(0, 2), Span(43, 44)),
)
EPISODE = Episode(
    id="aaaabbbb",
    key="light",
    show=Show("talks", "Talks", server=2**63 - 1),
    title="Of light",
    sha256="00ff",
    format="plain",
    length=len(TEXT),
    quotes=2,
    number=12,
    published=date(2025, 3, 1),
    guests=("Ann", "Zoë"),
    speakers=("Ann",),
    links=(
        Link("video", "https://example.org/v", "{url}&t={seconds}s"),
        Link("web", "https://x.y"),
    ),
    spoiler=True,
    embargo=datetime(2026, 1, 1, 9, tzinfo=timezone(timedelta(hours=2))),
)


async def test_an_episode_and_all_its_parts_are_read_as_they_were_stored(store: Store) -> None:
    await store.add(EPISODE, DETAILED)
    server = EPISODE.show.server
    assert await store.episode("light", server=server) == EPISODE
    assert await store.content("light") == DETAILED
    assert await store.quote("q1", server=server) == (EPISODE, DETAILED.quotes[0])


async def test_an_embargo_is_read_as_utc(store: Store) -> None:
    await store.add(EPISODE, DETAILED)
    (episode,) = await store.every_episode()
    assert episode.embargo is not None
    assert episode.embargo.tzinfo is UTC


async def test_the_largest_numbers_that_a_guide_or_a_transcript_can_have_are_stored(
    store: Store,
) -> None:
    late = replace(FIRST, quotes=tuple(replace(one, start_ms=10**12) for one in FIRST.quotes))
    await store.add(replace(episode_of(late), number=10**18 - 1), late)
    assert await store.content("first") == late
    assert [one.number for one in await store.every_episode()] == [10**18 - 1]


async def test_an_episode_without_anything_said_can_be_stored(store: Store) -> None:
    empty = Content("", ())
    await store.add(episode_of(empty), empty)
    assert await store.content("first") == empty


async def test_a_new_library_is_empty_and_at_version_zero(store: Store) -> None:
    assert await store.version() == 0
    assert await store.changes(0) == ()
    assert await store.episodes(server=None) == ()
    assert await store.every_episode() == ()
    assert await store.quote("nothing", server=None) is None


async def test_episodes_are_listed_in_the_order_they_were_added(store: Store) -> None:
    for key in ("zebra", "ant", "mole"):
        await store.add(*long_episode(key, quotes=2))
    await store.replace(*long_episode("zebra", quotes=3))
    assert [found.key for found in await store.episodes(server=None)] == ["zebra", "ant", "mole"]


async def test_each_write_makes_the_next_version(store: Store) -> None:
    assert await store.add(episode_of(FIRST), FIRST) == 1
    assert await store.add(episode_of(SECOND, key="second"), SECOND) == 2
    assert (await store.replace(episode_of(FIRST), FIRST))[0] == 3
    assert await store.remove("second", server=None) == 4
    assert await store.version() == 4


async def test_changes_list_the_latest_state_of_each_episode_once(store: Store) -> None:
    first, second = episode_of(FIRST), episode_of(SECOND, key="second")
    await store.add(first, FIRST)
    await store.add(second, SECOND)
    await store.replace(first, FIRST)
    await store.remove("second", server=None)
    latest = (
        Change(3, first.id, removed=False, content=3),
        Change(4, second.id, removed=True, content=4),
    )
    assert await store.changes(0) == latest
    assert await store.changes(3) == latest[1:]
    assert await store.changes(4) == ()


async def test_a_taken_key_is_refused_with_its_show_and_what_to_do(store: Store) -> None:
    await store.add(episode_of(FIRST), FIRST)
    with pytest.raises(KeyTakenError, match=r'"Talks" already has the key "first".*`--key`'):
        await store.add(replace(episode_of(SECOND), id="other"), SECOND)
    assert await store.version() == 1


async def test_a_taken_id_is_refused(store: Store) -> None:
    await store.add(episode_of(FIRST), FIRST)
    with pytest.raises(LibraryError, match='"Talks" already has the id of "second"'):
        await store.add(replace(episode_of(FIRST), key="second"), FIRST)
    assert await store.version() == 1


async def test_a_failed_import_leaves_nothing_behind(store: Store) -> None:
    await store.add(episode_of(FIRST), FIRST)
    thief = replace(SECOND, quotes=(*SECOND.quotes, FIRST.quotes[0]))
    with pytest.raises(IntegrityError):
        await store.add(episode_of(thief, key="second", show=Show("new", "New")), thief)
    assert await store.version() == 1
    assert len(await store.every_episode()) == 1


async def test_a_removed_episode_cannot_be_found_and_its_key_is_free_again(store: Store) -> None:
    episode, content = long_episode("first", quotes=3)
    await store.add(episode, content)
    await store.remove("first", server=None)
    assert await store.every_episode() == ()
    assert await store.quote(content.quotes[0].id, server=None) is None
    with pytest.raises(NotFoundError):
        await store.content("first")
    assert await store.add(episode, content) == 3
    assert await store.content("first") == content
    assert await store.changes(0) == (Change(3, episode.id, removed=False, content=3),)


async def test_a_missing_episode_is_reported_with_what_to_do(store: Store) -> None:
    told = r'no episode "first"; `pullquote list`'
    with pytest.raises(NotFoundError, match=told):
        await store.episode("first", server=None)
    with pytest.raises(NotFoundError, match=told):
        await store.content("first")
    with pytest.raises(NotFoundError, match=told):
        await store.remove("first", server=None)
    with pytest.raises(NotFoundError, match=told):
        await store.replace(episode_of(FIRST), FIRST)
    assert await store.version() == 0


async def test_a_later_title_of_a_show_replaces_the_earlier_unless_it_is_the_slug(
    store: Store,
) -> None:
    titles = ("talks", "Talks of the Town", "talks")
    for number, title in enumerate(titles):
        await store.add(*long_episode(f"e{number}", quotes=1, show=Show("talks", title)))
    assert {found.show.title for found in await store.every_episode()} == {"Talks of the Town"}


async def test_a_show_is_deleted_with_its_last_episode(store: Store) -> None:
    await store.add(episode_of(FIRST), FIRST)
    await store.remove("first", server=None)
    await store.add(episode_of(FIRST, show=replace(PUBLIC, title="talks")), FIRST)
    assert (await store.episode("first", server=None)).show.title == "talks"


async def test_a_note_is_kept_and_overwritten(store: Store) -> None:
    assert await store.note("commands") is None
    await store.set_note("commands", "1f")
    await store.set_note("commands", "2e")
    assert await store.note("commands") == "2e"
    assert await store.version() == 0


async def test_writes_and_reads_at_once_wait_for_each_other_in_turn(store: Store) -> None:
    async def write(number: int) -> int:
        return await store.add(*long_episode(f"e{number}", quotes=20))

    async def read() -> None:
        for episode in await store.every_episode():
            content = await store.content(episode.key)
            assert (len(content.quotes), content.chapters[0].end) == (20, episode.length)

    numbers = await asyncio.gather(*(write(number) for number in range(10)))
    assert sorted(numbers) == list(range(1, 11))
    await asyncio.gather(write(10), *(read() for _ in range(8)), write(11))
    assert await store.version() == 12


async def test_an_import_whose_caller_is_cancelled_is_completed(url: str) -> None:
    async with open_store(url) as store:
        for number, seconds in enumerate((0, 0.001, 0.003, 0.006, 0.01, 0.02)):
            importing = asyncio.create_task(store.add(*long_episode(f"e{number}")))
            await asyncio.sleep(seconds)
            importing.cancel()
            await asyncio.wait([importing])
    async with open_store(url) as store:
        assert await store.version() == 6
        for number in range(6):
            assert await store.content(f"e{number}") == long_episode(f"e{number}")[1]


async def test_closing_waits_for_an_import_whose_caller_is_cancelled(url: str) -> None:
    async with open_store(url) as store:
        importing = asyncio.create_task(store.add(episode_of(FIRST), FIRST))
        await asyncio.sleep(0)
        importing.cancel()
        await asyncio.wait([importing])
    async with open_store(url) as store:
        assert await store.content("first") == FIRST
