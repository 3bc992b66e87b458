"""Split a sentence that runs on and on into pieces a reader can take in; pure."""

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
"""Where to cut, best first: ends of clauses, before clauses, after commas, phrases, words."""


def split_at_clauses(text: str, span: Span, *, longest: int) -> list[Span]:
    """Split `span` at the best place nearest its middle until no piece is over `longest`.

    A word longer than that is cut.
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
    middle = (span.start + span.end) // 2
    reach = max(longest // 4, (span.end - span.start) // 4)
    low, high = max(span.start + 1, middle - reach), min(span.end - 1, middle + reach)
    for pattern in _BREAKS:
        breaks = list(_breaks(pattern, text, low, high))
        if breaks:
            return min(breaks, key=lambda found: abs(found[0] - middle))
    return middle, middle


def _breaks(pattern: re.Pattern[str], text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield where the left piece would end, punctuation included, and the right one begin."""
    for found in pattern.finditer(text, low, high):
        left = found.start() + len(found[0].rstrip()) if found[0][:1].strip() else found.start()
        if low < left <= found.end() < high:
            yield left, found.end()
