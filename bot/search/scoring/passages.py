"""Runs of neighbouring quotes: what a result shows."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bot.models import Match
from bot.search.storage.documents import LONGEST_RUN, Document

_OVERLAP = 0.5

DocumentRun = tuple[Document, ...]


def is_contiguous(documents: Sequence[Document]) -> bool:
    """Tell whether rows follow each other in one episode, and are short enough together."""
    joined = all(
        left.id + 1 == right.id and left.episode == right.episode and left.gap is not None
        for left, right in pairwise(documents)
    )
    return bool(documents) and joined and _fits(documents)


def neighbours(
    documents: Mapping[int, Document], core: Document, *, before: int, after: int
) -> DocumentRun:
    """Return the rows around one, as far as they were fetched and follow without a hole."""
    first = last = core.id
    while first > core.id - before and _follows(documents, first - 1):
        first -= 1
    while last < core.id + after and _follows(documents, last):
        last += 1
    return tuple(documents[number] for number in range(first, last + 1))


def to_match(run: DocumentRun, core: Document, *, key: str, score: float) -> Match:
    """Return a run of the episode `key` as an answer; a speaker only where one speaks it all."""
    speakers = {document.speaker for document in run}
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


def overlaps(left: Match, right: Match) -> bool:
    """Tell whether two matches share more than half of the shorter one."""
    if left.episode != right.episode:
        return False
    shared = min(left.end, right.end) - max(left.start, right.start)
    return shared > _OVERLAP * min(left.end - left.start, right.end - right.start)


def _fits(documents: Sequence[Document]) -> bool:
    return len(documents) == 1 or documents[-1].end - documents[0].start <= LONGEST_RUN


def _follows(documents: Mapping[int, Document], number: int) -> bool:
    left, right = documents.get(number), documents.get(number + 1)
    if left is None or right is None or left.gap is None:
        return False
    return left.episode == right.episode


def _verbatim(run: DocumentRun) -> Iterator[str]:
    for document in run[:-1]:
        yield document.text
        yield document.gap or ""
    yield run[-1].text


def _displayed(run: DocumentRun) -> Iterator[str]:
    for before, document in zip((None, *run), run, strict=False):
        if before is not None:
            yield " " if before.turn == document.turn else "\n"
        yield document.display
