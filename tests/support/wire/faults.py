"""What can go wrong between the bot and Discord, on demand."""

import asyncio
from dataclasses import dataclass
from fnmatch import fnmatchcase

from aiohttp import web

from tests.support.wire.answers import reply

CLOSED = 499
"""What the record of a request says whose connection was cut; no client ever sees it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Spoil one request, before or after it has taken effect.

    `path` is a glob over what follows `/api/v10`, without the query. `status` None cuts the
    connection, 200 is no fault but an answer that comes late. A 429 without `via` looks like
    Cloudflare's, which discord.py does not retry; one that `holds` is for all requests. `body` is
    sent instead of JSON, as a `kind` of content; `{` alone is cut off in the middle.
    """

    method: str
    path: str
    status: int | None = 500
    after: bool = False
    retry_after: float = 0.05
    code: int = 0
    via: bool = True
    seconds: float = 0.0
    holds: bool = False
    body: str | None = None
    kind: str = "text/html"

    def hits(self, method: str, path: str) -> bool:
        """Tell whether it spoils this request."""
        return self.method == method and fnmatchcase(path, self.path)

    async def strike(
        self, request: web.Request, answer: web.StreamResponse | None = None
    ) -> web.StreamResponse:
        """Answer instead of Discord, after `seconds`; `answer` is Discord's own."""
        await asyncio.sleep(self.seconds)
        if self.body is not None and self.status is not None:
            return web.Response(text=self.body, status=self.status, content_type=self.kind)
        if answer is not None and self.status == web.HTTPOk.status_code:
            return answer
        if self.status is None:
            if request.transport:
                request.transport.abort()
            return web.Response(status=CLOSED)
        if self.status == web.HTTPTooManyRequests.status_code:
            return self._too_many()
        return reply({"message": f"{self.status}: injected", "code": self.code}, self.status)

    def _too_many(self) -> web.StreamResponse:
        body = {
            "message": "You are being rate limited.",
            "retry_after": self.retry_after,
            "global": self.holds,
            "code": self.code,
        }
        headers = {"Retry-After": "1", "X-RateLimit-Scope": "user"}
        return reply(body, 429, {**headers, **({"Via": "1.1 google"} if self.via else {})})


class Faults:
    """Hold the faults still to strike, in order; each strikes once."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault, *, times: int = 1) -> None:
        """Spoil the next requests that the fault hits."""
        self._waiting += [fault] * times

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault that strikes this request now, if any."""
        for index, fault in enumerate(self._waiting):
            if fault.hits(method, path):
                return self._waiting.pop(index)
        return None
