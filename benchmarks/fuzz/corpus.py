"""The inputs of earlier runs that are kept: for each target a few short ones that reach most code.

A run of the fuzzer begins with them, and every run of the tests tries them.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

_FILE = Path(__file__).parents[2] / "tests" / "hostile" / "corpus.json"


def read_corpus() -> Mapping[str, Sequence[bytes]]:
    """Return the kept inputs by the names of their targets."""
    stored: Mapping[str, Sequence[str]] = json.loads(_FILE.read_text(encoding="ascii"))
    return {name: [one.encode("latin-1") for one in inputs] for name, inputs in stored.items()}
