import pytest

from bot.errors import KeyTakenError, NotFoundError
from bot.models import Show
from bot.store import Store
from tests.support.episodes import content_of, episode_of, long_episode

OURS, THEIRS = 111, 222
CANARY = content_of(["The canary sings in the cellar."], key="secret")
SECRET = episode_of(CANARY, key="secret", show=Show("talks", "Cellar talks", OURS))


async def test_no_read_returns_a_private_episode_to_another_server(store: Store) -> None:
    await store.add(SECRET, CANARY)
    await store.add(*long_episode("open", quotes=1))
    for server in (THEIRS, None, 0):
        assert [found.key for found in await store.episodes(server=server)] == ["open"]
        assert await store.quote(CANARY.quotes[0].id, server=server) is None
        with pytest.raises(NotFoundError) as told:
            await store.episode("secret", server=server)
        with pytest.raises(NotFoundError) as absent:
            await store.episode("absent", server=server)
        assert str(told.value) == str(absent.value).replace("absent", "secret")


async def test_a_server_sees_its_own_and_public_episodes(store: Store) -> None:
    await store.add(SECRET, CANARY)
    await store.add(*long_episode("open", quotes=1))
    assert [found.key for found in await store.episodes(server=OURS)] == ["secret", "open"]
    assert await store.episode("secret", server=OURS) == SECRET
    assert await store.quote(CANARY.quotes[0].id, server=OURS) == (SECRET, CANARY.quotes[0])


async def test_a_retired_id_of_a_private_quote_is_not_found_by_another_server(store: Store) -> None:
    await store.add(SECRET, CANARY)
    again = content_of(["Listen!", "The canary sings in the cellar still."], key="secret")
    await store.replace(episode_of(again, key="secret", show=SECRET.show), again)
    old = CANARY.quotes[0].id
    assert await store.quote(old, server=THEIRS) is None
    assert await store.quote(old, server=None) is None
    found = await store.quote(old, server=OURS)
    assert found is not None
    assert found[1] == again.quotes[1]


async def test_a_slug_can_be_public_and_in_several_servers(store: Store) -> None:
    for number, server in enumerate((None, OURS, THEIRS, None)):
        show = Show("talks", f"Talks of {server}", server)
        await store.add(*long_episode(f"e{number}", quotes=1, show=show))
    titles = [found.show.title for found in await store.every_episode()]
    assert titles == ["Talks of None", "Talks of 111", "Talks of 222", "Talks of None"]


async def test_a_server_can_only_remove_its_own(store: Store) -> None:
    await store.add(SECRET, CANARY)
    await store.add(*long_episode("open", quotes=1))
    for key, server in (("secret", THEIRS), ("open", THEIRS), ("open", OURS)):
        with pytest.raises(NotFoundError):
            await store.remove(key, server=server)
    assert await store.remove("secret", server=OURS) == 3
    assert await store.remove("open", server=None) == 4


async def test_the_operator_can_remove_private_episodes(store: Store) -> None:
    await store.add(SECRET, CANARY)
    assert await store.remove("secret", server=None) == 2


@pytest.mark.parametrize("show", [Show("talks", "Talks"), Show("talks", "Talks", THEIRS)])
async def test_a_replacement_never_moves_an_episode_to_another_server(
    store: Store,
    show: Show,
) -> None:
    await store.add(SECRET, CANARY)
    with pytest.raises(NotFoundError):
        await store.replace(episode_of(CANARY, key="secret", show=show), CANARY)
    assert await store.episode("secret", server=OURS) == SECRET


async def test_a_taken_key_does_not_name_the_show_of_another_server(store: Store) -> None:
    await store.add(SECRET, CANARY)
    with pytest.raises(KeyTakenError, match=r'a show of another server .* "secret"'):
        await store.add(*long_episode("secret", show=Show("x", "X", THEIRS)))
    with pytest.raises(KeyTakenError, match='the show "Cellar talks"'):
        await store.add(*long_episode("secret", show=Show("x", "X", OURS)))
    with pytest.raises(KeyTakenError, match='the show "Cellar talks"'):
        await store.add(*long_episode("secret"))
