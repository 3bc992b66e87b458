"""Conversion between rows and the dataclasses of `bot.models`."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from bot.models import (
    Chapter,
    Content,
    Episode,
    Excerpt,
    Highlight,
    Link,
    NameCorrection,
    Quote,
    Show,
    Span,
    SpeakerName,
    Topic,
)
from bot.store.tables import PUBLIC

Values = dict[str, Any]
AnyRow = Row[*tuple[Any, ...]]

_UNJUDGED_POSTABLE = 20
"""How many of an episode's highlights count as postable while they have not been judged."""


def owner_value(server: int | None) -> int:
    """Return the owner of a show as stored: a server's id, or `PUBLIC`."""
    return server or PUBLIC


def to_server(owner: int) -> int | None:
    """Return the server that a show is private to, None for a public one."""
    return None if owner == PUBLIC else owner


def episode_values(episode: Episode, content: Content) -> Values:
    """Return the column values of an episode, with length and number of quotes of its content."""
    return {
        "id": episode.id,
        "key": episode.key,
        "title": episode.title,
        "sha256": episode.sha256,
        "format": episode.format,
        "length": len(content.text),
        "quotes": len(content.quotes),
        "number": episode.number,
        "published": episode.published,
        "guests": list(episode.guests),
        "speakers": list(episode.speakers),
        "labels": list(dict.fromkeys(one.speaker for one in content.quotes if one.speaker)),
        "links": links_value(episode.links),
        "spoiler": episode.spoiler,
        "embargo": episode.embargo,
        "language": episode.language,
    }


def links_value(links: Iterable[Link]) -> list[Values]:
    """Return links as the database stores them."""
    return [asdict(link) for link in links]


def to_show(row: AnyRow) -> Show:
    """Return the show of a row."""
    return Show(
        row.slug,
        row.show_title,
        to_server(row.owner),
        moment=row.moment,
        offset=row.offset or 0,
        drifts=bool(row.drifts),
        colour=row.colour,
        art=row.art,
    )


def to_episode(row: AnyRow, names: Mapping[str, str]) -> Episode:
    """Return the episode of a row that is joined to its show; `names` are those of labels."""
    sure, labels = frozenset(row.speakers), dict.fromkeys([*(row.labels or ()), *row.speakers])
    shown = (names.get(label, label if label in sure else None) for label in labels)
    return Episode(
        id=row.id,
        key=row.key,
        show=to_show(row),
        title=row.title,
        sha256=row.sha256,
        format=row.format,
        length=row.length,
        quotes=row.quotes,
        number=row.number,
        published=row.published,
        guests=tuple(row.guests),
        speakers=tuple(dict.fromkeys(name for name in shown if name)),
        names=tuple(SpeakerName(label, names[label]) for label in labels if label in names),
        labels=tuple(labels),
        links=tuple(Link(**link) for link in row.links),
        spoiler=row.spoiler,
        embargo=row.embargo,
        added_at=row.added_at,
        language=row.language,
    )


def quote_values(quote: Quote) -> Values:
    """Return the column values of a quote; its text is a slice of the episode's."""
    return {
        "id": quote.id,
        "start": quote.start,
        "end": quote.end,
        "display": quote.display,
        "turn": quote.turn,
        "speaker": quote.speaker,
        "sure": quote.sure,
        "start_ms": quote.start_ms,
        "whole": quote.whole,
    }


def to_quote(row: AnyRow, text: str, names: Mapping[str, str] | None = None) -> Quote:
    """Return the quote of a row, given the episode's text and the names of its labels.

    Sliced here and not by the database, whose `substr` ends at a NUL.
    """
    return Quote(
        id=row.id,
        position=row.position,
        start=row.start,
        end=row.end,
        text=text[row.start : row.end],
        display=row.display,
        turn=row.turn,
        speaker=(names or {}).get(row.speaker, row.speaker),
        sure=row.sure or row.speaker in (names or {}),
        start_ms=row.start_ms,
        whole=row.whole,
    )


def chapter_values(chapter: Chapter) -> Values:
    """Return the column values of a chapter."""
    return {
        "start": chapter.start,
        "end": chapter.end,
        "title": chapter.title,
        "summary": summary_value(chapter.summary),
        "editor": chapter.editor,
    }


def to_chapter(row: AnyRow, text: str) -> Chapter:
    """Return the chapter of a row, given the episode's text."""
    return Chapter(row.title, row.start, row.end, to_summary(row.summary, text), row.editor)


def topic_values(topic: Topic) -> Values:
    """Return the column values of a topic."""
    return {
        "name": topic.name,
        "aliases": list(topic.aliases),
        "spans": [[span.start, span.end] for span in topic.spans],
    }


def to_topic(row: AnyRow, _: str) -> Topic:
    """Return the topic of a row."""
    return Topic(row.name, tuple(row.aliases), tuple(Span(*span) for span in row.spans))


def highlight_values(highlight: Highlight) -> Values:
    """Return the column values of a highlight; its text is a slice of the episode's."""
    return {
        "start": highlight.start,
        "end": highlight.end,
        "quote_id": highlight.quote,
        "display": highlight.display,
        "score": highlight.score,
        "pinned": highlight.pinned,
        "reasons": list(highlight.reasons),
        "postable": highlight.postable,
        "profane": highlight.profane,
    }


def counts_as_postable(row: AnyRow) -> bool:
    """Return whether a highlight is postable; of those never judged, the first twenty are."""
    if row.postable is None:
        return row.pinned or row.position < _UNJUDGED_POSTABLE
    return row.postable


def to_highlight(row: AnyRow, text: str) -> Highlight:
    """Return the highlight of a row, given the episode's text."""
    return Highlight(
        quote=row.quote_id,
        start=row.start,
        end=row.end,
        text=text[row.start : row.end],
        display=row.display,
        score=row.score,
        pinned=row.pinned,
        reasons=tuple(row.reasons),
        postable=counts_as_postable(row),
        profane=bool(row.profane),
    )


def name_values(name: NameCorrection) -> Values:
    """Return the column values of a name correction."""
    return {"heard": name.misheard, "right": name.right}


def to_name(row: AnyRow, _: str) -> NameCorrection:
    """Return the name correction of a row."""
    return NameCorrection(row.heard, row.right)


def span_values(span: Span) -> Values:
    """Return the column values of a span."""
    return asdict(span)


def to_span(row: AnyRow, _: str) -> Span:
    """Return the span of a row."""
    return Span(row.start, row.end)


def sketch_value(sketch: tuple[int, ...]) -> bytes:
    """Return a sketch as stored: unsigned integers of 64 bits, the most significant byte first."""
    return struct.pack(f">{len(sketch)}Q", *sketch)


def to_sketch(data: bytes) -> tuple[int, ...]:
    """Return the sketch of a stored value."""
    return struct.unpack(f">{len(data) // 8}Q", data)


def summary_value(summary: Sequence[Excerpt]) -> list[list[int | str]]:
    """Return a summary as a JSON value; its texts are slices of the episode's."""
    return [[excerpt.start, excerpt.end, excerpt.display] for excerpt in summary]


def to_summary(value: Iterable[tuple[int, int, str]], text: str) -> tuple[Excerpt, ...]:
    """Return the summary of a JSON value, given the episode's text."""
    return tuple(Excerpt(start, end, text[start:end], display) for start, end, display in value)
