"""The index: a local SQLite file that any process can build anew from the store."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import accumulate
from pathlib import Path

from bot.errors import SearchError
from bot.models import Content, Episode, Found, Match, Scope, Suggestion
from bot.search.autocomplete import MOST_CHOICES, choices, closest, offered
from bot.search.memory.partitions import Rooms, View
from bot.search.memory.runtime import shared
from bot.search.query.parser import considered
from bot.search.query.synonyms import thesaurus
from bot.search.retrieval.scan import read_bitmaps
from bot.search.scoring.calibration import (
    CLOSE_ANSWER,
    CLOSE_LINE,
    CLOSE_SUBJECT,
    answer_chance,
    confidence,
    line_chance,
    subject_chance,
)
from bot.search.scoring.line import find_line, rival
from bot.search.scoring.passages import Run, match, overlap
from bot.search.scoring.question import find_answers
from bot.search.scoring.subject import find_subject, is_offered, says
from bot.search.scoring.windows import Window
from bot.search.storage.connections import Pool, open_pool
from bot.search.storage.documents import Row
from bot.search.storage.files import sweep, usable_file
from bot.search.storage.lease import claimed
from bot.search.storage.writer import (
    count_change,
    merge_postings,
    put_in,
    read_meta,
    take_out,
    take_out_all,
    write_meta,
)

SUGGESTIONS = 3


class Index:
    """Search the library on behalf of a scope; every answer holds only what that scope sees.

    Of what is typed, at most 12 words of the first 200 characters are looked for. Anything at
    all may be typed.
    """

    def __init__(self, pool: Pool, *, patience: float) -> None:
        self._pool = pool
        self._patience = patience
        self._rooms = Rooms()

    async def holds(self) -> int:
        """Return the version of the store up to which the index holds all changes."""
        async with self._pool.reading() as db:
            return int(await read_meta(db, "holds"))

    async def apply(
        self, *, upserts: Sequence[tuple[Episode, Content]], removed: Sequence[str], version: int
    ) -> None:
        """Replace and remove episodes (by id), and hold up to `version`: all of it or nothing."""
        outgoing = dict.fromkeys((*removed, *(episode.id for episode, _ in upserts)))
        async with self._pool.writing() as db:
            taken = [await take_out(db, episode_id) for episode_id in outgoing]
            gone = [one for one in taken if one]
            come = [await put_in(db, episode, content) for episode, content in upserts]
            await write_meta(db, "holds", str(version))
            change = await count_change(db)
            # Committed here, so that nobody has it read before it is followed.
            async with self._rooms.coming(change, gone=gone, come=come) as committed:
                await db.commit()
                committed()
        await self.refresh()

    async def refresh(self) -> None:
        """Read what rooms offer while a member types, where a change made that older."""
        async with self._pool.reading() as db:
            await self._rooms.refresh_offers(db)

    async def warm(self) -> None:
        """Read into memory what searches of the public shows need, so that the first is in time."""
        async with self._pool.reading() as db:
            view = await self._rooms.view(db, Scope(server=None))
            for room in view.rooms:
                await read_bitmaps(db, view, room)
        await asyncio.to_thread(thesaurus)

    async def optimize(self) -> None:
        """Make searches faster after many episodes came: .3 s at 100,000 quotes.

        Where that fails, as on a full disk, all stays as it was.
        """
        with suppress(SearchError):
            async with self._pool.writing() as db:
                await merge_postings(db)

    async def adopt(self, library: str, *, version: int) -> None:
        """Forget everything, unless it was built from this library and is not ahead of it.

        A library is another one where its file was deleted and made again, and behind its index
        where it was restored from a backup.
        """
        async with self._pool.writing() as db:
            known = await read_meta(db, "library")
            if known == library and int(await read_meta(db, "holds")) <= version:
                return
            await take_out_all(db)
            await write_meta(db, "library", library)
            await write_meta(db, "holds", "0")
            await count_change(db)

    async def quote(self, text: str, scope: Scope, *, limit: int = 10) -> Found:
        """Find the line: verbatim, misspelt, half remembered, or with a misheard name."""
        async with self._pool.reading() as db:
            view = await self._rooms.view(db, scope)
            query, judged = await find_line(db, view, text)
        ranked = [
            (j.run, j.core, line_chance(query, j.score, rival=rival(j, judged))) for j in judged
        ]
        return await _found(view, text, ranked, limit=limit, close=CLOSE_LINE)

    async def topic(self, text: str, scope: Scope, *, limit: int = 10) -> Found:
        """Find excerpts about a subject, best first, from all over the conversation."""
        async with self._pool.reading() as db:
            view = await self._rooms.view(db, scope)
            windows = await find_subject(db, view, text)
        chances = map(subject_chance, windows)
        if is_offered(view, text):
            # Where a topic that is offered is named, it is spoken of, however shortly.
            named = (says(window.run, considered(text)) for window in windows)
            chances = (
                max(chance, CLOSE_SUBJECT) if said else chance
                for chance, said in zip(chances, named, strict=True)
            )
        return await _found(view, text, _ranked(windows, chances), limit=limit, close=CLOSE_SUBJECT)

    async def ask(self, text: str, scope: Scope, *, limit: int = 10) -> Found:
        """Find the excerpts that answer a question best."""
        async with self._pool.reading() as db:
            view = await self._rooms.view(db, scope)
            query, windows = await find_answers(db, view, text)
        chances = [answer_chance(query, window) for window in windows]
        return await _found(view, text, _ranked(windows, chances), limit=limit, close=CLOSE_ANSWER)

    async def suggest(
        self, option: str, text: str, scope: Scope, *, limit: int = MOST_CHOICES
    ) -> tuple[Suggestion, ...]:
        """Offer choices for `quote.words`, `topic.name`, `speaker` or `episode`; else none.

        A keystroke is worth nothing when it is answered late: at the deadline, what was found by
        then is offered.
        """
        found: list[Suggestion] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience), self._pool.reading() as db:
                view = await self._rooms.view(db, scope)
                async for some in choices(option, db, view, text):
                    found.extend(some)
        return offered(found, limit=limit)


def _ranked(
    windows: Sequence[Window], chances: Iterable[float]
) -> Iterator[tuple[Run, Row, float]]:
    """Yield windows with their chances, none greater than of those put before them."""
    for window, chance in zip(windows, accumulate(chances, min), strict=True):
        yield window.run, window.core, chance


async def _found(
    view: View,
    text: str,
    ranked: Iterable[tuple[Run, Row, float]],
    *,
    limit: int,
    close: float,
) -> Found:
    matches = apart(
        (
            match(run, core, key=view.shelves[core.episode].key, score=chance)
            for run, core, chance in ranked
        ),
        limit=limit,
    )
    sure = confidence(matches[0].score, close=close) if matches else "none"
    if sure != "none":
        return Found(sure, matches)
    related = await asyncio.to_thread(thesaurus)
    return Found(sure, matches, tuple(closest(view, related, text, limit=SUGGESTIONS)))


def apart(matches: Iterable[Match], *, limit: int) -> tuple[Match, ...]:
    """Return the first matches of which no two share more than half of the shorter."""
    kept: list[Match] = []
    for found in matches:
        if len(kept) >= limit:
            break
        if not any(overlap(found, other) for other in kept):
            kept.append(found)
    return tuple(kept)


@asynccontextmanager
async def open_index(folder: Path, *, patience: float = 1.0) -> AsyncGenerator[Index]:
    """Open an index of this process in a folder; where none can be used, begin an empty one.

    Choices are offered within `patience` seconds of a keystroke. While it is open, the process is
    `shared`.
    """
    with shared(), claimed(folder) as slot:
        path = await asyncio.to_thread(usable_file, slot)
        async with open_pool(path) as pool:
            yield Index(pool, patience=patience)
        await asyncio.to_thread(sweep, slot)
