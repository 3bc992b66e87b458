"""Find the loops of a speech recogniser: the same words over and over; pure."""

import re
from collections.abc import Iterator, Sequence

from bot.models import Span

_LONGEST_PERIOD = 40
"""In words: the longest phrase whose repetition is noticed."""
_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_UNSPACED_CHARACTER = re.compile(f"[{_UNSPACED}]")
_SPACED_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_WORD = re.compile(f"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\\W_])+(?:['’][^\\W_]+)?")
_STOPS = ".?!…。！？\n"
_FEWEST_TIMES = ((1, 16), (3, 9), (_LONGEST_PERIOD, 6))
"""The largest period in words, and from how many times on its repetition is a loop.

People say a line of a song three or four times and "no" a dozen times.
"""


def find_loops(text: str) -> Iterator[Span]:
    """Yield each repetition in each loop, without the first occurrence, in order.

    `text` has spaces in place of asides and labels.
    """
    pattern = _WORD if _UNSPACED_CHARACTER.search(text) else _SPACED_WORD  # thrice as fast
    matches = list(pattern.finditer(text))
    runs = _runs([found[0].casefold() for found in matches])
    done = 0
    for first, period, words in runs:
        start = _aligned(text, matches, max(first, done), period=period)
        times = (first + words - start) // period
        if _ends(text, matches, start + period) and not _ends(
            text, matches, start + period * times
        ):
            times -= 1  # its words begin another sentence: "Thank you. Thank you for watching!"
        if times < _fewest_times(period):
            continue
        done = start + period * times
        for word in range(start + period, done, period):
            end = matches[word + period - 1].end()
            yield Span(matches[word].start(), _with_stop(text, end))


def _fewest_times(period: int) -> int:
    return next(times for longest, times in _FEWEST_TIMES if period <= longest)


def _runs(words: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return each run of words with a period: its first word, the period and the number of words.

    Of overlapping runs the one with the shortest period is kept. The words are compared with
    themselves shifted by each period, so the time is linear in their number.
    """
    import numpy as np  # noqa: PLC0415 - takes 0.1 s, which commands without transcripts spare

    numbers = {word: number for number, word in enumerate(dict.fromkeys(words))}
    ids = np.fromiter((numbers[word] for word in words), dtype=np.int32, count=len(words))
    taken = np.zeros(len(words), dtype=bool)
    found: list[tuple[int, int, int]] = []
    for period in range(1, min(_LONGEST_PERIOD, len(words) // 2) + 1):
        least = period * (_fewest_times(period) - 1)
        same = np.flatnonzero(np.diff(np.concatenate(([0], ids[period:] == ids[:-period], [0]))))
        for first, end in zip(same[::2].tolist(), same[1::2].tolist(), strict=True):
            if end - first >= least and not taken[first : end + period].any():
                taken[first : end + period] = True
                found.append((first, period, end - first + period))
    return sorted(found)


def _aligned(text: str, matches: Sequence[re.Match[str]], first: int, *, period: int) -> int:
    """Return the first word of a run that begins a sentence, else its first word."""
    for word in range(first, min(first + period, len(matches))):
        before = text[matches[word - 1].end() : matches[word].start()] if word else "\n"
        if any(stop in before for stop in _STOPS):
            return word
    return first


def _ends(text: str, matches: Sequence[re.Match[str]], word: int) -> bool:
    """Return whether a sentence ends before a word."""
    after = matches[word].start() if word < len(matches) else len(text)
    return word == len(matches) or any(
        stop in text[matches[word - 1].end() : after] for stop in _STOPS
    )


def _with_stop(text: str, end: int) -> int:
    while end < len(text) and text[end] in ".?!…。！？,;":
        end += 1
    return end
