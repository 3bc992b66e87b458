"""Sample questions with their answers, to measure what a search finds; pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.models import Content, Hit
from bot.text.display import fold

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class ChapterQuestion:
    """The title of a chapter, or its summary by an editor; the chapter answers it."""

    text: str
    episode: str
    start: int
    end: int

    def is_answered_by(self, hit: Hit) -> bool:
        """Return whether a passage is in the chapter."""
        inside = hit.match.start < self.end and self.start < hit.match.end
        return hit.episode.key == self.episode and inside


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A question that a person wrote, and some words of each passage that answers it."""

    text: str
    answers: tuple[str, ...]

    def is_answered_by(self, hit: Hit) -> bool:
        """Return whether a passage has the words of an answer."""
        passage = fold(hit.match.text)
        return any(fold(words) in passage for words in self.answers)


def chapter_questions(key: str, content: Content) -> Iterator[ChapterQuestion]:
    """Ask for each chapter of an episode that has more than a word for a title."""
    for chapter in content.chapters:
        text = chapter.editor or chapter.title
        if len(text.split()) > 1:
            yield ChapterQuestion(text, key, chapter.start, chapter.end)


def written_questions(lines: Iterable[str]) -> Iterator[WrittenQuestion]:
    """Read questions from lines: the question, and words of its answers, separated by tabs.

    Empty lines are skipped; raise ValueError for a line without an answer.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            text, *answers = (cell.strip() for cell in line.split("\t"))
            if not text or not any(map(fold, answers)):
                message = f"line {number} is not a question, a tab, and some words of its answer"
                raise ValueError(message)
            yield WrittenQuestion(text, tuple(filter(fold, answers)))


def evenly(items: Sequence[_Item], count: int) -> list[_Item]:
    """Return at most so many items, spread over all."""
    count = min(count, len(items))
    return [items[position * len(items) // count] for position in range(count)]
