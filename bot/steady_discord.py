"""discord.py, made to go on where it would end, hang, hurry or fill the log.

It has no way to set these classes for one client, so they are set for the whole process.
"""

import asyncio
import logging
import random
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Literal, Self

import aiohttp
import discord
import discord.client
import discord.shard
from discord.backoff import ExponentialBackoff
from discord.gateway import DiscordWebSocket, ReconnectWebSocket, WebSocketClosure
from discord.http import HTTPClient, Route
from discord.shard import EventItem, EventType, Shard
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

from bot.errors import DiscordError

TROUBLE = "shard_trouble"
"""The event of a shard that could not connect or was cut again at once: its id and the error."""

LONGEST_PAUSE = 60.0
"""Seconds at most between two tries to connect; discord.py waits for up to 17 minutes."""

LONGEST_LIMIT = 60.0
"""Seconds that a request waits itself where Discord asks to wait; after longer ones it fails."""

HELLO_SECONDS = 20.0
"""Seconds until a gateway must have taken a connection, and until it must have said hello."""

READY_SECONDS = 90.0
"""Seconds from an identify or a resume until its first event; discord.py waits without end."""

CLOSE_SECONDS = 2.0
"""Seconds that a gateway may take to confirm a close; discord.py waits for 30."""

BRIEF_SECONDS = 60.0
"""Seconds after which a connection does not count as cut again at once."""

_SUSPICIOUS_CUTS = 3
"""Connections in a row that were cut at once, after which the next waits."""

_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)
"""What discord.py raises where an answer is not what it expects."""

_MAY_BE_EMPTY = frozenset(("PUT", "DELETE"))

_log = logging.getLogger(__name__)


class UnreadableAnswerError(aiohttp.ClientError):
    """Discord's answer is not what its description says; the request may have taken effect."""


class SteadyHTTP(HTTPClient):
    """Requests whose answers are read, and which do not hold up all others when cancelled."""

    async def request(self, route: Route, **kwargs: Any) -> Any:
        """Make a request; raise UnreadableAnswerError if the answer is no JSON."""
        try:
            answer = await super().request(route, **kwargs)
        except asyncio.CancelledError:
            # discord.py would let all requests wait for one that waited for the global limit.
            self._global_over.set()
            raise
        except OSError:
            raise  # a certificate that is refused is a ValueError, too
        except _UNREADABLE as error:
            raise UnreadableAnswerError(f"{route.method}: {type(error).__name__}") from None
        if isinstance(answer, str) and (answer or route.method not in _MAY_BE_EMPTY):
            raise UnreadableAnswerError(f"{route.method}: no JSON")
        return answer

    async def ws_connect(self, url: str, *, compress: int = 0) -> aiohttp.ClientWebSocketResponse:
        """Open a connection to the gateway; raise TimeoutError if nobody answers."""
        async with asyncio.timeout(HELLO_SECONDS):
            return await super().ws_connect(url, compress=compress)


class SteadyAnswers(AsyncWebhookAdapter):
    """Answers to interactions, which are not tried for longer than anybody waits for them."""

    async def request(self, route: Route, session: aiohttp.ClientSession, **kwargs: Any) -> Any:
        """Make a request; raise UnreadableAnswerError if the answer is no JSON."""
        if session.closed:
            raise aiohttp.ClientConnectionError("The bot ends.")
        try:
            async with asyncio.timeout(LONGEST_LIMIT):
                answer = await super().request(route, session, **kwargs)
        except OSError:
            raise  # as above
        except _UNREADABLE as error:
            raise UnreadableAnswerError(f"{route.method}: {type(error).__name__}") from None
        if isinstance(answer, str) and route.method != "DELETE":
            raise UnreadableAnswerError(f"{route.method}: no JSON")
        return answer


