"""The windows of a partition in memory: their rows and the signs of their vectors.

A window takes 56 bytes for a vector of 384 dimensions. The codes are kept word by word, not window
by window: numpy then compares 500,000 windows in 3 ms instead of 17.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.semantic.codes import (
    GREATEST_DISTANCE,
    Levels,
    QuestionCode,
    SignCodes,
    distances,
    sign_distances,
)

Positions = NDArray[np.int64]
Rows = NDArray[np.int64]

_WORD = 64

_SELECTED_FROM = 200_000
"""Of fewer windows, all are compared by distance: selecting some takes as long."""

_SELECTED_SHARE = 0.05
"""The share of the windows, those of the most equal signs, that are compared with the sizes."""

_SAMPLED = 16
"""What share of the windows has how many equal signs is told by every sixteenth."""

_MAX_SAMPLES = 16
"""Samples of so many scopes are kept, of 110 kB each."""


@dataclass(frozen=True, slots=True)
class EncodedEpisode:
    """The windows of one episode, in order.

    `first` is the episode's first row; `rows` are the first and last rows of its windows, of shape
    (2, windows), and `codes` their signs, of shape (words, windows).
    """

    first: int
    rows: NDArray[np.uint32]
    codes: SignCodes


class WindowCache:
    """The windows of one partition's episodes, which are given in order; never altered.

    A position is the number of a window. `version` is that of the vectors in the file. The vectors
    of samples, which every question is compared with, are kept as they are read.
    """

    def __init__(self, episodes: Sequence[EncodedEpisode], *, words: int, version: str) -> None:
        self.version = version
        self._episodes = np.array([one.first for one in episodes], np.int64)
        self._sizes = np.array([one.rows.shape[1] for one in episodes], np.int64)
        self._starts = np.concatenate([[0], np.cumsum(self._sizes)])
        rows = [np.empty((2, 0), np.uint32), *(one.rows for one in episodes)]
        self._rows = np.concatenate(rows, axis=1)
        codes = [np.empty((words, 0), np.uint64), *(one.codes for one in episodes)]
        self._codes = np.concatenate(codes, axis=1)
        self._samples: dict[bytes, Levels] = {}

    @property
    def size(self) -> int:
        """Return the number of windows."""
        return self._rows.shape[1]

    @property
    def episodes(self) -> dict[int, EncodedEpisode]:
        """Return views of the windows of each episode, by its first row."""
        bounds = zip(self._starts[:-1].tolist(), self._starts[1:].tolist(), strict=True)
        return {
            first: EncodedEpisode(first, self._rows[:, start:end], self._codes[:, start:end])
            for first, (start, end) in zip(self._episodes.tolist(), bounds, strict=True)
        }

    def firsts(self, positions: Positions) -> Rows:
        """Return the first row of each of these windows."""
        return self._rows[0, positions].astype(np.int64)

    def lasts(self, positions: Positions) -> Rows:
        """Return the last row of each of these windows."""
        return self._rows[1, positions].astype(np.int64)

    def codes(self, positions: Positions) -> SignCodes:
        """Return the signs of each of these windows, of shape (windows, words)."""
        return self._codes[:, positions].T

    def sample(self, positions: Positions) -> Levels | None:
        """Return the vectors of a sample if they are kept."""
        return self._samples.get(positions.tobytes())

    def keep_sample(self, positions: Positions, levels: Levels) -> None:
        """Keep the vectors of a sample, in place of the oldest one if there are many."""
        if len(self._samples) >= _MAX_SAMPLES:
            del self._samples[next(iter(self._samples))]
        self._samples[positions.tobytes()] = levels

    def nearest(
        self,
        code: QuestionCode,
        *,
        count: int,
        episodes: Rows,
        speaker_rows: Rows | None = None,
    ) -> Positions:
        """Return the positions of the windows at the least distances to a question, in order.

        Only those in these `episodes`, told by their first rows, and with one of the speaker's
        rows, if such are given, which are in order. Of ties for the last place, the first ones.
        Of many windows, only those whose signs differ the least are compared by distance.
        """
        shown = np.isin(self._episodes, episodes)
        if not shown.any():
            return np.empty(0, np.int64)
        low, high = int(shown.argmax()), len(shown) - int(shown[::-1].argmax())
        first, end = int(self._starts[low]), int(self._starts[high])
        codes = self._codes[:, first:end]
        excluded = np.zeros(end - first, np.bool_)
        if not shown[low:high].all():
            excluded = np.repeat(~shown[low:high], self._sizes[low:high])
        if speaker_rows is not None:
            said = speaker_rows.astype(np.uint32)
            before = np.searchsorted(said, self._rows[0, first:end], side="left")
            until = np.searchsorted(said, self._rows[1, first:end], side="right")
            excluded |= before == until
        farthest = len(codes) * _WORD * GREATEST_DISTANCE + 1
        if len(excluded) >= _SELECTED_FROM:
            selected = _most_equal(codes, code, excluded, count=count)
            codes, excluded = codes[:, selected], excluded[selected]
        else:
            selected = np.arange(len(excluded))
        found = distances(codes, code)
        farthest = len(codes) * _WORD * GREATEST_DISTANCE + 1
        found[excluded] = farthest
        return first + selected[_least(found, count, below=farthest)]

    def containing(self, rows: Rows, *, episodes: Rows) -> tuple[Positions, Positions]:
        """Return pairs of an index into `rows` and the position of a window that has this row.

        Only windows in these `episodes`, told by their first rows, are returned.
        """
        if not self.size:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        # Windows are in order of their first rows, and of their last ones as well.
        begin = np.searchsorted(self._rows[1], rows.astype(np.uint32), side="left")
        end = np.searchsorted(self._rows[0], rows.astype(np.uint32), side="right")
        episode = np.searchsorted(self._episodes, rows, side="right") - 1
        shown = np.isin(self._episodes, episodes)[episode] & (episode >= 0)
        counts = np.where(shown, np.maximum(end - begin, 0), 0)
        indexes = np.repeat(np.arange(len(rows)), counts)
        within = np.arange(len(indexes)) - np.repeat(np.cumsum(counts) - counts, counts)
        return indexes, begin[indexes] + within


def _most_equal(
    codes: SignCodes, code: QuestionCode, excluded: NDArray[np.bool_], *, count: int
) -> Positions:
    """Return the positions of about a twentieth of the codes, those of the most equal signs.

    Return all positions if these would be fewer than `count` without the excluded ones.
    """
    differing = sign_distances(codes, code)
    if excluded.any():
        differing[excluded] = len(codes) * _WORD
    some = differing[::_SAMPLED]
    bound = np.partition(some, int(len(some) * _SELECTED_SHARE))[int(len(some) * _SELECTED_SHARE)]
    selected = np.flatnonzero(differing <= bound)
    if len(selected) - np.count_nonzero(excluded[selected]) < count:
        return np.arange(len(differing))
    return selected


def _least(among: NDArray[np.uint16], count: int, *, below: int) -> Positions:
    """Return the positions of the `count` smallest distances that are under a bound, in order."""
    reached = np.cumsum(np.bincount(among, minlength=below)[:below])
    if not reached[-1]:
        return np.empty(0, np.int64)
    bound = min(int(np.searchsorted(reached, count)), below - 1)
    chosen = np.flatnonzero(among <= bound)
    if len(chosen) <= count:
        return chosen
    ties = np.flatnonzero(among[chosen] == bound)
    return np.delete(chosen, ties[len(ties) - (len(chosen) - count) :])
