"""The index has nothing of episodes under embargo, and all when it has ended."""

import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.cli import protocol
from bot.library import Library
from bot.models import Content, Episode, EpisodeEdits, Scope
from bot.search import open_index
from bot.store import Store
from tests.library.test_library_rebuild import file_of, tables_of
from tests.support.builders import content, episode
from tests.support.memory_port import SetClock
from tests.support.stores import open_store

PUBLIC = Scope(server=None)
NOW = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
Rows = dict[str, list[tuple[object, ...]]]
TALKS = ("harbour", "secret", "bakery")


@dataclass(frozen=True, slots=True)
class House:
    """A library with a clock, whose index is in a folder."""

    store: Store
    library: Library
    clock: SetClock
    index: Path

    async def rows(self) -> Rows:
        """Bring the index up to date, and return all its rows, without of what library it is."""
        await self.library.refresh()
        tables = tables_of(file_of(self.index))
        kept = [row for row in tables["meta"] if row[0] not in {"library", "holds"}]
        return tables | {"meta": kept}

    async def edit(self, embargo: datetime | None, *, hours: int = 0) -> None:
        """Give the secret episode another embargo, or none, some hours later."""
        self.clock.move(hours=hours)
        cleared = frozenset[str](() if embargo else ("embargo",))
        edits = EpisodeEdits(embargo=embargo, cleared=cleared)
        await self.store.edits.edit_episode("secret", edits, server=None)


@asynccontextmanager
async def opened(folder: Path) -> AsyncGenerator[House]:
    clock = SetClock(NOW)
    async with (
        open_store(f"sqlite+aiosqlite:///{folder / 'library.db'}") as store,
        open_index(folder / "index") as index,
    ):
        yield House(store, Library(store, index, clock=clock), clock, folder / "index")


def talk(key: str, *, embargo: datetime | None = None) -> tuple[Episode, Content]:
    said = content(
        [("Ann", f"The {key} was painted twice."), ("Bob", f"Nobody ever asked the {key} why.")],
        key=key,
        highlights=(0, 1),
        topics=(key,),
    )
    return replace(episode(key), embargo=embargo, length=len(said.text)), said


async def fill(house: House, *, embargo: datetime | None) -> None:
    for key in TALKS:
        await house.store.add(*talk(key, embargo=embargo if key == "secret" else None))
        await house.library.refresh()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House]:
    """Open a library with an episode between two others that is under embargo for an hour."""
    async with opened(tmp_path) as house:
        await fill(house, embargo=NOW + HOUR)
        yield house


@pytest.fixture
async def expected(tmp_path: Path) -> Rows:
    """Return the rows of an index of the same episodes without an embargo."""
    folder = tmp_path / "public"
    folder.mkdir()
    async with opened(folder) as house:
        await fill(house, embargo=None)
        return await house.rows()


async def found(house: House) -> bool:
    """Return whether the secret episode is found."""
    answer = await house.library.quote("the secret was painted twice", PUBLIC)
    return answer.hits[0].episode.key == "secret"


async def test_the_index_has_no_word_of_an_episode_under_embargo(house: House) -> None:
    rows = await house.rows()
    (kept,) = rows.pop("reserved")
    assert kept[0] == talk("secret")[0].id
    assert "secret" not in str(rows)


async def test_a_released_episode_is_where_it_would_be_without_an_embargo(
    house: House, expected: Rows
) -> None:
    house.clock.move(hours=1)
    assert await house.rows() == expected
    assert await found(house)


async def test_an_embargo_that_ends_while_nothing_runs_is_followed_by_the_next_start(
    tmp_path: Path, expected: Rows
) -> None:
    async with opened(tmp_path) as earlier:
        await fill(earlier, embargo=NOW + HOUR)
    async with opened(tmp_path) as later:
        later.clock.move(hours=2)
        assert await later.rows() == expected


@pytest.mark.parametrize("hours", [0, 2])
async def test_an_embargo_that_begins_later_takes_the_episode_out_until_it_ends(
    house: House, expected: Rows, hours: int
) -> None:
    house.clock.move(hours=1)
    await house.rows()
    await house.edit(NOW + 9 * HOUR, hours=hours)
    rows = await house.rows()
    assert (len(rows["reserved"]), await found(house)) == (1, False)
    house.clock.move(hours=9)
    assert await house.rows() == expected


async def test_an_embargo_that_is_cleared_or_set_back_ends_at_once(
    house: House, expected: Rows
) -> None:
    await house.edit(NOW + 9 * HOUR)
    house.clock.move(hours=2)
    assert not await found(house)
    await house.edit(NOW + HOUR)
    assert await house.rows() == expected
    await house.edit(NOW + 9 * HOUR)
    assert len((await house.rows())["reserved"]) == 1
    await house.edit(None)
    assert await house.rows() == expected


async def test_a_clock_that_is_set_back_takes_the_episode_out_again(
    house: House, expected: Rows
) -> None:
    house.clock.move(hours=1)
    await house.rows()
    house.clock.move(hours=-1)
    assert len((await house.rows())["reserved"]) == 1
    house.clock.move(hours=1)
    assert await house.rows() == expected


async def test_one_that_changes_under_embargo_has_its_new_words_afterwards(house: House) -> None:
    about, _ = talk("secret", embargo=NOW + HOUR)
    more = content([("Ann", f"The {word} secret.") for word in TALKS * 9], key="secret")
    await house.store.replace(about, more)
    assert "secret" not in str((await house.rows()) | {"reserved": []})
    house.clock.move(hours=1)
    rows = await house.rows()
    assert (rows["reserved"], len(rows["quotes"])) == ([], 4 + 27)
    ranges = sorted((int(str(row[6])), int(str(row[7]))) for row in rows["episodes"])
    assert all(last < first for (_, last), (first, _) in pairwise(ranges))


async def test_one_that_is_removed_under_embargo_leaves_nothing(house: House) -> None:
    await house.store.edits.remove("secret", server=None, at=NOW)
    rows = await house.rows()
    assert rows["reserved"] == []
    house.clock.move(hours=1)
    assert await house.rows() == rows


async def test_more_episodes_than_are_indexed_at_once_are_released_together(
    house: House,
) -> None:
    for number in range(21):
        await house.store.add(*talk(f"e{number}", embargo=NOW + HOUR))
    assert len((await house.rows())["reserved"]) == 22
    house.clock.move(hours=1)
    rows = await house.rows()
    assert (len(rows["reserved"]), len(rows["episodes"])) == (0, 24)


async def test_until_the_index_has_it_a_released_quote_is_read_from_the_store(
    house: House,
) -> None:
    about, said = talk("secret")
    ids = [said.quotes[0].id]
    assert await house.library.hits(ids, server=None) == (None,)
    house.clock.move(hours=1)
    (hit,) = await house.library.hits(ids, server=None)
    assert hit is not None
    # Alerts wait, for they search it.
    assert house.library.indexed_episode(about.id) is None
    await house.library.refresh()
    assert house.library.indexed_episode(about.id) is not None


async def test_a_query_that_goes_on_finds_what_is_released_meanwhile(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = {"id": 1, "command": "quote", "text": "nobody ever asked the secret why"}

    def lines() -> Iterator[bytes]:
        yield json.dumps(asked).encode()
        house.clock.move(hours=1)
        yield json.dumps(asked).encode()

    await protocol.serve(house.library, lines())
    before, after = map(json.loads, capsys.readouterr().out.splitlines())
    assert all(one["episode"] != "secret" for one in before["results"])
    assert (after["confidence"], after["results"][0]["episode"]) == ("exact", "secret")
