from dataclasses import replace
from datetime import date

import pytest

from bot.models import Scope, Show
from bot.ui import custom_ids, narrowing
from tests.support.builders import episode

ALL = Scope(server=7)
ONE = replace(episode("first", show="a-slug"), speakers=("Ann Reed", "Bo"))
OTHER = replace(episode("second"), show=Show("café/ü", "Café"))
EPISODES = (ONE, OTHER)


@pytest.mark.parametrize(
    "scope",
    [
        ALL,
        Scope(7, episode="first"),
        Scope(7, show="a-slug"),
        Scope(7, show="café/ü", speaker="Ann Reed"),
        Scope(7, after=date(2024, 3, 1), before=date.max),
        Scope(7, episode="first", speaker="Bo", before=date.min),
    ],
)
def test_a_code_gives_back_its_scope(scope: Scope) -> None:
    code = narrowing.to_code(scope, episode=ONE.id if scope.episode else None)
    if code is not None:
        assert narrowing.from_code(code, ALL, EPISODES) == scope
        assert custom_ids.PICK.fullmatch(custom_ids.pick(code))
        matched = custom_ids.TOPIC.fullmatch(custom_ids.topic("a: subject", episode=code, page=3))
        assert matched
        assert (matched["episode"], matched["subject"]) == (code, "a: subject")


def test_a_code_of_what_is_gone_gives_nothing() -> None:
    for scope in (Scope(7, show="a-slug"), Scope(7, speaker="Bo")):
        code = narrowing.to_code(scope, episode=None)
        assert code is not None
        assert narrowing.from_code(code, ALL, (OTHER,)) is None
    assert narrowing.from_code(ONE.id, ALL, (OTHER,)) is None


def test_a_long_subject_has_no_buttons_where_its_scope_leaves_no_room() -> None:
    code = narrowing.to_code(Scope(7, show="x", speaker="y", after=date.max), episode=ONE.id)
    assert custom_ids.holds_topic("x" * 50, episode=code)
    assert not custom_ids.holds_topic("x" * custom_ids.SUBJECT, episode=code)
    assert custom_ids.holds_topic("x" * custom_ids.SUBJECT, episode=ONE.id)
