"""Words by which an excerpt was found are emphasised, and nothing else of it changes."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.text.tokens import stem
from bot.ui import spoken, text
from bot.ui.emphasis import emphasise, emphasising
from tests.support.hits import build_hit

STEMS = frozenset(map(stem, ("lighthouse", "painting", "keeper")))


def test_words_are_emphasised_in_any_inflection_and_case() -> None:
    assert emphasise("LIGHTHOUSES are painted, the keeper's too.", STEMS) == (
        "**LIGHTHOUSES** are **painted**, the **keeper's** too."
    )


def test_marks_of_the_words_themselves_stay_escaped() -> None:
    assert emphasise("*painted*_by ||keeper||", STEMS) == (
        "\\***painted**\\*\\_by \\|\\|**keeper**\\|\\|"
    )


def test_words_are_emphasised_by_the_rules_of_their_language() -> None:
    assert emphasise("L'été, des étés", {"ete"}, code="fr") == "**L'été**, des **étés**"
    assert emphasise("東京は東にある", {"東", "京"}, code="ja") == "**東京**は東にある"
    assert emphasise("Z\u0334algo ke\u0335eper", STEMS) == "Z\u0334algo **ke\u0335eper**"


@given(st.text(max_size=300))
def test_no_text_can_break_what_surrounds_it(words: str) -> None:
    shown = emphasise(f"{words} keeper", STEMS)
    assert shown.endswith("**keeper**")
    unmarked = re.sub(r"(\\.)|\*\*", lambda mark: mark[1] or "", shown)
    assert unmarked == text.escape(f"{words} keeper")


@given(st.integers(1, 40), st.sampled_from(["", "keeper ", "\\"]))
def test_a_cut_leaves_no_bold_open(limit: int, before: str) -> None:
    shown = emphasise(f"{before}東京東京です東京東京です東京です", {"東", "京", "keeper"})
    cut = text.truncate(shown, limit)
    assert len(cut) <= limit
    marks = [mark for mark in re.findall(r"\\.|\*\*?", cut) if mark.startswith("*")]
    assert len(marks) % 2 == 0
    assert set(marks) <= {"**"}


def test_a_spoiler_and_the_names_of_turns_are_kept_around_emphasised_words() -> None:
    hit = build_hit(display="The keeper left.")
    shown = spoken.block_quote(hit.match, 200, hidden=True, escape=emphasising(STEMS, "en"))
    assert shown == "> ||The **keeper** left.||"
