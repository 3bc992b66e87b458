from hypothesis import given
from hypothesis import strategies as st

from bot.text.moment_references import MomentReference, find_references


def test_references_are_found_in_order() -> None:
    text = "first [talks 12 @ 12:14], then [The Harbour @1:02:03 ] and [harbour@0:05]"
    assert find_references(text) == [
        MomentReference("talks 12", 734),
        MomentReference("The Harbour", 3723),
        MomentReference("harbour", 5),
    ]


def test_other_brackets_are_no_references() -> None:
    for text in (
        "[12:14]",
        "[@ 12:14]",
        "[ @ 1:00]",
        "[a @ b]",
        "[a @ 1234]",
        "a @ 12:14",
        "[a\n@ 1:00]",
    ):
        assert find_references(text) == []


@given(st.text(alphabet="[]@: 0123a\n", max_size=400))
def test_any_text_can_be_searched(text: str) -> None:
    assert all(one.seconds >= 0 and one.episode for one in find_references(text))
