from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from ipaddress import ip_network

import pytest

from bot.feeds.fetching import Fetcher, open_fetcher
from tests.support.web import Website, open_website

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LOOPBACK = (ip_network("127.0.0.1/32"),)


@pytest.fixture
async def website() -> AsyncGenerator[Website]:
    async with open_website() as website:
        yield website


@pytest.fixture
async def fetcher() -> AsyncGenerator[Fetcher]:
    """Give a fetcher that may connect to 127.0.0.1, but to no other private address."""
    async with open_fetcher(
        agent="Pullquote/test", clock=lambda: NOW, permitted=LOOPBACK, deadline=5
    ) as fetcher:
        yield fetcher
