"""Load JSON of any size within bounds, and look things up in it by paths."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import cast

from bot.errors import TranscriptError
from bot.transcripts.timestamps import LATEST_MS, parse_time
from bot.translation import N_, format_number
from bot.translation import gettext as _

Chain = tuple[object, ...]
"""A value after the objects that it is in, from the outermost."""

_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,18})?")
_LARGEST = 1e18
_LIKE_ARRAY = 3
_ADDRESSABLE = re.compile(r"[^\[\].|*]{1,60}")
_LONGEST = 200
"""Of a path, in characters."""

_SPACE = re.compile(r"[\s,;\x1e]*")
_STEP = re.compile(r"([^\[\].|]*)((?:\[\d{0,4}\])*)")
_DEEP = N_(
    "this JSON is nested too deeply to be a transcript: export the transcript as "
    "SRT, WebVTT or text, and add that."
)


def load_json(text: str) -> object:
    """Return the value of a JSON text, or the list of the values of JSON Lines.

    NaN and Infinity become None, and of repeated keys the last counts, as Python reads them. Raise
    TranscriptError where the text is no JSON, breaks off or is nested too deeply.
    """
    decoder = json.JSONDecoder(parse_constant=lambda _: None)
    values: list[object] = []
    at = _after_space(text, 0)
    try:
        while at < len(text):
            value, at = cast("tuple[object, int]", decoder.raw_decode(text, at))
            values.append(value)
            at = _after_space(text, at)
    except json.JSONDecodeError as error:
        raise TranscriptError(
            _(
                "this JSON breaks off or is damaged at line {number}: export or download it "
                "again, and add that."
            ).format(number=format_number(error.lineno))
        ) from None
    except RecursionError:
        raise TranscriptError(_(_DEEP)) from None
    except ValueError:  # Python refuses integers of over 4,300 digits
        raise TranscriptError(
            _(
                "this JSON has a number of thousands of digits: it is no transcript, so export "
                "that as SRT, WebVTT or text."
            )
        ) from None
    return values[0] if len(values) == 1 else values


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def as_map(value: object) -> dict[str, object]:
    """Return the value if it is an object, else an empty one."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def as_list(value: object) -> list[object]:
    """Return the value if it is an array, else an empty one."""
    return cast("list[object]", value) if isinstance(value, list) else []


@lru_cache(maxsize=512)
def _steps(path: str) -> tuple[str | int | None, ...]:
    """Return the steps of a path: a key, a number, or None for each element of an array."""
    steps: list[str | int | None] = []
    for part in path.split("."):
        found = _STEP.fullmatch(part)
        key, brackets = found.groups() if found else (part, "")
        steps += [key] if key else []
        steps += [int(one) if one else None for one in re.findall(r"\[(\d*)\]", brackets)]
    return tuple(steps)


def select(value: object, path: str) -> list[Chain]:
    """Return the values at a path such as `results[0].words[]`, each after what it is in.

    `[]` is each element of an array, `*` each value of an object, and `a|b` the values of the first
    path that has any. Where several channels are chosen from, their number is among what a value is
    in.
    """
    for one in path.split("|"):
        chains: list[Chain] = [(value,)]
        for step in _steps(one):
            chains = [further for chain in chains for further in _follow(chain, step)]
        if chains:
            return chains
    return []


def _follow(chain: Chain, step: str | int | None) -> Iterator[Chain]:
    value = chain[-1]
    if step == "*":
        yield from ((*chain, one) for one in as_map(value).values())
    elif isinstance(step, str):
        found = as_map(value).get(step)
        if found is not None:
            yield (*chain, found)
    elif isinstance(step, int):
        yield from ((*chain, one) for one in as_list(value)[step : step + 1])
    else:
        elements = as_list(value)
        numbered = len(elements) > 1 and len(chain) > 1 and _are_channels(chain)
        for number, one in enumerate(elements):
            yield (*chain, {"channel": number}, one) if numbered else (*chain, one)


def _are_channels(chain: Chain) -> bool:
    return any(as_map(one).get("channels") is chain[-1] for one in chain[-2:-1])


def first(value: object, paths: str) -> object:
    """Return the first value at any of the paths `a|b.c`, or None."""
    for path in paths.split("|"):
        found = value
        for step in _steps(path):
            if isinstance(step, str):
                found = as_map(found).get(step)
            else:
                elements, at = as_list(found), step or 0
                found = elements[at] if at < len(elements) else None
            if found is None:
                break
        if found is not None:
            return found
    return None


def text_at(value: object, paths: str) -> str | None:
    """Return the text at the first of the paths that has one; with `[]`, all of them joined."""
    for path in paths.split("|"):
        found = (
            [chain[-1] for chain in select(value, path)] if "[]" in path else [first(value, path)]
        )
        texts = [one for one in found if isinstance(one, str)]
        if texts:
            return "".join(texts)
    return None


def milliseconds(value: object, *, unit: float) -> int | None:
    """Return a time in milliseconds, or None; `unit` is how many a number is worth.

    A text with a number is a number; others are read as `0:05`, `1.500s` or `PT1.5S`.
    """
    if isinstance(value, str):
        text = value.strip()
        return _scaled(float(text), unit) if _NUMBER.fullmatch(text) else parse_time(text[:40])
    given = as_map(value)
    if given:  # of Google's libraries: {"seconds": 1, "nanos": 500000000}
        seconds = milliseconds(given.get("seconds", 0), unit=1000)
        nanos = milliseconds(given.get("nanos", 0), unit=1e-6)
        return None if seconds is None or nanos is None else seconds + nanos
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return _scaled(value, unit)


def _scaled(number: float, unit: float) -> int | None:
    if not -_LARGEST < number < _LARGEST or number * unit > LATEST_MS:  # NaN is in no range
        return None
    return max(0, round(number * unit))


def object_arrays(root: object) -> dict[str, list[dict[str, object]]]:
    """Return the objects in the arrays of a value by their path, the outer ones first.

    An object whose values are objects counts as an array of them. There is no recursion.
    """
    found: dict[str, list[dict[str, object]]] = {}
    waiting: list[tuple[str, object]] = [("", root)]
    for path, value in waiting:
        if len(path) > _LONGEST:
            continue
        step, elements = _elements(value)
        if step:
            inside = f"{path}.{step}" if path and step == "*" else path + step
            found.setdefault(inside, []).extend(one for one in map(as_map, elements) if one)
            waiting += [(inside, one) for one in elements if isinstance(one, dict | list)]
            continue
        for key, inner in as_map(value).items():
            if isinstance(inner, dict | list) and _ADDRESSABLE.fullmatch(key):
                waiting.append((f"{path}.{key}" if path else key, cast("object", inner)))
    return {path: objects for path, objects in found.items() if objects}


def _elements(value: object) -> tuple[str, list[object]]:
    """Return the elements of an array, or of an object that is like one, and the step to them."""
    elements = as_list(value)
    if elements:
        return "[]", elements
    values = list(as_map(value).values())
    if len(values) >= _LIKE_ARRAY and all(isinstance(one, dict) for one in values):
        return "*", values
    return "", []
