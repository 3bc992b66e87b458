"""Rank what is found for a line, a subject or a question by the probability that it is meant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import aiosqlite

from bot.models import Match
from bot.search.filtered import at_least
from bot.search.memory.search_scope import SearchScope
from bot.search.query.filters import FilteredQuery
from bot.search.query.parser import query_words
from bot.search.scoring.calibration import (
    GUESS_WEIGHT,
    LINE_GUESS,
    LINE_THRESHOLD,
    PASSAGE_GUESS,
    answer_probability,
    answer_threshold,
    line_probability,
    subject_probability,
    subject_threshold,
)
from bot.search.scoring.excerpts import ANSWER_RULES, SUBJECT_RULES, ExcerptRules
from bot.search.scoring.filtering import fitting_excerpts, fitting_lines, fitting_run
from bot.search.scoring.line import find_line, runner_up
from bot.search.scoring.meaning import similar_quotes
from bot.search.scoring.passages import Passage
from bot.search.scoring.places import find_excerpts
from bot.search.scoring.previews import lines_in_place, passages_in_place
from bot.search.scoring.question import find_answers
from bot.search.scoring.runs import overlaps, to_match
from bot.search.scoring.subject import contains_words, find_subject, is_offered, naming_core
from bot.search.semantic.codes import Vector


@dataclass(frozen=True, slots=True)
class Ranking:
    """The matches for a text, best first, each with its probability as its score.

    From `threshold` on, the best is `close`, and from `guess` on, it may be shown as a guess.
    `emphasised` are the stems by which they were found. It is `is_doubtful` where none is `close`
    and quotes of a similar meaning may be added.
    """

    search_scope: SearchScope
    text: str
    matches: tuple[Match, ...]
    threshold: float
    guess: float = PASSAGE_GUESS
    emphasised: frozenset[str] = frozenset()
    is_doubtful: bool = False

    def with_guesses(self, guesses: Iterable[Match]) -> "Ranking":
        """Return the ranking with more matches."""
        matches = sorted((*self.matches, *guesses), key=lambda one: -one.score)
        return replace(self, matches=tuple(matches))

    def without_overlaps(self, *, limit: int) -> "Ranking":
        """Keep the first matches, without those that share more than half with a better one."""
        kept: list[Match] = []
        for match in self.matches:
            if len(kept) >= limit:
                break
            if not any(overlaps(match, other) for other in kept):
                kept.append(match)
        return replace(self, matches=tuple(kept))


async def rank_lines(
    db: aiosqlite.Connection, search_scope: SearchScope, query: FilteredQuery
) -> Ranking:
    """Rank all lines that may be the one that was typed, also where they overlap."""
    parsed, found = await find_line(db, search_scope, query.text)
    found = await fitting_lines(db, search_scope, query, found)
    lines = lines_in_place(search_scope, found)
    runners_up = [runner_up(line, lines) for line in lines]
    probabilities = [
        line_probability(parsed, line.score, runner_up=score)
        for line, score in zip(lines, runners_up, strict=True)
    ]
    ranges = search_scope.episode_ranges
    matches = [
        to_match(line.run, line.core, key=ranges[line.core.episode].key, score=probability)
        for line, probability in zip(lines, probabilities, strict=True)
    ]
    ranking = Ranking(search_scope, query.text, tuple(matches), LINE_THRESHOLD, guess=LINE_GUESS)
    if query.phrases:
        return replace(ranking, matches=tuple(at_least(matches, LINE_THRESHOLD)))
    return replace(ranking, is_doubtful=all(one < LINE_THRESHOLD for one in probabilities))


async def guesses(
    db: aiosqlite.Connection, search_scope: SearchScope, query: FilteredQuery, vector: Vector
) -> list[Match]:
    """Return quotes of a similar meaning, none of them so likely that it is `close`."""
    ranges = search_scope.episode_ranges
    return [
        to_match((quote,), quote, key=ranges[quote.episode].key, score=excess * GUESS_WEIGHT)
        for quote, excess in await similar_quotes(db, search_scope, vector)
        if fitting_run(query, (quote,), quote, {})
    ]


async def rank_subject(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    query: FilteredQuery,
    *,
    vector: Vector | None,
    limit: int,
) -> Ranking:
    """Rank excerpts about a subject."""
    parsed, found = await find_subject(db, search_scope, query.text, vector=vector)
    passages = passages_in_place(search_scope, found)
    probabilities = [subject_probability(passage) for passage in passages]
    threshold = subject_threshold(passages)
    if is_offered(search_scope, query.text):
        # A passage that contains the name of an offered topic is about it, however short.
        words = query_words(query.text, search_scope.dictionary.languages)
        contained = [contains_words(search_scope, one.run, words) for one in passages]
        passages = [naming_core(search_scope, one, words) for one in passages]
        probabilities = [
            max(probability, threshold) if named else probability
            for probability, named in zip(probabilities, contained, strict=True)
        ]
    ranked = _in_order(passages, probabilities)
    matches = await _excerpts(
        db, search_scope, query, ranked, rules=SUBJECT_RULES, limit=limit, threshold=threshold
    )
    return Ranking(search_scope, query.text, matches, threshold, emphasised=parsed.emphasised)


async def rank_answers(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    query: FilteredQuery,
    *,
    vector: Vector | None,
    limit: int,
) -> Ranking:
    """Rank excerpts that answer a question."""
    parsed, found = await find_answers(db, search_scope, query.text, vector=vector)
    passages = passages_in_place(search_scope, found)
    threshold = answer_threshold(passages)
    ranked = _in_order(passages, (answer_probability(parsed, passage) for passage in passages))
    rules = replace(ANSWER_RULES, kept=True) if query.phrases else ANSWER_RULES
    matches = await _excerpts(
        db, search_scope, query, ranked, rules=rules, limit=limit, threshold=threshold
    )
    return Ranking(search_scope, query.text, matches, threshold, emphasised=parsed.emphasised)


def _in_order(
    passages: Sequence[Passage], probabilities: Iterable[float]
) -> list[tuple[Passage, float]]:
    """Return passages with their probabilities, none greater than that of an earlier passage."""
    return list(zip(passages, accumulate(probabilities, min), strict=True))


async def _excerpts(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    query: FilteredQuery,
    ranked: Sequence[tuple[Passage, float]],
    *,
    rules: ExcerptRules,
    limit: int,
    threshold: float,
) -> tuple[Match, ...]:
    """Return what is shown of ranked passages; what has the phrases that were typed is `close`."""
    excerpts = await find_excerpts(db, search_scope, ranked, rules=rules, limit=limit)
    ranges = search_scope.episode_ranges
    matches = [
        to_match(one.run, one.core, key=ranges[one.core.episode].key, score=one.probability)
        for one in await fitting_excerpts(db, search_scope, query, excerpts)
    ]
    return tuple(at_least(matches, threshold) if query.phrases else matches)
