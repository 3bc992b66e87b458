"""Measure the quality of search: `python -m benchmarks.quality [CORPORA]` prints tables.

    python -m benchmarks.quality --model FOLDER                   with a sentence model as well
    python -m benchmarks.quality --questions FOLDER               only these, of their episodes
    python -m benchmarks.quality --only conversation questions    only these tables

Each family has n and 95 % intervals, for our search and for the baselines; with a model, also for
our search with it and for its cosines alone. Every second episode of `changelog/` was tuned on, the
others were not. Questions to 24 episodes, and those of QMSum, are asked of one episode or meeting
at a time; 16 episodes and QMSum train were tuned on, the others and QMSum val were not.
`docs/measurements/search.md` defines the measures.
"""

import argparse
import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from benchmarks import corpora
from benchmarks.baselines import baselines, cosine
from benchmarks.encoding import RememberingModel
from benchmarks.episodes import Read, read_episode
from benchmarks.evaluation import JudgedQuery, judge, ours
from benchmarks.meetings import read_meetings
from benchmarks.misheard import misheard
from benchmarks.queries import BenchmarkQuery, generate
from benchmarks.questions import ANNOTATED, TUNED, UNTUNED, questions
from benchmarks.short_lines import short_lines
from benchmarks.tables import report
from bot.models import Span
from bot.search.scoring.question import question_words
from bot.search.semantic.loading import load_model
from bot.search.semantic.model import SentenceModel
from bot.text.tokens import stem, stop_words, words

_SAME_WORDS = 0.6
_ABSENT, _EACH = 10, 300
_NAMES = 200
_STRANGERS = 6

Engines = Mapping[str, Sequence[JudgedQuery]]


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure: where the corpora and the questions are, and the model, if any."""

    corpora: Path
    questions: Path
    model: SentenceModel | None


async def compared(
    read: Sequence[Read], queries: Sequence[BenchmarkQuery], *, model: SentenceModel | None = None
) -> dict[str, list[JudgedQuery]]:
    """Ask our search, with and without a model, and the baselines all queries."""
    async with ours(read) as engine:
        answers = {"ours": await judge(engine, queries)}
    if model is not None:
        async with ours(read, model=model) as engine:
            answers["with model"] = await judge(engine, queries)
        answers["cosine"] = await judge(cosine(read, model), queries)
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


async def _conversation(options: Options) -> None:
    for guided in (False, True):
        talk = read_episode(options.corpora / "conversation" / "conversation.txt", guided=guided)
        answers = await compared(
            [talk], conversation(options.corpora, talk[1].text), model=options.model
        )
        report(f"The conversation, {'with' if guided else 'without'} its guide", answers)


async def _changelog(options: Options) -> None:
    files = sorted((options.corpora / "changelog").glob("*/*.md"))
    for name, some in (("tuned on", files[::2]), ("not tuned on", files[1::2])):
        read = [read_episode(path, guided=False) for path in some]
        held, absent = read[:-_ABSENT], read[-_ABSENT:]
        queries = generate(held, count=_EACH, seed=21)
        queries += generate(absent, count=_EACH // 3, seed=22, known=False)
        queries += short_lines(held, absent, count=_EACH, seed=24)
        quotes = sum(len(content.quotes) for _, content in held)
        title = f"{len(held)} episodes {name}, {quotes} quotes"
        report(title, await compared(held, queries))
        changed, queries = misheard(held, count=_NAMES, seed=23)
        report(f"{title}, names in them misheard", await compared(changed, queries))


async def _questions(options: Options) -> None:
    given = options.questions
    parts = (("tuned on", TUNED), ("not tuned on", UNTUNED))
    if given != ANNOTATED:
        parts = ((f"of {given.name}", sorted(path.stem for path in given.glob("*.json"))),)
    for name, some in parts:
        answers: dict[str, list[JudgedQuery]] = {}
        for episode in some:
            read, asked = questions(options.corpora, episode, folder=options.questions)
            _add(answers, await compared([read], asked, model=options.model))
        report(f"Questions to {len(some)} episodes {name}, one at a time", answers)


def _add(answers: dict[str, list[JudgedQuery]], more: Engines) -> None:
    for engine, judged in more.items():
        answers.setdefault(engine, []).extend(judged)


async def _meetings(options: Options) -> None:
    for part, names in (("train", ("train-academic", "train-committee")), ("val", ("val",))):
        paths = [options.corpora / "qmsum" / f"{name}.jsonl" for name in names]
        meetings = list(chain.from_iterable(map(read_meetings, paths)))
        answers: dict[str, list[JudgedQuery]] = {}
        for number, (read, queries) in enumerate(meetings):
            others = [a for _, asked in meetings[number + 1 :: _STRANGERS] for a in asked[:1]]
            asked = queries + [_elsewhere(a) for a in others[:_STRANGERS]]
            _add(answers, await compared([read], asked, model=options.model))
        report(f"QMSum {part}, one meeting at a time, {len(meetings)} meetings", answers)


def _elsewhere(asked: BenchmarkQuery) -> BenchmarkQuery:
    """Return a query of another meeting as one without an answer in this meeting."""
    return BenchmarkQuery(
        f"{asked.family}, other meeting", asked.command, asked.text, asked.episode, ()
    )


_PARTS = {
    "conversation": _conversation,
    "questions": _questions,
    "changelog": _changelog,
    "meetings": _meetings,
}


async def main(options: Options, parts: Sequence[str]) -> None:
    """Print the tables of these corpora."""
    for part in parts:
        await _PARTS[part](options)


def _parsed() -> tuple[Options, Sequence[str]]:
    parser = argparse.ArgumentParser(description="Measure the quality of search.")
    parser.add_argument("corpora", nargs="?", type=Path, help="the folder of the corpora")
    parser.add_argument("--model", type=Path, help="the folder of a sentence model")
    parser.add_argument("--questions", type=Path, default=ANNOTATED, help="a folder of questions")
    parser.add_argument("--only", nargs="+", choices=_PARTS, help="the tables to print")
    given = parser.parse_args()
    model = RememberingModel(load_model(given.model)) if given.model else None
    parts = given.only or (list(_PARTS) if given.questions == ANNOTATED else ["questions"])
    return Options(given.corpora or corpora.folder(), given.questions, model), parts


if __name__ == "__main__":
    asyncio.run(main(*_parsed()))
