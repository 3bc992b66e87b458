import io
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, features

from bot.cards.card import Card
from bot.cards.drawing import LARGEST_FILE, draw_card
from bot.cards.faces import Faces
from bot.cards.fonts import Fonts
from bot.cards.layout import EDGE, HEIGHTS, INSET, WIDTH, Layout, lay_out
from bot.cards.preparation import prepared
from bot.models import SpokenTurn
from tests.support import cards
from tests.support.cards import card_of

SHAPED = pytest.mark.skipif(not features.check("raqm"), reason="FriBiDi is not installed here")
SETS = [
    card_of("Ship it."),
    card_of(cards.APHORISM),
    card_of(cards.PARAGRAPH),
    card_of(cards.LONGEST),
    card_of(cards.GERMAN, language="de"),
    pytest.param(card_of(cards.ARABIC, language="ar"), marks=SHAPED),
    pytest.param(card_of(cards.HEBREW, language="he"), marks=SHAPED),
    card_of(
        SpokenTurn("Maren Holt", "So what did you delete first?"),
        SpokenTurn("Jon Abara", "The settings page. Nobody noticed for a month."),
        SpokenTurn(None, "I noticed."),
    ),
    card_of(*(SpokenTurn(f"Speaker {number}", cards.APHORISM) for number in range(12))),
    card_of("W" * 600),
    card_of("Ǽ" * 1_400),
]


def arranged(card: Card, fonts: Fonts, faces: Faces) -> Layout:
    shown = prepared(card, fonts)
    assert shown is not None
    return lay_out(shown, faces)


@pytest.mark.parametrize("card", SETS)
def test_every_word_is_on_the_card(card: Card, fonts: Fonts, faces: Faces) -> None:
    layout = arranged(card, fonts, faces)
    for turn, paragraph in zip(card.turns, layout.words.paragraphs, strict=True):
        assert "".join(line.text for line in paragraph.lines) == turn.display
    drawn = {line.text for line in layout.lines}
    for paragraph in layout.words.paragraphs:
        assert {line.text.rstrip() + "-" * line.hyphen for line in paragraph.lines} <= drawn


@pytest.mark.parametrize("card", SETS)
def test_nothing_is_drawn_outside_the_margins(card: Card, fonts: Fonts, faces: Faces) -> None:
    layout = arranged(card, fonts, faces)
    assert layout.fits
    drawn = Image.open(io.BytesIO(draw_card(layout, colour=0, faces=faces))).convert("L").getbbox()
    assert drawn is not None
    left, top, right, bottom = drawn
    assert min(left, WIDTH - right) >= EDGE
    assert min(top, layout.height - bottom) >= 40


@pytest.mark.parametrize("card", SETS)
def test_lines_do_not_overlap(card: Card, fonts: Fonts, faces: Faces) -> None:
    layout = arranged(card, fonts, faces)
    baselines = sorted({line.baseline: line.size for line in layout.lines}.items())
    for (above, _), (below, size) in pairwise(baselines):
        assert below - above >= size


@pytest.mark.parametrize("card", SETS)
def test_a_card_is_a_small_png_of_a_known_size(card: Card, fonts: Fonts, faces: Faces) -> None:
    layout = arranged(card, fonts, faces)
    picture = draw_card(layout, colour=card.colour, faces=faces)
    with Image.open(io.BytesIO(picture)) as opened:
        assert (opened.format, opened.size) == ("PNG", (WIDTH, layout.height))
        opened.load()
    assert layout.height in HEIGHTS
    assert len(picture) < LARGEST_FILE


def test_the_background_is_the_colour_of_the_show(fonts: Fonts, faces: Faces) -> None:
    picture = draw_card(arranged(card_of("Ship it."), fonts, faces), colour=0xE4002B, faces=faces)
    with Image.open(io.BytesIO(picture)) as opened:
        assert opened.convert("RGB").getpixel((3, 3)) == (0xE4, 0x00, 0x2B)


def test_longer_words_are_smaller_and_the_longest_can_be_read(fonts: Fonts, faces: Faces) -> None:
    texts = ("Ship it.", cards.APHORISM, cards.PARAGRAPH, cards.LONGEST)
    sizes = [arranged(card_of(text), fonts, faces).words.size for text in texts]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] >= 32


@given(st.text(st.characters(codec="latin-1"), min_size=1, max_size=700))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_that_is_accepted_fits(fonts: Fonts, faces: Faces, text: str) -> None:
    shown = prepared(card_of(text), fonts)
    assert shown is None or lay_out(shown, faces).fits


def test_a_long_title_is_shortened_but_the_moment_stays(fonts: Fonts, faces: Faces) -> None:
    card = Card(
        (SpokenTurn("A name " * 40, "Ship it."),), "A show " * 40, "An episode " * 40, "at 12:14"
    )
    layout = arranged(card, fonts, faces)
    assert layout.fits
    assert layout.lines[-1].text.endswith("… · at 12:14")
    assert sum(line.text.endswith("…") for line in layout.lines) == 2


@SHAPED
def test_what_is_read_from_right_to_left_is_set_from_the_right(fonts: Fonts, faces: Faces) -> None:
    lines = arranged(card_of(cards.HEBREW, language="he"), fonts, faces).lines
    words = [line for line in lines if line.text in cards.HEBREW]
    assert {round(line.left + line.width) for line in words} >= {WIDTH - INSET}


def test_the_first_quotation_mark_hangs_in_the_margin(fonts: Fonts, faces: Faces) -> None:
    lines = arranged(card_of(cards.APHORISM), fonts, faces).lines
    mark = next(line for line in lines if line.text == "“")
    assert mark.left < INSET
    assert round(mark.left + mark.width) == INSET


def test_a_card_without_a_source_has_no_bar(fonts: Fonts, faces: Faces) -> None:
    card = Card((SpokenTurn(None, "Ship it."),), show="Small Machines")
    assert arranged(card, fonts, faces).bar is None
    assert arranged(card_of("Ship it."), fonts, faces).bar is not None
