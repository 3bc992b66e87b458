"""Fit the calibration of answers: `python -m benchmarks.fit_calibration [MODEL]`.

Fit ridge-penalised logistic regressions to the best passage of each question and each subject, and
to the best of each line of up to three words, right or not; with the folder of a sentence model,
after passages were ranked by meaning too. The questions and subjects are those of every fifth
meeting of QMSum train (with ten queries of other meetings for each), of the podcasts that search
was tuned on (with sixteen of other podcasts for each), and of the conversation. A family of n
queries weighs n ** 0.7. The lines are asked of libraries of one to fifty episodes of the tuning
half of `changelog/`; each family that somebody has said weighs the same, and the others in all
three times as much, because what is typed verbatim does not need the curve. Print the weights for
`bot/search/scoring/calibration.py` and, leaving one episode or library out, the share of each
family's queries at or above the threshold for `close`, and the share of those that are right. The
output is the same each time.
"""

import asyncio
import random
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import aiosqlite
import numpy as np
import numpy.typing as npt

from benchmarks import corpora
from benchmarks.encoding import RememberingModel
from benchmarks.episodes import Read, read_episode
from benchmarks.evaluation import EVERYONE, is_right
from benchmarks.meetings import read_meetings
from benchmarks.misheard import misheard
from benchmarks.quality import conversation
from benchmarks.queries import BenchmarkQuery
from benchmarks.questions import TUNED, questions
from benchmarks.short_lines import short_lines
from bot.search import open_index
from bot.search.memory.partitions import Partitions
from bot.search.memory.search_scope import SearchScope
from bot.search.query.spelling import SHORT_QUERY
from bot.search.scoring.calibration import (
    ANSWER_THRESHOLD,
    ANSWER_THRESHOLD_WITH_MEANING,
    LINE_THRESHOLD,
    SUBJECT_THRESHOLD,
    SUBJECT_THRESHOLD_WITH_MEANING,
    answer_features,
    short_line_features,
    subject_features,
)
from bot.search.scoring.line import VERBATIM, find_line, runner_up
from bot.search.scoring.passages import Passage
from bot.search.scoring.previews import lines_in_place
from bot.search.scoring.question import find_answers
from bot.search.scoring.runs import to_match
from bot.search.scoring.subject import find_subject
from bot.search.semantic.loading import load_model
from bot.search.semantic.model import SentenceModel
from bot.search.storage.connections import open_connections
from bot.search.storage.files import usable_file
from bot.search.storage.folder_lock import lock_folder

Floats = npt.NDArray[np.float64]

_LIBRARIES = (
    *(slice(0, 1), slice(0, 4), slice(8, 12), slice(20, 21), slice(30, 36)),
    slice(0, -10),
)
"""The episodes of the tuning half that make up each library that is asked for lines."""

_LINES, _NAMES, _ABSENT, _NOT_SAID = 150, 200, 12, 3.0

_EACH = 5
"""Of so many meetings, one is asked of."""

_STRANGERS = 5
_ELSEWHERE = (("ask", 10), ("topic", 6))
_SHARE = 0.3
_RIDGE, _ROUNDS = 0.1, 12


@dataclass(frozen=True)
class Row:
    """The features of the best result for a query of an episode, or library, and if it is right."""

    family: str
    episode: str
    features: tuple[float, ...]
    right: bool


async def _rows(
    read: Read, asked: Sequence[BenchmarkQuery], model: SentenceModel | None
) -> list[Row]:
    found: list[Row] = []
    async with _indexed([read], model) as (db, search_scope):
        for one in asked:
            vector = model.encode([one.text], kind="query")[0] if model else None
            if one.command == "ask":
                query, passages = await find_answers(db, search_scope, one.text, vector=vector)
                features = [answer_features(query, best) for best in passages[:1]]
            else:
                _, passages = await find_subject(db, search_scope, one.text, vector=vector)
                features = [subject_features(best) for best in passages[:1]]
            found += [
                Row(one.family, read[0].key, some, _is_right(best, one))
                for some, best in zip(features, passages, strict=False)
            ]
    return found


@asynccontextmanager
async def _indexed(
    read: Sequence[Read], model: SentenceModel | None
) -> AsyncGenerator[tuple[aiosqlite.Connection, SearchScope]]:
    """Index episodes, and yield a connection to the index and the scope of everyone."""
    with tempfile.TemporaryDirectory() as name:
        async with open_index(Path(name), model=model) as index:
            await index.apply(upserts=read, removed=(), version=1)
            while await index.encoding.encode_next():
                pass
        with lock_folder(Path(name)) as leased:
            async with (
                open_connections(usable_file(leased)) as connections,
                connections.reading() as db,
            ):
                yield db, await Partitions().search_scope(db, EVERYONE)


async def _line_rows(read: Sequence[Read], asked: Sequence[BenchmarkQuery], name: str) -> list[Row]:
    """Return the features of the best line of each query that no quote has verbatim."""
    found: list[Row] = []
    async with _indexed(read, None) as (db, search_scope):
        for one in asked:
            query, lines = await find_line(db, search_scope, one.text)
            best = next(iter(lines), None)
            if best and best.score < VERBATIM and len(query.words) <= SHORT_QUERY:
                second = runner_up(best, lines_in_place(search_scope, lines))
                key = search_scope.episode_ranges[best.core.episode].key
                right = is_right(to_match(best.run, best.core, key=key, score=0.0), one)
                features = short_line_features(query, best.score, runner_up=second)
                found.append(Row(one.family, name, features, right))
    return found


