import numpy as np

from bot.search.memory.posting_cache import (
    DensePostings,
    PostingCache,
    SparsePostings,
    length_factors,
)


def _lengths(*counts: int) -> list[np.ndarray[tuple[int], np.dtype[np.uint32]]]:
    return [np.full(count, 5, np.uint32) for count in counts]


def _rows(*numbers: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(numbers, np.int64)


def test_rows_of_other_rooms_have_no_position() -> None:
    bitmaps = PostingCache([10, 50], _lengths(3, 9))
    positions = bitmaps.positions(_rows(4, 10, 12, 40, 50, 58, 90))
    assert positions.tolist() == [0, 2, 8, 16]
    assert bitmaps.rows(positions).tolist() == [10, 12, 50, 58]
    assert PostingCache([], []).positions(_rows(1, 2)).tolist() == []


def test_a_bitmap_and_a_listing_mark_the_same() -> None:
    bitmaps = PostingCache([10, 50, 90], _lengths(3, 9, 4))
    rows = _rows(11, 50, 51, 93)
    marked = np.zeros(bitmaps.size, np.uint8)
    marked[bitmaps.positions(rows)] = 1
    ways = (DensePostings(np.packbits(marked)), bitmaps.to_posting_list(rows))
    stretch = bitmaps.position_range((50, 93), ())
    assert (stretch.first, stretch.end) == (8, 32)
    for one in ways:
        worth = np.zeros(24, np.uint8)
        one.mark(worth, np.uint8(7), stretch)
        assert np.flatnonzero(worth).tolist() == [0, 1, 19]
        assert set(worth.tolist()) == {0, 7}
        assert one.contains(bitmaps.positions(_rows(10, 11, 93))).tolist() == [False, True, True]
    assert SparsePostings(_rows()).contains(_rows(1, 2)).tolist() == [False, False]


def test_barred_episodes_are_told_as_positions() -> None:
    bitmaps = PostingCache([10, 50, 90], _lengths(3, 9, 4))
    assert bitmaps.position_range((10, 93), [(50, 58), (30, 34)]).excluded == ((8, 24), (8, 8))


def test_what_was_not_asked_for_longest_is_dropped() -> None:
    bitmaps = PostingCache([0], _lengths(8), max_bytes=8)
    for stem in ("lamp", "sea"):
        bitmaps.put({stem: bitmaps.to_posting_list(_rows(1))})
    assert bitmaps.get("lamp")
    bitmaps.put({"reef": bitmaps.to_posting_list(_rows(2))})
    assert bitmaps.get("sea") is None
    assert bitmaps.get("lamp")


def test_a_stem_of_many_quotes_takes_a_bit_for_each() -> None:
    bitmaps = PostingCache([0], _lengths(80_000))
    assert bitmaps.to_posting_list(_rows(*range(0, 80_000, 8))).size == 10_000
    assert bitmaps.to_posting_list(_rows(*range(0, 80_000, 800))).size == 400


def test_words_of_long_quotes_count_less() -> None:
    nothing, short, long, endless = length_factors(_rows(0, 5, 50, 5_000)).tolist()
    assert nothing == 0 < endless < long < short
