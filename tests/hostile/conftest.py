"""What the tests of hostile input share: the index that a target searches is closed at the end."""

from collections.abc import Iterator

import pytest

from benchmarks.fuzz.searching import close_index


@pytest.fixture(autouse=True, scope="module")
def searched_index() -> Iterator[None]:
    """Close the index of the target "search", if a test has opened it."""
    yield
    close_index()