async def _short_lines(folder: Path) -> list[Row]:
    """Ask each library for short lines, and for names after those in it were misheard."""
    files = sorted((folder / "changelog").glob("*/*.md"))[::2]
    read = [read_episode(path, guided=False) for path in files]
    found: list[Row] = []
    for number, part in enumerate(_LIBRARIES):
        held = read[part]
        absent = [one for one in read if one not in held][-_ABSENT:]
        asked = short_lines(held, absent, count=_LINES, seed=number)
        found += await _line_rows(held, asked, str(number))
        changed, names = misheard(held, count=_NAMES, seed=number)
        alone = [one for one in names if len(one.text.split()) == 1]
        found += await _line_rows(changed, alone, str(number))
    return found


def _is_right(best: Passage, asked: BenchmarkQuery) -> bool:
    return is_right(to_match(best.run, best.core, key=asked.episode, score=0.0), asked)


def _asked(folder: Path) -> Iterator[tuple[Read, list[BenchmarkQuery]]]:
    """Yield each episode and meeting with its queries, those without an answer included."""
    for part in ("train-academic", "train-committee"):
        meetings = list(read_meetings(folder / "qmsum" / f"{part}.jsonl"))
        for number, (read, asked) in list(enumerate(meetings))[::_EACH]:
            chance = random.Random(number)
            others = [a for at, (_, some) in enumerate(meetings) if at != number for a in some]
            strange = [
                replace(one, family=f"{one.family}, other meeting", spans=())
                for command in ("ask", "topic")
                for one in chance.sample([a for a in others if a.command == command], _STRANGERS)
            ]
            named = [replace(a, family=f"{part}: {a.family}") for a in (*asked, *strange)]
            yield read, named
    podcasts = {stem: questions(folder, stem) for stem in TUNED}
    for number, (stem, (read, asked)) in enumerate(podcasts.items()):
        chance = random.Random(number)
        others = [a for other in TUNED if other != stem for a in podcasts[other][1] if a.spans]
        strange = [
            replace(one, family=f"{one.family}, other episode", spans=())
            for command, count in _ELSEWHERE
            for one in chance.sample([a for a in others if a.command == command], count)
        ]
        yield read, [*asked, *strange]
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


def _family_weights(rows: Sequence[Row]) -> Floats:
    counts = Counter(row.family for row in rows)
    return np.array([counts[row.family] ** -_SHARE for row in rows])


def _line_weights(rows: Sequence[Row]) -> Floats:
    """Return the same weight for each family that was said, and in all more for the others."""
    counts = Counter(row.family for row in rows)
    weights = np.array([1 / counts[row.family] for row in rows])
    absent = np.array([row.family.endswith("not there") for row in rows])
    weights[absent] *= _NOT_SAID * weights[~absent].sum() / weights[absent].sum()
    return weights


def _print(
    title: str, names: Sequence[str], rows: Sequence[Row], weights: Floats, *, close: float
) -> None:
    counts = Counter(row.family for row in rows)
    table = np.array([row.features for row in rows])
    right = np.array([row.right for row in rows], np.float64)
    weights = weights / weights.mean()
    solved = _fitted(table, right, weights)
    coefficients = ", ".join(f"{n} {v:.2f}" for n, v in zip((*names, "base"), solved, strict=True))
    print(f"\n{title}: {coefficients}")
    chances = np.zeros(len(rows))
    episodes = np.array([row.episode for row in rows])
    for episode in dict.fromkeys(episodes.tolist()):
        left = episodes == episode
        other = _fitted(table[~left], right[~left], weights[~left])
        chances[left] = _chance(np.hstack([table[left], np.ones((left.sum(), 1))]), other)
    for family, count in counts.items():
        here = np.array([row.family == family for row in rows])
        sure = here & (chances >= close)
        rightly = f"{right[sure].mean():.2f} of them right" if sure.any() else ""
        print(f"    {family:45}{count:5}  close {sure.sum() / count:.2f}  {rightly}")


async def main(model: SentenceModel | None) -> None:
    """Ask all queries once, and print all regressions."""
    lines = await _short_lines(corpora.folder())
    _print(
        "short line",
        ("similarity", "similarity x weight", "lead"),
        lines,
        _line_weights(lines),
        close=LINE_THRESHOLD,
    )
    ways: dict[str, list[Row]] = {"ask": [], "topic": []}
    for read, asked in _asked(corpora.folder()):
        for command in ways:
            some = [one for one in asked if one.command == command]
            ways[command] += await _rows(read, some, model)
    excess = ("excess",) if model else ()
    _print(
        "question",
        ("score x weight", "covered", "literal", "runner-up", "uncovered", *excess),
        ways["ask"],
        _family_weights(ways["ask"]),
        close=ANSWER_THRESHOLD_WITH_MEANING if model else ANSWER_THRESHOLD,
    )
    _print(
        "subject",
        ("score", "covered", "literal", "runner-up", *excess),
        ways["topic"],
        _family_weights(ways["topic"]),
        close=SUBJECT_THRESHOLD_WITH_MEANING if model else SUBJECT_THRESHOLD,
    )


if __name__ == "__main__":
    given = RememberingModel(load_model(Path(sys.argv[1]))) if sys.argv[1:] else None
    asyncio.run(main(given))
