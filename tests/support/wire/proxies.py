"""Proxies between the bot and Discord, as operators of many processes run them."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from tests.support.wire.loopback import LoopbackDiscord
from tests.support.wire.objects import Json
from tests.support.wire.rest import PREFIX

_OF_ONE_CONNECTION = frozenset(
    ("host", "connection", "content-length", "content-encoding", "transfer-encoding")
)


@dataclass(slots=True)
class Proxies:
    """Pass requests and events on, and count them; gateway sessions are resumed over the proxy."""

    discord: LoopbackDiscord
    client: aiohttp.ClientSession
    settings: dict[str, str] = field(default_factory=dict[str, str])
    requests: int = 0
    connections: int = 0

    async def request(self, request: web.Request) -> web.StreamResponse:
        """Pass one request on, as nirn-proxy does."""
        self.requests += 1
        headers = _passed(request.headers)
        address = self.discord.api.removesuffix(PREFIX) + request.raw_path
        async with self.client.request(
            request.method, address, headers=headers, data=await request.read()
        ) as answer:
            return web.Response(
                status=answer.status, headers=_passed(answer.headers), body=await answer.read()
            )

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Pass the payloads of one connection on, not compressed, as gateway-proxy does."""
        self.connections += 1
        stream = web.WebSocketResponse()
        await stream.prepare(request)
        path = "/resume" if request.path == "/resume" else "/gateway"
        address = self.discord.gateway_server.address + path
        async with self.client.ws_connect(address) as upstream:
            passing = asyncio.create_task(_pass(stream, upstream))
            async for frame in upstream:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    await stream.send_str(self._own(json.loads(frame.data)))
            passing.cancel()
        return stream

    def _own(self, payload: Json) -> str:
        if payload["op"] == 0 and payload["t"] == "READY":
            own = self.settings["PULLQUOTE_DISCORD_GATEWAY"]
            payload["d"]["resume_gateway_url"] = f"{own}/resume"
        return json.dumps(payload)


@asynccontextmanager
async def proxies(discord: LoopbackDiscord) -> AsyncGenerator[Proxies]:
    """Run both proxies before a Discord; their addresses are in `settings`."""
    async with aiohttp.ClientSession() as client:
        passing = Proxies(discord, client)
        application = web.Application()
        application.router.add_get("/", passing.connect)
        application.router.add_get("/resume", passing.connect)
        application.router.add_route("*", "/{path:.+}", passing.request)
        runner = web.AppRunner(application, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        passing.settings = {
            "PULLQUOTE_DISCORD_API": f"http://{host}:{port}{PREFIX}",
            "PULLQUOTE_DISCORD_GATEWAY": f"ws://{host}:{port}",
            "PULLQUOTE_IDENTIFY_LIMIT": "off",
        }
        try:
            yield passing
        finally:
            await runner.cleanup()


def _passed(headers: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value for name, value in headers.items() if name.lower() not in _OF_ONE_CONNECTION
    }


async def _pass(stream: web.WebSocketResponse, upstream: aiohttp.ClientWebSocketResponse) -> None:
    async for frame in stream:
        if frame.type is aiohttp.WSMsgType.TEXT:
            await upstream.send_str(frame.data)
    await upstream.close()
