"""Measure what members own in a library of many episodes: `python -m benchmarks.owned`.

Saved lines: a page of them and the export of 1,000 from 100 episodes, with milliseconds of CPU.
Alerts: 1,000 phrases on one new episode of 600 quotes, a tenth of which it says, and whether what
is found without the filter is found with it.
"""

import asyncio
import random
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.timing import each, head, line, note, timed
from bot.cli.resources import open_resources
from bot.library import Library
from bot.members import Members
from bot.members.alerts import Alerts
from bot.models import Content, Episode
from bot.text.tokens import words
from bot.ui.saved import LINES
from tests.support.episodes import long_episode

EPISODES, SAVED, ALERTS = 100, 1_000, 1_000
MEMBER = 7_000_000_000_000_000_001
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
_RUNS = 10


def _episode(number: int) -> tuple[Episode, Content]:
    """Return an episode with times, of which every third quote has the time of the one before."""
    episode, content = long_episode(f"episode-{number}")
    timed_quotes = tuple(replace(one, start_ms=one.position // 3 * 9_000) for one in content.quotes)
    return episode, replace(content, quotes=timed_quotes)


def _phrases(new: Content, chance: random.Random) -> list[str]:
    """Return distinct phrases of one to four words.

    A tenth is said in the episode, half as much with a misspelt word; the words of the others are
    not.
    """
    phrases: set[str] = set()
    while len(phrases) < ALERTS:
        spoken = words(chance.choice(new.quotes).text)
        size = chance.randint(1, 4)
        first = chance.randrange(len(spoken) - size + 1)
        phrase = spoken[first : first + size]
        if ALERTS // 10 <= len(phrases) < ALERTS * 3 // 20:
            at = chance.randrange(size)
            phrase[at] = f"{phrase[at]}x"
        elif len(phrases) >= ALERTS // 10:
            phrase = [f"{word[::-1]}{chance.randrange(50)}" for word in phrase]
        phrases.add(" ".join(phrase))
    return sorted(phrases)


async def _saved(members: Members) -> None:
    page = partial(members.saved.page, MEMBER, server=None, limit=LINES)
    head("saved lines")
    line("a page", await each([page] * _RUNS))
    export = partial(members.saved.export, MEMBER, server=None)
    line(f"export of {SAVED}", await each([export] * _RUNS))


async def _alerts(library: Library, alerts: Alerts, episode: Episode, phrases: list[str]) -> None:
    spoken = await library.words_of(episode)
    head("alerts")
    note("phrases", len(phrases), "")
    line("one scan", [await timed(alerts.scan)])
    kept = {one for one in phrases if await alerts.find(episode, one, spoken=spoken)}
    every = {one for one in phrases if await alerts.find(episode, one)}
    note("found", len(kept), "")
    note("not found with the filter only", len(every - kept), "")
    searched = [partial(alerts.find, episode, one) for one in phrases]
    line("one search", await each(searched))


async def measure() -> None:
    """Build the library, and print all figures."""
    with TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/library.db"
        async with open_resources(url, Path(folder)) as opened:
            made = [_episode(number) for number in range(EPISODES + 1)]
            for episode, content in made[:-1]:
                await opened.store.add(episode, content)
            await opened.library.refresh()
            members = Members(opened.library, opened.store, opened.curation(), clock=lambda: NOW)
            quotes = [one.id for _, content in made[:-1] for one in content.quotes]
            for quote in random.Random(7).sample(quotes, SAVED):
                await opened.store.members.save(MEMBER, quote, server=None, at=NOW)
            await _saved(members)
            phrases = _phrases(made[-1][1], random.Random(7))
            for number, phrase in enumerate(phrases):
                await members.alerts.add(MEMBER + number, phrase, server=None)
            await opened.store.add(*made[-1])
            await opened.library.refresh()
            await _alerts(opened.library, members.alerts, made[-1][0], phrases)


if __name__ == "__main__":
    asyncio.run(measure())
