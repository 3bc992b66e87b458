from bot.cards.card import quote_card
from bot.cards.colours import show_colour
from bot.models import Show, SpokenTurn
from bot.ui.card_buttons import card_of
from tests.support.hits import build_episode, build_hit


def test_a_card_has_the_words_and_the_source_of_a_hit() -> None:
    card = quote_card(
        build_hit(episode=build_episode(language="en"), speaker="Ada"), position="about halfway"
    )
    assert card.turns == (SpokenTurn("Ada", "A lighthouse is a promise made to strangers."),)
    assert (card.show, card.episode, card.position) == (
        "Lamps",
        "The Harbour Lights",
        "about halfway",
    )
    assert (card.colour, card.language) == (show_colour("lamps"), "en")


def test_a_card_of_several_turns_has_them_all() -> None:
    turns = (SpokenTurn("Ada", "Is it lit?"), SpokenTurn(None, "It is."))
    assert quote_card(build_hit(turns=turns), position="").turns == turns


def test_a_card_takes_the_colour_that_its_show_was_given() -> None:
    episode = build_episode(show=Show("lamps", "Lamps", colour=0x000000))
    assert quote_card(build_hit(episode=episode), position="").colour == 0


def test_a_show_that_says_nothing_beside_the_episode_is_left_out() -> None:
    for show in (Show("lamps", "lamps"), Show("lamps", "harbour LIGHTS")):
        assert quote_card(build_hit(episode=build_episode(show=show)), position="").show == ""
        assert card_of(build_hit(episode=build_episode(show=show))).show == ""
