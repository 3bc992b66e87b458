from hypothesis import given
from hypothesis import strategies as st

from bot.search.semantic.windows import QuoteText, cut_windows

RUNS = st.lists(st.tuples(st.integers(0, 400), st.booleans()), max_size=30)


def quotes(*lengths: int, gaps: tuple[int, ...] = ()) -> list[QuoteText]:
    """Make quotes of these lengths in rows from 10 on, with a gap after those at `gaps`."""
    return [
        QuoteText(10 + position, "x" * length, None if position in gaps else " ")
        for position, length in enumerate(lengths)
    ]


def rows(given: list[QuoteText], **cutting: int) -> list[tuple[int, int]]:
    return [(window.first, window.last) for window in cut_windows(given, **cutting)]


def test_each_quote_is_a_window() -> None:
    assert rows(quotes(120, 0, 500, 3, gaps=(1,))) == [(10, 10), (11, 11), (12, 12), (13, 13)]


def test_windows_of_300_characters_begin_at_every_second_quote() -> None:
    assert rows(quotes(*[120] * 7), length=300, stride=2) == [(10, 12), (12, 14), (14, 16)]


def test_the_text_of_a_window_is_that_of_its_quotes() -> None:
    given = [QuoteText(1, "They left in autumn.", " "), QuoteText(2, "A cat came too.", None)]
    assert [window.text for window in cut_windows(given, length=300)] == [
        "They left in autumn. A cat came too."
    ]


def test_a_window_ends_where_no_run_goes_on() -> None:
    assert rows(quotes(50, 50, 50, 50, gaps=(1,)), length=300) == [(10, 11), (12, 13)]


def test_long_quotes_are_windows_of_their_own() -> None:
    assert rows(quotes(500, 400, 500), length=300) == [(10, 10), (11, 11), (12, 12)]


def test_an_episode_without_quotes_has_no_windows() -> None:
    assert cut_windows([]) == []


@given(RUNS)
def test_every_quote_is_in_a_window_and_no_window_is_within_another(
    runs: list[tuple[int, bool]],
) -> None:
    gaps = tuple(position for position, (_, cut) in enumerate(runs) if cut)
    given = quotes(*(length for length, _ in runs), gaps=gaps)
    windows = rows(given, length=300, stride=2)
    covered = {row for first, last in windows for row in range(first, last + 1)}
    assert covered == {quote.row for quote in given}
    assert [first for first, _ in windows] == sorted({first for first, _ in windows})
    assert [last for _, last in windows] == sorted({last for _, last in windows})
    assert not any(
        quote.gap is None and first <= quote.row < last
        for quote in given
        for first, last in windows
    )
