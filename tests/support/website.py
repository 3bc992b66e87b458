"""Write the site of a library of invented episodes, and read its pages."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from lxml import html

from bot.library import open_reader
from bot.models import Chapter, Content, Episode, Excerpt, Link
from bot.site.publishing import Options, Written, publish
from bot.store import Store
from tests.support.builders import Said, content, episode
from tests.support.stores import open_store

NOW = datetime(2026, 3, 1, tzinfo=UTC)
URL = "https://quotes.example.com"

SAID = (
    ("Host", "Tell us how a lighthouse keeper spends the longest night of the year."),
    ("Keeper", "You count the seconds between the flashes until counting is all you are."),
    ("Host", "And what did the fog do to the horn?"),
    ("Keeper", "Fog swallows a horn the way wool swallows a needle."),
    ("Keeper", "In nineteen years the lamp failed me exactly twice."),
    (None, "Somebody in the room laughed at that for quite a while."),
)


def lighthouse(
    key: str = "lighthouse",
    *,
    said: Sequence[Said] = SAID,
    best: Sequence[int] = (3, 4),
    show: str = "harbour",
    server: int | None = None,
    embargo: datetime | None = None,
) -> tuple[Episode, Content]:
    """Return an episode with times, two chapters, topics and highlights."""
    spoken = content(said, key=key, highlights=best, topics=("fog", "lamp"))
    timed = tuple(
        replace(quote, start_ms=1000 * (60 * at + 5)) for at, quote in enumerate(spoken.quotes)
    )
    middle = timed[len(timed) // 2].start
    chapters = tuple(
        Chapter(title, start, end, (excerpt_of(spoken, start),), editor)
        for title, start, end, editor in (
            ("The longest night", 0, middle, "How a keeper stays awake."),
            ("Fog and failure", middle, len(spoken.text), None),
        )
    )
    described = replace(
        episode(key, title=f"The {key}", show=show, server=server, embargo=embargo),
        length=len(spoken.text),
        quotes=len(timed),
        published=date(2026, 2, 3),
        number=7,
        language="en",
        links=(Link("audio", f"https://media.example.com/{key}.mp3"),),
    )
    return described, replace(spoken, quotes=timed, chapters=chapters)


def excerpt_of(spoken: Content, start: int) -> Excerpt:
    """Return the quote at an offset as an excerpt."""
    quote = next(one for one in spoken.quotes if one.start == start)
    return Excerpt(quote.start, quote.end, quote.text, quote.display)


async def fill(store: Store, *episodes: tuple[Episode, Content]) -> None:
    for described, spoken in episodes:
        await store.add(described, spoken)


async def write(
    folder: Path, *episodes: tuple[Episode, Content], options: Options | None = None
) -> Written:
    """Write the site of some episodes from a new library beside the folder."""
    async with open_store(f"sqlite+aiosqlite:///{folder.parent / 'library.db'}") as store:
        await fill(store, *episodes)
        return await write_again(folder, store, options=options)


async def write_again(folder: Path, store: Store, *, options: Options | None = None) -> Written:
    """Write the site of a library that is open."""
    chosen = options or Options(search=False)
    reader = await open_reader(store, server=chosen.server, now=NOW)
    return await publish(folder, reader, chosen)


def everything(folder: Path) -> str:
    """Return the text of all pages and other files, one after the other."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in files)


def parsed(folder: Path, path: str = "") -> html.HtmlElement:
    """Parse a page of the site."""
    return html.fromstring((folder / path / "index.html").read_bytes())
