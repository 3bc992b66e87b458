"""Read the language data in `data/`: each file once, when it is first needed.

The data lies beside the guides and not beside the code that reads it: a person who knows the
language can extend it without reading code, and the code can move without moving the data.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data"


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the words of `data/words/NAME.txt`: one a line, in lower case."""
    return frozenset(_lines(DATA / "words" / f"{name}.txt"))


def table(folder: str, name: str) -> Iterator[list[str]]:
    """Yield the rows of `data/FOLDER/NAME.tsv` below its header, each as its fields."""
    return (line.split("\t") for line in _lines(DATA / folder / f"{name}.tsv")[1:])


def tables(folder: str) -> list[str]:
    """List the names of the tables in a folder, in order."""
    return sorted(path.stem for path in (DATA / folder).glob("*.tsv"))


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()
