"""Fit the calibration of questions and subjects: `python -m benchmarks.fit_calibration`.

Fit ridge-penalised logistic regressions to the best passage of each query, right or not. The
queries are those of QMSum train (with ten queries of other meetings for each meeting), of the
podcasts that search was tuned on, and of the conversation. A family of n queries weighs n ** 0.7.
Print the coefficients for `bot/search/scoring/calibration.py` and, by eight-fold cross-validation,
the share of each family's queries at or above the threshold for `close`, and the share of those
that are right. The output is the same each time.
"""

import asyncio
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks import corpora
from benchmarks.episodes import Read, read_episode
from benchmarks.evaluation import EVERYONE, is_right
from benchmarks.meetings import read_meetings
from benchmarks.quality import conversation
from benchmarks.queries import BenchmarkQuery
from benchmarks.questions import TUNED, questions
from bot.search import open_index
from bot.search.memory.partitions import Partitions
from bot.search.query.parser import Query
from bot.search.scoring.calibration import ANSWER_THRESHOLD, MAX_WEIGHT, SUBJECT_THRESHOLD
from bot.search.scoring.passages import to_match
from bot.search.scoring.question import find_answers
from bot.search.scoring.subject import find_subject
from bot.search.scoring.windows import Passage
from bot.search.storage.connections import open_connections
from bot.search.storage.files import usable_file
from bot.search.storage.lease import acquire_lease

Floats = npt.NDArray[np.float64]

_STRANGERS = 5
_SHARE = 0.3
_RIDGE, _ROUNDS, _FOLDS, _SEED = 0.1, 12, 8, 0


@dataclass(frozen=True)
class Row:
    """The features of the best passage for a query, and whether the passage is right."""

    family: str
    features: tuple[float, ...]
    right: bool


def _answer(query: Query, best: Passage) -> tuple[float, ...]:
    return (
        best.score * min(query.total_weight, MAX_WEIGHT),
        best.literal_coverage,
        best.runner_up,
        query.uncovered,
    )


def _subject(best: Passage) -> tuple[float, ...]:
    return best.score, best.coverage, best.literal_coverage, best.runner_up


async def _rows(read: Read, asked: Sequence[BenchmarkQuery]) -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        async with open_index(Path(name)) as index:
            await index.apply(upserts=[read], removed=(), version=1)
        with acquire_lease(Path(name)) as leased:
            async with (
                open_connections(usable_file(leased)) as connections,
                connections.reading() as db,
            ):
                search_scope = await Partitions().search_scope(db, EVERYONE)
                found: list[Row] = []
                for one in asked:
                    if one.command == "ask":
                        query, passages = await find_answers(db, search_scope, one.text)
                        features = [_answer(query, best) for best in passages[:1]]
                    else:
                        passages = await find_subject(db, search_scope, one.text)
                        features = [_subject(best) for best in passages[:1]]
                    found += [
                        Row(one.family, some, _is_right(best, one))
                        for some, best in zip(features, passages, strict=False)
                    ]
                return found


def _is_right(best: Passage, asked: BenchmarkQuery) -> bool:
    return is_right(to_match(best.run, best.core, key=asked.episode, score=0.0), asked)


def _asked(folder: Path) -> Iterator[tuple[Read, list[BenchmarkQuery]]]:
    """Yield each episode and meeting with its queries, those without an answer included."""
    for part in ("train-academic", "train-committee"):
        meetings = list(read_meetings(folder / "qmsum" / f"{part}.jsonl"))
        for number, (read, asked) in enumerate(meetings):
            chance = random.Random(number)
            others = [a for at, (_, some) in enumerate(meetings) if at != number for a in some]
            strange = [
                replace(one, family=f"{one.family}, other meeting", spans=())
                for command in ("ask", "topic")
                for one in chance.sample([a for a in others if a.command == command], _STRANGERS)
            ]
            named = [replace(a, family=f"{part}: {a.family}") for a in (*asked, *strange)]
            yield read, named
    for stem in TUNED:
        yield questions(folder, stem)
    talk = read_episode(folder / "conversation" / "conversation.txt", guided=False)
    own = [asked for asked in conversation(folder, talk[1].text) if asked.command != "quote"]
    yield talk, [replace(one, family=f"conversation: {one.family}") for one in own]


def _fitted(table: Floats, right: Floats, weights: Floats) -> Floats:
    """Return the coefficients by Newton's method; the intercept is the last."""
    full = np.hstack([table, np.ones((len(table), 1))])
    ridge = np.append(np.full(table.shape[1], _RIDGE), 0.0)
    solved = np.zeros(full.shape[1])
    for _ in range(_ROUNDS):
        likely = _chance(full, solved)
        slope = full.T @ (weights * (likely - right)) + ridge * solved
        bend = (full.T * (weights * likely * (1 - likely))) @ full + np.diag(ridge)
        solved -= np.linalg.solve(bend, slope)
    return solved


def _chance(full: Floats, solved: Floats) -> Floats:
    return 1 / (1 + np.exp(-full @ solved))


def _print(title: str, names: Sequence[str], rows: Sequence[Row], close: float) -> None:
    counts = Counter(row.family for row in rows)
    table = np.array([row.features for row in rows])
    right = np.array([row.right for row in rows], np.float64)
    weights = np.array([counts[row.family] ** -_SHARE for row in rows])
    weights /= weights.mean()
    solved = _fitted(table, right, weights)
    coefficients = ", ".join(f"{n} {v:.2f}" for n, v in zip((*names, "base"), solved, strict=True))
    print(f"\n{title}: {coefficients}")
    chances = np.zeros(len(rows))
    folds = np.random.default_rng(_SEED).integers(_FOLDS, size=len(rows))
    for fold in range(_FOLDS):
        left = folds == fold
        other = _fitted(table[~left], right[~left], weights[~left])
        chances[left] = _chance(np.hstack([table[left], np.ones((left.sum(), 1))]), other)
    for family, count in counts.items():
        here = np.array([row.family == family for row in rows])
        sure = here & (chances >= close)
        rightly = f"{right[sure].mean():.2f} of them right" if sure.any() else ""
        print(f"    {family:45}{count:5}  close {sure.sum() / count:.2f}  {rightly}")


async def main() -> None:
    """Ask all queries once, and print both regressions."""
    ways: dict[str, list[Row]] = {"ask": [], "topic": []}
    for read, asked in _asked(corpora.folder()):
        for command in ways:
            ways[command] += await _rows(read, [one for one in asked if one.command == command])
    _print(
        "question",
        ("score x weight", "literal", "runner-up", "uncovered"),
        ways["ask"],
        ANSWER_THRESHOLD,
    )
    _print(
        "subject", ("score", "covered", "literal", "runner-up"), ways["topic"], SUBJECT_THRESHOLD
    )


if __name__ == "__main__":
    asyncio.run(main())
