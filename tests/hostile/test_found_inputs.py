"""Every input that once broke a property is tried again, and so are the first inputs."""

from pathlib import Path

import pytest

from benchmarks.fuzz.targets import TARGETS

FOUND = sorted(path for path in (Path(__file__).parent / "found").rglob("*") if path.is_file())


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_was_found_is_mended(path: Path) -> None:
    TARGETS[path.parent.name].check(path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_the_properties_hold_for_the_first_inputs(name: str) -> None:
    for seed in TARGETS[name].seeds:
        TARGETS[name].check(seed)
