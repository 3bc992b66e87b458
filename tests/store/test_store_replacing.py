from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.errors import LibraryError
from bot.models import Content, Quote, Show
from bot.store import Store
from tests.support.episodes import content_of, episode_of, with_parts

OLD = content_of(["The lamp was lit by the harbour.", "Nobody came that winter.", "Goodbye."])


async def _found(store: Store, quote_id: str) -> Quote | None:
    found = await store.quote(quote_id, server=None)
    return found and found[1]


async def _replaced(store: Store, *contents: Content) -> None:
    await store.add(episode_of(contents[0]), contents[0])
    for content in contents[1:]:
        await store.replace(episode_of(content), content)


async def test_a_new_import_replaces_the_old_one(store: Store) -> None:
    new = with_parts(content_of(["The lamp was lit.", "Goodbye."]))
    episode = replace(episode_of(new, show=Show("other", "Other")), title="Anew")
    await store.add(episode_of(OLD), with_parts(OLD))
    await store.replace(episode, new)
    assert await store.content("first") == new
    assert await store.every_episode() == (episode,)


async def test_a_replaced_episode_keeps_its_place_in_the_order(store: Store) -> None:
    first, later = datetime(2026, 1, 1, 9, tzinfo=UTC), datetime(2026, 2, 1, 9, tzinfo=UTC)
    await store.add(replace(episode_of(OLD), added_at=first), OLD)
    await store.replace(replace(episode_of(OLD), added_at=later), OLD)
    (kept,) = await store.every_episode()
    assert kept.added_at == first


async def test_an_id_that_stays_keeps_its_quote(store: Store) -> None:
    new = content_of(["Hello.", "Nobody came that winter."])
    await _replaced(store, OLD, new)
    assert await _found(store, OLD.quotes[1].id) == new.quotes[1]


async def test_a_retired_id_leads_to_the_quote_that_has_its_words(store: Store) -> None:
    new = content_of(["The lamp was lit by the harbour. Nobody came that winter.", "Farewell."])
    await _replaced(store, OLD, new)
    assert await _found(store, OLD.quotes[0].id) == new.quotes[0]
    assert await _found(store, OLD.quotes[1].id) == new.quotes[0]


async def test_an_id_whose_words_were_removed_leads_nowhere(store: Store) -> None:
    await _replaced(store, OLD, content_of(["The lamp was lit by the harbour."]))
    assert await _found(store, OLD.quotes[2].id) is None


async def test_a_retired_id_follows_its_words_through_later_imports(store: Store) -> None:
    second = content_of(["The lamp was lit by the harbour. Nobody came that winter.", "Goodbye."])
    third = content_of(["Listen.", "The lamp was lit by the old harbour. Nobody came."])
    await _replaced(store, OLD, second, third)
    assert await _found(store, OLD.quotes[0].id) == third.quotes[1]
    assert await _found(store, second.quotes[0].id) == third.quotes[1]


async def test_a_retired_id_keeps_its_target_while_that_exists(store: Store) -> None:
    second = content_of(["The lamp was lit by the old harbour.", "Nobody came that winter."])
    third = content_of(["Listen.", *(quote.text for quote in second.quotes)])
    await _replaced(store, OLD, second, third)
    assert await _found(store, OLD.quotes[0].id) == third.quotes[1]


async def test_a_retired_id_that_returns_is_its_own_quote_again(store: Store) -> None:
    second = content_of(["The lamp was lit by the old harbour."])
    await _replaced(store, OLD, second, OLD)
    assert await _found(store, OLD.quotes[0].id) == OLD.quotes[0]
    assert await _found(store, second.quotes[0].id) == OLD.quotes[0]


async def test_a_retired_id_is_deleted_with_its_target(store: Store) -> None:
    second = content_of(["The lamp was lit by the old harbour."])
    await _replaced(store, OLD, second, content_of(["Something else altogether."]))
    assert await _found(store, OLD.quotes[0].id) is None
    await store.remove("first", server=None)
    await store.add(episode_of(OLD), OLD)
    assert await _found(store, OLD.quotes[0].id) == OLD.quotes[0]


async def test_an_episode_cannot_be_replaced_by_another(store: Store) -> None:
    await store.add(episode_of(OLD), OLD)
    with pytest.raises(LibraryError, match="`pullquote remove first`"):
        await store.replace(replace(episode_of(OLD), id="other"), OLD)
    assert await store.version() == 1
