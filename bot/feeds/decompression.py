"""Read the body of a response, decompressed, up to a limit."""

import zlib

import aiohttp

from bot.errors import FeedError
from bot.translation import N_, format_number
from bot.translation import gettext as _

_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
"""Accept the header of either: https://docs.python.org/3/library/zlib.html#zlib.decompress"""

_GZIP = b"\x1f\x8b"
"""How each member begins."""

_MOST_MEMBERS = 10_000
"""Of gzip; empty ones, of 20 bytes each, would cost seconds and give nothing."""


async def read_body(response: aiohttp.ClientResponse, *, limit: int) -> bytes:
    """Return the body, decompressed; raise FeedError over `limit` bytes, or where it is broken.

    The limit holds both for what is received and for what it decompresses to, while it streams.
    """
    host = str(response.url.host)
    stream = _decompressor(response.headers.get("Content-Encoding", ""), host=host)
    received = 0
    body = bytearray()
    try:
        async for chunk in response.content.iter_any():
            received += len(chunk)
            body += stream.add(chunk, limit=limit + 1 - len(body)) if stream else chunk
            if max(received, len(body)) > limit:
                raise FeedError(_too_large(host, limit))
    except zlib.error:
        raise FeedError(_(_BROKEN).format(host=host)) from None
    if received and stream and not stream.complete:
        raise FeedError(_(_BROKEN).format(host=host))
    return bytes(body)


class Decompressor:
    """Decompresses gzip, of one or several members, and deflate, with or without its header."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._begun = False
        self._members = 1
        self._held: bytes = b""
        self._padded = False

    @property
    def complete(self) -> bool:
        """Whether the compressed data has reached its end."""
        return self._stream.eof

    def add(self, chunk: bytes, *, limit: int) -> bytes:
        """Decompress a chunk to at most `limit` bytes; raise zlib.error where it is broken.

        The first byte of a header waits for the second one, which may be in the next chunk.
        """
        pieces: list[bytes] = []
        chunk = self._held + chunk
        self._held = b""
        while chunk and limit > 0 and not self._padded:
            if len(chunk) == 1 and (self._stream.eof or not self._begun):
                self._held = chunk
                break
            if self._stream.eof:
                if not chunk.startswith(_GZIP):
                    self._padded = True  # what follows the last member is padding
                    break
                self._stream = zlib.decompressobj(_GZIP_OR_ZLIB)
                self._members += 1
                if self._members > _MOST_MEMBERS:
                    message = "it has too many members"
                    raise zlib.error(message)
            pieces.append(self._decompressed(chunk, limit))
            limit -= len(pieces[-1])
            chunk = self._stream.unused_data or self._stream.unconsumed_tail
        return b"".join(pieces)

    def _decompressed(self, chunk: bytes, limit: int) -> bytes:
        begun, self._begun = self._begun, True
        try:
            return self._stream.decompress(chunk, limit)
        except zlib.error:
            if begun:
                raise
            # Some servers send deflate without the header of zlib.
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
            return self._stream.decompress(chunk, limit)


def _decompressor(encoding: str, *, host: str) -> Decompressor | None:
    named = encoding.strip().lower()
    if named in {"", "identity"}:
        return None
    if named in {"gzip", "x-gzip", "deflate"}:
        return Decompressor()
    raise FeedError(
        _("{host} compresses it as “{method}”, which was not asked for; tell its owner.").format(
            host=host, method=named[:30] if named.isprintable() else "?"
        )
    )


def _too_large(host: str, limit: int) -> str:
    size = (
        _("{number} MB").format(number=format_number(limit // 1_000_000))
        if limit >= 1_000_000  # noqa: PLR2004 - a megabyte
        else _("{number} bytes").format(number=format_number(limit))
    )
    return _(
        "{host} sends more than {size}, which is too large; ask its owner for a shorter one."
    ).format(host=host, size=size)


_BROKEN = N_("{host} sends it compressed wrongly; tell its owner.")
