"""The bot's process through a week: started, ended, killed, and started again."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from asyncio.subprocess import DEVNULL, STDOUT
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from benchmarks.week.resources import cpu_seconds
from benchmarks.week.timed import Timed
from tests.support.wire import BotProcess, LoopbackDiscord

_STARTS = 10
_WARM = 5.0
"""Seconds in which it warms up beside its connection."""


class Serving:
    """Runs one bot after another; members' acts wait while none is there."""

    def __init__(
        self,
        discord: LoopbackDiscord,
        timed: Timed,
        folder: Path,
        *,
        program: tuple[str, ...],
        environment: Mapping[str, str],
    ) -> None:
        self.ends: list[str] = []
        self.away: list[float] = []
        self.cpu = 0.0
        self._discord = discord
        self._timed = timed
        self._folder = folder
        self._program = program
        self._environment = environment
        self._bot: BotProcess | None = None

    @property
    def bot(self) -> BotProcess:
        """Return the bot that runs."""
        assert self._bot is not None
        return self._bot

    @property
    def log(self) -> Path:
        """Return the file that all of them log to."""
        return self._folder / "bot.log"

    async def start(self) -> None:
        """Start a bot and wait until it is there."""
        with self.log.open("a", encoding="utf-8") as output:
            process = await asyncio.create_subprocess_exec(
                *self._program,
                stdin=DEVNULL,
                stdout=output,
                stderr=STDOUT,
                cwd=self._folder,
                env=self._environment,
            )
        self._bot = BotProcess(process, self.log, self._discord)
        for _ in range(_STARTS):  # a busy machine takes longer than a test may
            with suppress(AssertionError):
                await self._bot.ready()
                break
        await self._discord.world.signal.until(
            lambda: self._discord.commands, what="the commands to be registered"
        )
        if self.ends:
            self.away.append(time.perf_counter() - self._timed.left)
        else:
            await asyncio.sleep(_WARM)
        self._timed.bot += 1
        self._timed.since = time.perf_counter()
        self._timed.there.set()

    async def end(self, number: signal.Signals) -> None:
        """Have members wait, and end the bot by a signal; after SIGKILL its answers are cut."""
        self._timed.leave()
        if number is signal.SIGKILL:
            self._timed.killed.add(self._timed.bot)
        self.cpu += cpu_seconds(self.bot.pid)
        code = await self.bot.stop(number)
        self.ends.append(f"{number.name} {code} in {time.perf_counter() - self._timed.left:.1f} s")

    async def cut(self) -> None:
        """Break the line to the gateway, and have members wait until it is there again."""
        self._timed.leave()
        sockets = len(self._discord.gateway_server.sockets)
        await self._discord.cut_socket()
        await self._discord.world.signal.until(
            lambda: (
                len(self._discord.gateway_server.sockets) > sockets
                and self._discord.gateway_server.live()
            ),
            what="the line to the gateway",
        )
        self._timed.there.set()

    def leave_nothing(self) -> None:
        """Kill what still runs."""
        if self._bot is not None:
            with suppress(ProcessLookupError):
                os.kill(self._bot.pid, signal.SIGKILL)
