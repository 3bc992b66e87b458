"""What one scope may see of the index: partitions, rows, words and names of speakers."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from bot.models import Scope
from bot.search.memory.dictionary import MergedDictionary
from bot.search.memory.partition import Partition
from bot.search.memory.row_filter import RowFilter
from bot.search.storage.episode_rows import EpisodeRange
from bot.search.storage.schema import speaker_token
from bot.text.tokens import words


@dataclass(frozen=True, slots=True)
class SearchScope:
    """The partitions, rows and words that one scope may see; searches read rows only through it.

    `dictionary` counts the words of all `quotes` in the partitions, of which the share
    `visible_fraction` (0 to 1) is visible. `row_bounds` are the first and last visible row,
    inclusive, and (0, -1) if there is none; `excluded_ranges` are the first and last rows,
    inclusive, of runs of hidden episodes, in order. `names` are those of speakers that are not
    shown by their label, by episode and label. `row_filter` says which of the visible rows may be
    the core of a result, None for all.
    """

    partitions: tuple[Partition, ...]
    partition_ids: tuple[int, ...]
    episode_ranges: dict[str, EpisodeRange]
    dictionary: MergedDictionary
    quotes: int
    visible_fraction: float
    row_bounds: tuple[int, int]
    excluded_ranges: tuple[tuple[int, int], ...]
    speaker_tokens: tuple[str, ...]
    names: Mapping[str, Mapping[str, str | None]]
    generation: int
    row_filter: RowFilter | None = None


def to_search_scope(
    partitions: tuple[Partition, ...], scope: Scope, generation: int
) -> SearchScope:
    """Return what a scope may see of its partitions, which are of one generation."""
    ranges = [
        episode_range
        for partition in partitions
        for episode_range in partition.episode_ranges.values()
    ]
    labels, hidden = frozenset[str](), scope.hidden
    if scope.speaker:
        seen = [one for one in ranges if one.id not in hidden]
        labels = _labels(scope.speaker, seen)
        hidden |= _others(scope.speaker, labels, seen)
    visible = {
        episode_range.id: episode_range
        for episode_range in ranges
        if episode_range.id not in hidden and scope.episode in (None, episode_range.key)
    }
    rows = [(episode_range.first, episode_range.last) for episode_range in visible.values()]
    quotes = sum(episode_range.last - episode_range.first + 1 for episode_range in ranges)
    return SearchScope(
        partitions=partitions,
        partition_ids=tuple(partition.id for partition in partitions),
        episode_ranges=visible,
        dictionary=MergedDictionary(partition.dictionary for partition in partitions),
        quotes=quotes,
        visible_fraction=sum(last - first + 1 for first, last in rows) / (quotes or 1),
        row_bounds=(min(first for first, _ in rows), max(last for _, last in rows))
        if rows
        else (0, -1),
        excluded_ranges=_excluded_ranges(ranges, hidden),
        speaker_tokens=tuple(
            speaker_token(partition.id, label) for partition in partitions for label in labels
        ),
        names={one.id: names for one in visible.values() if (names := _shown_names(one))},
        generation=generation,
    )


def _excluded_ranges(
    ranges: Iterable[EpisodeRange], hidden: Collection[str]
) -> tuple[tuple[int, int], ...]:
    """Return the first and last rows of each run of episodes that are hidden."""
    runs = groupby(sorted(ranges, key=lambda one: one.first), key=lambda one: one.id in hidden)
    excluded = [list(run) for is_hidden, run in runs if is_hidden]
    return tuple((run[0].first, run[-1].last) for run in excluded)


def _labels(speaker: str, ranges: Iterable[EpisodeRange]) -> frozenset[str]:
    """Return the labels that are shown as a speaker in any of these episodes, or else the name."""
    wanted = _folded(speaker)
    found = {
        label for one in ranges for label, name in one.names if name and _folded(name) == wanted
    }
    return frozenset(found or {speaker})


def _others(speaker: str, labels: Iterable[str], ranges: Iterable[EpisodeRange]) -> frozenset[str]:
    """Return the ids of the episodes in which one of the labels is somebody else."""
    wanted, folded = _folded(speaker), {_folded(label) for label in labels}
    shown = {
        one.id: {
            _folded(name) if name else "" for label, name in one.names if _folded(label) in folded
        }
        for one in ranges
    }
    return frozenset(one for one, names in shown.items() if names and wanted not in names)


def _shown_names(episode_range: EpisodeRange) -> dict[str, str | None]:
    return {label: name for label, name in episode_range.names if label != name}


@lru_cache(maxsize=10_000)
def _folded(name: str) -> str:
    return " ".join(words(name)) or name
