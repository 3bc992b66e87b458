import numpy as np
import pytest
from numpy.typing import NDArray

from bot.search.memory.window_cache import EncodedEpisode, WindowCache
from bot.search.semantic.codes import (
    QuestionCode,
    distances,
    sign_distances,
    to_codes,
    to_question_code,
)
from bot.search.semantic.model import Vectors

DIMENSIONS = 128
WINDOWS = 40
STARTS = (1, 200, 500)
"""The first rows of three episodes of 40 windows, each window of three rows, every second row."""


def vectors() -> Vectors:
    chance = np.random.default_rng(3)
    return chance.standard_normal((len(STARTS) * WINDOWS, DIMENSIONS)).astype(np.float32)


def encoded(number: int) -> EncodedEpisode:
    firsts = STARTS[number] + 2 * np.arange(WINDOWS)
    mine = vectors()[number * WINDOWS : (number + 1) * WINDOWS]
    rows = np.array([firsts, firsts + 2], np.uint32)
    return EncodedEpisode(STARTS[number], rows, to_codes(mine).T)


@pytest.fixture
def cache() -> WindowCache:
    return WindowCache([encoded(0), encoded(1), encoded(2)], words=2, version="1")


def all_episodes() -> NDArray[np.int64]:
    return np.array(STARTS)


def code() -> QuestionCode:
    return to_question_code(vectors()[0])


def of_episodes(*numbers: int) -> NDArray[np.bool_]:
    return np.isin(np.arange(len(STARTS) * WINDOWS) // WINDOWS, numbers)


@pytest.mark.parametrize("shown", [(0, 1, 2), (0, 2), (1,), (1, 2), (0,)])
@pytest.mark.parametrize("count", [1, 7, 25])
def test_the_nearest_are_those_of_visible_episodes_that_differ_least(
    cache: WindowCache, shown: tuple[int, ...], count: int
) -> None:
    episodes = all_episodes()[list(shown)]
    nearest = cache.nearest(code(), count=count, episodes=episodes).tolist()
    assert sorted(nearest) == nearest
    assert len(nearest) == count
    wanted = of_episodes(*shown)
    assert wanted[nearest].all()
    apart = distances(to_codes(vectors()).T, code())
    assert sorted(apart[nearest].tolist()) == sorted(apart[wanted].tolist())[:count]


def test_more_than_there_are_returns_all_that_is_visible(cache: WindowCache) -> None:
    nearest = cache.nearest(code(), count=1_000, episodes=np.array([200]))
    assert nearest.tolist() == list(range(WINDOWS, 2 * WINDOWS))


@pytest.mark.parametrize("episodes", [[], [7], [201]])
def test_unknown_episodes_have_no_windows(cache: WindowCache, episodes: list[int]) -> None:
    assert not len(cache.nearest(code(), count=5, episodes=np.array(episodes, np.int64)))


def test_a_speaker_must_have_said_one_of_the_quotes(cache: WindowCache) -> None:
    said = np.array([4, 203, 505])
    nearest = cache.nearest(code(), count=100, episodes=all_episodes(), speaker_rows=said)
    rows = zip(cache.firsts(nearest).tolist(), cache.lasts(nearest).tolist(), strict=True)
    assert list(rows) == [(3, 5), (202, 204), (504, 506)]


def test_rows_lead_to_the_windows_that_have_them(cache: WindowCache) -> None:
    rows = np.array([3, 1, 4, 82, 700, 202, 0, 502])
    indexes, positions = cache.containing(rows, episodes=np.array([1, 500]))
    firsts = cache.firsts(positions).tolist()
    found = list(zip(rows[indexes].tolist(), firsts, strict=True))
    assert found == [(3, 1), (3, 3), (1, 1), (4, 3), (502, 500), (502, 502)]


def test_an_empty_partition_has_no_windows() -> None:
    empty = WindowCache([], words=2, version="1")
    assert not len(empty.nearest(code(), count=5, episodes=np.array([1])))
    assert not len(empty.containing(np.array([1, 2]), episodes=np.array([1]))[0])


def test_episodes_can_be_taken_over_into_the_next_cache(cache: WindowCache) -> None:
    kept = cache.episodes
    following = WindowCache([kept[1], kept[500]], words=2, version="2")
    assert following.size == 2 * WINDOWS
    nearest = following.nearest(code(), count=9, episodes=all_episodes())
    of_before = cache.nearest(code(), count=9, episodes=np.array([1, 500]))
    assert following.firsts(nearest).tolist() == cache.firsts(of_before).tolist()


def test_of_many_windows_only_those_with_the_most_equal_signs_are_compared_by_distance() -> None:
    chance = np.random.default_rng(4)
    count = 200_000
    codes = chance.integers(0, 1 << 64, (2, count), dtype=np.uint64, endpoint=False)
    rows = np.arange(1, count + 1, dtype=np.uint32)
    many = WindowCache([EncodedEpisode(1, np.array([rows, rows]), codes)], words=2, version="1")
    nearest = many.nearest(code(), count=100, episodes=np.array([1]))
    differing, apart = sign_distances(codes, code()), distances(codes, code())
    # Of random signs a twentieth is far more than a hundred, so the nearest are among the equal.
    assert differing[nearest].max() <= np.quantile(differing, 0.06)
    assert (
        np.count_nonzero(apart[differing <= np.quantile(differing, 0.04)] < apart[nearest].max())
        <= 100
    )
    assert len(nearest) == 100
    said = np.array([5, 9, 100_000])
    few = many.nearest(code(), count=100, episodes=np.array([1]), speaker_rows=said)
    assert (few + 1).tolist() == said.tolist()
    assert not many.nearest(code(), count=100, episodes=np.array([2])).size


def test_the_oldest_of_many_samples_is_dropped(cache: WindowCache) -> None:
    levels = np.zeros((1, DIMENSIONS), np.int8)
    for position in range(17):
        cache.keep_sample(np.array([position]), levels)
    assert cache.sample(np.array([0])) is None
    assert cache.sample(np.array([1])) is levels
