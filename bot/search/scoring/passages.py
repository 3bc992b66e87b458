"""Runs of neighbouring quotes: what a result shows."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bot.models import Match
from bot.search.storage.documents import LONGEST, Row

_OVERLAP = 0.5

Run = tuple[Row, ...]


def is_run(rows: Sequence[Row]) -> bool:
    """Tell whether rows follow each other in one episode, and are short enough together."""
    joined = all(
        left.id + 1 == right.id and left.episode == right.episode and left.gap is not None
        for left, right in pairwise(rows)
    )
    return bool(rows) and joined and _fits(rows)


def neighbours(rows: Mapping[int, Row], core: Row, *, before: int, after: int) -> Run:
    """Return the rows around one, as far as they were fetched and follow without a hole."""
    first = last = core.id
    while first > core.id - before and _follows(rows, first - 1):
        first -= 1
    while last < core.id + after and _follows(rows, last):
        last += 1
    return tuple(rows[number] for number in range(first, last + 1))


def match(run: Run, core: Row, *, key: str, score: float) -> Match:
    """Return a run of the episode `key` as an answer; a speaker only where one speaks it all."""
    speakers = {row.speaker for row in run}
    return Match(
        quote=core.quote,
        episode=key,
        start=run[0].start,
        end=run[-1].end,
        text="".join(_verbatim(run))[: run[-1].end - run[0].start],
        display="".join(_displayed(run)),
        speaker=core.speaker if len(speakers) == 1 else None,
        start_ms=run[0].start_ms,
        score=round(score, 6),
    )


def overlap(left: Match, right: Match) -> bool:
    """Tell whether two matches share more than half of the shorter one."""
    if left.episode != right.episode:
        return False
    shared = min(left.end, right.end) - max(left.start, right.start)
    return shared > _OVERLAP * min(left.end - left.start, right.end - right.start)


def _fits(rows: Sequence[Row]) -> bool:
    return len(rows) == 1 or rows[-1].end - rows[0].start <= LONGEST


def _follows(rows: Mapping[int, Row], number: int) -> bool:
    left, right = rows.get(number), rows.get(number + 1)
    if left is None or right is None or left.gap is None:
        return False
    return left.episode == right.episode


def _verbatim(run: Run) -> Iterator[str]:
    for row in run[:-1]:
        yield row.text
        yield row.gap or ""
    yield run[-1].text


def _displayed(run: Run) -> Iterator[str]:
    for before, row in zip((None, *run), run, strict=False):
        if before is not None:
            yield " " if before.turn == row.turn else "\n"
        yield row.display
