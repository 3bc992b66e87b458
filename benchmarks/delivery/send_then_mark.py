"""For comparison, what most bots do: send a post, then mark it as sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta

import aiohttp
import discord

from benchmarks.delivery.accelerated_time import SharedClock
from bot.daily import due, rotation
from bot.daily.candidates import CandidateCache
from bot.library import Library
from bot.schedules import Schedule
from bot.store import Store
from bot.ui import custom_ids, daily
from bot.ui.context_buttons import Posted

_CREW = 32
_TICK = 300.0
_DAY = timedelta(days=1)


class SendThenMark:
    """Sends every post that is due and not marked, and marks it if that succeeded."""

    def __init__(
        self,
        store: Store,
        library: Library,
        client: discord.Client,
        *,
        candidates: CandidateCache,
        clock: SharedClock,
    ) -> None:
        self._store = store
        self._library = library
        self._client = client
        self._candidates = candidates
        self._clock = clock
        self._crew = asyncio.Semaphore(_CREW)
        self._marked: set[str] = set()

    async def run(self, *, sleep: Callable[[float], Awaitable[None]]) -> None:
        """Send due posts every few minutes."""
        schedules = await self._store.ledger.schedules()
        while True:
            if not await self._round(schedules):
                await sleep(_TICK)

    async def _round(self, schedules: Sequence[Schedule]) -> int:
        """Send the posts that are due; return their number."""
        tasks: list[asyncio.Task[None]] = []
        for schedule in schedules:
            day = self._owed(schedule)
            key = f"marked {schedule.server} {day}"
            if day is not None and not await self._is_marked(key):
                tasks.append(asyncio.create_task(self._send(schedule, day, key)))
        await asyncio.gather(*tasks)
        return len(tasks)

    async def _is_marked(self, key: str) -> bool:
        if key not in self._marked and await self._store.note(key) is not None:
            self._marked.add(key)
        return key in self._marked

    def _owed(self, schedule: Schedule) -> date | None:
        now = self._clock.now()
        since = max(schedule.created, now - _DAY)
        return due.due_posts(schedule, last_finished=None, since=since, now=now).post

    async def _send(self, schedule: Schedule, day: date, key: str) -> None:
        async with self._crew:
            offered = await self._candidates.for_schedule(schedule)
            chosen = rotation.choose(offered, (), today=day, seed=schedule.server)
            assert chosen is not None
            (hit,) = await self._library.hits([chosen.quote], server=schedule.server)
            assert hit is not None
            button = Posted(chosen.quote, custom_id=custom_ids.day(day, chosen.quote))
            view = daily.highlight_page(hit, day=day, buttons=(button,)).view()
            channel = self._client.get_partial_messageable(schedule.channel)
            try:
                await channel.send(view=view)
            except (discord.Forbidden, discord.NotFound):
                await self._store.set_note(key, "refused")
            except (discord.HTTPException, aiohttp.ClientError, OSError):
                return
            else:
                await self._store.set_note(key, "sent")
