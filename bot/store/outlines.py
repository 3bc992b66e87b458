"""Reading the episodes and outlines of a snapshot."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import Episode, HighlightRef, NameCorrection, Outline, Span
from bot.store import changes, hidden, name_corrections, queries, rows, shows, speakers, tables

_BATCH = 1_000
"""Rows converted at once, which takes some milliseconds of the event loop."""


@dataclass(frozen=True, slots=True)
class SnapshotUpdate:
    """Every episode at a version, and the outlines, by id, of those changed after an earlier one.

    `removed` are the ids of the episodes removed after that earlier version. `chosen` are the slugs
    of the public shows that a server searches; a server that is missing searches all.
    """

    version: int
    episodes: tuple[Episode, ...]
    outlines: Mapping[str, Outline]
    removed: frozenset[str]
    chosen: Mapping[int, frozenset[str]] = field(default_factory=dict[int, frozenset[str]])


@dataclass(slots=True)
class _Parts:
    """The parts of one outline, as they are read."""

    chapters: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    topics: list[str] = field(default_factory=list[str])
    highlights: list[HighlightRef] = field(default_factory=list[HighlightRef])
    hidden: list[Span] = field(default_factory=list[Span])
    judged: str = ""
    guide_names: list[NameCorrection] = field(default_factory=list[NameCorrection])
    given_names: dict[str, NameCorrection] = field(default_factory=dict[str, NameCorrection])


async def snapshot_update(connection: AsyncConnection, since: int) -> SnapshotUpdate:
    """Read every episode, and the outlines of those that changed after version `since`.

    Each table is read in one query for all episodes.
    """
    changed = await changes.changes_since(connection, since)
    episodes = await queries.every_episode(connection)
    parts = {one.episode_id: _Parts() for one in changed if not one.removed}
    async for episode_id, start, title in _rows(connection, _CHAPTERS, since):
        parts[episode_id].chapters.append((start, title))
    async for episode_id, name in _rows(connection, _TOPICS, since):
        parts[episode_id].topics.append(name)
    async for row in _rows(connection, _HIGHLIGHTS, since):
        parts[row.episode_id].highlights.append(_highlight_ref(row))
    async for episode_id, version in _rows(connection, _JUDGEMENTS, since):
        parts[episode_id].judged = version
    async for episode_id, start, end in _rows(connection, _HIDDEN, since):
        parts[episode_id].hidden.append(Span(start, end))
    async for episode_id, heard, right in _rows(connection, _GUIDE_NAMES, since):
        parts[episode_id].guide_names.append(NameCorrection(heard, right))
    async for episode_id, form, heard, right in _rows(connection, _GIVEN_NAMES, since):
        parts[episode_id].given_names[form] = NameCorrection(heard, right)
    for episode_id, one in parts.items():
        if one.hidden:
            await _leave_out_hidden(connection, episode_id, one)
    return SnapshotUpdate(
        version=await changes.current_version(connection),
        episodes=episodes,
        outlines={episode_id: _outline(one) for episode_id, one in parts.items()},
        removed=frozenset(one.episode_id for one in changed if one.removed),
        chosen=await shows.chosen_shows(connection),
    )


async def _leave_out_hidden(connection: AsyncConnection, episode_id: str, parts: _Parts) -> None:
    """Drop highlights that overlap hidden quotes, topics of nothing else, and titles of them."""
    parts.highlights = [
        one for one in parts.highlights if hidden.is_clear(Span(one.start, one.end), parts.hidden)
    ]
    mine = select(tables.topic).where(_topic.episode_id == episode_id).order_by(_topic.position)
    topics = [rows.to_topic(row, "") for row in await connection.execute(mine)]
    parts.topics = [one.name for one in topics if hidden.clear_topic(one, parts.hidden)]
    whole = tables.episode_text.c
    query = select(whole.text).where(whole.episode_id == episode_id)
    text = (await connection.execute(query)).scalar_one_or_none() or ""
    titles = hidden.clear_titles([title for _, title in parts.chapters], parts.hidden, text=text)
    parts.chapters = [
        (start, title) for (start, _), title in zip(parts.chapters, titles, strict=True)
    ]


def _outline(parts: _Parts) -> Outline:
    return Outline(
        starts=tuple(start for start, _ in parts.chapters),
        titles=tuple(title for _, title in parts.chapters),
        topics=tuple(parts.topics),
        highlights=tuple(parts.highlights),
        hidden=tuple(parts.hidden),
        judged=parts.judged,
        names=name_corrections.with_given(parts.guide_names, parts.given_names),
    )


def _highlight_ref(row: rows.AnyRow) -> HighlightRef:
    return HighlightRef(
        quote=row.quote_id,
        start=row.start,
        end=row.end,
        score=row.score,
        pinned=row.pinned,
        speaker=row.speaker,
        postable=rows.counts_as_postable(row),
        profane=bool(row.profane),
    )


async def _rows(
    connection: AsyncConnection, query: Select[*tuple[Any, ...]], since: int
) -> AsyncIterator[Row[*tuple[Any, ...]]]:
    present = (tables.change.c.version > since, tables.change.c.removed.is_(False))
    result = await connection.stream(query.where(*present))
    async for batch in result.partitions(_BATCH):
        for row in batch:
            yield row


_chapter, _topic, _highlight = tables.chapter.c, tables.topic.c, tables.highlight.c
_given = tables.name_correction.c

_CHAPTERS = (
    select(_chapter.episode_id, _chapter.start, _chapter.title)
    .join(tables.change, tables.change.c.episode_id == _chapter.episode_id)
    .order_by(_chapter.episode_id, _chapter.position)
)
_TOPICS = (
    select(_topic.episode_id, _topic.name)
    .join(tables.change, tables.change.c.episode_id == _topic.episode_id)
    .order_by(_topic.episode_id, _topic.position)
)
_HIGHLIGHTS = (
    select(
        _highlight.episode_id,
        _highlight.position,
        _highlight.quote_id,
        _highlight.start,
        _highlight.end,
        _highlight.score,
        _highlight.pinned,
        _highlight.postable,
        _highlight.profane,
        speakers.SURE_NAME.label("speaker"),
    )
    .join(tables.change, tables.change.c.episode_id == _highlight.episode_id)
    .join(tables.quote, tables.quote.c.id == _highlight.quote_id)
    .join(tables.episode, tables.episode.c.id == _highlight.episode_id)
    .outerjoin(tables.quote_speaker, speakers.CORRECTED)
    .outerjoin(tables.episode_speaker, speakers.NAMED_IN_EPISODE)
    .outerjoin(tables.show_speaker, speakers.NAMED_IN_SHOW)
    .order_by(_highlight.episode_id, _highlight.position)
)
_JUDGEMENTS = select(tables.judgement).join(
    tables.change, tables.change.c.episode_id == tables.judgement.c.episode_id
)
_GUIDE_NAMES = (
    select(tables.name.c.episode_id, tables.name.c.heard, tables.name.c.right)
    .join(tables.change, tables.change.c.episode_id == tables.name.c.episode_id)
    .order_by(tables.name.c.episode_id, tables.name.c.position)
)
_GIVEN_NAMES = (
    select(_given.episode_id, _given.form, _given.heard, _given.right)
    .join(tables.change, tables.change.c.episode_id == _given.episode_id)
    .order_by(_given.episode_id, _given.form)
)
_HIDDEN = hidden.HIDDEN_SPANS.join(
    tables.change, tables.change.c.episode_id == tables.quote.c.episode_id
)
