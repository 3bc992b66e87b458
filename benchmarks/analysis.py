"""Measure highlights, topics, chapters and their cost against what people marked by hand.

    python -m benchmarks.analysis

The figures are for the annotated part of the conversation (`annotations.dev.json`); the
transcript and the marks are read from PULLQUOTE_CORPORA, by default `../shared/corpora`.

Match rules:

- A highlight is good if it shares at least half of the shorter of itself and a marked quote.
  P@20: the share of good ones among the first 20 that begin within the annotated part.
  Clean: begins with a capital or a figure, opens with no connective, ends a sentence.
- A topic matches a marked one if a name or alias of ours and one of theirs have the same stems,
  or one's stems are half or more of the other's and all within it. The annotated part is
  analysed as an episode of its own. Recall@60: marked topics matched; precision@30: ours matching.
- Pk (Beeferman 1999) over words, with half the mean marked chapter as its window.
"""

import json
import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bot import transcripts
from bot.analysis import Analysis, analyse
from bot.analysis.excerpts import begins_well
from bot.analysis.words import words
from bot.clean import display
from bot.models import Highlight, Passage, Quote, Topic
from bot.segment import cut

CORPORA = Path(os.environ.get("PULLQUOTE_CORPORA", "../shared/corpora"))
_HALF = 0.5


def main() -> None:
    """Print one table."""
    folder = CORPORA / "conversation"
    marked: dict[str, Any] = json.loads((folder / "annotations.dev.json").read_text("utf-8"))
    text, quotes = _episode(folder / "conversation.txt")
    end: int = marked["covers"][1]
    began = time.perf_counter()
    whole = analyse(text, quotes)
    seconds = time.perf_counter() - began
    part = analyse(text[:end], [quote for quote in quotes if quote.end <= end])
    for name, value in (
        ("highlights P@20", _precision(whole, marked, end=end)),
        ("highlights clean", _clean(whole.highlights)),
        ("topics recall@60", _recall(part.topics[:60], marked["topics"])),
        ("topics precision@30", _topic_precision(part.topics[:30], marked["topics"])),
        ("chapters Pk", _pk(text[:end], whole, marked)),
        ("seconds", seconds),
    ):
        print(f"{name:<22}{value:.2f}")


def _episode(path: Path) -> tuple[str, tuple[Quote, ...]]:
    transcript = transcripts.read(path)
    passages = enumerate(cut(transcript))
    return transcript.text, tuple(_quote(transcript.text, n, passage) for n, passage in passages)


def _quote(text: str, position: int, passage: Passage) -> Quote:
    said = text[passage.start : passage.end]
    return Quote(
        id=f"{position:012}",
        position=position,
        start=passage.start,
        end=passage.end,
        text=said,
        display=display(said),
        turn=passage.turn,
        speaker=passage.speaker,
        whole=passage.whole,
    )


def _precision(analysis: Analysis, marked: dict[str, Any], *, end: int) -> float:
    first = [one for one in analysis.highlights if one.start < end][:20]
    return sum(_is_good(one, marked["quotes"]) for one in first) / len(first)


def _is_good(one: Highlight, marks: Iterable[dict[str, int]]) -> bool:
    return any(
        min(one.end, mark["end"]) - max(one.start, mark["start"])
        >= _HALF * min(one.end - one.start, mark["end"] - mark["start"])
        for mark in marks
    )


def _clean(found: Sequence[Highlight]) -> float:
    finished = [one.display.rstrip("\"'”’)").endswith((".", "!", "?")) for one in found]
    begun = [begins_well(one.display) for one in found]
    return sum(map(min, finished, begun)) / len(found)


def _recall(found: Sequence[Topic], marks: Sequence[dict[str, Any]]) -> float:
    matched = [any(_matches(topic, mark) for topic in found) for mark in marks]
    return sum(matched) / len(marks)


def _topic_precision(found: Sequence[Topic], marks: Sequence[dict[str, Any]]) -> float:
    return sum(any(_matches(topic, mark) for mark in marks) for topic in found) / len(found)


def _matches(topic: Topic, mark: dict[str, Any]) -> bool:
    ours = [_stems(form) for form in (topic.name, *topic.aliases)]
    theirs = [_stems(form) for form in (mark["name"], *mark["aliases"])]
    return any(
        len(a & b) == min(len(a), len(b)) >= _HALF * max(len(a), len(b))
        for a in ours
        for b in theirs
        if a and b
    )


def _stems(form: str) -> frozenset[str]:
    return frozenset(word.stem for word in words(form))


def _pk(text: str, analysis: Analysis, marked: dict[str, Any]) -> float:
    places = [word.start for word in words(text)]
    ours = _labels(places, [chapter.start for chapter in analysis.chapters])
    theirs = _labels(places, [chapter["start"] for chapter in marked["chapters"]])
    reach = round(len(places) / len(set(theirs)) / 2)
    pairs = range(len(places) - reach)
    wrong = sum((ours[i] == ours[i + reach]) != (theirs[i] == theirs[i + reach]) for i in pairs)
    return wrong / len(pairs)


def _labels(places: Sequence[int], starts: Sequence[int]) -> list[int]:
    return [sum(start <= place for start in starts) for place in places]


if __name__ == "__main__":
    main()
