"""Read QMSum (MIT): meetings with queries and topics, each with the turns that answer it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.episodes import Read, as_episode
from benchmarks.queries import BenchmarkQuery
from bot.models import Span, Transcript, Turn

Meeting = tuple[Read, list[BenchmarkQuery]]


def read_meetings(path: Path) -> Iterator[Meeting]:
    """Yield each meeting of a file with its queries."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        yield _meeting(json.loads(line), key=f"{path.stem}-{number}")


def _meeting(found: dict[str, Any], *, key: str) -> Meeting:
    parts: list[str] = []
    turns: list[Turn] = []
    at = 0
    for turn in found["meeting_transcripts"]:
        said = f"{turn['content'].strip()}\n"
        parts.append(said)
        turns.append(Turn(at, at + len(said) - 1, turn["speaker"], sure=True))
        at += len(said)
    transcript = Transcript("".join(parts), key, "qmsum", tuple(turns))
    asked = [
        BenchmarkQuery("ask", "ask", one["query"], key, _spans(one["relevant_text_span"], turns))
        for one in found["specific_query_list"]
    ]
    asked += [
        BenchmarkQuery(
            "topic", "topic", one["topic"], key, _spans(one["relevant_text_span"], turns)
        )
        for one in found["topic_list"]
    ]
    return as_episode(transcript, key=key), [one for one in asked if one.spans]


def _spans(ranges: list[list[str]], turns: list[Turn]) -> tuple[Span, ...]:
    """Return the spans of ranges of turns, both ends inclusive; some end after the last turn."""
    last = len(turns) - 1
    pairs = ((min(int(first), last), min(int(to), last)) for first, to in ranges)
    return tuple(Span(turns[first].start, turns[to].end) for first, to in pairs)
