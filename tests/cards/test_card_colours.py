from hypothesis import given
from hypothesis import strategies as st

from bot.cards.colours import READABLE, card_colours, contrast, show_colour


@given(st.integers(0, 0xFFFFFF))
def test_words_and_source_can_be_read_on_every_colour(colour: int) -> None:
    colours = card_colours(colour)
    assert contrast(colours.ink, colours.background) >= READABLE
    assert contrast(colours.accent, colours.background) >= READABLE


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == 21
    assert round(contrast((119, 119, 119), (255, 255, 255)), 2) == 4.48


def test_a_show_has_a_colour_of_its_own_that_never_changes() -> None:
    slugs = [f"show-{number}" for number in range(50)]
    assert len({show_colour(slug) for slug in slugs}) > 45
    assert show_colour("go-time") == show_colour("go-time")
    assert contrast(card_colours(show_colour("go-time")).background, (255, 255, 255)) > 7
