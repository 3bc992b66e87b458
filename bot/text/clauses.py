"""Split a long sentence into readable pieces at clauses; pure."""

import re
from collections.abc import Iterator

from bot.models import Span

_JOINING = r"(?:and|but|so|because|which|or|then|where|when|if|while|though)\b"
_CLAUSE = re.compile(
    rf"[;:]\s+|[,.…]\s+(?={_JOINING}|[\"“])|(?<=\s)[-–—]{{1,2}}\s+|(?<!\.)\.{{2,}}\s+",
    re.IGNORECASE,
)
_CONJUNCTION = re.compile(
    r"(?<!\s)\s+(?=(?:but|so|because|then|which|when|where|if"
    r"|(?:and|or)\s(?:i|you|we|they|he|she|it|that|this|there|then|so|if|when|what|how))[\s'’])",
    re.IGNORECASE,
)
_COMMA = re.compile(r",\s+|(?<=[、，。])")
_AND = re.compile(
    r"(?<!\s)\s+(?=(?:and|or|that|to|for|with|from|in|on|at|as|than)\s)", re.IGNORECASE
)
_SPACE = re.compile(r"(?<!\s)\s+")
_BREAKS = (_CLAUSE, _CONJUNCTION, _COMMA, _AND, _SPACE)
"""The places to split at, best first: ends of clauses, before clauses, after commas, before
phrases, between words."""


def split_at_clauses(text: str, span: Span, *, longest: int) -> list[Span]:
    """Split `span` at clauses near its middle until no piece has more than `longest` characters.

    A longer word is cut.
    """
    if span.end - span.start <= longest:
        return [span]
    left_end, right_start = _middle_break(text, span, longest=longest)
    left, right = Span(span.start, left_end), Span(right_start, span.end)
    return [
        *split_at_clauses(text, left, longest=longest),
        *split_at_clauses(text, right, longest=longest),
    ]


def _middle_break(text: str, span: Span, *, longest: int) -> tuple[int, int]:
    """Return the end of the left piece and the start of the right one."""
    middle = (span.start + span.end) // 2
    reach = max(longest // 4, (span.end - span.start) // 4)
    low, high = max(span.start + 1, middle - reach), min(span.end - 1, middle + reach)
    for pattern in _BREAKS:
        breaks = list(_breaks(pattern, text, low, high))
        if breaks:
            return min(breaks, key=lambda ends: abs(ends[0] - middle))
    return middle, middle


def _breaks(pattern: re.Pattern[str], text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield where the left piece can end, punctuation included, and where the right one begins."""
    for match in pattern.finditer(text, low, high):
        left = match.start() + len(match[0].rstrip())
        if low < left <= match.end() < high:
            yield left, match.end()
