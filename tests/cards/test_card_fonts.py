from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # pyright: ignore[reportMissingTypeStubs] - it has none

from bot.cards.card import plain
from bot.cards.coverage import read_font
from bot.cards.fonts import Fonts
from bot.cards.preparation import prepared
from bot.cards.scripts import missing_fonts, needs_shaping
from bot.models import SpokenTurn
from tests.support import cards
from tests.support.cards import card_of
from tests.support.fonts import box_font


@pytest.mark.parametrize("name", ["source_serif_4", "source_sans_3", "noto_sans_arabic"])
def test_a_font_is_read_as_the_makers_of_fonts_read_it(fonts: Fonts, name: str) -> None:
    char = {"noto_sans_arabic": "س"}.get(name, "a")
    font = fonts.font(char, "source" if "sans" in name else "words")
    assert font is not None
    assert f"fontpkg_{name}" in str(font.path)
    with TTFont(font.path) as opened:
        codes = opened.getBestCmap() or {}
    covered = {chr(code) for code in range(0x11000) if chr(code) in font.coverage}
    assert covered == {chr(code) for code in codes if code < 0x11000}


def test_a_font_with_characters_beyond_the_first_plane_is_read(tmp_path: Path) -> None:
    font = read_font(box_font(tmp_path / "box.ttf", "a漢𠮷😀"))
    assert font is not None
    assert [char in font.coverage for char in "a漢𠮷😀b字"] == [True] * 4 + [False] * 2


@pytest.mark.parametrize("size", [0, 3, 11, 40, 400])
def test_a_damaged_font_is_left_out(tmp_path: Path, size: int) -> None:
    path = box_font(tmp_path / "box.ttf", "漢")
    path.write_bytes(path.read_bytes()[:size])
    assert not Fonts(tmp_path, system=()).covers("漢")


def test_a_font_in_the_operators_folder_is_used_where_no_package_has_the_letters(
    tmp_path: Path, fonts: Fonts
) -> None:
    box_font(tmp_path / "box.ttf", cards.JAPANESE + "a")
    own = Fonts(tmp_path, system=())
    assert not fonts.covers(cards.JAPANESE)
    assert own.covers(cards.JAPANESE)
    runs = own.runs("道a具", "words")
    assert [run.text for run in runs] == ["道", "a", "具"]
    assert "source_serif" in str(runs[1].font.path)


def test_no_card_is_drawn_of_words_that_no_font_has(fonts: Fonts) -> None:
    assert prepared(card_of(cards.APHORISM), fonts) is not None
    assert prepared(card_of(cards.JAPANESE), fonts) is None
    assert prepared(card_of("Ship it 🚀"), fonts) is None


def test_no_card_is_drawn_where_a_name_has_no_font(fonts: Fonts) -> None:
    assert prepared(card_of(SpokenTurn("田中", "Ship it.")), fonts) is None


def test_a_sign_that_no_font_has_is_left_out_of_a_name(fonts: Fonts) -> None:
    card = prepared(card_of(SpokenTurn("🚀 Maren", "Ship it.")), fonts)
    assert card is not None
    assert card.speaker == "Maren"


@pytest.mark.parametrize(
    "words", [cards.ZALGO, "x" * 1_401, "漢" * 701, "", " \n ", "!!!", "\x00\x07"], ids=str.__len__
)
def test_no_card_is_drawn_of_what_is_no_quote(fonts: Fonts, words: str) -> None:
    assert prepared(card_of(words), fonts) is None


def test_spaces_at_which_no_line_may_end_are_kept() -> None:
    assert plain("qu\u2019on\u202f:\xa0 oui \n non") == "qu\u2019on\xa0:\xa0 oui non"


def test_control_characters_are_not_drawn(fonts: Fonts) -> None:
    card = prepared(card_of("Ship\x00 \u202eit\u202c\n now\u200b."), fonts)
    assert card is not None
    assert card.words == "Ship it now."


def test_scripts_whose_letters_depend_on_their_neighbours_need_shaping() -> None:
    assert all(map(needs_shaping, "سש\u05bcनाกก็ខ"))
    assert not any(map(needs_shaping, "aéЯΩ漢かカ한Աა1,。—“"))


def test_languages_whose_script_has_no_font_are_told_with_a_font_to_add(fonts: Fonts) -> None:
    assert missing_fonts(["en", "de", "ru", "el", "vi", "ar", "he", ""], fonts.without_font) == []
    japanese, thai = missing_fonts(["ja", "zh", "th"], fonts.without_font)
    assert (japanese.font, japanese.package) == ("Noto Sans CJK", "fonts-noto-cjk")
    assert japanese.languages == ("ja", "zh")
    assert (thai.script, thai.font, thai.package) == ("Thai", "Noto Sans Thai", "fonts-noto-core")


def test_the_words_after_an_emoji_are_set_in_the_font_of_the_words(tmp_path: Path) -> None:
    box_font(tmp_path / "box.ttf", "😀👍🏽 a!")
    runs = Fonts(tmp_path, system=()).runs("a 👍🏽! a", "words")
    assert [run.text for run in runs] == ["a ", "👍🏽", "! a"]
