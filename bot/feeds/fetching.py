"""Fetch documents from the public internet, and from nowhere else, within limits."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver
from aiohttp.http_exceptions import HttpProcessingError
from yarl import URL

from bot.errors import FeedError
from bot.feeds.addresses import Network, may_connect, parse_address, split_address
from bot.feeds.decompression import read_body
from bot.followed import NO_VALIDATORS, Validators
from bot.translation import gettext as _

REDIRECTS = 5

_DEADLINE = 60.0
"""Seconds for one document, its redirects included."""

_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT = {301, 308}
_REMOVED = {404, 410}
_LOCKED = {401, 403, 407}
_BUSY = {408, 425, 429}
_TOO_MANY = 429
_LEFT_ALONE = 600.0
"""Seconds for which a server that had too many requests is left alone if it says no time."""


class FetchError(FeedError):
    """A document cannot be fetched.

    `removed` means that there is none any more, `wait` the seconds for which the server asks not
    to be asked again, and `server` that it is busy or broken, so that nothing else should be asked
    of it now.
    """

    def __init__(
        self, sentence: str, *, removed: bool = False, wait: float = 0.0, server: bool = False
    ) -> None:
        super().__init__(sentence)
        self.removed = removed
        self.wait = wait
        self.server = server


class _RefusedAddressError(OSError):
    """A name leads to an address that is not on the public internet."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document as it was fetched; `data` is None where it has not changed.

    `address` is where it was found, and `permanent` how far the redirects to it are permanent.
    """

    address: str
    permanent: str
    data: bytes | None
    media_type: str = ""
    validators: Validators = NO_VALIDATORS


class Fetcher:
    """Fetches documents over HTTP without cookies, proxies or the credentials of this machine."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        clock: Callable[[], datetime],
        deadline: float = _DEADLINE,
    ) -> None:
        self._session = session
        self._clock = clock
        self._deadline = deadline

    async def fetch(
        self, address: str, *, limit: int, accept: str, validators: Validators | None = None
    ) -> Fetched:
        """Fetch a document of at most `limit` bytes; raise FeedError where that fails.

        With the `validators` of an earlier copy, `data` is None if it has not changed.
        """
        url = parse_address(address)
        try:
            async with asyncio.timeout(self._deadline):
                return await self._fetch(url, limit=limit, headers=_headers(accept, validators))
        except TimeoutError:
            raise FetchError(
                _(
                    "{host} did not send it within {seconds} seconds; it is tried again later."
                ).format(host=url.host, seconds=f"{self._deadline:.0f}"),
                server=True,
            ) from None
        except (aiohttp.ClientError, HttpProcessingError, OSError, ValueError) as error:
            raise _translated(error, str(url.host)) from None

    async def _fetch(self, url: URL, *, limit: int, headers: dict[str, str]) -> Fetched:
        permanent, still_permanent = url, True
        for _hop in range(REDIRECTS + 1):
            async with self._session.get(url, headers=headers, allow_redirects=False) as response:
                if response.status not in _REDIRECTS:
                    return await self._read(response, url, permanent=permanent, limit=limit)
                target = redirected(url, response.headers.get("Location", ""))
                still_permanent = still_permanent and response.status in _PERMANENT
            url, permanent = target, target if still_permanent else permanent
        raise FetchError(
            _(
                "{host} redirects more than {most} times; open the address in a browser and "
                "give the one where it ends."
            ).format(host=url.host, most=REDIRECTS),
        )

    async def _read(
        self, response: aiohttp.ClientResponse, url: URL, *, permanent: URL, limit: int
    ) -> Fetched:
        known = {"If-None-Match", "If-Modified-Since"} & response.request_info.headers.keys()
        if response.status == 304 and known:  # noqa: PLR2004 - the status "not modified"
            return Fetched(str(url), str(permanent), None)
        self._check_status(response)
        data = await read_body(response, limit=limit)
        validators = Validators(
            etag=_plain(response.headers.get("ETag", "")[:1000]),
            modified=_plain(response.headers.get("Last-Modified", "")[:100]),
        )
        media_type = _plain(response.content_type.lower())
        return Fetched(str(url), str(permanent), data, media_type, validators=validators)

    def _check_status(self, response: aiohttp.ClientResponse) -> None:
        status, host = response.status, response.url.host
        if status in (200, 203):
            return
        if status in _REMOVED:
            raise FetchError(
                _(
                    "{host} has nothing at this address any more ({status}); look up the new one "
                    "and follow that."
                ).format(host=host, status=status),
                removed=True,
            )
        if status in _LOCKED:
            raise FetchError(
                _(
                    "{host} refuses access ({status}); give an address that needs no login, or one "
                    "with its name and password."
                ).format(host=host, status=status)
            )
        if status in _BUSY or status >= 500:  # noqa: PLR2004 - the statuses of a broken server
            asked = retry_seconds(response.headers.get("Retry-After", ""), now=self._clock())
            wait = asked or (_LEFT_ALONE if status == _TOO_MANY else 0.0)
            raise FetchError(
                _("{host} is busy or broken ({status}); it is tried again later.").format(
                    host=host, status=status
                ),
                wait=wait,
                server=True,
            )
        raise FetchError(
            _("{host} answers with status {status}; check the address in a browser.").format(
                host=host, status=status
            )
        )


