"""What either database can store, and what a member can read."""

from collections.abc import Iterator
from dataclasses import asdict, is_dataclass
from typing import Any

_LARGEST = 2**63
_LONGEST_SENTENCE = 700


def check_sentence(sentence: str) -> None:
    """Raise AssertionError for an error that is no sentence on one line, or cannot be stored."""
    assert sentence.endswith((".", "?")), sentence
    assert len(sentence.splitlines()) == 1, sentence
    assert len(sentence) <= _LONGEST_SENTENCE, sentence
    sentence.encode()


def check_storable(value: Any) -> None:
    """Raise AssertionError for texts and numbers in a dataclass that a database refuses."""
    assert is_dataclass(value)
    assert not isinstance(value, type)
    for one in _leaves(asdict(value)):
        if isinstance(one, str):
            one.encode()  # neither database has text with half a character
        elif isinstance(one, int):
            assert -_LARGEST <= one < _LARGEST, one


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, one in value.items():  # pyright: ignore[reportUnknownVariableType] - of asdict
            yield key
            yield from _leaves(one)
    elif isinstance(value, list | tuple):
        for one in value:  # pyright: ignore[reportUnknownVariableType] - likewise
            yield from _leaves(one)
    else:
        yield value
