"""What a server has set beside its schedule, and the questions that found nothing there."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from bot.records import AskedQuestion, Outcome, ServerSettings
from bot.store import ServerTable
from bot.text.tokens import words

KEPT_FOR: Final = timedelta(days=30)
"""How long the words of a question are kept."""

LONGEST_QUESTION = 200
"""In characters; the rest is not kept."""

REFRESH_SECONDS = 5.0
"""Between two looks for settings that another process has changed."""

PURGE_SECONDS = 3_600.0
"""Between two looks for questions that are too old."""


@dataclass(frozen=True, slots=True)
class QuestionCount:
    """Questions in the same words, as they were asked last, and how often each outcome was."""

    command: str
    words: str
    count: int
    last: datetime
    outcomes: Mapping[Outcome, int]


class Servers:
    """The settings of servers, kept in memory so that every answer can read them."""

    def __init__(self, table: ServerTable, *, clock: Callable[[], datetime]) -> None:
        self._table = table
        self._clock = clock
        self._known: dict[int, ServerSettings] = {}
        self._changing = asyncio.Lock()
        self._changes = 0

    def get(self, server: int | None) -> ServerSettings:
        """Return the settings of a server as they were read last; those of no server for None."""
        return self._known.get(server or 0) or ServerSettings(server or 0)

    async def refresh(self) -> None:
        """Read the settings of all servers, which any process may change.

        A change is not held up by this: what was read before it is forgotten.
        """
        changes = self._changes
        known = await self._read()
        if changes == self._changes:
            self._known = known

    async def change(self, server: int, **values: Any) -> ServerSettings:
        """Change settings of a server by the names of their fields, and return all of them.

        Questions that were kept are deleted where that is switched off.
        """
        async with self._changing:
            self._known = await self._read()
            changed = replace(self.get(server), **values)
            await self._table.put(changed)
            self._changes += 1
            self._known[server] = changed
        if not changed.questions:
            await self._table.forget_questions(server)
        return changed

    async def record(
        self, server: int | None, *, command: str, words: str, outcome: Outcome
    ) -> bool:
        """Keep a question where the server's managers switched that on; return whether it was.

        Nothing of who asked is kept, and of long words the beginning.
        """
        said = " ".join(words.split())[:LONGEST_QUESTION]
        if server is None or not said or not self.get(server).questions:
            return False
        question = AskedQuestion(server, command, said, outcome, self._clock())
        return await self._table.record(question)

    async def questions(self, server: int) -> tuple[QuestionCount, ...]:
        """List the questions of a server in the same folded words, the most asked first."""
        since, grouped = self._clock() - KEPT_FOR, dict[tuple[str, str], list[AskedQuestion]]()
        for one in await self._table.questions(server):
            if one.at >= since:
                key = (one.command, " ".join(words(one.words)))
                grouped.setdefault(key, []).append(one)
        counted = [_counted(some) for some in grouped.values()]
        return tuple(sorted(counted, key=lambda one: (-one.count, -one.last.timestamp())))

    async def forget_questions(self, server: int) -> int:
        """Delete the questions of a server; return how many."""
        return await self._table.forget_questions(server)

    async def purge(self) -> int:
        """Delete the questions of all servers that are older than 30 days; return how many."""
        return await self._table.purge_questions(before=self._clock() - KEPT_FOR)

    def dismiss(self, server: int) -> None:
        """Drop the settings of a server that was forgotten."""
        self._changes += 1
        self._known.pop(server, None)

    async def follow(
        self,
        *,
        refreshed: Callable[[], None] = lambda: None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Refresh the settings again and again; call `refreshed` when the store has answered."""
        while True:
            await self.refresh()
            refreshed()
            await sleep(REFRESH_SECONDS)

    async def purge_regularly(
        self, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        """Purge questions again and again."""
        while True:
            await self.purge()
            await sleep(PURGE_SECONDS)

    async def _read(self) -> dict[int, ServerSettings]:
        return {one.server: one for one in await self._table.settings()}


def _counted(asked: list[AskedQuestion]) -> QuestionCount:
    """Count questions in the same words, the latest first."""
    last = asked[0]
    outcomes: Counter[Outcome] = Counter(one.outcome for one in asked)
    return QuestionCount(last.command, last.words, len(asked), last.at, outcomes)
