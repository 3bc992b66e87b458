"""A web server on loopback that serves what a test says, and remembers what it was asked."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import formatdate

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Page:
    """A page as it is served: a body with headers, or what `answer` makes of the request."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    answer: Handler | None = None


class Website:
    """The pages of a server, by path, and the requests for them, in order."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.pages: dict[str, Page] = {}
        self.requests: list[web.Request] = []

    def url(self, path: str, *, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def put(
        self,
        path: str,
        body: str | bytes = b"",
        *,
        status: int = 200,
        answer: Handler | None = None,
        headers: dict[str, str] | None = None,
        **named: str,
    ) -> str:
        """Serve a page and return its address; `Content_Type` stands for that header."""
        data = body.encode() if isinstance(body, str) else body
        sent = {name.replace("_", "-"): value for name, value in named.items()} | (headers or {})
        self.pages[path] = Page(data, status, sent, answer)
        return self.url(path)

    def redirect(self, path: str, target: str, *, status: int = 302) -> str:
        return self.put(path, status=status, Location=target)

    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        page = self.pages.get(request.path)
        if page is None:
            return web.Response(status=404, text="nothing here")
        if page.answer is not None:
            return await page.answer(request)
        if _matches(request, page):
            return web.Response(status=304, headers=page.headers)
        return web.Response(body=page.body, status=page.status, headers=page.headers)


def _matches(request: web.Request, page: Page) -> bool:
    asked = request.headers
    etag, modified = page.headers.get("ETag"), page.headers.get("Last-Modified")
    return bool(
        (etag and asked.get("If-None-Match") == etag)
        or (modified and not etag and asked.get("If-Modified-Since") == modified)
    )


@asynccontextmanager
async def open_website(host: str = "127.0.0.1", *, port: int = 0) -> AsyncGenerator[Website]:
    """Serve on a loopback address until the block ends."""
    app = web.Application()
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0)
    website: list[Website] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        return await website[0].answer(request)

    app.router.add_route("*", "/{path:.*}", answer)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    website.append(Website(runner.addresses[0][1]))
    try:
        yield website[0]
    finally:
        await runner.cleanup()


async def never(_: web.Request) -> web.StreamResponse:
    """Accept a request and leave it without an answer."""
    await asyncio.sleep(60)
    return web.Response()


def http_date(timestamp: float) -> str:
    return formatdate(timestamp, usegmt=True)