@asynccontextmanager
async def open_fetcher(
    *,
    agent: str,
    clock: Callable[[], datetime],
    permitted: Sequence[Network] = (),
    resolver: AbstractResolver | None = None,
    deadline: float = _DEADLINE,
) -> AsyncGenerator[Fetcher]:
    """Open a fetcher that names itself `agent`; it also connects to networks `permitted`."""

    def judged_socket(info: Any) -> socket.socket:  # aiohttp's type for it is not complete
        # Judged here, and not where the name is resolved: an IP address in an URL is not resolved,
        # and a name may resolve to another address the next time.
        family, kind, protocol, _, address = info
        if not may_connect(str(address[0]), permitted=permitted):
            raise _RefusedAddressError(_REFUSED)
        return socket.socket(family=family, type=kind, proto=protocol)

    connector = aiohttp.TCPConnector(
        socket_factory=judged_socket, resolver=resolver, force_close=True, use_dns_cache=False
    )
    async with aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": agent, "Accept-Encoding": "gzip, deflate"},
        trust_env=False,
        # Decompressed by `read_body`, which stops at the limit.
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=deadline / 2),
    ) as session:
        yield Fetcher(session, clock=clock, deadline=deadline)


_REFUSED = "not on the public internet"


def _headers(accept: str, validators: Validators | None) -> dict[str, str]:
    known = validators or NO_VALIDATORS
    headers = {
        "Accept": accept,
        "If-None-Match": _plain(known.etag),
        "If-Modified-Since": _plain(known.modified),
    }
    return {name: value for name, value in headers.items() if value}


def _plain(value: str) -> str:
    """Return the value of a header, "" where it can neither be stored nor sent back."""
    return value if value.isprintable() else ""


def redirected(url: URL, location: str) -> URL:
    """Return where a redirect leads; raise FetchError where it must not be followed.

    A name and password stay with the server that they were given for.
    """
    try:
        target = url.join(split_address(location)).with_user(None)
    except ValueError:
        target = URL()
    try:
        target = parse_address(str(target) if location else "")
    except FeedError:
        raise FetchError(
            _(
                "{host} redirects to something other than a web page; open the address in a "
                "browser and give the one where it ends."
            ).format(host=url.host)
        ) from None
    if url.user is None:
        return target
    if target.origin() == url.with_user(None).origin():
        return target.with_user(url.user).with_password(url.password)
    if url.scheme == "https" and target.scheme == "http":
        raise FetchError(
            _(
                "{host} redirects from https to http, which would no longer be secret; follow "
                "the new address without the name and password."
            ).format(host=url.host)
        )
    return target


def retry_seconds(retry_after: str, *, now: datetime) -> float:
    """Return the seconds of a Retry-After header, which may be a date; 0.0 if it is neither."""
    text = retry_after.strip()[:50]
    if text.isdecimal():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


def _translated(error: Exception, host: str) -> FetchError:
    if isinstance(error, aiohttp.ClientConnectorError):
        if isinstance(error.os_error, _RefusedAddressError):
            return FetchError(
                _(
                    "{host} is not on the public internet, so it is not fetched; an operator can "
                    "permit its network with PULLQUOTE_FEED_NETWORKS."
                ).format(host=host)
            )
        if isinstance(error, aiohttp.ClientConnectorDNSError):
            return FetchError(_("There is no server {host}; check the address.").format(host=host))
    if isinstance(error, aiohttp.ClientSSLError | aiohttp.ClientConnectorCertificateError):
        return FetchError(
            _("The certificate of {host} is not valid; tell its owner.").format(host=host)
        )
    if isinstance(error, aiohttp.ClientPayloadError):
        return FetchError(
            _("{host} broke off while sending; it is tried again later.").format(host=host),
            server=True,
        )
    if isinstance(error, ValueError | aiohttp.InvalidURL):
        return FetchError(_("The address at {host} is not valid; check it.").format(host=host))
    return FetchError(
        _("{host} cannot be reached; it is tried again later.").format(host=host), server=True
    )
