import pytest

from bot.cards.bidi import is_rtl, visual_order
from bot.cards.fonts import Fonts


@pytest.mark.parametrize(
    ("text", "rtl", "order"),
    [
        ('قال "Hello, world" (مرتين).', True, ["مرتين).", '" (', "Hello, world", 'قال "']),
        ("She said مرحبا (twice).", False, ["She said ", "مرحبا", " (", "twice)."]),
        ("ثم GitHub!", True, ["!", "GitHub", "ثم "]),
        ("قبل Python, 50% لا", True, ["لا", " ", "Python, 50%", "قبل "]),
        ("Only Latin, 12%.", False, ["Only Latin, 12%."]),
    ],
)
def test_runs_of_a_line_are_ordered_as_they_are_read(
    fonts: Fonts, text: str, *, rtl: bool, order: list[str]
) -> None:
    runs = visual_order(fonts.runs(text, "words"), rtl=rtl)
    assert [run.text for run in runs] == order
    assert sorted("".join(order)) == sorted(text)


def test_the_first_letter_decides_the_direction() -> None:
    assert is_rtl("«12: שלום» said")
    assert not is_rtl("12: said «שלום»")
    assert is_rtl("12 – 13", otherwise=True)
