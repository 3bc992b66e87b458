"""Ask 36 questions as a member would: `python -m benchmarks.members [CORPORA]` prints the answers.

    python -m benchmarks.members --model FOLDER    with a sentence model
    python -m benchmarks.members --texts           with the first three passages of each answer

`annotations/members/` has 18 questions on the conversation and 18 on two episodes of `changelog/`,
with the spans that answer them. They were written before any was asked, and are for judging:
nothing may be tuned on them. Each is asked of a library with its episode alone (`alone`), of a
library of the three with the option `episode` (`chosen`), and of all three (`all`).

A row has the probability of the first result, whether a right one is first, in three and in ten,
the share of questions in the first, which of the first three overlap or adjoin, what is sent, and
how many passages it shows and how many are right. A result is right if it shares half of the
shorter of itself and a span. `docs/measurements/questions.md` says what a reader thought of them.
"""

import argparse
import asyncio
import json
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import corpora
from benchmarks.annotated import ANNOTATIONS
from bot import ingest
from bot.cli.resources import open_resources
from bot.import_options import Options
from bot.library import Library
from bot.models import Answer, Hit, Scope, Span
from bot.search.semantic.loading import load_model
from bot.search.semantic.model import SentenceModel
from bot.text.sentences import split_sentences
from bot.ui import questions

FOLDER = ANNOTATIONS / "members"

_FOUND = 10
_TOUCHING = 2
"""Characters between two passages that adjoin."""


