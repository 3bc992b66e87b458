"""Measure what search finds: `python -m benchmarks.quality [CORPORA]` prints a table.

Two parts. The conversation with the questions made for tuning, and queries made from episodes of
`changelog/` by seed, half of whose episodes search was not tuned on. A result is right when it
shares at least half of the shorter of itself and an annotated span.
"""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.episodes import Read, read_episode
from benchmarks.queries import Asked, generate
from bot.models import Found, Match, Scope, Span
from bot.search import Index, open_index
from bot.search.rank.question import ASKING
from bot.search.words import STOP, stem, words

PROJECT = Path(__file__).parents[1]
EVERYONE = Scope(server=None)

_SAME_WORDS = 0.6
_INDEXED, _ABSENT, _EACH = 24, 6, 100


@dataclass(frozen=True, slots=True)
class Answered:
    """Hold a query, its rank (None: not in the first ten), the top score and the confidence."""

    asked: Asked
    rank: int | None
    score: float
    confidence: str


def is_right(match: Match, asked: Asked) -> bool:
    """Tell whether a result shares at least half of the shorter of itself and a span."""
    return match.episode == asked.episode and any(_shared(match, span) for span in asked.spans)


def _shared(match: Match, span: Span) -> bool:
    common = min(match.end, span.end) - max(match.start, span.start)
    return common >= 0.5 * min(match.end - match.start, span.end - span.start)


async def answer(index: Index, asked: Asked) -> Answered:
    """Ask one query."""
    ask = {"quote": index.quote, "topic": index.topic, "ask": index.ask}[asked.command]
    found: Found = await ask(asked.text, EVERYONE)
    ranks = (n for n, match in enumerate(found.matches) if is_right(match, asked))
    score = found.matches[0].score if found.matches else 0.0
    return Answered(asked, next(ranks, None), score, found.confidence)


async def measure(read: Sequence[Read], queries: Iterable[Asked]) -> list[Answered]:
    """Index episodes and ask all queries."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_index(Path(folder)) as index:
            await index.apply(upserts=read, removed=(), version=1)
            return [await answer(index, asked) for asked in queries]


def conversation(corpora: Path, text: str) -> list[Asked]:
    """Read the questions and topics made for tuning on the conversation."""
    folder = corpora / "conversation"
    lines = (folder / "questions.dev.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [_question(json.loads(line), text) for line in lines]
    annotations = json.loads((folder / "annotations.dev.json").read_text(encoding="utf-8"))
    topics = [
        Asked("topics", "topic", topic["name"], "conversation", _spans(topic["spans"]))
        for topic in annotations["topics"]
    ]
    return questions + topics


def _question(line: dict[str, object], text: str) -> Asked:
    asked = Asked(
        "", str(line["command"]), str(line["text"]), "conversation", _spans(line["spans"])
    )
    family = "names and phrases" if asked.command == "quote" else _likeness(asked, text)
    if not asked.spans:
        family = f"{'question' if asked.command == 'ask' else 'line'}, not there"
    return Asked(family, asked.command, asked.text, asked.episode, asked.spans)


def _likeness(asked: Asked, text: str) -> str:
    """Tell questions in the transcript's words from others, by what their answers share."""
    said = {stem(word) for span in asked.spans for word in words(text[span.start : span.end])}
    content = [stem(word) for word in words(asked.text) if word not in STOP | ASKING]
    same = sum(word in said for word in content) >= _SAME_WORDS * len(content)
    return "question, same words" if same else "question, other words"


def _spans(found: object) -> tuple[Span, ...]:
    assert isinstance(found, list)
    return tuple(Span(start, end) for start, end in found)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def report(title: str, answers: Sequence[Answered]) -> None:
    """Print one line for each family."""
    print(
        f"\n{title}\n{'family':34} {'n':>4}  h@1  h@5 h@10  MRR  exact/close/none  close right  AUC"
    )
    families = dict.fromkeys(one.asked.family for one in answers)
    for family in families:
        print(_row(family, [one for one in answers if one.asked.family == family], answers))


def _row(family: str, some: Sequence[Answered], answers: Sequence[Answered]) -> str:
    n = len(some)
    said = [sum(one.confidence == way for one in some) for way in ("exact", "close", "none")]
    start = f"{family:34} {n:4}"
    if not some[0].asked.spans:
        return f"{start}  {'':20}{said[0]:5}/{said[1]:5}/{said[2]:4}   none right {said[2] / n:.2f}"
    hits = [sum(one.rank is not None and one.rank < k for one in some) / n for k in (1, 5, 10)]
    mrr = sum(1 / (one.rank + 1) for one in some if one.rank is not None) / n
    close = [one for one in some if one.confidence == "close"]
    right = f"{sum(one.rank == 0 for one in close) / len(close):.2f}" if close else "   -"
    figures = " ".join(f"{figure:.2f}" for figure in (*hits, mrr))
    told = f"{said[0]:5}/{said[1]:5}/{said[2]:4}"
    return f"{start} {figures} {told}         {right} {_auc(some, answers)}"


def _auc(some: Sequence[Answered], answers: Sequence[Answered]) -> str:
    """Return how often a query that has an answer scores above one that has none."""
    command = some[0].asked.command
    absent = [a.score for a in answers if not a.asked.spans and a.asked.command == command]
    if not absent:
        return "    -"
    won = sum((one.score > b) + 0.5 * (one.score == b) for one in some for b in absent)
    return f"{won / len(some) / len(absent):5.3f}"


async def main(corpora: Path) -> None:
    """Print both parts."""
    for guided in (False, True):
        talk = read_episode(corpora / "conversation" / "conversation.txt", guided=guided)
        answers = await measure([talk], conversation(corpora, talk[1].text))
        report(f"The conversation, {'with' if guided else 'without'} its guide", answers)
    files = sorted((corpora / "changelog").glob("*/*.md"))
    for name, some in (("tuned on", files[::2]), ("not tuned on", files[1::2])):
        read = [read_episode(path, guided=False) for path in some[: _INDEXED + _ABSENT]]
        held, absent = read[:_INDEXED], read[_INDEXED:]
        queries = generate(held, count=_EACH, seed=21)
        queries += generate(absent, count=_EACH, seed=22, known=False)
        quotes = sum(len(content.quotes) for _, content in held)
        report(f"{_INDEXED} episodes {name}, {quotes} quotes", await measure(held, queries))


if __name__ == "__main__":
    given = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PULLQUOTE_CORPORA")
    asyncio.run(main(Path(given) if given else PROJECT.parent / "shared" / "corpora"))