class SteadySocket(DiscordWebSocket):
    """A connection to the gateway that leaves out what it cannot read, and never waits for long."""

    def __init__(
        self, socket: aiohttp.ClientWebSocketResponse, *, loop: asyncio.AbstractEventLoop
    ) -> None:
        super().__init__(socket, loop=loop)
        self._strange = 0
        self._until: float | None = loop.time() + HELLO_SECONDS
        self._before: tuple[str | None, int | None] = (None, None)

    @classmethod
    async def from_client(cls, client: discord.Client, **kwargs: Any) -> Self:
        """Connect; tell the client where that fails, which discord.py only logs."""
        try:
            return await super().from_client(client, **kwargs)
        except Exception as error:
            client.dispatch(TROUBLE, kwargs.get("shard_id"), error)
            raise

    async def identify(self) -> None:
        """Begin a session."""
        await super().identify()
        self._expect_events()

    async def resume(self) -> None:
        """Go on with a session."""
        await super().resume()
        self._expect_events()

    def _expect_events(self) -> None:
        self._until = self.loop.time() + READY_SECONDS
        self._before = self.session_id, self.sequence

    async def poll_event(self) -> None:
        """Wait for a message; raise TimeoutError if hello or the first event is overdue."""
        try:
            async with asyncio.timeout_at(self._until):
                await super().poll_event()
        except TimeoutError:
            await self.close()
            raise
        if (self.session_id, self.sequence) != self._before:
            self._until = None

    async def close(self, code: int = 4000) -> None:
        """Close the connection; cut it if the gateway does not confirm that."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await super().close(code)

    async def received_message(self, msg: Any, /) -> None:
        """Read a message; log one that cannot be read, the 1st, 2nd, 4th ... time."""
        try:
            await super().received_message(msg)
        except (ReconnectWebSocket, WebSocketClosure, discord.ConnectionClosed, OSError):
            raise
        except zlib.error:
            # Nothing that follows could be read either.
            raise aiohttp.ClientPayloadError("The gateway's compression is broken.") from None
        except Exception as error:  # noqa: BLE001 - one event must not end the bot
            self._strange += 1
            if self._strange.bit_count() == 1:
                text = "gateway message of shard %s not understood (%s), %s times"
                _log.warning(text, self.shard_id, type(error).__name__, self._strange)


class _BriefBackoff(ExponentialBackoff[Literal[False]]):
    def delay(self) -> float:
        return min(super().delay(), LONGEST_PAUSE * random.uniform(0.5, 1))


class SteadyShard(Shard):
    """A shard that connects again until it succeeds, with pauses if it is cut again and again."""

    def __init__(
        self, ws: DiscordWebSocket, client: Any, queue_put: Callable[[EventItem], None]
    ) -> None:
        super().__init__(ws, client, self._put)
        self._backoff = _BriefBackoff()
        self._put_at_once = queue_put
        self._cuts = 0
        self._since = 0.0

    def launch(self) -> None:
        """Begin to receive events."""
        self._since = asyncio.get_running_loop().time()
        super().launch()

    async def _handle_disconnect(self, e: Exception) -> None:
        if isinstance(e, aiohttp.ClientPayloadError | TimeoutError):
            self._dispatch(TROUBLE, self.id, e)
        await super()._handle_disconnect(e)

    def _put(self, item: EventItem) -> None:
        if item.type == EventType.terminate and isinstance(item.error, ReconnectWebSocket):
            # It was closed before it said hello, which discord.py does not expect here.
            again = ReconnectWebSocket(self.id, resume=False)
            item = EventItem(EventType.identify, self, again)
        if item.type not in {EventType.resume, EventType.identify}:
            self._put_at_once(item)
            return
        loop = asyncio.get_running_loop()
        brief = loop.time() - self._since < BRIEF_SECONDS
        self._cuts, self._since = self._cuts + 1 if brief else 0, loop.time()
        if self._cuts < _SUSPICIOUS_CUTS:
            self._put_at_once(item)
            return
        pause = min(2.0 ** (self._cuts - _SUSPICIOUS_CUTS), LONGEST_PAUSE) * random.uniform(0.5, 1)
        self._dispatch(TROUBLE, self.id, DiscordError("Discord has cut the connection at once."))
        self._since += pause
        loop.call_later(pause, self._put_at_once, item)


def install() -> None:
    """Have discord.py use these classes in this process."""
    async_context.set(SteadyAnswers())
    discord.client.HTTPClient = SteadyHTTP  # pyright: ignore[reportPrivateImportUsage] - there is no other way
    discord.shard.DiscordWebSocket = SteadySocket  # pyright: ignore[reportPrivateImportUsage] - likewise
    discord.shard.Shard = SteadyShard


def take_failures(record: logging.LogRecord) -> bool:
    """Return False for what discord.py logs with a traceback each time it cannot connect.

    A filter of its logger; the event `shard_trouble` tells the same.
    """
    return not str(record.msg).startswith(("Attempting a reconnect", "Failed to connect for"))
