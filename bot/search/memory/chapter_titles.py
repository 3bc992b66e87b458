"""The titles and the editors' summaries of chapters, by the stems of their words."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

TITLE, EDITOR = 1.0, 0.6
"""How surely a chapter is about what its title names, and what its editor's summary mentions."""


@dataclass(frozen=True, slots=True)
class ChapterRows:
    """The rows of a chapter, `first` to `last`, inclusive, with its episode's id."""

    episode: str
    first: int
    last: int


class ChapterTitles:
    """The chapters of one partition, with an index of the stems of their titles and summaries."""

    def __init__(self, rows: Iterable[tuple[str, int, int, str, str]] = ()) -> None:
        """Index chapters, each an episode's id, first and last row, and stems of both texts."""
        self._chapters: list[ChapterRows] = []
        self._by_stem: defaultdict[str, dict[int, float]] = defaultdict(dict)
        for number, (episode, first, last, title, editor) in enumerate(rows):
            self._chapters.append(ChapterRows(episode, first, last))
            for stems, strength in ((editor, EDITOR), (title, TITLE)):
                for stem in stems.split():
                    self._by_stem[stem][number] = strength

    def having(self, words: Sequence[Collection[str]]) -> list[tuple[ChapterRows, float]]:
        """Return the chapters that have one of the stems of each word, with how surely, 0 to 1."""
        found: dict[int, float] | None = None
        for stems in words:
            here: dict[int, float] = {}
            for stem in stems:
                for number, strength in self._by_stem.get(stem, {}).items():
                    if found is None or number in found:
                        least = strength if found is None else min(strength, found[number])
                        here[number] = max(least, here.get(number, 0.0))
            found = here
        return [(self._chapters[number], strength) for number, strength in (found or {}).items()]
