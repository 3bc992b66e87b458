"""Parse stated times of every shape, and format them; pure.

There is one linear pattern a shape, with bounded digits.
"""

import math
import re

CLOCK = r"(?:\d{1,3}[:：])?\d{1,3}[:：]\d{1,2}(?:[.,:;，．]\d{1,9})?(?!\d)"
"""The source of a pattern for `0:05`, `1:02:03.5`, `00:00:05,123` or, in frames, `00:00:03:18`.

It has no groups, and takes more than are times: ask `parse_time`, which knows that there is no
0:75. What may stand before it is the caller's to say.
"""

LATEST_MS = 1000 * 3600 * 1000
"""A thousand hours: what is said to be later is a date, a number or a mistake."""

_FRAME_DIGITS = 2
_HIGHEST = 60
"""Of minutes and seconds: rounding writes 0:60."""

_CLOCK = re.compile(
    r"(?:(?P<hours>\d{1,3})[:：])?(?P<minutes>\d{1,3})[:：](?P<seconds>\d{1,2})"
    r"(?:[.,，．](?P<fraction>\d{1,9})|[:;](?P<frames>\d{1,3}))?"
)
_SECONDS = re.compile(r"(?P<seconds>\d{1,9}(?:[.,]\d{1,9})?|[.,]\d{1,9})(?P<unit>h|ms?|s|f|t)?")
_TICKS = re.compile(r"(?P<ticks>\d{1,18})t")
_UNITS = re.compile(
    r"(?:PT)?(?:(?P<hours>\d{1,3})\s?h(?:rs?|ours?)?,?\s?)?"
    r"(?:(?P<minutes>\d{1,4})\s?m(?:ins?|inutes?)?,?\s?)?"
    r"(?:(?P<seconds>\d{1,6}(?:[.,]\d{1,9})?)\s?s(?:ecs?|econds?)?)?",
    re.IGNORECASE,
)


def parse_time(
    stated: str | float, *, frame_rate: float = 30.0, tick_rate: float = 1.0
) -> int | None:
    """Return a stated time in milliseconds, or None where it is no time.

    A number, also in digits, is in seconds. `frame_rate` and `tick_rate` are how many frames and
    ticks a second has, for `00:00:03:18`, `40f` and `500t`. A negative time is 0: nothing is said
    before the recording begins.
    """
    if isinstance(stated, str):
        text = stated.strip()
        if text.startswith(("-", "−")):
            return None if _parse(text[1:], frame_rate, tick_rate) is None else 0
        return _parse(text, frame_rate, tick_rate)
    return None if isinstance(stated, bool) else _milliseconds(stated)


def format_time(ms: int) -> str:
    """Return a time with hours, minutes and whole seconds: `0:00:05`."""
    minutes, seconds = divmod(ms // 1000, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def format_milliseconds(ms: int) -> str:
    """Return a time to the millisecond: `0:00:05.120`."""
    return f"{format_time(ms)}.{ms % 1000:03}"


def _parse(text: str, frame_rate: float, tick_rate: float) -> int | None:
    if found := _CLOCK.fullmatch(text):
        return _clock(found, frame_rate)
    if found := _TICKS.fullmatch(text):
        return _milliseconds(int(found["ticks"]) / tick_rate) if tick_rate > 0 else None
    if found := _SECONDS.fullmatch(text):
        amount = float(found["seconds"].replace(",", "."))
        if found["unit"] == "f":
            return _milliseconds(amount / frame_rate) if frame_rate > 0 else None
        return _milliseconds(amount * {"h": 3600, "m": 60, "ms": 0.001}.get(found["unit"] or "", 1))
    if (found := _UNITS.fullmatch(text)) and any(found.groups()):
        hours, minutes = int(found["hours"] or 0), int(found["minutes"] or 0)
        seconds = float((found["seconds"] or "0").replace(",", "."))
        return _milliseconds((hours * 60 + minutes) * 60 + seconds)
    return None


def _clock(found: re.Match[str], frame_rate: float) -> int | None:
    hours, minutes, seconds = (int(found[part] or 0) for part in ("hours", "minutes", "seconds"))
    if seconds > _HIGHEST or (found["hours"] and minutes > _HIGHEST):
        return None
    fraction, frames = found["fraction"], found["frames"]
    if frames and len(frames) > _FRAME_DIGITS:  # 00:00:05:123, milliseconds after all
        fraction, frames = frames, None
    ms = ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((fraction or "0")[:3].ljust(3, "0"))
    if frames and not found["hours"]:
        return None  # a clock of hours, minutes and seconds has matched before
    if frames:
        ms += min(int(int(frames) * 1000 / max(1.0, frame_rate)), 999)
    return ms if ms <= LATEST_MS else None


def _milliseconds(seconds: float) -> int | None:
    if not math.isfinite(seconds) or seconds * 1000 > LATEST_MS:
        return None
    return max(0, round(seconds * 1000))
