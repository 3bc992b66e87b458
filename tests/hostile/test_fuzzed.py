"""The properties of `benchmarks.fuzz` hold for what chance makes of the first inputs.

Atheris tries millions, guided by coverage (docs/reliability.md); this is a slice of each.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzz.targets import TARGETS
from tests.support.hostile_texts import TEXTS

_EXAMPLES = 8
_PIECES = [one.encode()[:300] for one in TEXTS]


@st.composite
def mutated(draw: st.DrawFn, seeds: tuple[bytes, ...]) -> bytes:
    """Draw a first input of which a part is replaced: by chance, by a hostile text, by itself."""
    seed = draw(st.sampled_from(seeds))
    start = draw(st.integers(0, len(seed)))
    end = draw(st.integers(start, min(len(seed), start + 12)))
    piece = draw(st.binary(max_size=12) | st.sampled_from(_PIECES) | st.just(seed[:40] * 3))
    return seed[:start] + piece + seed[end:]


@pytest.mark.parametrize("name", TARGETS)
def test_the_properties_hold_for_what_chance_makes_of_the_first_inputs(name: str) -> None:
    target = TARGETS[name]

    @settings(max_examples=_EXAMPLES, deadline=None)
    @given(mutated(target.seeds))
    def check(data: bytes) -> None:
        target.check(data)

    check()
