"""Find the corpora that the benchmarks read; they are not part of the project."""

import os
import sys
from pathlib import Path

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "corpora"


def folder() -> Path:
    """Return the folder of the corpora; exit with a message if it does not exist."""
    named = os.environ.get("PULLQUOTE_CORPORA")
    found = Path(named) if named else BESIDE
    if not found.is_dir():
        sys.exit(f"There are no corpora at {found}: set PULLQUOTE_CORPORA to their folder.")
    return found
