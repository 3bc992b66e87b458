"""Ids of episodes and quotes."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.identity import EPISODE_ID, QUOTE_ID, episode_id, quote_ids
from tests.support.texts import unhurried

WORDS = ["we dig wells", "by hand", "we dig wells"]


def test_an_episodes_id_depends_on_its_key_alone() -> None:
    assert episode_id("wells") == episode_id("wells")
    assert episode_id("wells") != episode_id("pumps")


def test_ids_are_lower_case_base_32_of_their_length() -> None:
    assert re.fullmatch(rf"[a-z2-7]{{{EPISODE_ID}}}", episode_id("wells"))
    assert re.fullmatch(rf"[a-z2-7]{{{QUOTE_ID}}}", quote_ids("abcdefgh", ["we dig"])[0])


def test_words_that_are_said_again_get_another_id() -> None:
    assert len(set(quote_ids("abcdefgh", WORDS))) == 3


def test_a_quote_keeps_its_id_when_others_are_cut_before_it() -> None:
    assert quote_ids("abcdefgh", WORDS)[1] == quote_ids("abcdefgh", ["hello", *WORDS])[2]


def test_the_same_words_in_another_episode_get_another_id() -> None:
    assert quote_ids("abcdefgh", WORDS)[0] != quote_ids("hgfedcba", WORDS)[0]


def test_ids_are_the_same_in_every_release() -> None:
    assert episode_id("wells") == "3wu7j6oe"
    assert quote_ids("3wu7j6oe", ["we dig wells"]) == ["zdn3icwtlwh2"]


@unhurried
@given(st.lists(st.sampled_from(["a", "b", "a b", ""])))
def test_no_two_quotes_of_an_episode_share_an_id(words: list[str]) -> None:
    assert len(set(quote_ids("abcdefgh", words))) == len(words)
