"""Find passages that contain the content words of a question; question words count little."""

import asyncio
from collections.abc import Collection
from dataclasses import replace
from functools import cache

import aiosqlite

from bot.search.memory.search_scope import SearchScope
from bot.search.query.languages import likely_languages, stop_words_of
from bot.search.query.parser import MAX_CHARACTERS, Query, parse_query, query_words
from bot.search.query.spelling import SpellingOptions
from bot.search.query.synonyms import Thesaurus, load_thesaurus
from bot.search.scoring.answer_types import answer_pattern
from bot.search.scoring.idf import Idf, weight_by_idf, with_synonyms
from bot.search.scoring.passage_scores import ScoringWeights
from bot.search.scoring.passages import Passage, find_passages
from bot.search.scoring.speakers import find_named_speakers
from bot.search.scoring.term_counts import SaturationWeight
from bot.search.scoring.uncovered import capitalised_names, english_names, uncovered_weight
from bot.search.semantic.codes import Vector
from bot.text.languages import ENGLISH, Language
from bot.text.lexicon import read_words

_WEIGHTS = ScoringWeights(
    proximity=(
        SaturationWeight(0.45, reach=0, half_saturation=0.6),
        SaturationWeight(0.5, reach=1, half_saturation=0.8),
        SaturationWeight(0.6, reach=3, half_saturation=1.2),
    ),
    context=(
        SaturationWeight(0.65, reach=10, half_saturation=8.5),
        SaturationWeight(0.8, reach=20, half_saturation=3),
        SaturationWeight(0.4, reach=80, half_saturation=5.5),
    ),
    confident_score=1.4,
    core_distance=1,
    core_certainty=0.0,
    max_characters=300,
    answers=True,
)


@cache
def question_words() -> frozenset[str]:
    """Return the folded words that questions are asked with, which count little."""
    return read_words("question")


async def find_answers(
    db: aiosqlite.Connection, search_scope: SearchScope, text: str, *, vector: Vector | None = None
) -> tuple[Query, list[Passage]]:
    """Return the parsed question and passages that may answer it, best first."""
    typed = query_words(text, search_scope.dictionary.languages)
    stop = stop_words_of(typed, search_scope.dictionary.languages)
    named = find_named_speakers(search_scope, typed, stop)
    low_weight, dropped = _unweighted_words(typed, named.words, stop)
    thesaurus = await asyncio.to_thread(load_thesaurus)
    options = SpellingOptions(
        dropped,
        low_weight,
        never_substituted=stop,
        respell_below=1,
        phonetic=False,
        correct=thesaurus.words,
        stop=stop,
    )
    query = parse_query(typed, search_scope.dictionary, quotes=search_scope.quotes, options=options)
    idf = Idf(search_scope.dictionary, search_scope.quotes)
    query = with_synonyms(weight_by_idf(query, idf), thesaurus, idf, factor=1.0)
    names = _names(text, typed, likely_languages(typed, idf.dictionary.languages), thesaurus)
    uncovered = await uncovered_weight(db, search_scope, query, names=names, ignored=named.known)
    query = replace(query, uncovered=uncovered)
    return query, await find_passages(
        db,
        search_scope,
        query,
        weights=_WEIGHTS,
        named_speakers=named.speakers,
        answer_pattern=answer_pattern(text[:MAX_CHARACTERS]),
        vector=vector,
    )


def _names(
    text: str, typed: Collection[str], languages: Collection[Language], thesaurus: Thesaurus
) -> frozenset[str]:
    """Return the words of a question in one of these languages that are names."""
    codes = {one.code for one in languages}
    if codes == {ENGLISH.code}:
        return english_names(text, typed, thesaurus)
    # In German every noun has a capital.
    return frozenset() if codes == {"de"} else capitalised_names(text)


def _unweighted_words(
    typed: list[str], names: frozenset[str], stop: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that count little and those that are dropped, leaving at least one other.

    If all words are stop words, they count little and none is dropped.
    """
    question = question_words()
    for low_weight, dropped in (
        (question, stop | names),
        (question, stop),
        (frozenset[str](), stop),
    ):
        if not (low_weight | dropped).issuperset(typed):
            return low_weight, dropped
    return stop, frozenset()
