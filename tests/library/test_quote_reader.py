"""What is read by ids is the same from the index as from the store."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from bot.errors import StoreUnavailableError
from bot.library import Library
from bot.library import rebuild as rebuilding
from bot.library.quote_reader import IndexedQuotes, QuoteReader, StoredQuotes
from bot.models import Chapter, Content, Episode, Excerpt, NameCorrection, Quote, Scope
from bot.search import Index, open_index
from bot.store import Store
from tests.library.test_library import NOW, lighthouse
from tests.support.builders import content
from tests.support.stores import open_store

OURS = 42
PUBLIC = Scope(server=None)
Read = Callable[[QuoteReader], Awaitable[Any]]
Step = Callable[[Store], Awaitable[None]]

TALK = (
    ("Host", "Welcome to the mill, and mind the stones."),
    ("Guest", "My father ground barley for nine villages."),
    ("Speaker 2", "And rye for the tenth, which never paid."),
    ("Guest", "The wheel stopped in the winter of the great frost."),
    ("Host", "We will come back to that frost."),
    (None, "A door closes, and somebody whispers a name."),
    ("Guest", "Since then the mill pond belongs to the herons."),
    ("Host", "Thank you, and good night to the herons."),
)


KNOWN = {"state", "snapshot_update", "identity", "changes"}


@dataclass(frozen=True, slots=True)
class Away:
    """A store that cannot be reached any more, but to read how far it is and what has changed."""

    inner: Store

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name) if name in KNOWN else self._away

    async def _away(self, *_args: Any, **_given: Any) -> None:
        raise StoreUnavailableError("The database cannot be reached.")


@dataclass(frozen=True, slots=True)
class Mill:
    store: Store
    index: Index
    library: Library


def mill(key: str = "mill", *, server: int | None = None) -> tuple[Episode, Content]:
    """Return an episode with times, a speaker who is not sure, chapters and highlights."""
    said = content(TALK, highlights=(1, 3, 6), key=key)
    sure = {"Host", "Guest"}
    quotes = tuple(
        replace(one, start_ms=60_000 * (one.position // 6), sure=one.speaker in sure)
        for one in said.quotes
    )
    first, third, last = quotes[0], quotes[3], quotes[6]
    chapters = (
        Chapter("The mill", 0, third.start, (_line(first), _line(quotes[2])), "They greet."),
        Chapter("My father ground barley", third.start, last.start, (_line(third),)),
        Chapter("Herons", last.start, len(said.text), (_line(last),)),
    )
    described, _ = lighthouse(key, server=server)
    described = replace(described, length=len(said.text), quotes=len(quotes), speakers=tuple(sure))
    return described, replace(said, quotes=quotes, chapters=chapters)


def _line(quote: Quote) -> Excerpt:
    """Return a line that begins within a quote."""
    text = quote.text[3:]
    return Excerpt(quote.start + 3, quote.end, text, text.capitalize())


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncGenerator[Mill]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'library.db'}"
    async with open_store(url) as store, open_index(tmp_path / "index") as index:
        yield Mill(store, index, Library(store, index, clock=lambda: NOW))


async def _as_imported(store: Store) -> None:
    await store.add(*mill())


async def _hidden(store: Store) -> None:
    quotes = mill()[1].quotes
    for position in (0, 1, 4, 7):
        await store.edits.hide(quotes[position].id, server=None)


async def _named(store: Store) -> None:
    quotes = mill()[1].quotes
    await store.edits.name_in_episode("mill", {"Speaker 2": "Mrs. Rye"}, server=None)
    await store.edits.name_in_show("podcast", {"Host": "Hanna"}, server=None)
    await store.edits.label_quote(quotes[5].id, "Guest", server=None)
    await store.edits.correct_name("mill", NameCorrection("herons", "Herron's"), server=None)


async def _replaced(store: Store) -> None:
    described, said = mill()
    text = said.text.replace("And rye", "With rye").replace("Welcome", "Be welcome")
    shorter = content(TALK[2:], highlights=(0,), key="again")
    await store.edits.hide(said.quotes[6].id, server=None)
    await store.replace(described, replace(shorter, text=shorter.text))
    assert len(await store.retired(described.id)) > 1, text


async def _private(store: Store) -> None:
    await store.add(*mill("secret", server=OURS))


STATES = {
    "as imported": (),
    "with hidden quotes": (_hidden,),
    "with names that people gave": (_named,),
    "imported again": (_named, _replaced),
    "beside a private show": (_private, _hidden),
}


def _reads(ids: list[str], episode: Episode) -> list[Read]:
    offsets = range(0, episode.length, 7)
    ranges = [(first, last) for first in range(9) for last in range(first, 9)]
    return [
        *(lambda reader, server=server: reader.quotes(ids, server=server) for server in (None, 42)),
        *(lambda reader, ms=ms: reader.quote_at(episode, ms=ms) for ms in range(0, 90_000, 5_000)),
        *(
            lambda reader, first=first, last=last: reader.neighbours(
                episode, first=first, last=last
            )
            for first, last in ranges
        ),
        *(lambda reader, one=one: reader.quotes_at(episode, [one]) for one in offsets),
        lambda reader: reader.quotes_at(episode, list(offsets)),
        lambda reader: reader.chapters(episode),
        *(lambda reader, one=one: reader.highlight(one) for one in ids),
    ]


@pytest.mark.parametrize("steps", STATES.values(), ids=STATES)
async def test_the_index_gives_what_the_store_gives(opened: Mill, steps: tuple[Step, ...]) -> None:
    for step in (_as_imported, *steps):
        await step(opened.store)
        await opened.library.refresh()
    await _compare(opened.store, opened.index, opened.library)


async def test_an_index_that_is_built_at_once_gives_the_same(
    opened: Mill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.library.indexing.FEWEST_EPISODES", 1)
    monkeypatch.setattr(rebuilding, "_MAKERS", 1)
    for step in (_as_imported, _private, _named, _replaced):
        await step(opened.store)
    async with open_index(tmp_path / "fresh") as index:
        fresh = Library(opened.store, index, clock=lambda: NOW)
        await fresh.refresh()
        await _compare(opened.store, index, fresh)


async def _compare(store: Store, index: Index, current: Library) -> None:
    """Check that every read of the index gives what the store gives."""
    ids = [one.id for key in ("mill", "secret") for one in mill(key)[1].quotes]
    ids += [one.id for one in content(TALK[2:], key="again").quotes]
    snapshot = current.snapshot
    stored, indexed = StoredQuotes(store, snapshot), IndexedQuotes(index.lookup, snapshot)
    for episode in snapshot.episodes:
        for read in _reads(ids, episode):
            given, found = await read(stored), await read(indexed)
            assert _comparable(found) == _comparable(given)


def _comparable(found: Any) -> Any:
    """Return what was found without times in between, which the store gives of no range."""
    if isinstance(found, str) or not isinstance(found, Sequence):
        return found
    parts: list[Any] = list(found)  # type: ignore[arg-type]
    return [replace(one, about_ms=None) if isinstance(one, Quote) else one for one in parts]


async def test_what_is_indexed_is_read_without_the_store(opened: Mill) -> None:
    reading = Library(Away(opened.store), opened.index, clock=lambda: NOW)  # type: ignore[arg-type]
    await _as_imported(opened.store)
    await opened.library.refresh()
    await reading.refresh()
    quote_id = mill()[1].quotes[3].id
    (hit,) = await reading.highlights([quote_id], server=None)
    around = await reading.around(quote_id, server=None)
    episode, chapters = await reading.chapters(PUBLIC)
    assert hit is not None
    assert around is not None
    assert hit.match.text == TALK[3][1]
    assert [one.text for one in around.quotes] == [sentence for _, sentence in TALK]
    assert [one.title for one in chapters] == ["The mill", "My father ground barley", "Herons"]
    assert len(await reading.lines(episode, chapters[0])) == 2
    assert await reading.at(episode, ms=25_000, server=None)


async def test_until_an_episode_is_indexed_it_is_read_from_the_store(opened: Mill) -> None:
    await _as_imported(opened.store)
    await opened.library.advance()
    (hit,) = await opened.library.hits([mill()[1].quotes[0].id], server=None)
    assert hit is not None
    assert (await opened.library.chapters(PUBLIC))[1]
