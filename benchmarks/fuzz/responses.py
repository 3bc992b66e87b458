"""What holds for any bytes that a server answers with, and for any archive that a member sends."""

import asyncio
import random
import zlib
from collections.abc import Iterable
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_network
from urllib.parse import urlsplit

from yarl import URL

from benchmarks.fuzz.storable import check_sentence, check_storable
from bot.errors import FeedError, PullquoteError
from bot.feeds import fetching, timing
from bot.feeds.decompression import Decompressor
from bot.feeds.fetching import Fetcher, FetchError, open_fetcher
from bot.followed import Validators

_NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
_LIMIT = 10_000
_STATUSES = (b"200 OK", b"203 x", b"304 x", b"404 x", b"429 x", b"503 x", b"206 x", b"401 x")
_SENT = frozenset(
    "host accept user-agent accept-encoding if-none-match if-modified-since connection".split()
)
"""All that the bot sends."""


class _Server:
    """Answers each request on loopback with what it is told, and keeps what was asked."""

    def __init__(self) -> None:
        self.answer = b""
        self.asked = b""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError):  # nothing was asked
            self.asked = await reader.readuntil(b"\r\n\r\n")
        writer.write(self.answer)
        writer.close()


def check_response(data: bytes) -> None:
    """Fetch what a server answers with; nothing but a sentence is raised, within the limits.

    The first byte chooses the status; the rest are headers and a body. No answer redirects, so
    that nothing outside is ever connected to.
    """
    server, fetcher, address, loop, _ = _opened()
    status = _STATUSES[data[0] % len(_STATUSES)] if data else _STATUSES[0]
    server.answer = b"HTTP/1.1 " + status + b"\r\n" + data[1:]
    try:
        fetched = loop.run_until_complete(fetcher.fetch(address, limit=_LIMIT, accept="*/*"))
    except FeedError as error:
        _check_refusal(error)
        return
    assert fetched.data is not None
    assert len(fetched.data) <= _LIMIT
    check_storable(fetched)
    _check_asked_again(fetched.validators)


def _check_refusal(error: FeedError) -> None:
    check_sentence(str(error))
    wait = error.wait if isinstance(error, FetchError) else 0.0
    assert 0.0 <= wait < float("inf")
    later = timing.next_retry(1, now=_NOW, chance=random.Random(1), wait=wait)
    assert _NOW < later <= _NOW + timing.FARTHEST_FETCH + timedelta(days=1)


def _check_asked_again(validators: Validators) -> None:
    """Check that what a server says of its copy goes back to it, as one header each."""
    server, fetcher, address, loop, _ = _opened()
    server.answer, server.asked = b"HTTP/1.1 304 x\r\n\r\n", b""
    again = fetcher.fetch(address, limit=_LIMIT, accept="*/*", validators=validators)
    try:
        loop.run_until_complete(again)
    except FeedError as error:
        if not any((validators.etag, validators.modified)):
            return  # a copy that was not asked for is refused
        sent = [validators.etag, validators.modified]
        raise AssertionError(sent) from error
    _, *headers = server.asked.decode("utf-8", "surrogateescape").strip().split("\r\n")
    assert {line.partition(":")[0].lower() for line in headers} <= _SENT, server.asked


def check_compressed(data: bytes) -> None:
    """Decompress bytes in pieces: to what they are at once, and no more than is allowed.

    The first byte is the size of the pieces.
    """
    size = 1 + data[0] if data else 1
    whole = _decompressed([data[1:]])
    divided = _decompressed([data[at : at + size] for at in range(1, len(data), size)])
    assert whole == divided, (whole, divided)
    assert whole is None or len(whole) <= _LIMIT


def _decompressed(pieces: Iterable[bytes]) -> bytes | None:
    """Return what pieces decompress to, up to the limit; None if that fails."""
    stream, found = Decompressor(), b""
    try:
        for piece in pieces:
            found += stream.add(piece, limit=_LIMIT - len(found))
    except zlib.error:
        return None if len(found) < _LIMIT else found
    return found


def check_redirect(data: bytes) -> None:
    """Follow any Location: to a web page, with the password only on the server it is for."""
    location = data.decode("utf-8", errors="surrogateescape")
    for start in ("https://ann:secret@wells.example/feed", "http://wells.example:8080/feed?a=b"):
        url = URL(start)
        try:
            target = fetching.redirected(url, location)
        except PullquoteError as error:
            check_sentence(str(error))
            continue
        assert target.scheme in {"http", "https"}
        assert target.host
        assert "secret" not in str(target) or target.origin() == url.with_user(None).origin()
        assert str(target).isprintable(), target
        assert " " not in str(target), target
        assert urlsplit(str(target)).hostname
    waited = fetching.retry_seconds(location, now=_NOW)
    assert 0.0 <= waited < float("inf")


@cache
def _opened() -> tuple[_Server, Fetcher, str, asyncio.AbstractEventLoop, AsyncExitStack]:
    """Open a server and who fetches from it; the stack keeps them open."""
    loop, stack, server = asyncio.new_event_loop(), AsyncExitStack(), _Server()

    async def opened() -> tuple[Fetcher, str]:
        listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
        await stack.enter_async_context(listening)
        fetcher = await stack.enter_async_context(
            open_fetcher(
                agent="Pullquote",
                clock=lambda: _NOW,
                permitted=(ip_network("127.0.0.0/8"),),
                deadline=20,
            )
        )
        return fetcher, f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/feed"

    fetcher, address = loop.run_until_complete(opened())
    return server, fetcher, address, loop, stack


def close_server() -> None:
    """Close the server, if it was opened."""
    if _opened.cache_info().currsize:
        *_, loop, stack = _opened()
        loop.run_until_complete(stack.aclose())
        loop.close()
        _opened.cache_clear()
