"""Find what stands on each page of a document whose text was copied: numbers, headers; pure."""

import re
from collections import Counter
from collections.abc import Sequence

_PAGE = re.compile(
    r"\s{0,20}(?:page|seite|página|pagina|sida|side|strona|страница|стр\.)\s{1,3}\d{1,4}"
    r"(?:\s{0,3}(?:of|von|de|di|sur|van|av|из|/)\s{0,3}\d{1,4})?\s*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*[-–—]?\s?\d{1,4}\s?[-–—]?\s*")
_DIGITS = re.compile(r"\d+")
_BREAK = "\f"
_REACH = 3
"""In lines that are not blank: how far from a page number or break a header or footer stands."""

_LONGEST = 120


def page_marks(lines: Sequence[str]) -> frozenset[int]:
    """Return the numbers of the lines that are page numbers, headers and footers.

    A header or footer stands near page numbers or page breaks, again and again, but for digits.
    """
    filled = [at for at, line in enumerate(lines) if line.strip()]
    pages = {place for place in range(len(filled)) if _is_page(lines, filled, place)}
    breaks = {place for place, at in enumerate(filled) if _BREAK in lines[at]}
    near: dict[str, set[int]] = {}
    for mark in pages | breaks:
        for place in range(max(0, mark - _REACH), min(len(filled), mark + _REACH + 1)):
            line = _masked(lines[filled[place]])
            if place not in pages and len(line) <= _LONGEST:
                near.setdefault(line, set()).add(place)
    counts = Counter(_masked(lines[at]) for at in filled) if near else Counter[str]()
    recurring = {
        place
        for line, places in near.items()
        if 1 < len(places) >= counts[line] - 1  # the first stands at the top of the document
        for place in places
    }
    return frozenset(filled[place] for place in pages | recurring)


def _masked(line: str) -> str:
    return _DIGITS.sub("0", line.strip())


def _is_page(lines: Sequence[str], filled: Sequence[int], place: int) -> bool:
    line = lines[filled[place]]
    if _PAGE.fullmatch(line):
        return True
    if not _NUMBER.fullmatch(line):
        return False
    next_filled = filled[place + 1] if place + 1 < len(filled) else len(lines)
    return any(_BREAK in one for one in lines[filled[place] : next_filled + 1])
