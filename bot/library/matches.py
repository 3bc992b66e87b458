"""Make matches and hits of stored quotes, and compare hits; pure."""

from dataclasses import replace

from bot.models import Chapter, Episode, Excerpt, Hit, Match, Quote, Span


def to_match(episode: Episode, quote: Quote) -> Match:
    """Return a quote as a match with score 0."""
    return Match(
        quote=quote.id,
        episode=episode.key,
        start=quote.start,
        end=quote.end,
        text=quote.text,
        display=quote.display,
        speaker=quote.speaker if quote.sure else None,
        start_ms=quote.start_ms,
        score=0.0,
        about_ms=quote.about_ms,
    )


def to_line_hit(line: Excerpt, quote: Quote, *, episode: Episode, chapter: Chapter) -> Hit:
    """Return a line of a chapter as a hit with score 0, given the quote that holds it."""
    match = replace(
        to_match(episode, quote),
        start=line.start,
        end=line.end,
        text=line.text,
        display=line.display,
        start_ms=line.start_ms,
        about_ms=None,
    )
    return Hit(match, episode, chapter.title, line.start / max(1, episode.length))


def overlap(one: Hit, other: Hit) -> bool:
    """Return whether two hits share some of an episode's text."""
    span = Span(one.match.start, one.match.end)
    same = one.episode.id == other.episode.id
    return same and span.overlaps(other.match.start, other.match.end)
