"""Replay a week: its hours, its members, its imports, its posts, its restarts."""

from __future__ import annotations

import asyncio
import math
import os
import random
import signal
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from benchmarks.week import posts, resources
from benchmarks.week.clock import LeapingClock
from benchmarks.week.flow import DAY, TICK, Flow, Step
from benchmarks.week.imports import CommandLine, Imports
from benchmarks.week.members import Members
from benchmarks.week.posts import Daily, DuePost
from benchmarks.week.resources import Objects, Sample
from benchmarks.week.serving import Serving
from benchmarks.week.timed import Timed
from benchmarks.week.transcripts import Transcripts
from tests.support.web import Website, open_website
from tests.support.wire import LoopbackDiscord
from tests.support.wire.objects import User

GROWING_DAYS = 2
"""The library grows on the first days, on which the bot is restarted; then one process serves."""

HOURS = (4, 2, 1, 1, 1, 1, 2, 4, 6, 6, 5, 5, 7, 6, 5, 5, 6, 7, 9, 11, 12, 11, 9, 6)
"""How busy the hours of a day are, against each other."""

ENDS = (
    *((0.3, signal.SIGTERM), (0.55, signal.SIGKILL), (0.8, signal.SIGTERM)),
    *((1.1, signal.SIGKILL), (1.4, signal.SIGTERM), (1.75, signal.SIGKILL)),
)
CUTS = (0.45, 0.9)
"""At which parts of each day the line to the gateway is cut."""

_VISITS_A_TICK, _ACTS_OF_VISIT = 6, 2.5
_POST_PATIENCE, _FEED_PATIENCE = 45.0, 60.0
_WAYS = ("cli", *["upload"] * 3, *["feed"] * 3)
_ZONES = (("Europe/Berlin", 9), ("America/New_York", 18), ("Asia/Tokyo", 8), ("Europe/London", 12))
_USERS = 400


@dataclass(frozen=True, slots=True)
class Size:
    """How much happens in how many days and real minutes, with so many episodes at first."""

    interactions: int = 10_000
    imports: int = 200
    episodes: int = 100
    days: int = 7
    minutes: float = 13.0
    restarts: int = 6
    seed: int = 1


@dataclass(slots=True)
class Outcome:
    """What came of a week; `days` has the interactions and imports of each."""

    size: Size
    timed: Timed
    samples: list[Sample] = field(default_factory=list[Sample])
    objects: list[Objects] = field(default_factory=list[Objects])
    days: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    failures: list[str] = field(default_factory=list[str])
    thawed: Objects = field(default_factory=Objects)
    missed: list[DuePost] = field(default_factory=list[DuePost])
    due: int = 0
    cuts: int = 0


