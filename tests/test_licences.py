"""Hold the list of licences to the packages that are installed."""

import re

import pytest

from tests.support import licences


def test_the_list_of_licences_is_that_of_the_packages() -> None:
    assert licences.LIST.read_text(encoding="utf-8") == licences.written(), "run `make lock`"


@pytest.mark.parametrize("name", [name for name, _ in licences.packages()])
def test_a_package_may_be_passed_on_with_the_bot(name: str) -> None:
    parts = set(re.split(r" AND | OR |[() ]+", licences.licence_of(name))) - {""}
    assert parts <= licences.ACCEPTED
