import asyncio
import gzip
import zlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.errors import FeedError
from bot.feeds.decompression import Decompressor
from bot.feeds.fetching import Fetched, Fetcher, FetchError, open_fetcher
from bot.followed import Validators
from tests.feeds.conftest import LOOPBACK, NOW
from tests.feeds.test_feed_addresses import connections
from tests.support.web import Website, never, open_website

LIMIT = 100_000


async def fetch(fetcher: Fetcher, address: str, *, validators: Validators | None = None) -> Fetched:
    return await fetcher.fetch(address, limit=LIMIT, accept="*/*", validators=validators)


async def refusal(fetcher: Fetcher, address: str) -> FeedError:
    with pytest.raises(FeedError) as refused:
        await fetch(fetcher, address)
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return refused.value


class Names(AbstractResolver):
    """Resolves names to the addresses of a list, one after the other."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = list(addresses)

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        del family
        address = self.addresses.pop(0)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=2 + 8 * (":" in address),
                proto=0,
                flags=0,
            )
        ]

    async def close(self) -> None:
        pass


@asynccontextmanager
async def resolving(*addresses: str) -> AsyncGenerator[Fetcher]:
    async with open_fetcher(
        agent="x", clock=lambda: NOW, permitted=LOOPBACK, resolver=Names(*addresses), deadline=5
    ) as fetcher:
        yield fetcher


async def test_a_document_comes_with_its_type_and_validators(
    website: Website, fetcher: Fetcher
) -> None:
    address = website.put("/a", "hello", Content_Type="Text/VTT; charset=utf-8", ETag='"1"')
    fetched = await fetch(fetcher, address)
    assert fetched == Fetched(address, address, b"hello", "text/vtt", Validators(etag='"1"'))
    (request,) = website.requests
    assert request.headers["User-Agent"] == "Pullquote/test"
    assert "Cookie" not in request.headers
    assert "If-None-Match" not in request.headers


@pytest.mark.parametrize(
    ("headers", "validators"),
    [
        ({"ETag": 'W/"7"'}, Validators(etag='W/"7"')),
        (
            {"Last-Modified": "Mon, 02 Mar 2026 10:00:00 GMT"},
            Validators(modified="Mon, 02 Mar 2026 10:00:00 GMT"),
        ),
    ],
    ids=["etag", "date"],
)
async def test_what_has_not_changed_is_not_sent_again(
    website: Website, fetcher: Fetcher, headers: dict[str, str], validators: Validators
) -> None:
    address = website.put("/a", "hello", headers=headers)
    first = await fetch(fetcher, address)
    assert first.validators == validators
    assert (await fetch(fetcher, address, validators=first.validators)).data is None
    changed = {
        name: value.replace("7", "8").replace("10:", "11:") for name, value in headers.items()
    }
    website.put("/a", "changed", headers=changed)
    assert (await fetch(fetcher, address, validators=first.validators)).data == b"changed"


async def test_an_answer_not_modified_that_was_not_asked_for_is_refused(
    website: Website, fetcher: Fetcher
) -> None:
    assert "304" in str(await refusal(fetcher, website.put("/a", status=304)))


async def test_redirects_are_followed_and_the_permanent_ones_kept(
    website: Website, fetcher: Fetcher
) -> None:
    website.put("/d", "here")
    website.redirect("/c", "/d", status=302)
    website.redirect("/b", website.url("/c"), status=308)
    start = website.redirect("/a", "b", status=301)
    fetched = await fetch(fetcher, start)
    assert (fetched.address, fetched.permanent) == (website.url("/d"), website.url("/c"))


async def test_a_permanent_redirect_after_a_temporary_one_is_not_kept(
    website: Website, fetcher: Fetcher
) -> None:
    website.put("/c", "here")
    website.redirect("/b", "/c", status=301)
    start = website.redirect("/a", "/b", status=307)
    assert (await fetch(fetcher, start)).permanent == start


async def test_redirects_end_after_five(website: Website, fetcher: Fetcher) -> None:
    for number in range(9):
        website.redirect(f"/{number}", f"/{number + 1}")
    assert "redirects more than 5" in str(await refusal(fetcher, website.url("/0")))
    assert len(website.requests) == 6


async def test_a_redirect_in_a_circle_ends(website: Website, fetcher: Fetcher) -> None:
    assert "redirects" in str(await refusal(fetcher, website.redirect("/a", "/a")))


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.2]:{port}/",
        "http://[64:ff9b::7f00:2]:{port}/",
        "http://0.0.0.0:{port}/",
        "http://2130706434:{port}/",
        "http://0x7f.2:{port}/",
        "//127.0.0.2:{port}/",
        "http://user:pass@127.0.0.2:{port}/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "data:text/plain,hello",
        "javascript:alert(1)",
        "http://127.0.0.1:22/",
        "http://127.0.0.1:99999/",
        "http://[::1",
        "http://[::1]@/",
        "",
    ],
)
async def test_a_redirect_to_a_place_that_is_not_public_connects_nowhere(
    website: Website, fetcher: Fetcher, target: str
) -> None:
    start = website.redirect("/a", target.format(port=website.port))
    with connections() as seen:
        await refusal(fetcher, start)
    assert seen == [("127.0.0.1", website.port)]
    assert website.paths() == ["/a"]


@pytest.mark.parametrize("private", ["127.0.0.2", "10.0.0.1", "169.254.169.254", "::1", "fc00::1"])
async def test_a_name_that_leads_to_a_private_address_is_not_connected_to(private: str) -> None:
    async with resolving(private) as fetcher:
        with connections() as seen:
            error = await refusal(fetcher, "http://podcast.example/")
        assert seen == []
        assert "podcast.example is not on the public internet" in str(error)


class Several(Names):
    """Resolves every name to all addresses of its list, as a name with several has them."""

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        found = [await super(Several, self).resolve(host, port, family) for _ in self.addresses[:]]
        return [one for results in found for one in results]


@pytest.mark.parametrize(
    "addresses", [("127.0.0.1", "127.0.0.2"), ("127.0.0.2", "127.0.0.1"), ("10.0.0.1", "fc00::1")]
)
async def test_of_several_addresses_no_private_one_is_connected_to(
    website: Website, addresses: tuple[str, ...]
) -> None:
    website.put("/", "hello")
    async with open_fetcher(
        agent="x", clock=lambda: NOW, permitted=LOOPBACK, resolver=Several(*addresses), deadline=5
    ) as fetcher:
        with connections() as seen, suppress(FeedError):
            await fetch(fetcher, f"http://podcast.example:{website.port}/")
    assert set(seen) <= {("127.0.0.1", website.port)}


async def test_a_name_is_judged_anew_at_each_connection(website: Website) -> None:
    website.redirect("/a", f"http://podcast.example:{website.port}/b")
    async with resolving("127.0.0.1", "127.0.0.2") as fetcher:
        error = await refusal(fetcher, f"http://podcast.example:{website.port}/a")
    assert "not on the public internet" in str(error)
    assert website.paths() == ["/a"]


async def test_proxies_of_the_environment_are_not_used(
    website: Website, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_website() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url(""))
        assert (await fetch(fetcher, website.put("/a", "direct"))).data == b"direct"
        assert proxy.requests == []


async def test_cookies_are_not_kept(website: Website, fetcher: Fetcher) -> None:
    website.put("/b", "here")
    await fetch(fetcher, website.put("/a", status=302, Location="/b", Set_Cookie="a=b; Path=/"))
    assert "Cookie" not in website.requests[-1].headers


async def test_a_password_stays_with_its_server(website: Website, fetcher: Fetcher) -> None:
    async with open_website() as other:
        other.put("/c", "here")
        website.redirect("/b", other.url("/c"))
        website.redirect("/a", "/b")
        await fetch(fetcher, website.url("/a", host="ann:secret@127.0.0.1"))
        asked = [request.headers.get("Authorization") for request in website.requests]
        assert asked == ["Basic YW5uOnNlY3JldA=="] * 2
        assert "Authorization" not in other.requests[0].headers


@pytest.mark.parametrize("status", [404, 410])
async def test_what_is_removed_is_distinguished(
    website: Website, fetcher: Fetcher, status: int
) -> None:
    error = await refusal(fetcher, website.put("/a", status=status))
    assert isinstance(error, FetchError)
    assert error.removed


@pytest.mark.parametrize(
    ("status", "retry_after", "wait"),
    [
        (429, "120", 120),
        (503, "Mon, 02 Mar 2026 12:10:00 GMT", 600),
        (503, "Mon, 02 Mar 2026 11:00:00 GMT", 0),
        (500, "soon", 0),
        (429, "soon", 600),
        (429, "9" * 400, 999_999_999),
        (502, "-5", 0),
    ],
)
async def test_a_busy_server_says_how_long_to_wait(
    website: Website, fetcher: Fetcher, status: int, retry_after: str, wait: float
) -> None:
    error = await refusal(fetcher, website.put("/a", status=status, Retry_After=retry_after))
    assert isinstance(error, FetchError)
    assert (error.server, error.wait) == (True, wait)


@pytest.mark.parametrize("status", [204, 206, 300, 400, 401, 403, 418])
async def test_another_status_is_refused(website: Website, fetcher: Fetcher, status: int) -> None:
    assert str(status) in str(await refusal(fetcher, website.put("/a", status=status)))


async def test_a_document_over_the_limit_is_not_read_to_its_end(
    website: Website, fetcher: Fetcher
) -> None:
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 65536)
            sent += 65536

    error = await refusal(fetcher, website.put("/a", answer=endless))
    assert "sends more than 100,000 bytes" in str(error)
    assert sent < 20_000_000


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_bomb_is_not_decompressed_beyond_the_limit(
    website: Website, fetcher: Fetcher, encoding: str
) -> None:
    stream = zlib.compressobj(9, zlib.DEFLATED, 31 if encoding == "gzip" else 15)
    bomb = b"".join(stream.compress(bytes(1_000_000)) for _ in range(60)) + stream.flush()
    assert len(bomb) < 90_000
    website.put("/a", bomb, Content_Encoding=encoding)
    assert "too large" in str(await refusal(fetcher, website.url("/a")))


RAW = zlib.compressobj(9, zlib.DEFLATED, -15)
WORDS = b"so the ferry leaves at noon " * 100


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(WORDS, mtime=0)),
        ("x-gzip", gzip.compress(WORDS[:700], mtime=0) + gzip.compress(WORDS[700:], mtime=0)),
        ("gzip", gzip.compress(WORDS, mtime=0) + bytes(100)),
        ("deflate", zlib.compress(WORDS)),
        ("deflate", RAW.compress(WORDS) + RAW.flush()),
        ("identity", WORDS),
    ],
    ids=["gzip", "two members", "padded", "zlib", "raw", "identity"],
)
async def test_compressed_documents_are_read(
    website: Website, fetcher: Fetcher, encoding: str, body: bytes
) -> None:
    website.put("/a", body, Content_Encoding=encoding)
    assert (await fetch(fetcher, website.url("/a"))).data == WORDS


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", b"not compressed at all"),
        ("gzip", gzip.compress(WORDS, mtime=0)[:-20]),
        ("deflate", zlib.compress(WORDS)[:20] + b"xxxxxxxxxxxx"),
        ("br", b"abc"),
        ("gzip, gzip", gzip.compress(gzip.compress(WORDS, mtime=0), mtime=0)),
    ],
)
async def test_wrongly_compressed_documents_are_refused(
    website: Website, fetcher: Fetcher, encoding: str, body: bytes
) -> None:
    website.put("/a", body, Content_Encoding=encoding)
    assert "compresse" in str(await refusal(fetcher, website.url("/a")))


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_what_is_compressed_is_read_in_pieces_of_any_size(size: int) -> None:
    members = gzip.compress(WORDS[:700], mtime=0) + gzip.compress(WORDS[700:], mtime=0)
    raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    for body in (members, members + bytes(9), raw.compress(WORDS) + raw.flush()):
        stream = Decompressor()
        pieces = (body[at : at + size] for at in range(0, len(body), size))
        assert b"".join(stream.add(one, limit=10**6) for one in pieces) == WORDS
        assert stream.complete


async def test_empty_members_of_gzip_cost_no_seconds(website: Website, fetcher: Fetcher) -> None:
    website.put("/a", gzip.compress(b"", mtime=0) * 10_001, Content_Encoding="gzip")
    with pytest.raises(FeedError, match="compressed wrongly"):
        await fetcher.fetch(website.url("/a"), limit=1_000_000, accept="*/*")


async def test_a_server_that_never_answers_is_left_after_the_deadline(website: Website) -> None:
    address = website.put("/a", answer=never)
    async with open_fetcher(
        agent="x", clock=lambda: NOW, permitted=LOOPBACK, deadline=0.2
    ) as fetcher:
        assert "did not send it within" in str(await refusal(fetcher, address))


async def test_a_server_that_drips_is_left_after_the_deadline(website: Website) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x")
            await asyncio.sleep(0.02)

    address = website.put("/a", answer=drip)
    async with open_fetcher(
        agent="x", clock=lambda: NOW, permitted=LOOPBACK, deadline=0.3
    ) as fetcher:
        assert "did not send it within" in str(await refusal(fetcher, address))


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (b"", "cannot be reached"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "broke off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe", "broke off"),
        (b"HTTP/1.1 200 OK\r\nA: " + b"x" * 100_000 + b"\r\n\r\n", "cannot be reached"),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 100_000 + b"\r\n", "cannot be reached"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "cannot be reached"),
    ],
    ids=["nothing", "half", "half a chunk", "long header", "many headers", "another protocol"],
)
async def test_a_broken_answer_is_one_sentence(
    fetcher: Fetcher, reply: bytes, sentence: str
) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert sentence in str(await refusal(fetcher, f"http://127.0.0.1:{port}/"))


@pytest.mark.parametrize("mark", [b"\x01", b"\x7f", b"\xff"], ids=["control", "delete", "no text"])
async def test_validators_that_cannot_be_stored_or_sent_back_are_not_kept(
    fetcher: Fetcher, mark: bytes
) -> None:
    headers = b"ETag: a" + mark + b"\r\nLast-Modified: b" + mark + b"\r\nContent-Type: c/" + mark

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n" + headers + b"\r\n\r\nhello")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        fetched = await fetch(fetcher, address)
        assert fetched.validators == Validators()
        fetched.media_type.encode()
        known = Validators(etag=f"a{mark.decode('latin-1')}", modified="\udcff")
        assert (await fetch(fetcher, address, validators=known)).data == b"hello"


async def test_a_server_that_is_not_there_is_one_sentence(fetcher: Fetcher) -> None:
    async with open_website() as website:
        address = website.url("/")
    assert "cannot be reached" in str(await refusal(fetcher, address))


async def test_https_without_a_certificate_is_one_sentence(
    website: Website, fetcher: Fetcher
) -> None:
    address = f"https://127.0.0.1:{website.port}/"
    assert "127.0.0.1" in str(await refusal(fetcher, address))
