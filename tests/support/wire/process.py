"""The bot as a process of its own, with its log."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support.wire.loopback import LoopbackDiscord
from tests.support.wire.waiting import PATIENCE


class BotProcess:
    """Know a running bot."""

    def __init__(self, process: Process, log: Path, discord: LoopbackDiscord) -> None:
        self._process = process
        self._log = log
        self._discord = discord

    @property
    def pid(self) -> int:
        """Return the id of its process."""
        return self._process.pid

    @property
    def log(self) -> str:
        """Return all that it has written so far."""
        return self._log.read_text(encoding="utf-8")

    @property
    def is_running(self) -> bool:
        """Return whether the process has not ended."""
        return self._process.returncode is None

    async def ready(self) -> None:
        """Wait until it is connected, or fail with its log when it ends before."""
        ends = asyncio.ensure_future(self._process.wait())
        ready = asyncio.ensure_future(self._discord.ready())
        await asyncio.wait((ends, ready), return_when=asyncio.FIRST_COMPLETED)
        ends.cancel()
        if not ready.done():
            ready.cancel()
            raise AssertionError(f"The bot ended before it was ready:\n{self.log}")
        await ready

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send it a signal, and return its exit code."""
        self._process.send_signal(number)
        code = await self.ended()
        await self._discord.gone()
        return code

    async def ended(self) -> int:
        """Wait until it ends by itself, and return its exit code."""
        async with asyncio.timeout(PATIENCE):
            return await self._process.wait()

    async def kill(self) -> None:
        """End it without asking, if it has not ended."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()


@asynccontextmanager
async def running(
    discord: LoopbackDiscord, data: Path, *arguments: str, **settings: str
) -> AsyncGenerator[BotProcess, None]:
    """Run `python -m bot` against a loopback Discord, and leave no process behind.

    `settings` are more variables of its environment.
    """
    log = data / "bot.log"
    with log.open("a", encoding="utf-8") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *(arguments or ("run",))),
            stdin=DEVNULL,
            stdout=output,
            stderr=STDOUT,
            cwd=data,  # an operator's own .env is not there
            env=environment(discord, data) | settings,
        )
    bot = BotProcess(process, log, discord)
    try:
        yield bot
    finally:
        await bot.kill()


def environment(discord: LoopbackDiscord, data: Path) -> dict[str, str]:
    """Return the settings under which the bot finds this Discord and this data folder."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PULLQUOTE_") and name != "DISCORD_TOKEN"
    }
    return inherited | {
        "DISCORD_TOKEN": discord.token,
        "PULLQUOTE_DISCORD_API": discord.api,
        "PULLQUOTE_DISCORD_GATEWAY": discord.gateway,
        "PULLQUOTE_DATA_DIR": str(data),
        "PULLQUOTE_METRICS": "off",  # several run at once
        "PULLQUOTE_COOLDOWNS": "off",  # one member does everything
        "PYTHONUNBUFFERED": "1",
    }
