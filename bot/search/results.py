"""Make the result of a search: what is sure, what may be shown as a guess, what to try instead."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

from bot.models import Match, SearchResult
from bot.search.autocomplete import closest_topics
from bot.search.memory.partitions import SearchScope
from bot.search.query.synonyms import load_thesaurus
from bot.search.scoring.calibration import LEAST_GUESS, MOST_WORDS, PASSAGE_GUESS, to_confidence
from bot.search.scoring.line import shared_words
from bot.search.scoring.passages import Passage
from bot.search.scoring.places import RankedExcerpt
from bot.search.scoring.runs import overlaps, to_match
from bot.text.display import fold

SUGGESTIONS = 3
"""At most this many topics are suggested with an answer that is not confident."""


_LEAST = 3
"""Letters of a stem that are always compared."""


def with_probabilities(
    passages: Sequence[Passage], probabilities: Iterable[float]
) -> list[tuple[Passage, float]]:
    """Return passages with their probabilities, none greater than that of an earlier passage."""
    return [
        (passage, probability)
        for passage, probability in zip(passages, accumulate(probabilities, min), strict=True)
    ]


def to_matches(search_scope: SearchScope, excerpts: Iterable[RankedExcerpt]) -> tuple[Match, ...]:
    """Return excerpts as matches, in order."""
    ranges = search_scope.episode_ranges
    return tuple(
        [
            to_match(one.run, one.core, key=ranges[one.core.episode].key, score=one.probability)
            for one in excerpts
        ]
    )


async def make_result(
    search_scope: SearchScope,
    text: str,
    matches: tuple[Match, ...],
    *,
    threshold: float,
    guess: float = PASSAGE_GUESS,
) -> SearchResult:
    """Make a result of matches; from the probability `guess` on, the best may be shown as one.

    From `threshold` on it is `close`. A less probable one is a guess if it has most of the words.
    """
    confidence = to_confidence(matches[0].score, threshold=threshold) if matches else "none"
    if confidence != "none":
        return SearchResult(confidence, matches)
    thesaurus = await asyncio.to_thread(load_thesaurus)
    if matches and matches[0].score >= LEAST_GUESS:
        shared = shared_words(search_scope, text, matches[0].display)
        shown = matches[0].score >= guess or shared > MOST_WORDS
        matches = (replace(matches[0], guess=shown), *matches[1:])
    return SearchResult(
        confidence, matches, tuple(closest_topics(search_scope, thesaurus, text, limit=SUGGESTIONS))
    )


def without_overlaps(matches: Iterable[Match], *, limit: int) -> tuple[Match, ...]:
    """Return the first matches, leaving out any that shares more than half with an earlier one."""
    kept: list[Match] = []
    for match in matches:
        if len(kept) >= limit:
            break
        if not any(overlaps(match, other) for other in kept):
            kept.append(match)
    return tuple(kept)


def present_stems(stems: Iterable[str], matches: Iterable[Match]) -> frozenset[str]:
    """Return the stems that may be in the matches: others would tell what hidden episodes say."""
    text = fold(" ".join(match.text for match in matches))
    # The last letter of a stem may differ from that of its words: happi, happy.
    return frozenset(one for one in stems if one[: max(_LEAST, len(one) - 1)] in text)
