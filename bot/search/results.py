"""Make the result of a search: what is sure, what may be shown as a guess, what to try instead."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace

from bot.models import Match, SearchResult
from bot.search.autocomplete import closest_topics
from bot.search.query.synonyms import Thesaurus, load_thesaurus
from bot.search.ranking import Ranking
from bot.search.scoring.calibration import LEAST_GUESS, MOST_WORDS, to_confidence
from bot.search.scoring.line import shared_words
from bot.text.display import fold

SUGGESTIONS = 3
"""At most this many topics are suggested with an answer that is not confident."""


_LEAST = 3
"""Letters of a stem that are always compared."""


async def make_result(ranking: Ranking) -> SearchResult:
    """Make a result of a ranking; its best match, if it is not sure, may be shown as a guess.

    It is one from the probability `guess` on, or if it has most of the words.
    """
    matches, threshold = ranking.matches, ranking.threshold
    confidence = to_confidence(matches[0].score, threshold=threshold) if matches else "none"
    suggestions = tuple[str, ...]()
    if confidence == "none":
        thesaurus = await asyncio.to_thread(load_thesaurus)
        matches = _marked_guess(ranking, thesaurus)
        near = closest_topics(ranking.search_scope, thesaurus, ranking.text, limit=SUGGESTIONS)
        suggestions = tuple(near)
    stems = _present_stems(ranking.emphasised, matches)
    return SearchResult(confidence, matches, suggestions, stems=stems)


def _marked_guess(ranking: Ranking, thesaurus: Thesaurus) -> tuple[Match, ...]:
    if not ranking.matches or ranking.matches[0].score < LEAST_GUESS:
        return ranking.matches
    best, *others = ranking.matches
    scope, text = ranking.search_scope, ranking.text
    shared = shared_words(scope, text, best.display, ordinary=thesaurus)
    is_shown = best.score >= ranking.guess or shared > MOST_WORDS
    return replace(best, guess=is_shown), *others


def _present_stems(stems: Iterable[str], matches: Iterable[Match]) -> frozenset[str]:
    """Return the stems that may be in the matches: others would tell what hidden episodes say."""
    text = fold(" ".join(match.text for match in matches))
    # The last letter of a stem may differ from that of its words: happi, happy.
    return frozenset(one for one in stems if one[: max(_LEAST, len(one) - 1)] in text)
