import sys
from collections.abc import Generator
from contextlib import contextmanager
from ipaddress import ip_network
from typing import Any

import pytest

from bot.errors import FeedError
from bot.feeds.addresses import may_connect, parse_address, parse_networks, shown
from bot.feeds.fetching import open_fetcher
from tests.feeds.conftest import NOW
from tests.support.web import open_website

PRIVATE_HOSTS = """
127.0.0.1 127.0.0.2 127.255.255.254 127.1 127.0.1 0 0.0.0.0 0.0.0.1 2130706433 017700000001
0x7f000001 0x7f.0.0.1 0177.0.0.1 0x7f.1 localhost localhost. LOCALHOST 127.0.0.1. 10.0.0.1
10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 192.168.1.1 169.254.169.254 0xa9fea9fe
2852039166 0251.0376.0251.0376 100.64.0.1 100.100.100.200 198.18.0.1 192.0.0.8 192.0.2.1
198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 192.88.99.1
168.63.129.16 [::1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [::ffff:169.254.169.254]
[::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b::169.254.169.254] [64:ff9b:1::7f00:1] [2002:7f00:1::]
[2001:0:4136:e378:8000:63bf:80ff:fffe] [fe80::1] [fe80::1%25lo] [fc00::1] [fd00:ec2::254]
[fec0::1] [ff02::1] [2001:db8::1] [0:0:0:0:0:0:0:1] [::ffff:0:127.0.0.1] [100::1] [3fff::1]
[5f00::1] [::ffff:0:7f00:1] [0:0:0:0:0:ffff:7f00:0001] 0x7F000001 0177.0.0.01
wells.example@127.0.0.1 127.000.000.001 0000127.0.0.1 1.2.3.4@127.0.0.1 [fe80::a9fe:a9fe]
[fd00:ec2::254%25eth0] ip6-localhost １２７.0.0.1 127.0.0.１ １２７．０．０．１
localhost%E3%80%82 ⓛocalhost ①②⑦.⓪.⓪.① 127。0。0。1
""".split()

_connected: list[object] | None = None


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if _connected is not None and event == "socket.connect":
        _connected.append(arguments[1])


sys.addaudithook(_watch)  # cannot be removed again, so it only watches within `connections()`


@contextmanager
def connections() -> Generator[list[object]]:
    """Yield the addresses that this process connects to."""
    global _connected  # noqa: PLW0603 - an audit hook has no other state
    _connected = seen = []
    try:
        yield seen
    finally:
        _connected = None


@pytest.mark.parametrize("host", PRIVATE_HOSTS)
async def test_no_private_host_is_connected_to(host: str) -> None:
    async with open_website() as website, open_fetcher(agent="x", clock=lambda: NOW) as fetcher:
        with connections() as seen, pytest.raises(FeedError):
            await fetcher.fetch(f"http://{host}:{website.port}/", limit=1000, accept="*/*")
        assert seen == []
        assert website.requests == []


def test_the_list_of_private_hosts_is_long() -> None:
    assert len(set(PRIVATE_HOSTS)) > 50


async def test_a_permitted_host_is_connected_to_and_seen() -> None:
    permitted = (ip_network("127.0.0.1/32"),)
    async with (
        open_website() as website,
        open_fetcher(agent="x", clock=lambda: NOW, permitted=permitted) as fetcher,
    ):
        address = website.put("/", "hello")
        with connections() as seen:
            fetched = await fetcher.fetch(address, limit=1000, accept="*/*")
        assert fetched.data == b"hello"
        assert seen == [("127.0.0.1", website.port)]


@pytest.mark.parametrize(
    "host", ["8.8.8.8", "151.101.1.1", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"]
)
def test_hosts_of_the_public_internet_may_be_connected_to(host: str) -> None:
    assert may_connect(host)


def test_only_the_networks_that_are_named_are_permitted() -> None:
    permitted = parse_networks("192.168.1.0/24, fd00:1::/64")
    assert may_connect("192.168.1.9", permitted=permitted)
    assert may_connect("::ffff:192.168.1.9", permitted=permitted)
    assert may_connect("fd00:1::7", permitted=permitted)
    assert not may_connect("192.168.2.9", permitted=permitted)
    assert not may_connect("127.0.0.1", permitted=permitted)


@pytest.mark.parametrize("text", ["192.168.1.1/24", "lan", "10.0.0.0/40"])
def test_a_network_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        parse_networks(text)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "feed",
        "example.com/feed.xml",
        "file:///etc/passwd",
        "ftp://example.com/feed",
        "gopher://example.com/",
        "data:text/xml,<rss/>",
        "javascript:alert(1)",
        "http://",
        "http:///feed",
        "http://example.com:99999/",
        "http://example.com:25/",
        "https://example.com:22/feed",
        "http://[::1/",
        "http://[::1]@/",
        "http://[::1]x@/",
        "http://a b.example/",
        "https://a\0b.example/",
        "https://example.com/" + "x" * 2000,
    ],
)
def test_what_is_no_web_address_is_refused_in_one_sentence(address: str) -> None:
    with pytest.raises(FeedError) as refused:
        parse_address(address)
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert len(sentence) < 400
    assert "\n" not in sentence


def test_an_address_is_shown_without_its_password() -> None:
    assert shown("https://ann:secret@example.com/a?b") == "https://example.com/a?b"
    assert shown("https://a:b@c:d@example.com") == "https://example.com"
