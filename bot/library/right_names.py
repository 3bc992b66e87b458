"""Show misheard names as they are right in what the library returns; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.models import Chapter, Excerpt, Hit, NameCorrection, Outline, Quote
from bot.text.name_marks import mark_names
from bot.text.tokens import words

Names = Sequence[NameCorrection]


def mark_hit(hit: Hit, names: Names) -> Hit:
    """Return a hit with marked names in its words and its chapter's title; its text is verbatim."""
    if not names:
        return hit
    match = replace(
        hit.match,
        display=mark_names(hit.match.display, names),
        turns=tuple(
            replace(turn, display=mark_names(turn.display, names)) for turn in hit.match.turns
        ),
    )
    chapter = None if hit.chapter is None else mark_names(hit.chapter, names)
    return replace(hit, match=match, chapter=chapter)


def mark_hits(hits: Sequence[Hit], outlines: Mapping[str, Outline]) -> tuple[Hit, ...]:
    """Return hits with marked names, given the outlines of episodes by their ids."""
    return tuple(
        mark_hit(hit, outline.names) if (outline := outlines.get(hit.episode.id)) else hit
        for hit in hits
    )


def mark_chapter(chapter: Chapter, names: Names) -> Chapter:
    """Return a chapter with marked names in its title and its lines."""
    if not names:
        return chapter
    lines = tuple(mark_excerpt(line, names) for line in chapter.summary)
    return replace(chapter, title=mark_names(chapter.title, names), summary=lines)


def mark_quote(quote: Quote, names: Names) -> Quote:
    """Return a quote with marked names in its display text."""
    return replace(quote, display=mark_names(quote.display, names)) if names else quote


def mark_excerpt(excerpt: Excerpt, names: Names) -> Excerpt:
    """Return an excerpt with marked names in its display text."""
    return replace(excerpt, display=mark_names(excerpt.display, names)) if names else excerpt


def distinct_words(quotes: Sequence[Quote], names: Names) -> frozenset[str]:
    """Return the folded words of quotes, as they are said and as they are displayed."""
    displayed = (mark_quote(one, names).display for one in quotes)
    said = (one.text for one in quotes)
    return frozenset(word for text in (*said, *displayed) for word in words(text))
