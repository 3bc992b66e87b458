"""The gateway: sessions over websockets, which can be cut and resumed."""

import asyncio
import json
import time
import zlib
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.support.wire.faults import CLOSED
from tests.support.wire.objects import Json
from tests.support.wire.world import World

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT = 0, 1, 2, 3, 6, 7
INVALID_SESSION, HELLO, HEARTBEAT_ACK = 9, 10, 11
UNKNOWN_OPCODE, AUTHENTICATION_FAILED = 4001, 4004
HEARTBEAT_MS = 41_250


class Socket:
    """Speak over one websocket, compressed where the bot asks for it."""

    def __init__(self, request: web.Request) -> None:
        self.path = request.path
        self.stream = web.WebSocketResponse()
        self._request = request
        wanted = request.query.get("compress") == "zlib-stream"
        self._compressor = zlib.compressobj() if wanted else None

    async def send(self, payload: Json) -> None:
        """Send one payload; one that finds the line cut is lost, as in life."""
        await self.send_text(json.dumps(payload))

    async def send_text(self, text: str) -> None:
        """Send a text, which may be no payload."""
        with suppress(ConnectionResetError):
            if self._compressor is None:
                await self.stream.send_str(text)
            else:
                data = self._compressor.compress(text.encode())
                await self.stream.send_bytes(data + self._compressor.flush(zlib.Z_SYNC_FLUSH))

    async def open(self, heartbeat_ms: int = HEARTBEAT_MS) -> None:
        """Shake hands and say hello."""
        await self.stream.prepare(self._request)
        await self.send({"op": HELLO, "d": {"heartbeat_interval": heartbeat_ms}})

    async def freeze(self) -> None:
        """Read and say nothing until the line is cut."""
        while self._request.transport and not self._request.transport.is_closing():  # noqa: ASYNC110
            # Nothing tells of it.
            await asyncio.sleep(0.01)

    def cut(self) -> None:
        """Break the line without a word."""
        if self._request.transport:
            self._request.transport.abort()


@dataclass(frozen=True, slots=True)
class GatewayFault:
    """Spoil one connection: refuse it with an HTTP `status`, or close it with a `code`.

    That is before hello, or `after_hello` and what the bot says then. Without a code the line is
    cut; one that `hangs` says nothing more instead, `before_upgrade` not even that it is a
    websocket. `texts` are sent first, as they are.
    """

    code: int | None = None
    status: int | None = None
    after_hello: bool = False
    hangs: bool = False
    before_upgrade: bool = False
    texts: tuple[str, ...] = ()

    async def strike(self, socket: Socket, request: web.Request) -> web.StreamResponse:
        """Serve a connection as this fault does."""
        if self.status is not None:
            return web.Response(status=self.status)
        if self.before_upgrade:
            await socket.freeze()
            return web.Response(status=CLOSED)
        if self.after_hello:
            await socket.open()
            await socket.stream.receive()
            await socket.stream.receive()
        else:
            await socket.stream.prepare(request)
        for text in self.texts:
            await socket.send_text(text)
        if self.hangs:
            await socket.freeze()
        elif self.code is None:
            socket.cut()
        else:
            await socket.stream.close(code=self.code)
        return socket.stream


@dataclass(slots=True)
class Session:
    """Remember what was sent to one shard, for when its line breaks."""

    id: str
    shard: tuple[int, int]
    intents: int
    socket: Socket | None = None
    ready: bool = False
    log: list[Json] = field(default_factory=list[Json])

    async def dispatch(self, event: str, data: Any) -> None:
        """Send an event now, or when the session is resumed."""
        payload: Json = {"op": DISPATCH, "t": event, "s": len(self.log) + 1, "d": data}
        self.log.append(payload)
        if self.socket:
            await self.socket.send(payload)

    async def replay(self, socket: Socket, *, after: int) -> None:
        """Send what the bot missed, and carry on over this socket."""
        position = after
        while position < len(self.log):
            await socket.send(self.log[position])
            position += 1
        self.socket = socket
        await self.dispatch("RESUMED", {})

    def holds(self, guild_id: str) -> bool:
        """Tell whether this shard is the one of a server."""
        return (int(guild_id) >> 22) % self.shard[1] == self.shard[0]


