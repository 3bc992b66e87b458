"""What objects hold in memory, found by following their references."""

import gc
import re
from collections.abc import Iterable
from types import BuiltinFunctionType, CodeType, FrameType, FunctionType, ModuleType
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

_PASSED_OVER = (type, ModuleType, CodeType, FrameType, BuiltinFunctionType, AsyncEngine)
"""From these, everything can be reached; and SQLAlchemy keeps statements as they were first run."""


def names(number: int, roots: Iterable[object]) -> bool:
    """Return whether an id can be reached from objects, as a number or within a text."""
    wanted = re.compile(rf"(?<!\d){number}(?!\d)")
    seen, waiting = dict[int, object](), list(roots)
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, _PASSED_OVER):
            continue
        seen[id(one)] = one  # kept, so that its address is given to no other
        if _is_named(one, number, wanted):
            return True
        waiting += _referents(one)
    return False


def _is_named(one: Any, number: int, wanted: re.Pattern[str]) -> bool:
    if isinstance(one, int):
        return one == number
    return isinstance(one, str) and wanted.search(one) is not None


def _referents(one: object) -> list[Any]:
    if isinstance(one, FunctionType):
        return list(one.__closure__ or ())
    return gc.get_referents(one)
