"""Connect to Discord: each shard in its turn, again until it succeeds, and close in order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, closing, nullcontext
from dataclasses import dataclass
from typing import Any

import discord
import structlog
import yarl
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot import steady_discord
from bot.clusters.identify import GatewayLimits, Identifies
from bot.connection_errors import FAILED_LOGIN, explain, operator_errors, passes
from bot.runtime.failures import Failures
from bot.shards import Shards
from bot.translation import N_

CONNECTION = N_("connection to Discord")
"""The name under which it is listed that Discord cannot be reached."""

FINISH_SECONDS = 3.0
"""Seconds for which answers in work are waited for at the end: as long as Discord waits for one."""

_ANSWERING = ("CommandTree-invoker", "discord-ui-", "discord.py: on_interaction")
"""How the names begin that discord.py gives to the tasks that answer."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Connection:
    """How a bot connects: its shards, when they identify, and the lock of who registers commands.

    Without shards it connects all that Discord recommends; without `identifies` they need not wait
    for each other.
    """

    shards: Shards | None = None
    identifies: Identifies | None = None
    registering: Callable[[], AbstractAsyncContextManager[object]] = nullcontext

    @property
    def options(self) -> dict[str, Any]:
        """Return the shards as discord.py takes them."""
        if self.shards is None:
            return {}
        return {"shard_count": self.shards.count, "shard_ids": sorted(self.shards.ids)}


class ConnectingBot(commands.AutoShardedBot):
    """A bot that waits until Discord can be reached, and connects its shards in their turn."""

    def __init__(
        self,
        connection: Connection,
        *,
        failures: Failures,
        sleep: Callable[[float], Awaitable[None]],
        **options: Any,
    ) -> None:
        self.failures = failures
        self._connecting = connection
        self._launching: set[asyncio.Task[None]] = set()
        self._unconnected: set[int] = set()
        self._sleep = sleep
        _expect_no_voice()
        super().__init__(
            commands.when_mentioned,
            max_ratelimit_timeout=steady_discord.LONGEST_LIMIT,
            **options,
            **connection.options,
        )

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """List a shard that cannot connect, then call the listeners of an event."""
        self._note_connection(event_name, args)
        super().dispatch(event_name, *args, **kwargs)

    async def setup_hook(self) -> None:
        """Ask Discord how many shards may identify when, before the first does."""
        if self._connecting.identifies is not None:
            limits = await self._connecting.identifies.start(self.gateway_limits)
            self.shard_count = self.shard_count or limits.shards
        logging.getLogger("discord.shard").addFilter(steady_discord.take_failures)

    def _note_connection(self, event: str, args: tuple[Any, ...]) -> None:
        """List a shard that cannot connect among the failures, until none is left."""
        match event, args:
            case steady_discord.TROUBLE, (shard, error):
                self._unconnected.add(shard)
                self.failures.record(CONNECTION, explain(error))
            case "shard_connect" | "shard_resumed", (shard,) if shard in self._unconnected:
                self._unconnected.discard(shard)
                if not self._unconnected:
                    self.failures.clear(CONNECTION)
            case _:
                pass

    async def login_when_reached(self, token: str) -> None:
        """Log in as soon as Discord can be reached, however long that takes.

        Raises discord.LoginFailure for a wrong token, and discord.HTTPException for what will not
        mend itself.
        """
        while True:
            try:
                await self.login(token)
            except FAILED_LOGIN as error:
                if isinstance(error, discord.HTTPException) and not passes(error):
                    raise
                tries = self.failures.record(CONNECTION, explain(error)).tries
                await self.http.close()
                self.http.connector = discord.utils.MISSING  # it was closed with the session
                await self._sleep(min(2.0 ** min(tries, 10), steady_discord.LONGEST_PAUSE))
            else:
                self.failures.clear(CONNECTION)
                return

    async def gateway_limits(self) -> GatewayLimits:
        """Ask Discord how many shards it recommends, and how many may identify when."""
        with operator_errors():
            shards, _, limit = await self.http.get_bot_gateway()
        return GatewayLimits(
            shards=shards,
            concurrency=limit["max_concurrency"],
            total=limit["total"],
            remaining=limit["remaining"],
            reset_after=limit["reset_after"] / 1000,
        )

    async def launch_shard(
        self, gateway: yarl.URL, shard_id: int, *, initial: bool = False
    ) -> None:
        """Begin to connect a shard, in its turn, to the gateway of the settings.

        Not to the one that the API names; reconnects use that of the settings already. The shards
        connect at once as far as Discord allows it, and one that fails holds up no other.
        """
        configured = DiscordWebSocket.DEFAULT_GATEWAY
        _log.debug("connecting", shard=shard_id, named=str(gateway), gateway=str(configured))
        launch = super().launch_shard(configured, shard_id, initial=initial)
        task = asyncio.create_task(self._launch(shard_id, launch))
        self._launching.add(task)
        task.add_done_callback(self._launching.discard)

    async def _launch(self, shard_id: int, launch: Coroutine[Any, Any, None]) -> None:
        with closing(launch):
            if self._connecting.identifies is not None:
                await self._connecting.identifies.admit(shard_id)
            await launch

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait until a shard may identify, instead of the five seconds of one process."""
        del initial
        if self._connecting.identifies is not None:
            await self._connecting.identifies.begin(shard_id or 0)

    async def close(self) -> None:
        """Disconnect from the gateway, wait for the answers in work, and close the connection."""
        for task in self._launching:
            task.cancel()
        for shard in self.shards.values():
            await shard.disconnect()
        own = asyncio.current_task()
        answering = [
            task
            for task in asyncio.all_tasks()
            if task is not own and task.get_name().startswith(_ANSWERING)
        ]
        if answering:
            await asyncio.wait(answering, timeout=FINISH_SECONDS)
        await super().close()


def use_addresses(*, api: str, gateway: str) -> None:
    """Set the addresses of Discord for the whole process: discord.py cannot set them per client."""
    steady_discord.install()
    Route.BASE = api
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)


async def run(
    bot: ConnectingBot, *, token: str, beside: AbstractAsyncContextManager[None] | None = None
) -> None:
    """Connect to Discord and serve it until cancelled; then close the connection.

    `beside` is entered before the connection opens and left before it closes. Raises DiscordError.
    """
    with operator_errors():
        async with bot, beside or nullcontext():
            await bot.login_when_reached(token)
            await _serve(asyncio.create_task(bot.connect()))


async def _serve(connection: asyncio.Task[None]) -> None:
    """Wait for the end of a connection; when cancelled, end it."""
    try:
        await asyncio.wait((connection,))
    finally:
        # A shard that is connecting takes a cancellation as its own, and discord.py waits on.
        while not connection.done():
            connection.cancel()
            await asyncio.wait((connection,), timeout=0.1)
    connection.result()


async def recommended_shards(token: str) -> int:
    """Ask Discord how many shards the bot should have; raise DiscordError if it does not say."""
    _expect_no_voice()
    with operator_errors():
        async with discord.Client(intents=discord.Intents(guilds=True)) as asking:
            await asking.login(token)
            shards, *_ = await asking.http.get_bot_gateway()
    return shards


def _expect_no_voice() -> None:
    """Have discord.py give no warnings that its libraries for voice are missing."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
