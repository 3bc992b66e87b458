"""Search with exact phrases and exclusions, and without those that nothing fulfils."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

from bot.models import Match, SearchResult, Unmet
from bot.search.query.filters import FilteredQuery, Phrase, read_query
from bot.text.tokens import words

_PASTED_WORDS = 5
"""A query of at least so many words may be a line that has quotation marks or dashes itself."""

Find = Callable[[FilteredQuery], Awaitable[SearchResult]]


def find_pasted(text: str, find: Find) -> Awaitable[SearchResult]:
    """Search for a line that was typed; one whose own words have such marks comes first."""
    query = read_query(text)
    return find(query) if query.is_plain else _find_pasted(query, text, find)


def find_filtered(query: FilteredQuery, find: Find) -> Awaitable[SearchResult]:
    """Search for what was typed; where nothing has the phrases, search for their words instead.

    Where all results have an excluded word, they are counted, but none is returned.
    """
    return find(query) if query.is_plain else _find_filtered(query, find)


async def _find_pasted(query: FilteredQuery, text: str, find: Find) -> SearchResult:
    if not query.is_phrase and len(words(text)) >= _PASTED_WORDS:
        pasted = await find(FilteredQuery(text))
        if pasted.confidence == "exact":
            return pasted
    return await _find_filtered(query, find)


async def _find_filtered(query: FilteredQuery, find: Find) -> SearchResult:
    if not query.text:
        return SearchResult("none", unmet=Unmet(excluded=_typed(query.excluded)))
    result = await find(query)
    if _is_found(result):
        return result
    if query.excluded:
        others = await find(replace(query, excluded=()))
        if _is_found(others):
            unmet = Unmet(excluded=_typed(query.excluded), results=len(others.matches))
            return replace(result, unmet=unmet)
    if not query.phrases:
        return result
    loose = await find(replace(query, phrases=()))
    results = len(loose.matches) if _is_found(loose) else 0
    return replace(loose, unmet=Unmet(_typed(query.phrases), results=results))


def at_least(matches: Iterable[Match], probability: float) -> list[Match]:
    """Return matches with at least a probability: they have the very words that were asked for."""
    return [replace(one, score=max(one.score, probability)) for one in matches]


def _is_found(result: SearchResult) -> bool:
    return bool(result.matches) and result.confidence != "none"


def _typed(phrases: Iterable[Phrase]) -> tuple[str, ...]:
    return tuple(phrase.text for phrase in phrases)