@dataclass(frozen=True, slots=True)
class Identified:
    """Record an identify: when it was read, on the clock of `time.perf_counter`, and its shard."""

    at: float
    shard: int


class Gateway:
    """Take websockets, and send events to whichever shard they concern."""

    def __init__(self, world: World) -> None:
        self.sockets: list[Socket] = []
        self.sessions: list[Session] = []
        self.received: list[Json] = []
        self.identified: list[Identified] = []
        self.address = ""
        self.faults: deque[GatewayFault] = deque()
        self.heartbeat_ms = HEARTBEAT_MS
        self.frozen = False
        self._world = world

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one websocket until it closes."""
        socket = Socket(request)
        self.sockets.append(socket)
        if self.faults:
            return await self.faults.popleft().strike(socket, request)
        await socket.open(self.heartbeat_ms)
        try:
            async for frame in socket.stream:
                if self.frozen:
                    await socket.freeze()
                    break
                if frame.type is WSMsgType.TEXT:
                    await self._receive(socket, json.loads(frame.data))
        finally:
            for session in self.live():
                if session.socket is socket:
                    session.socket = None
            self._world.signal.notify()
        return socket.stream

    def live(self) -> list[Session]:
        """Return the sessions that have a line."""
        return [session for session in self.sessions if session.socket]

    async def dispatch(
        self, event: str, data: Json, *, guild_id: str | None, intent: int = 0
    ) -> None:
        """Send an event to the sessions of its shard, if they asked for such events.

        Those are the newest, which may be resumed, and others that have a line.
        """
        found = [
            session
            for session in self.sessions
            if (session.holds(guild_id) if guild_id else session.shard[0] == 0)
        ]
        for session in found:
            wanted = not intent or session.intents & intent
            if wanted and (session.socket or session is found[-1]):
                await session.dispatch(event, data)

    async def _receive(self, socket: Socket, payload: Json) -> None:
        self.received.append(payload)
        match payload["op"]:
            case 1:
                await socket.send({"op": HEARTBEAT_ACK, "d": None})
            case 2:
                await self._identify(socket, payload["d"])
            case 6:
                await self._resume(socket, payload["d"])
            case 3:
                pass
            case _:
                await socket.stream.close(code=UNKNOWN_OPCODE)
        self._world.signal.notify()

    async def _identify(self, socket: Socket, wish: Json) -> None:
        if wish["token"] != self._world.token:
            await socket.stream.close(code=AUTHENTICATION_FAILED)
            return
        index, count = wish.get("shard") or (0, 1)
        self.identified.append(Identified(time.perf_counter(), index))
        self._world.session_starts["remaining"] -= 1
        session = Session(next(self._world.ids), (index, count), wish["intents"], socket)
        self.sessions.append(session)
        joined = [known for known in self._world.guilds if known.joined and session.holds(known.id)]
        ready = {
            "v": 10,
            "user": self._world.bot.json() | {"verified": True, "mfa_enabled": False},
            "guilds": [{"id": guild.id, "unavailable": True} for guild in joined],
            "session_id": session.id,
            "resume_gateway_url": f"{self.address}/resume",
            "shard": [index, count],
            "application": {"id": self._world.bot.id, "flags": 0},
        }
        await session.dispatch("READY", ready)
        for guild in joined:
            await session.dispatch("GUILD_CREATE", guild.json(*self._world.people))
        session.ready = True

    async def _resume(self, socket: Socket, wish: Json) -> None:
        for session in self.sessions:
            if session.id == wish["session_id"] and wish["token"] == self._world.token:
                await session.replay(socket, after=wish["seq"])
                return
        await socket.send({"op": INVALID_SESSION, "d": False})
