"""Read questions and subjects written for episodes, with the spans that answer them.

`annotations/questions/` has, for each of 24 episodes of `changelog/`, questions in the words of the
episode, questions in other words, questions that the episode does not answer, and subjects. All
were written before any was put to a search engine. Search was tuned on two thirds of the episodes.
"""

import json
from pathlib import Path
from typing import Any

from benchmarks.annotated import ANNOTATIONS
from benchmarks.episodes import Read, read_episode
from benchmarks.queries import BenchmarkQuery
from bot.models import Span

ANNOTATED = ANNOTATIONS / "questions"

TUNED = (
    *("brain-science-10", "brain-science-27", "go-time-102", "go-time-113", "go-time-239"),
    *("go-time-262", "practical-ai-34", "practical-ai-104", "practical-ai-149"),
    *("practical-ai-204", "practical-ai-259", "practical-ai-280"),
    *("ship-it-40", "ship-it-60", "ship-it-114", "ship-it-128"),
)
UNTUNED = (
    *("brain-science-13", "go-time-125", "go-time-296", "practical-ai-109"),
    *("practical-ai-199", "practical-ai-285", "ship-it-6", "ship-it-94"),
)

_FAMILIES = {"same": "question, same words", "other": "question, other words"}


def questions(
    corpora: Path, stem: str, *, folder: Path = ANNOTATED
) -> tuple[Read, list[BenchmarkQuery]]:
    """Return an episode with its queries, which are in a file of the folder."""
    found: dict[str, Any] = json.loads((folder / f"{stem}.json").read_text(encoding="utf-8"))
    read = read_episode(corpora / "changelog" / found["episode"], guided=False)
    assert read[0].sha256 == found["sha256"], f"{stem} is not the annotated transcript"
    return read, [
        *(
            _asked(_FAMILIES.get(one["words"], "question, not there"), "ask", one, stem)
            for one in found["questions"]
        ),
        *(_asked("topics", "topic", one, stem) for one in found["subjects"]),
    ]


def _asked(family: str, command: str, one: dict[str, Any], stem: str) -> BenchmarkQuery:
    spans = tuple(Span(start, end) for start, end in one["spans"])
    return BenchmarkQuery(family, command, one["text"], stem, spans)
