"""Runs of neighbouring quotes, and the matches made from them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bot.models import Match, SpokenTurn
from bot.search.storage.documents import LONGEST_RUN, Document

_OVERLAP = 0.5
_AFTER = 3
"""In quotes: an excerpt has at most this many after its core."""

POINTING_BACK = frozenset(
    """and because but he hes it its or she shes so that thats these they theyre this those
    which""".split()
)
"""A quote that begins with one of these words continues the quote before it."""

DocumentRun = tuple[Document, ...]
"""Documents with consecutive ids."""


def is_contiguous(documents: Sequence[Document]) -> bool:
    """Return whether documents follow each other in one episode, over at most 600 characters.

    A single document of any length is contiguous.
    """
    if len(documents) <= 1:
        return bool(documents)
    return documents[-1].end - documents[0].start <= LONGEST_RUN and all(
        left.id + 1 == right.id and left.episode == right.episode and left.gap is not None
        for left, right in pairwise(documents)
    )


def neighbours(
    documents: Mapping[int, Document], core: Document, *, before: int, after: int
) -> DocumentRun:
    """Return the core with up to `before` and `after` documents around it, as far as contiguous."""
    first = last = core.id
    while first > core.id - before and _continues(documents, first - 1):
        first -= 1
    while last < core.id + after and _continues(documents, last):
        last += 1
    return tuple(documents[row] for row in range(first, last + 1))


def shown_run(
    documents: Mapping[int, Document], core: Document, *, max_characters: int
) -> DocumentRun:
    """Return the core and up to three quotes after it, in at most `max_characters` if possible.

    The quote before it comes first if the core continues it within the same turn.
    """
    continues = core.folded.partition(" ")[0] in POINTING_BACK
    around = neighbours(documents, core, before=int(continues), after=_AFTER)
    fits = around[0].turn == core.turn and core.end - around[0].start <= max_characters
    shown = around if fits or around[0] is core else around[1:]
    return tuple(
        row for row in shown if row.id <= core.id or row.end - shown[0].start <= max_characters
    )


def to_match(run: DocumentRun, core: Document, *, key: str, score: float) -> Match:
    """Return a run of the episode `key` as a match, with a speaker only if all quotes share it."""
    speakers = {document.speaker for document in run}
    turns = _turns(run)
    return Match(
        quote=core.quote,
        episode=key,
        start=run[0].start,
        end=run[-1].end,
        text="".join(_verbatim(run))[: run[-1].end - run[0].start],
        display="\n".join(turn.display for turn in turns),
        speaker=core.speaker if len(speakers) == 1 else None,
        start_ms=run[0].start_ms,
        score=round(score, 6),
        turns=turns if len(turns) > 1 else (),
        about_ms=run[0].about_ms,
    )


def is_same_turn(left: Document, right: Document) -> bool:
    """Return whether two neighbouring quotes are of one turn, or of turns of one known speaker.

    A single quote of a turn may have been given to another speaker.
    """
    same_speaker = left.speaker == right.speaker
    return same_speaker and (left.turn == right.turn or left.speaker is not None)


def overlaps(left: Match, right: Match) -> bool:
    """Return whether two matches share more than half of the characters of the shorter one."""
    if left.episode != right.episode:
        return False
    shared = min(left.end, right.end) - max(left.start, right.start)
    return shared > _OVERLAP * min(left.end - left.start, right.end - right.start)


def _continues(documents: Mapping[int, Document], row: int) -> bool:
    """Return whether a row and the next are both known and contiguous."""
    left, right = documents.get(row), documents.get(row + 1)
    if left is None or right is None or left.gap is None:
        return False
    return left.episode == right.episode


def _verbatim(run: DocumentRun) -> Iterator[str]:
    for document in run[:-1]:
        yield document.text
        yield document.gap or ""
    yield run[-1].text


def _turns(run: DocumentRun) -> tuple[SpokenTurn, ...]:
    spoken: list[list[Document]] = []
    for document in run:
        if spoken and is_same_turn(spoken[-1][-1], document):
            spoken[-1].append(document)
        else:
            spoken.append([document])
    return tuple(
        SpokenTurn(turn[0].speaker, " ".join(document.display for document in turn))
        for turn in spoken
    )
