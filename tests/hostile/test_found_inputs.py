"""Every input that once broke a property is tried again, and so are the first inputs."""

from pathlib import Path

import pytest

from benchmarks.fuzz.corpus import read_corpus
from benchmarks.fuzz.covered import COVERED
from benchmarks.fuzz.targets import TARGETS

FOUND = sorted(path for path in (Path(__file__).parent / "found").rglob("*") if path.is_file())
CORPUS = read_corpus()


def test_every_target_says_what_guides_it() -> None:
    assert COVERED.keys() == TARGETS.keys() >= CORPUS.keys()


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_was_found_is_mended(path: Path) -> None:
    TARGETS[path.parent.name].check(path.read_bytes())


@pytest.mark.parametrize("name", CORPUS)
def test_the_properties_hold_for_inputs_that_reach_most_of_the_code(name: str) -> None:
    for data in CORPUS[name]:
        TARGETS[name].check(data)


@pytest.mark.parametrize("name", TARGETS)
def test_the_properties_hold_for_the_first_inputs(name: str) -> None:
    for seed in TARGETS[name].seeds:
        TARGETS[name].check(seed)
