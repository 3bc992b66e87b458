"""Record the answers to 2,000 queries, and compare later answers with them.

    python -m benchmarks.answers FILE            writes a line of JSON for each query
    python -m benchmarks.answers --compare FILE  asks again, and prints the differences to FILE

The queries are generated from the texts with a fixed seed and go through the protocol of `pullquote
query`. The library has the samples, the conversation and 20 episodes of `changelog/`, two of them
private to a server.
"""

import argparse
import asyncio
import json
import random
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import corpora
from benchmarks.annotated import ANNOTATIONS
from benchmarks.queries import DISTORTIONS
from benchmarks.questions import TUNED, UNTUNED
from bot import ingest
from bot.cli import protocol
from bot.cli.resources import Resources, open_resources
from bot.import_options import Options
from bot.models import Scope
from bot.transcripts import readers

PROJECT = Path(__file__).resolve().parents[1]

_SERVER = 700
_EPISODES, _PRIVATE = 20, 2
_QUOTES, _TOPICS, _QUESTIONS, _SUGGESTIONS = 700, 500, 500, 300
_PASSAGE = 25
"""Words of a transcript from which a query for a line is made."""
_ADDED = datetime(2026, 1, 1, tzinfo=UTC)
_SEED = 31
_SHOWN = 5
"""Differences to print at most."""

Query = dict[str, Any]


def main() -> None:
    """Record the answers, or compare them with a recording."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.answers")
    parser.add_argument("file", type=Path, help="the file of recorded answers")
    parser.add_argument(
        "--compare", action="store_true", help="compare with the file instead of writing it"
    )
    given = parser.parse_args()
    path: Path = given.file.resolve()
    if path.is_relative_to(PROJECT):
        sys.exit("Name a file outside the project: answers contain sentences of the transcripts.")
    with TemporaryDirectory() as folder:
        utterances = asyncio.run(_answers(corpora.folder(), Path(folder)))
    if given.compare:
        sys.exit(_compare(path.read_text(encoding="utf-8").splitlines(), utterances))
    path.write_text("".join(f"{line}\n" for line in utterances), encoding="utf-8")
    print(f"{len(utterances)} answers recorded in {path}")


async def _answers(source: Path, folder: Path) -> list[str]:
    """Return a line of JSON for each query, with the query and its answer but not the time."""
    files = _files(source)
    async with open_resources(f"sqlite+aiosqlite:///{folder}/library.db", folder) as opened:
        for number, path in enumerate(files):
            server = _SERVER if number >= len(files) - _PRIVATE else None
            options = Options(
                show=f"private-{server}" if server else None, server=server, added_at=_ADDED
            )
            await ingest.add(path, store=opened.store, options=options)
        await opened.library.refresh()
        utterances: list[str] = []
        for number, query in enumerate(await _queries(source, files, opened)):
            line = json.dumps({"id": number, **query})
            answer = await protocol.answer(opened.library, line.encode())
            answer.pop("ms", None)
            utterances.append(json.dumps({"query": query, "answer": answer}, sort_keys=True))
    return utterances


def _files(source: Path) -> list[Path]:
    episodes = {path.stem: path for path in source.glob("changelog/*/*.md")}
    return [
        *sorted((PROJECT / "data" / "samples").glob("*.md")),
        source / "conversation" / "conversation.txt",
        *(episodes[stem] for stem in sorted((*TUNED, *UNTUNED))[:_EPISODES]),
    ]


async def _queries(source: Path, files: Sequence[Path], opened: Resources) -> list[Query]:
    """Return the queries; of every five, one is for the server and one for a single episode."""
    chance = random.Random(_SEED)
    texts = [readers.read(path).text.split() for path in files]
    asked: list[Query] = [
        *_lines(texts, chance),
        *({"command": "topic", "text": one} for one in _subjects(source, chance)),
        *({"command": "ask", "text": one} for one in _questions(source, chance)),
        *await _keystrokes(texts, opened, chance),
    ]
    for number, query in enumerate(asked):
        if number % 5 == 0:
            query["server"] = _SERVER
        elif number % 5 == 1:
            query["episode"] = files[number % len(files)].stem
    return asked


def _lines(texts: Sequence[Sequence[str]], chance: random.Random) -> Iterator[Query]:
    """Yield queries for lines: verbatim, with typos, and with words left out."""
    ways = list(DISTORTIONS.values())
    for number in range(_QUOTES):
        way = ways[number % len(ways)]
        yield {"command": "quote", "text": way(_passage(texts, chance), chance)}


def _passage(texts: Sequence[Sequence[str]], chance: random.Random) -> Sequence[str]:
    words = chance.choice(texts)
    at = chance.randrange(len(words) - _PASSAGE)
    return words[at : at + _PASSAGE]


def _subjects(source: Path, chance: random.Random) -> list[str]:
    annotated = json.loads((source / "conversation" / "annotations.dev.json").read_text("utf-8"))
    found = [topic["name"] for topic in annotated["topics"]]
    found += [one["text"] for marked in _marked() for one in marked["subjects"]]
    for path in sorted((source / "qmsum").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            found += [one["topic"] for one in json.loads(line)["topic_list"]]
    return chance.sample(found, _TOPICS)


def _questions(source: Path, chance: random.Random) -> list[str]:
    utterances = (source / "conversation" / "questions.dev.jsonl").read_text("utf-8").splitlines()
    found = [one["text"] for one in map(json.loads, utterances) if one["command"] == "ask"]
    found += [one["text"] for marked in _marked() for one in marked["questions"]]
    return chance.sample(found, _QUESTIONS)


def _marked() -> Iterator[dict[str, Any]]:
    for path in sorted((ANNOTATIONS / "questions").glob("*.json")):
        yield json.loads(path.read_text("utf-8"))


async def _keystrokes(
    texts: Sequence[Sequence[str]], opened: Resources, chance: random.Random
) -> list[Query]:
    """Return queries for autocomplete: lines and names, each cut at a random letter."""
    seen = Scope(server=_SERVER)
    episodes = await opened.library.episodes(seen)
    typed = {
        "quote.words": [" ".join(_passage(texts, chance)[:8]) for _ in range(_SUGGESTIONS)],
        "topic.name": [topic.name for topic in await opened.library.topics(seen)],
        "speaker": [name for one in episodes for name in one.speakers],
        "episode": [one.title for one in episodes],
    }
    asked: list[Query] = []
    for number in range(_SUGGESTIONS):
        option = list(typed)[number % len(typed)]
        text = chance.choice(typed[option])
        text = text[: chance.randint(0, len(text))]
        asked.append({"command": "suggest", "option": option, "text": text, "limit": 25})
    return asked


def _compare(recorded: Sequence[str], utterances: Sequence[str]) -> str | None:
    """Print the first differences, and return a sentence with their number; None if all agree."""
    pairs = list(zip(recorded, utterances, strict=False))
    differing = [(json.loads(old), json.loads(new)) for old, new in pairs if old != new]
    for old, new in islice(differing, _SHOWN):
        print(f"{json.dumps(old['query'])}\n  was {json.dumps(old['answer'])[:600]}")
        if new["query"] != old["query"]:
            print(f"  another query: {json.dumps(new['query'])}")
        print(f"  is  {json.dumps(new['answer'])[:600]}")
    if differing or len(recorded) != len(utterances):
        return (
            f"{len(differing)} of {len(recorded)} recorded answers differ; {len(utterances)} now."
        )
    print(f"All {len(utterances)} answers are the same.")
    return None


if __name__ == "__main__":
    main()
