"""Read the annotations by hand together with their episodes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.corpora import folder
from benchmarks.episodes import as_episode, read_episode
from bot.analysis import Analysis, analyse
from bot.models import Chapter, Quote, Span, Transcript, Turn

ANNOTATIONS = Path(__file__).parent / "annotations"
TUNED = ("brain-science-3", "go-time-56", "practical-ai-159")
"""Constants were chosen on these and on the conversation, and on no other episode."""
QUOTED = (
    *("brain-science-6", "brain-science-17", "brain-science-27", "brain-science-34"),
    *("go-time-136", "go-time-148", "go-time-273", "go-time-funny-bits-2021"),
    *("practical-ai-49", "practical-ai-189", "practical-ai-290", "practical-ai-300"),
    *("ship-it-27", "ship-it-33", "ship-it-54", "ship-it-135", "conversation-second"),
)
"""Only quotes were marked in these; the highlight model was fitted to them as well."""
FITTED = (
    *("brain-science-10", "go-time-102", "go-time-113", "go-time-160"),
    *("go-time-216", "go-time-228", "go-time-251", "go-time-285"),
    *("go-time-307", "go-time-330", "go-time-68", "go-time-90"),
    *("practical-ai-109", "practical-ai-129", "practical-ai-139", "practical-ai-149"),
    *("practical-ai-169", "practical-ai-199", "practical-ai-219", "practical-ai-24"),
    *("practical-ai-259", "practical-ai-270", "practical-ai-285", "practical-ai-34"),
    *("practical-ai-64", "practical-ai-79", "practical-ai-99", "ship-it-114"),
    *("ship-it-128", "ship-it-40", "ship-it-6", "ship-it-87"),
)
"""Graded episodes that the model of postable highlights was fitted to."""
MARKED = (
    *TUNED,
    *("brain-science-6", "brain-science-27", "go-time-136", "go-time-273"),
    *("practical-ai-49", "practical-ai-290", "ship-it-27", "ship-it-54", "conversation-second"),
)
"""Marked episodes on which the rules of postable highlights were chosen."""
UNTUNED = ("brain-science-23", "ship-it-74", "practical-ai-254")


@dataclass(frozen=True)
class Annotated:
    """An episode with its annotations, which cover the offsets [start, end)."""

    name: str
    text: str
    lines: tuple[Quote, ...]
    start: int
    end: int
    quotes: tuple[dict[str, Any], ...]
    topics: tuple[dict[str, Any], ...]
    chapters: tuple[dict[str, Any], ...]

    @cached_property
    def whole(self) -> Analysis:
        """The analysis of the whole text."""
        return analyse(self.text, self.lines)

    @cached_property
    def part(self) -> Analysis:
        """The analysis of the annotated part as an episode of its own."""
        return analyse(self.text[: self.end], self.inside)

    @cached_property
    def inside(self) -> tuple[Quote, ...]:
        """The quotes within the annotated part."""
        return tuple(q for q in self.lines if self.start <= q.start and q.end <= self.end)

    @property
    def given_chapters(self) -> tuple[Chapter, ...]:
        """The annotated chapters."""
        starts = [chapter["start"] for chapter in self.chapters]
        ends = [*starts[1:], self.end]
        titles = [chapter["title"] for chapter in self.chapters]
        return tuple(map(Chapter, titles, starts, ends))


def conversation() -> Annotated:
    """Read the conversation and the annotations of its first half."""
    at = folder() / "conversation"
    return _annotated(at / "conversation.txt", at / "annotations.dev.json")


def episodes(names: tuple[str, ...]) -> tuple[Annotated, ...]:
    """Read the named episodes that were annotated for this project."""
    marks = [ANNOTATIONS / f"{name}.json" for name in names]
    return tuple(_annotated(_transcript(path), path) for path in marks)


def graded() -> Iterator[tuple[Annotated, dict[Span, int]]]:
    """Yield each graded episode with the grades of its candidates, 1 to 3; others have 0."""
    for path in sorted((ANNOTATIONS / "grades").glob("*.json")):
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        _, content = read_episode(_transcript(path), guided=False)
        end = len(content.text)
        one = Annotated(path.stem, content.text, content.quotes, 0, end, (), (), ())
        yield one, {Span(start, end): grade for start, end, grade in found["grades"]}


def second_reader(name: str) -> tuple[dict[str, Any], ...]:
    """Return the second reader's marks in an episode; the best 20 have a rank."""
    marks = ANNOTATIONS / "second" / f"{name}.json"
    return tuple(json.loads(marks.read_text("utf-8"))["quotes"])


def _transcript(marks: Path) -> Path:
    named: str = json.loads(marks.read_text("utf-8"))["episode"]
    return folder() / named if named.startswith("conversation") else folder() / "changelog" / named


def _annotated(path: Path, marks: Path) -> Annotated:
    found: dict[str, Any] = json.loads(marks.read_text("utf-8"))
    _, content = read_episode(path, guided=False)
    kinds = (tuple(found.get(kind, ())) for kind in ("quotes", "topics", "chapters"))
    return Annotated(path.stem, content.text, content.quotes, *found["covers"], *kinds)


@dataclass(frozen=True)
class Meeting:
    """A meeting of QMSum with the offsets where its topics begin, and its reference summaries."""

    text: str
    lines: tuple[Quote, ...]
    starts: tuple[int, ...]
    summaries: tuple[str, ...]

    @cached_property
    def whole(self) -> Analysis:
        """The analysis of the whole text."""
        return analyse(self.text, self.lines)


def meetings(split: str = "val") -> Iterator[Meeting]:
    """Yield the meetings of a split, each utterance as a turn of its speaker."""
    with (folder() / "qmsum" / f"{split}.jsonl").open(encoding="utf-8") as rows:
        for number, row in enumerate(rows):
            yield _meeting(json.loads(row), key=f"{split}-{number}")


def _meeting(row: dict[str, Any], *, key: str) -> Meeting:
    text, turns = "", list[Turn]()
    for said in row["meeting_transcripts"]:
        text += f"{said['speaker']}: "
        start = len(text)
        text += said["content"].strip() or "."
        turns.append(Turn(start, len(text), said["speaker"], sure=True))
        text += "\n\n"
    spans = [span for topic in row["topic_list"] for span in topic["relevant_text_span"]]
    return Meeting(
        text=text,
        lines=as_episode(Transcript(text, "", "text", tuple(turns)), key=key)[1].quotes,
        starts=tuple(sorted({turns[int(first)].start for first, _ in spans})),
        summaries=tuple(query["answer"] for query in row["general_query_list"]),
    )


def as_span(mark: dict[str, Any]) -> Span:
    """Return the span of a mark."""
    return Span(mark["start"], mark["end"])
