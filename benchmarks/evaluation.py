"""Judge the answers of a search engine: which results are right, and with which confidence."""

import math
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.episodes import Read
from benchmarks.queries import BenchmarkQuery
from bot.models import Match, Scope, SearchResult, Span
from bot.search import Index, open_index
from bot.search.semantic.model import SentenceModel

EVERYONE = Scope(server=None)
DEPTH = 10

_WINDOW = 600

Engine = Callable[[BenchmarkQuery], Awaitable[SearchResult]]
"""Answers a query with at most ten matches, best first."""


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query with the correctness of its first ten results, its top score and its confidence."""

    asked: BenchmarkQuery
    right: tuple[bool, ...]
    score: float
    confidence: str

    @property
    def reciprocal(self) -> float:
        """Return 1/rank of the first right result, 0 if there is none."""
        return next((1 / (n + 1) for n, right in enumerate(self.right) if right), 0.0)

    @property
    def gain(self) -> float:
        """Return nDCG@10, 0 to 1, counting as many right results as 600-character windows fit."""
        windows = sum(math.ceil((span.end - span.start) / _WINDOW) for span in self.asked.spans)
        ideal = min(DEPTH, windows)
        right = [n for n, right in enumerate(self.right) if right][:ideal]
        return sum(map(_discount, right)) / sum(map(_discount, range(ideal)))

    def hit(self, depth: int) -> bool:
        """Return whether one of the first `depth` results is right."""
        return any(self.right[:depth])


def _discount(place: int) -> float:
    return 1 / math.log2(place + 2)


def is_right(match: Match, asked: BenchmarkQuery) -> bool:
    """Return whether a result shares at least half of the shorter of itself and a right span."""
    return match.episode == asked.episode and any(_shared(match, span) for span in asked.spans)


def _shared(match: Match, span: Span) -> bool:
    common = min(match.end, span.end) - max(match.start, span.start)
    return common >= 0.5 * min(match.end - match.start, span.end - span.start)


async def judge(engine: Engine, queries: Iterable[BenchmarkQuery]) -> list[JudgedQuery]:
    """Ask an engine all queries, and judge its answers."""
    return [_to_judged(asked, await engine(asked)) for asked in queries]


def _to_judged(asked: BenchmarkQuery, found: SearchResult) -> JudgedQuery:
    score = found.matches[0].score if found.matches else 0.0
    right = tuple(is_right(match, asked) for match in found.matches[:DEPTH])
    return JudgedQuery(asked, right, score, found.confidence)


@asynccontextmanager
async def ours(
    read: Sequence[Read], *, model: SentenceModel | None = None
) -> AsyncGenerator[Engine]:
    """Index episodes, and yield our search, with a model if there is one, as an engine."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_index(Path(folder), model=model) as index:
            await index.apply(upserts=read, removed=(), version=1)
            while await index.encoding.encode_next():
                pass
            yield _asking(index)


def _asking(index: Index) -> Engine:
    ways = {"quote": index.quote, "topic": index.topic, "ask": index.ask}
    return lambda asked: ways[asked.command](asked.text, EVERYONE)