@dataclass(frozen=True, slots=True)
class MemberQuestion:
    """A question with its answering spans; its `words` are the same, other or none's."""

    episode: str
    text: str
    words: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, where it was asked, and its answer."""

    question: MemberQuestion
    where: str
    answer: Answer

    @property
    def right(self) -> list[bool]:
        """Whether each hit is right."""
        return [_is_right(hit, self.question) for hit in self.answer.hits]

    @property
    def shown(self) -> list[Hit]:
        """The hits that a member sees, as `/ask` sends them."""
        hits = self.answer.hits
        return questions.shown(hits) or [hit for hit in hits[:1] if hit.match.guess]

    @property
    def manner(self) -> str:
        """How they are sent."""
        hits = self.answer.hits
        if hits and self.answer.confidence != "none":
            return "sure, public"
        if hits and hits[0].match.plausible:
            return "unsure, public" if hits[0].match.likely else "unsure, private"
        return "is it this one, private" if self.shown else "nothing close"


def read_members(corpora: Path) -> list[tuple[Path, list[MemberQuestion]]]:
    """Return the paths of the transcripts with the questions on each."""
    files = sorted(FOLDER.glob("*.json"))
    return [_read(corpora, json.loads(file.read_text(encoding="utf-8"))) for file in files]


def _read(corpora: Path, marked: dict[str, Any]) -> tuple[Path, list[MemberQuestion]]:
    path = corpora / marked["episode"]
    return path, [
        MemberQuestion(
            path.stem, one["text"], one["words"], tuple(Span(*span) for span in one["spans"])
        )
        for one in marked["questions"]
    ]


def _is_right(hit: Hit, question: MemberQuestion) -> bool:
    if hit.episode.key != question.episode:
        return False
    start, end = hit.match.start, hit.match.end
    return any(
        min(end, span.end) - max(start, span.start) >= min(end - start, span.end - span.start) / 2
        for span in question.spans
    )


def repeats(hits: Sequence[Hit]) -> list[str]:
    """Name the pairs of hits that overlap or adjoin, by their ranks."""
    return list(_repeats(hits))


def _repeats(hits: Sequence[Hit]) -> Iterator[str]:
    for (one, left), (other, right) in combinations(enumerate(hits, start=1), 2):
        if left.episode.id != right.episode.id:
            continue
        first, second = sorted((left.match, right.match), key=lambda match: match.start)
        if second.start < first.end:
            yield f"over{one}{other}"
        elif second.start - first.end <= _TOUCHING:
            yield f"touch{one}{other}"


def question_share(text: str) -> float:
    """Return the share of characters in sentences that end in a question mark."""
    spoken = [text[span.start : span.end] for span in split_sentences(text)]
    asked = [one for one in spoken if one.rstrip('"”').endswith("?")]
    return len("".join(asked)) / (len("".join(spoken)) or 1)


@asynccontextmanager
async def _library(paths: Sequence[Path], model: SentenceModel | None) -> AsyncGenerator[Library]:
    """Open a new library of the transcripts, with vectors of each if there is a model."""
    with TemporaryDirectory() as folder:
        opened = open_resources(
            f"sqlite+aiosqlite:///{folder}/library.db", Path(folder), model=model
        )
        async with opened as resources:
            for path in paths:
                await ingest.add(path, store=resources.store, options=Options())
            await resources.library.refresh()
            while model is not None and await resources.library.unencoded():
                await resources.library.encode_next()
            yield resources.library


async def ask(corpora: Path, model: SentenceModel | None) -> list[Asked]:
    """Ask every question in the three ways."""
    read = read_members(corpora)
    asked: list[Asked] = []
    for path, some in read:
        async with _library([path], model) as library:
            asked += await _ask(library, some, where="alone")
    async with _library([path for path, _ in read], model) as library:
        for where in ("chosen", "all"):
            for _, some in read:
                asked += await _ask(library, some, where=where)
    return asked


async def _ask(library: Library, some: Sequence[MemberQuestion], *, where: str) -> list[Asked]:
    return [
        Asked(one, where, await library.ask(one.text, _scope(one, where), limit=_FOUND))
        for one in some
    ]


def _scope(question: MemberQuestion, where: str) -> Scope:
    return Scope(None, episode=question.episode if where == "chosen" else None)


def _row(one: Asked) -> str:
    hits, right = one.answer.hits, one.right
    depths = " ".join(".x"[any(right[:depth])] for depth in (1, 3, _FOUND))
    score = f"{hits[0].match.score:.2f}" if hits else "-"
    share = question_share(hits[0].match.display) if hits else 0
    near = ",".join(repeats(hits[: questions.PASSAGES])) or "-"
    return (
        f"{one.where:6} {one.question.episode:12} {one.question.words:5} {score:>4}"
        f" {depths if one.question.spans else '- - -'} {share:.1f} {near:15} {one.manner:23}"
        f" {len(one.shown)}/{sum(_is_right(hit, one.question) for hit in one.shown)}"
        f" {one.question.text}"
    )


def _passages(one: Asked) -> Iterator[str]:
    for hit, right in zip(one.answer.hits[: questions.PASSAGES], one.right, strict=False):
        mark = "*" if right else " "
        seen = "shown " if hit in one.shown else "hidden"
        match = hit.match
        yield (
            f"    {mark} {seen} {match.score:.2f} {hit.episode.key} {match.speaker}"
            f" {match.start}-{match.end} {match.display}"
        )


def _totals(where: str, asked: Sequence[Asked]) -> str:
    answered = [one for one in asked if one.question.spans]
    absent = [one for one in asked if not one.question.spans]
    found = [sum(any(one.right[:depth]) for one in answered) for depth in (1, 3, _FOUND)]
    manners = (
        f"{manner}: {sum(one.manner == manner for one in answered)}"
        f"+{sum(one.manner == manner for one in absent)}"
        for manner in dict.fromkeys(one.manner for one in asked)
    )
    seen = sum(any(_is_right(hit, one.question) for hit in one.shown) for one in answered)
    return (
        f"{where}: of {len(answered)}, right first {found[0]}, in three {found[1]}, in ten"
        f" {found[2]}, a right one shown {seen}; answered + not answerable {'; '.join(manners)}"
    )


def main() -> None:
    """Ask all questions and print a row for each, and totals."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.members")
    parser.add_argument("corpora", type=Path, nargs="?", help="the folder of the corpora")
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="ask with a sentence model")
    parser.add_argument("--texts", action="store_true", help="print the first three passages too")
    given = parser.parse_args()
    model = load_model(given.model) if given.model else None
    asked = asyncio.run(ask(given.corpora or corpora.folder(), model))
    for one in asked:
        print(_row(one), *(_passages(one) if given.texts else ()), sep="\n")
    for where in ("alone", "chosen", "all"):
        print(_totals(where, [one for one in asked if one.where == where]))


if __name__ == "__main__":
    main()