class Week:
    """A week of some servers and one bot, in a folder."""

    def __init__(
        self, size: Size, discord: LoopbackDiscord, folder: Path, *, clock: LeapingClock
    ) -> None:
        self.outcome = Outcome(size, Timed(discord))
        self.data = folder / "data"
        self.data.mkdir()
        self.flow = Flow(clock, days=size.days, minutes=size.minutes)
        self.command_line = CommandLine(discord, self.data, folder / "clock")
        self.serving = Serving(
            discord,
            self.outcome.timed,
            self.data,
            program=self.command_line.program("run"),
            environment=self.command_line.environment,
        )
        self._clock = clock
        self._size = size
        self._discord = discord
        self._folder = folder
        self._chance = random.Random(size.seed)
        self._managing = asyncio.Lock()

    async def replay(self) -> None:
        """Replay the week."""
        transcripts = Transcripts()
        self._invite()
        async with open_website() as website:
            imports = self._imports(transcripts, website)
            self.imports = imports
            await imports.begin(self._size.episodes)
            self.flow.begin_at_midnight()
            async with self._served():
                await imports.follow_feed()
                dailies = await self._set_up_posts()
                self._plan_week(imports, dailies)
                await self._pass_time(self._members(transcripts, imports))
                await self._settle(imports)
                self.outcome.thawed = await self._count_objects(thaw=True)
                await self.serving.end(signal.SIGTERM)
        self._check(imports)

    def _invite(self) -> None:
        world = self._discord.world
        for number in range(_USERS):
            locale = "de" if number % 10 == 9 else "en-US"
            known = User(next(world.ids), f"member{number}", locale=locale, permissions="2048")
            world.strangers.append(known)
        world.guilds += [world.new_guild(name) for name in ("Kitchen", "Attic", "Workshop")]
        world.guilds[2] = replace(world.guilds[2], locale="de")

    def _imports(self, transcripts: Transcripts, website: Website) -> Imports:
        files = self._folder / "files"
        files.mkdir()
        return Imports(
            self.command_line,
            self.outcome.timed,
            transcripts,
            clock=self._clock,
            website=website,
            guild=self._discord.guilds[0],
            files=files,
            chance=self._chance,
        )

    def _members(self, transcripts: Transcripts, imports: Imports) -> Members:
        return Members(
            self.outcome.timed,
            transcripts,
            users=self._discord.world.strangers,
            guilds=self._discord.guilds,
            known=lambda: imports.known,
            chance=self._chance,
        )

    @asynccontextmanager
    async def _served(self) -> AsyncGenerator[None]:
        await self.serving.start()
        try:
            yield
        finally:
            self.serving.leave_nothing()

    async def _set_up_posts(self) -> list[Daily]:
        """Set up the highlights of all servers but the last, with all that goes with them."""
        timed, alice = self.outcome.timed, self._discord.world.alice
        dailies = [
            Daily(guild, hour, zone)
            for guild, (zone, hour) in zip(self._discord.guilds, _ZONES, strict=False)
        ]
        for at, one in enumerate(dailies):
            channel = one.guild.channel_json() | {"permissions": alice.permissions}
            given = {"channel": channel, "time": f"{one.hour:02}:00", "zone": one.zone}
            more = {"episodes": True, "digest": "friday", "anniversaries": True} if at < 2 else {}
            await timed.slash("daily setup", given | more, user=alice, guild=one.guild)
        await timed.slash("library questions", {"keep": True}, user=alice, guild=dailies[0].guild)
        return dailies

    def _plan_week(self, imports: Imports, dailies: list[Daily]) -> None:
        """Note at which day everything but the members' visits happens."""
        self._plan_imports(imports)
        for at, number in ENDS[: self._size.restarts]:
            self.flow.plan(at, self._restart(number))
        for day in range(self._size.days):
            for at in CUTS:
                self.flow.plan(day + at, self._cut)
        last = self.flow.began + timedelta(days=self._size.days)
        for one in dailies:
            for post in posts.due_posts(one, since=self.flow.began, until=last):
                self.outcome.due += 1
                at = (post.at - self.flow.began).total_seconds() / DAY
                self.flow.plan(at, self._await_post(post))

    def _plan_imports(self, imports: Imports) -> None:
        planned = 0
        while planned < self._size.imports:
            for way in _WAYS:
                at = self._size.days * 0.97 * planned / self._size.imports
                number, step = imports.import_some(way, growing=at < GROWING_DAYS)
                step = self.flow.unhurried(step) if way == "upload" else step
                self.flow.plan(at, self._managed(step))
                planned += number
        for day in range(self._size.days):
            self.flow.plan(day + 0.6, self._managed(imports.correct))

    def _managed(self, step: Step) -> Step:
        async def run() -> None:
            async with self._managing:
                await step()

        return run

    def _restart(self, number: signal.Signals) -> Step:
        async def run() -> None:
            async with self._managing:
                with self.flow.held():
                    await self.serving.end(number)
                    await self.serving.start()

        return run

    async def _cut(self) -> None:
        async with self._managing:
            with self.flow.held():
                await self.serving.cut()
        self.outcome.cuts += 1

    def _await_post(self, due: DuePost) -> Step:
        async def run() -> None:
            with self.flow.held():
                until = time.perf_counter() + _POST_PATIENCE
                while time.perf_counter() < until:
                    if posts.posted(self._discord.world)[due.channel, due.mark]:
                        return
                    await asyncio.sleep(0.25)
            self.outcome.missed.append(due)

        return run

    async def _pass_time(self, members: Members) -> None:
        """Pass the week; the members go on while the time stands still for a manager."""
        share = self._size.interactions / (self._size.minutes * 60) * TICK / _ACTS_OF_VISIT
        while self.flow.day < self._size.days:
            await asyncio.sleep(TICK)
            if not self.flow.stands_still:
                self.flow.pass_on()
                for _ in range(self._visits()):
                    self.flow.start(members.visit())
                await self._look()
            elif self.flow.waits_for_managers and self._chance.random() < share:
                self.flow.start(members.visit())
        await self._end_day()

    async def _look(self) -> None:
        """Look at the process once an hour, and at the end of each day."""
        last = self.outcome.samples[-1].at if self.outcome.samples else 0.0
        if self.flow.day - last >= 1 / 24 and self.outcome.timed.there.is_set():
            self._sample()
        if self.flow.day >= len(self.outcome.days) + 1:
            await self._end_day()

    def _visits(self) -> int:
        """Return how many visits begin now, for as many interactions as the hours ask for."""
        hours = self.flow.day * 24
        weights = HOURS * self._size.days
        whole = int(hours)
        passed = sum(weights[:whole]) + (hours - whole) * weights[min(whole, len(weights) - 1)]
        wanted = self._size.interactions * passed / sum(weights)
        missing = wanted - self.outcome.timed.interactions
        return max(0, min(_VISITS_A_TICK, math.ceil(missing / _ACTS_OF_VISIT)))

    def _sample(self) -> None:
        at, bot = self.flow.day, self.outcome.timed.bot
        seen = resources.sample(self.serving.bot.pid, self.data, at=at, bot=bot)
        self.outcome.samples.append(seen)

    async def _end_day(self) -> None:
        """Wait until nothing is in work, and look at what the process holds."""
        if len(self.outcome.days) >= self._size.days:
            return
        with self.flow.held():
            await self.flow.idle()
            async with self._managing:  # while it starts, a signal would end the bot
                self.outcome.objects.append(await self._count_objects())
        self._sample()
        self.outcome.days.append((self.outcome.timed.interactions, self.imports.count))
        print(f"day {len(self.outcome.days)}: {self.outcome.days[-1]}", flush=True)

    async def _count_objects(self, *, thaw: bool = False) -> Objects:
        path = self._folder / "clock.objects"
        return await resources.count_objects(self.serving.bot.pid, path, thaw=thaw)

    async def _settle(self, imports: Imports) -> None:
        """Give what is still under way its time: feeds, posts, members."""
        await self.flow.idle()
        wanted = imports.keys
        until = time.perf_counter() + _FEED_PATIENCE
        while time.perf_counter() < until:
            if posts.episode_keys(self.data / "library.db") >= wanted:
                break
            self._clock.leap(300)
            await asyncio.sleep(1)
        await asyncio.sleep(5)

    def _check(self, imports: Imports) -> None:
        """Compare the library with what was imported, and keep what went wrong anywhere."""
        wanted = imports.keys
        found = posts.episode_keys(self.data / "library.db")
        if wanted != found:
            self.outcome.failures.append(
                f"episodes missing: {sorted(wanted - found)}, left: {sorted(found - wanted)}"
            )
        self.outcome.failures += [
            *self.flow.failures,
            *imports.failures,
            *self.command_line.failures,
            *self.outcome.timed.failures,
        ]


def load() -> str:
    """Return the load of the machine, as the tables say it."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
