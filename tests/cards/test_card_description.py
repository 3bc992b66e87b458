from hypothesis import given
from hypothesis import strategies as st

from bot.cards.card import Card
from bot.cards.description import LIMIT, describe
from bot.models import SpokenTurn
from tests.support import cards
from tests.support.cards import card_of


def test_the_description_has_words_speaker_episode_moment_and_show() -> None:
    told = describe(card_of(cards.APHORISM))
    assert told == (
        "A picture of a quote: “The best tools are the ones that you forget you are using.” "
        "Said by Maren Holt. Why we deleted half the product, at 12:14, Small Machines."
    )


def test_the_description_of_a_conversation_names_who_says_what() -> None:
    told = describe(
        card_of(
            SpokenTurn("Maren", "What first?"), SpokenTurn("Jon", "All."), SpokenTurn(None, "No.")
        )
    )
    assert "“Maren: What first? Jon: All. – No.”" in told
    assert "Said by" not in told


def test_words_that_do_not_fit_are_cut_at_a_word_and_the_source_stays() -> None:
    told = describe(card_of(cards.LONGEST))
    assert len(told) <= LIMIT
    assert "…” Said by Maren Holt. Why we deleted" in told
    assert told.endswith("at 12:14, Small Machines.")


@given(st.text(max_size=1_500), st.text(max_size=400), st.text(max_size=400), st.text(max_size=400))
def test_no_description_is_longer_than_discord_takes(
    words: str, speaker: str, episode: str, show: str
) -> None:
    card = Card((SpokenTurn(speaker, words),), show, episode, "at 12:14")
    assert 0 < len(describe(card)) <= LIMIT
