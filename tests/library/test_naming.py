from bot.library.naming import episodes_named
from bot.models import Episode, Show
from tests.support.hits import build_episode

LAMPS, BREAD = Show("lamps", "Lamps and Lights"), Show("bread", "The Bread Show")


def episodes() -> list[Episode]:
    return [
        build_episode(id="1", key="l12", title="Harbour lights", number=12, show=LAMPS),
        build_episode(id="2", key="b12", title="Rye", number=12, show=BREAD),
        build_episode(id="3", key="b13", title="Rye, again", number=13, show=BREAD),
    ]


def named(words: str) -> list[str]:
    return [one.key for one in episodes_named(words, episodes())]


def test_a_key_or_a_whole_title_is_clear() -> None:
    assert named("B12") == ["b12"]
    assert named("rye") == ["b12"]


def test_a_show_and_a_number_name_an_episode() -> None:
    assert named("bread 12") == ["b12"]
    assert named("Lamps and Lights #12") == ["l12"]
    assert named("episode 13") == ["b13"]


def test_what_several_have_is_not_clear() -> None:
    assert named("12") == ["l12", "b12"]
    assert named("rye,") == ["b12", "b13"]
    assert named("harbour") == ["l12"]


def test_a_show_without_such_a_number_names_none() -> None:
    assert named("lamps 13") == []
    assert named("nothing") == []
