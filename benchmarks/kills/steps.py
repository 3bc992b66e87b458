"""Kill a process that changes a library step by step: corrections, removals, guides.

Step N of a kind does the same whenever it is made on the same library. So after a kill all tables
must be those of a library in which the steps that ended were made, or these and the one that was
cut off: nothing is lost, and nothing half done.
"""

import asyncio
import os
import random
import shutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from benchmarks.kills.children import BEGUN, DONE, kill_one
from benchmarks.kills.counts import KillCounts
from benchmarks.kills.dumps import Rows, dump
from bot.import_options import Options
from bot.ingest import add
from bot.models import EpisodeEdits, NameCorrection
from bot.store import Store, open_store
from tests.support.episodes import long_episode

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_TITLES = ("The Night Shift", "The Long Night", "Nobody Sleeps")
_TRANSCRIPT = "Ada: The harbour of Yan Lecoon is closed at night.\n\nBo: Who has the key of it?\n"
_GUIDE = """format = 1

[transcript]
sha256 = "{sha256}"
length = {length}

[episode]
title = "{title}"

[[names]]
right = "{title}"
heard = ["Yan Lecoon"]
"""


@dataclass(frozen=True, slots=True)
class Workplace:
    """A library to change, with a folder of files beside it."""

    store: Store
    folder: Path


Step = Callable[[Workplace, int], Awaitable[object]]


async def correct(place: Workplace, number: int) -> None:
    """Edit, hide, name and correct, and take each back again."""
    edits, key = place.store.edits, f"e{number // 8 % 3}"
    content = await place.store.content(key)
    quote = content.quotes[0].id if content.quotes else ""
    match number % 8:
        case 0:
            title = _TITLES[number // 8 % len(_TITLES)]
            await edits.edit_episode(key, EpisodeEdits(title=title), server=None)
        case 1:
            await edits.hide(quote, server=None)
        case 2:
            hidden = await edits.hidden_quotes(server=None)
            await edits.unhide(hidden[0].quote, server=None)
        case 3:
            await edits.correct_name(key, NameCorrection("first", "First"), server=None)
        case 4:
            await edits.label_quote(quote, "Ada", server=None)
        case 5:
            await edits.undo_name(key, "first", server=None)
        case 6:
            await edits.label_quote(quote, None, server=None)
        case _:
            await edits.choose_shows(7, [])


async def remove(place: Workplace, number: int) -> None:
    """Remove an episode and restore it, or purge it and add it again."""
    edits, key = place.store.edits, f"e{number // 5 % 3}"
    match number % 5:
        case 0 | 2:
            await edits.remove(key, server=None, at=_NOW)
        case 1:
            await edits.restore(key, server=None, at=_NOW)
        case 3:
            await edits.purge(at=_NOW + timedelta(hours=1))
        case _:
            await place.store.add(*long_episode(key))


async def guide(place: Workplace, number: int) -> None:
    """Import an episode again, with another guide."""
    path, text = place.folder / "guide.toml", place.folder / "guided.txt"
    said = f"{_TRANSCRIPT}\nAda: Take {number}.\n"
    known = sha256(said.encode()).hexdigest()
    titled = _GUIDE.format(sha256=known, length=len(said), title=_TITLES[number % 2])
    path.write_text(titled, encoding="utf-8")
    text.write_text(said, encoding="utf-8")
    options = Options(guide=path, guides=(), replace=True, added_at=_NOW)
    await add(text, store=place.store, options=options)


STEPS: Mapping[str, Step] = {
    "correction, title, hidden line": correct,
    "removal and purge": remove,
    "guide": guide,
}


def kill_steps(kind: str, kills: int, seed: int, *, folder: Path) -> KillCounts:
    """Kill a process that makes steps of a kind so many times; print what was wrong."""
    step, chance, counts = STEPS[kind], random.Random(seed), KillCounts(kind)
    killed_at, reference = folder / "killed", folder / "reference"
    killed_at.mkdir()
    asyncio.run(_fill(killed_at))
    shutil.copytree(killed_at, reference)
    made = 0
    for _ in range(kills):
        killed = kill_one(
            lambda pipe, first=made: _make_forever(step, killed_at, first=first, pipe=pipe),
            chance,
            begun=chance.randint(1, 4),
            seconds=chance.choice((0.002, 0.01, 0.03)),
        )
        found = dump(killed_at / "library.db")
        made += asyncio.run(_make(step, reference, first=made, number=killed.ended))
        problems: list[str] = []
        complete = False
        if found != dump(reference / "library.db") and killed.within:
            made += asyncio.run(_make(step, reference, first=made, number=1))
            complete = True
        if found != dump(reference / "library.db"):
            problems.append(f"after {made} steps: {_difference(found, reference)}")
        counts.add(ended=killed.ended, within=killed.within, complete=complete, problems=problems)
        if problems:
            break  # from here on all would differ
    return counts


async def _fill(folder: Path) -> None:
    async with open_store(_url(folder)) as store:
        await store.identity()
        for key in ("e0", "e1", "e2"):
            await store.add(*long_episode(key))


async def _make(step: Step, folder: Path, *, first: int, number: int) -> int:
    async with open_store(_url(folder)) as store:
        for made in range(first, first + number):
            await step(Workplace(store, folder), made)
    return number


async def _make_forever(step: Step, folder: Path, *, first: int, pipe: int) -> None:
    async with open_store(_url(folder)) as store:
        while True:
            os.write(pipe, BEGUN)
            await step(Workplace(store, folder), first)
            os.write(pipe, DONE)
            first += 1


def _difference(found: Rows, reference: Path) -> str:
    expected = dump(reference / "library.db")
    return ", ".join(name for name in expected if found.get(name) != expected[name])


def _url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'library.db'}"
