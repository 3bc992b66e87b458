"""`pullquote model measure`: how fast the model is here, and what it finds in this library."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import print_line, print_table
from bot.cli.encoding import encode_all
from bot.cli.options import Database, DataDir, to_path
from bot.cli.resources import Resources, open_resources, read_settings
from bot.cli.sentence_model import load_configured
from bot.errors import LibraryError, ModelError
from bot.models import Content, Scope

if TYPE_CHECKING:
    from bot.search.semantic.model import SentenceModel
    from bot.search.semantic.sampling import ChapterQuestion, WrittenQuestion
    from bot.settings import Settings

_PUBLIC = Scope(server=None)
_EPISODES = 25
"""So many episodes, spread over the library, are read for samples."""

_QUESTIONS = 50
_RESULTS = 10

_HOUR = 60_000
"""The characters of an hour of talk."""

Sample = Sequence["ChapterQuestion | WrittenQuestion"]
Found = tuple[int, int]
"""How many answers came first, and in the first 10."""


def measure(
    *,
    questions: Annotated[
        Path | None,
        typer.Option(
            "--questions",
            parser=to_path,
            metavar="FILE",
            help="Lines of a question, a tab, and some words of the passage that answers it.",
            show_default=False,
        ),
    ] = None,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Measure the sentence model on the library: time, memory, and what it finds.

    The titles of up to 50 chapters are asked, without and with the model; a chapter is found if a
    passage of it is among the first 10. Your own questions tell more. Episodes without vectors are
    encoded first.

    For example:

        pullquote model measure --questions questions.tsv
    """
    settings = read_settings(database, data_dir)
    written = _written(questions) if questions else []
    asyncio.run(_measure(settings, written))


def _written(path: Path) -> "list[WrittenQuestion]":
    from bot.search.semantic.sampling import written_questions

    try:
        return list(written_questions(path.read_text(encoding="utf-8").splitlines()))
    except (OSError, ValueError) as error:
        raise LibraryError(f"{path} cannot be read as questions: {error}.") from error


async def _measure(settings: "Settings", written: "list[WrittenQuestion]") -> None:
    from bot.search.semantic.sampling import chapter_questions, evenly

    async with open_resources(settings.database_url, settings.data_dir) as resources:
        contents = await _contents(resources)
        chapters = [one for key, read in contents for one in chapter_questions(key, read)]
        samples: dict[str, Sample] = {"titles of chapters": evenly(chapters, _QUESTIONS)}
        if written:
            samples["your questions"] = written
        before = _resident_bytes()
        model = load_configured(settings)
        if model is None:
            raise ModelError("No model is in use. Set PULLQUOTE_MODEL to a name or a folder.")
        rows = _speed(model, [read for _, read in contents])
        if before is not None and (after := _resident_bytes()) is not None:
            rows.append(("memory", f"{(after - before) / 1_000_000:.0f} MB more"))
        print_table((model.identity, ""), rows)
        by_words = [await _count_found(resources, asked) for asked in samples.values()]
    async with open_resources(settings.database_url, settings.data_dir, model=model) as resources:
        await encode_all(resources.library)
        with_model = [await _count_found(resources, asked) for asked in samples.values()]
    columns = ("Asked", "", "First: by words", "with it", "Of 10: by words", "with it")
    table = [
        (name, len(asked), words[0], both[0], words[1], both[1])
        for (name, asked), words, both in zip(samples.items(), by_words, with_model, strict=True)
    ]
    print_table(columns, table)
    if not written:
        print_line(
            "Titles that Pullquote made are in the transcript's own words, unlike many questions "
            "of members. Write some of those down, and use --questions."
        )


async def _contents(resources: Resources) -> list[tuple[str, Content]]:
    from bot.search.semantic.sampling import evenly

    episodes = evenly(await resources.library.episodes(_PUBLIC), _EPISODES)
    if not episodes:
        raise LibraryError("The library has no public episode. Add one with `pullquote add`.")
    return [(one.key, await resources.store.content(one.key)) for one in episodes]


def _speed(model: "SentenceModel", contents: Sequence[Content]) -> list[tuple[str, str]]:
    from bot.search.semantic.windows import QuoteText, cut_windows

    passages: list[str] = []
    size = 0
    for content in contents:
        quotes = [QuoteText(row, one.text, " ") for row, one in enumerate(content.quotes)]
        passages += [window.text for window in cut_windows(quotes)]
        size += len(content.text)
        if size >= _HOUR:
            break
    questions = [" ".join(passage.split()[:12]) for passage in passages[:_QUESTIONS]]
    started = time.process_time()
    for question in questions:
        model.encode([question], kind="query")
    between = time.process_time()
    model.encode(passages, kind="passage")
    hour = (time.process_time() - between) * _HOUR / size
    return [
        ("dimensions", f"{model.dimensions}"),
        ("a question of 12 words", f"{(between - started) * 1e3 / len(questions):.1f} ms"),
        ("an hour of talk (60,000 characters)", f"{hour:.1f} s"),
    ]


async def _count_found(resources: Resources, sample: Sample) -> Found:
    first = within = 0
    for asked in sample:
        answer = await resources.library.ask(asked.text, _PUBLIC, limit=_RESULTS)
        answered = [asked.is_answered_by(hit) for hit in answer.hits]
        first += any(answered[:1])
        within += any(answered)
    return first, within


def _resident_bytes() -> int | None:
    """Return the memory of this process; None where the system does not tell it this way."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return None
    return int(pages) * 4096
