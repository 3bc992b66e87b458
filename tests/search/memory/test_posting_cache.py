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


def test_rows_of_other_partitions_have_no_position() -> None:
    cache = PostingCache([10, 50], _lengths(3, 9))
    positions = cache.positions(_rows(4, 10, 12, 40, 50, 58, 90))
    assert positions.tolist() == [0, 2, 8, 16]
    assert cache.rows(positions).tolist() == [10, 12, 50, 58]
    assert PostingCache([], []).positions(_rows(1, 2)).tolist() == []


def test_a_bitmap_and_a_sorted_array_mark_the_same_positions() -> None:
    cache = PostingCache([10, 50, 90], _lengths(3, 9, 4))
    rows = _rows(11, 50, 51, 93)
    bits = np.zeros(cache.size, np.uint8)
    bits[cache.positions(rows)] = 1
    posting_lists = (DensePostings(np.packbits(bits)), cache.to_posting_list(rows))
    visible = cache.position_range((50, 93), ())
    assert (visible.first, visible.end) == (8, 32)
    for postings in posting_lists:
        scores = np.zeros(24, np.uint8)
        postings.mark(scores, np.uint8(7), visible)
        assert np.flatnonzero(scores).tolist() == [0, 1, 19]
        assert set(scores.tolist()) == {0, 7}
        assert postings.contains(cache.positions(_rows(10, 11, 93))).tolist() == [False, True, True]
    assert SparsePostings(_rows()).contains(_rows(1, 2)).tolist() == [False, False]


def test_excluded_rows_become_excluded_positions() -> None:
    cache = PostingCache([10, 50, 90], _lengths(3, 9, 4))
    assert cache.position_range((10, 93), [(50, 58), (30, 34)]).excluded == ((8, 24), (8, 8))


def test_the_least_recently_used_posting_list_is_dropped() -> None:
    cache = PostingCache([0], _lengths(8), max_bytes=8)
    for stem in ("lamp", "sea"):
        cache.put({stem: cache.to_posting_list(_rows(1))})
    assert cache.get("lamp")
    cache.put({"reef": cache.to_posting_list(_rows(2))})
    assert cache.get("sea") is None
    assert cache.get("lamp")


def test_a_frequent_stem_takes_one_bit_per_quote() -> None:
    cache = PostingCache([0], _lengths(80_000))
    assert cache.to_posting_list(_rows(*range(0, 80_000, 8))).size == 10_000
    assert cache.to_posting_list(_rows(*range(0, 80_000, 800))).size == 400


def test_words_of_long_quotes_weigh_less() -> None:
    empty, short, long, longest = length_factors(_rows(0, 5, 50, 5_000)).tolist()
    assert empty == 0 < longest < long < short
