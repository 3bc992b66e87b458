"""Measure the quality of search: `python -m benchmarks.quality [CORPORA]` prints tables.

Each family has n and 95 % intervals, for our search and for the baselines. Every second episode of
`changelog/` was tuned on, the others were not. Questions to 24 episodes, and those of QMSum, are
asked of one episode or meeting at a time; 16 episodes and QMSum train were tuned on, the others and
QMSum val were not. `docs/measurements/search.md` defines the measures.
"""

import asyncio
import json
import os
import sys
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path

from benchmarks.baselines import baselines
from benchmarks.episodes import Read, read_episode
from benchmarks.evaluation import JudgedQuery, judge, ours
from benchmarks.meetings import read_meetings
from benchmarks.misheard import misheard
from benchmarks.queries import BenchmarkQuery, generate
from benchmarks.questions import TUNED, UNTUNED, questions
from benchmarks.tables import report
from bot.models import Span
from bot.search.scoring.question import question_words
from bot.text.tokens import stem, stop_words, words

PROJECT = Path(__file__).parents[1]

_SAME_WORDS = 0.6
_ABSENT, _EACH = 10, 300
_NAMES = 200
_STRANGERS = 6

Engines = Mapping[str, Sequence[JudgedQuery]]


async def compared(
    read: Sequence[Read], queries: Sequence[BenchmarkQuery]
) -> dict[str, list[JudgedQuery]]:
    """Ask our search and the baselines all queries."""
    async with ours(read) as engine:
        answers = {"ours": await judge(engine, queries)}
    for name, engine in baselines(read).items():
        answers[name] = await judge(engine, queries)
    return answers


def conversation(corpora: Path, text: str) -> list[BenchmarkQuery]:
    """Read the questions and topics of the conversation, which search was tuned on."""
    folder = corpora / "conversation"
    utterances = (folder / "questions.dev.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [_question(json.loads(line), text) for line in utterances]
    annotations = json.loads((folder / "annotations.dev.json").read_text(encoding="utf-8"))
    topics = [
        BenchmarkQuery("topics", "topic", topic["name"], "conversation", _spans(topic["spans"]))
        for topic in annotations["topics"]
    ]
    return questions + topics


def _question(line: dict[str, object], text: str) -> BenchmarkQuery:
    asked = BenchmarkQuery(
        "", str(line["command"]), str(line["text"]), "conversation", _spans(line["spans"])
    )
    family = "names and phrases" if asked.command == "quote" else _question_family(asked, text)
    if not asked.spans:
        family = f"{'question' if asked.command == 'ask' else 'line'}, not there"
    return BenchmarkQuery(family, asked.command, asked.text, asked.episode, asked.spans)


def _question_family(asked: BenchmarkQuery, text: str) -> str:
    """Return the family of a question: in the same words as its answers if they share 60 %."""
    said = {stem(word) for span in asked.spans for word in words(text[span.start : span.end])}
    content = [
        stem(word) for word in words(asked.text) if word not in stop_words() | question_words()
    ]
    same = sum(word in said for word in content) >= _SAME_WORDS * len(content)
    return "question, same words" if same else "question, other words"


def _spans(found: object) -> tuple[Span, ...]:
    assert isinstance(found, list)
    return tuple(Span(start, end) for start, end in found)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


async def _conversation(corpora: Path) -> None:
    for guided in (False, True):
        talk = read_episode(corpora / "conversation" / "conversation.txt", guided=guided)
        answers = await compared([talk], conversation(corpora, talk[1].text))
        report(f"The conversation, {'with' if guided else 'without'} its guide", answers)


async def _changelog(corpora: Path) -> None:
    files = sorted((corpora / "changelog").glob("*/*.md"))
    for name, some in (("tuned on", files[::2]), ("not tuned on", files[1::2])):
        read = [read_episode(path, guided=False) for path in some]
        held, absent = read[:-_ABSENT], read[-_ABSENT:]
        queries = generate(held, count=_EACH, seed=21)
        queries += generate(absent, count=_EACH // 3, seed=22, known=False)
        quotes = sum(len(content.quotes) for _, content in held)
        title = f"{len(held)} episodes {name}, {quotes} quotes"
        report(title, await compared(held, queries))
        changed, queries = misheard(held, count=_NAMES, seed=23)
        report(f"{title}, names in them misheard", await compared(changed, queries))


async def _questions(corpora: Path) -> None:
    for name, some in (("tuned on", TUNED), ("not tuned on", UNTUNED)):
        answers: dict[str, list[JudgedQuery]] = {}
        for episode in some:
            read, asked = questions(corpora, episode)
            _add(answers, await compared([read], asked))
        report(f"Questions to {len(some)} episodes {name}, one at a time", answers)


def _add(answers: dict[str, list[JudgedQuery]], more: Engines) -> None:
    for engine, judged in more.items():
        answers.setdefault(engine, []).extend(judged)


async def _meetings(corpora: Path) -> None:
    for part, names in (("train", ("train-academic", "train-committee")), ("val", ("val",))):
        paths = [corpora / "qmsum" / f"{name}.jsonl" for name in names]
        meetings = list(chain.from_iterable(map(read_meetings, paths)))
        answers: dict[str, list[JudgedQuery]] = {}
        for number, (read, queries) in enumerate(meetings):
            others = [a for _, asked in meetings[number + 1 :: _STRANGERS] for a in asked[:1]]
            asked = queries + [_elsewhere(a) for a in others[:_STRANGERS]]
            _add(answers, await compared([read], asked))
        report(f"QMSum {part}, one meeting at a time, {len(meetings)} meetings", answers)


def _elsewhere(asked: BenchmarkQuery) -> BenchmarkQuery:
    """Return a query of another meeting as one without an answer in this meeting."""
    return BenchmarkQuery(
        f"{asked.family}, other meeting", asked.command, asked.text, asked.episode, ()
    )


async def main(corpora: Path) -> None:
    """Print the tables of all corpora."""
    for part in (_conversation, _questions, _changelog, _meetings):
        await part(corpora)


if __name__ == "__main__":
    given = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PULLQUOTE_CORPORA")
    asyncio.run(main(Path(given) if given else PROJECT.parent / "shared" / "corpora"))
