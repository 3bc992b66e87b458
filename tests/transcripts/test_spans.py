"""Ranges of a text are combined."""

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from bot.models import Span, Turn
from bot.transcripts.spans import merged, touching

SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 9)).map(lambda one: Span(one[0], sum(one)))
)
TURNS = [Turn(5, 10), Turn(10, 12), Turn(20, 21)]


def characters(spans: list[Span]) -> set[int]:
    return {at for span in spans for at in range(span.start, span.end)}


@example([Span(3, 3), Span(3, 3)])
@given(SPANS)
def test_merged_spans_are_in_order_each_once_and_cover_the_same_characters(
    spans: list[Span],
) -> None:
    found = list(merged(spans))
    assert len(set(found)) == len(found)
    assert characters(found) == characters(spans)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(SPANS)
def test_the_spans_with_a_character_of_a_turn_touch_it(spans: list[Span]) -> None:
    spoken = characters([Span(turn.start, turn.end) for turn in TURNS])
    expected = [span for span in sorted(spans) if characters([span]) & spoken]
    assert list(touching(spans, TURNS)) == expected
