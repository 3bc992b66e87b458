from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from bot.store import Inconsistency, Store, audit, open_store
from bot.store.audit import is_derivable
from tests.support.episodes import content_of, episode_of

NOW = datetime(2026, 11, 29, tzinfo=UTC)


async def test_what_is_wrong_is_told_on_either_database(
    store: Store, url: str, execute: Callable[[str], Awaitable[None]]
) -> None:
    content = content_of(["It stays.", "So does this."])
    await store.add(episode_of(content), content)
    sound = [found async for found in audit(url, now=NOW)]
    await execute("UPDATE quote SET start = 1 WHERE position = 1")
    assert [found async for found in audit(url, now=NOW)] == [
        *sound,
        Inconsistency("first", "1 quotes overlap the next"),
    ]


async def test_an_older_release_need_not_know_the_hash_of_a_text(url: str) -> None:
    """An empty library has nothing that could be wrong."""
    async with open_store(url):
        assert [found async for found in audit(url, now=NOW)] == []


def test_a_display_text_has_only_letters_of_its_text_in_order() -> None:
    assert is_derivable("The boat is here.", "The the boat,\n uh, is... HERE")
    assert not is_derivable("The boat was here.", "The the boat,\n uh, is... HERE")
