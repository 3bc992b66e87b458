"""What the tests of hostile input share: what its targets open is closed at the end."""

from collections.abc import Iterator

import pytest

from benchmarks.fuzz.responses import close_server
from benchmarks.fuzz.searching import close_index


@pytest.fixture(autouse=True, scope="module")
def opened_by_targets() -> Iterator[None]:
    """Close the index that is searched and the server that answers, if a test has opened them."""
    yield
    close_index()
    close_server()
