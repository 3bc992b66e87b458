"""Combine ranges of a text; pure."""

from collections.abc import Iterable, Iterator, Sequence

from bot.models import Span, Turn


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans in order, each once; those that overlap are joined."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        elif not found or span != found[-1]:
            found.append(span)
    return tuple(found)


def touching(spans: Iterable[Span], turns: Sequence[Span | Turn]) -> Iterator[Span]:
    """Yield the spans that touch a turn, in order; the turns are in order."""
    number = 0
    for span in sorted(spans):
        while number < len(turns) and turns[number].end <= span.start:
            number += 1
        empty = span.start == span.end
        if number < len(turns) and turns[number].start < span.end and not empty:
            yield span
