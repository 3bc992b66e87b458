"""Judge where a feed may lead: addresses of the web, and of machines on the public internet."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from yarl import URL

from bot.errors import FeedError
from bot.translation import N_
from bot.translation import gettext as _

Network = IPv4Network | IPv6Network

LONGEST_ADDRESS = 2000
"""In characters; browsers and servers refuse longer addresses."""

_WEB_PORTS = {80, 443}
_FIRST_FREE_PORT = 1024
"""Ports below belong to other services, for example mail."""

# https://www.iana.org/assignments/iana-ipv4-special-registry and, last, the address at which
# Azure's hosts answer their guests: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
_RESERVED = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 "
            "192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 "
            "192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 "
            "224.0.0.0/4 240.0.0.0/4 168.63.129.16/32"
        ).split(),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# Tunnels (Teredo, 6to4), benchmarks and documentation:
# https://www.iana.org/assignments/iana-ipv6-special-registry
_RESERVED_6 = tuple(
    map(IPv6Network, "2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20".split())
)


def parse_address(text: str) -> URL:
    """Return the address of a web page; raise FeedError for any other.

    Only http and https are allowed, on their own ports and those from 1024.
    """
    try:
        url = split_address(text.strip())
        port = url.port
    except ValueError:
        raise FeedError(
            _("“{address}” is not a web address; {example}").format(
                address=shown(text), example=_(_EXAMPLE)
            )
        ) from None
    if len(text) > LONGEST_ADDRESS:
        raise FeedError(
            _("The address is over {most} characters long; {example}").format(
                most=LONGEST_ADDRESS, example=_(_EXAMPLE)
            )
        )
    if url.scheme not in {"http", "https"} or not url.host:
        raise FeedError(
            _("“{address}” does not begin with http:// or https://; {example}").format(
                address=shown(text), example=_(_EXAMPLE)
            )
        )
    if port not in _WEB_PORTS and (port or 0) < _FIRST_FREE_PORT:
        raise FeedError(
            _("Port {port} is not used for web pages; {example}").format(
                port=port, example=_(_EXAMPLE)
            )
        )
    return url


def split_address(text: str) -> URL:
    """Return the parts of any address; raise ValueError where it has none."""
    try:
        url = URL(text)
    except IndexError as error:  # of yarl for an address like http://[::1]@/
        raise ValueError(str(error)) from error
    if url.host and not (url.host.isprintable() and " " not in url.host):
        message = "no host has such a name"
        raise ValueError(message)
    return url


_EXAMPLE = N_("give the address of the feed, for example https://example.com/feed.xml.")


def shown(text: str) -> str:
    """Return an address as people may see it: shortened, without its name and password."""
    scheme, slashes, rest = text.strip().partition("://")
    authority, slash, path = rest.partition("/")
    host = authority.rpartition("@")[2]
    return f"{scheme}{slashes}{host}{slash}{path}"[:200]


def parse_networks(text: str) -> tuple[Network, ...]:
    """Parse networks separated by commas; raise ValueError if one is wrong."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def may_connect(host: str, *, permitted: Sequence[Network] = ()) -> bool:
    """Return whether an IP address is on the public internet, or in a network permitted."""
    try:
        address = _unwrapped(ip_address(host))
    except ValueError:
        return False
    if any(address in network for network in permitted):
        return True
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _RESERVED)
    return address in _GLOBAL_UNICAST and not any(address in network for network in _RESERVED_6)


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 address stands for, else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address
