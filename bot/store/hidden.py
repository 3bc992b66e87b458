"""Hidden quotes: what is read leaves out their words, and everything that overlaps them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import NotFoundError
from bot.models import Chapter, Content, Excerpt, HiddenQuote, Highlight, Quote, Span, Topic
from bot.store import changes, judgements, ownership, tables
from bot.store.retired_ids import holding_ids
from bot.text.tokens import words
from bot.translation import gettext as _

_QUOTATION = 3
"""A title of so many words is a quotation, if a quote has all of them in this order."""

_hidden, _quote = tables.hidden.c, tables.quote.c

HIDDEN_SPANS = (
    select(_quote.episode_id, _quote.start, _quote.end)
    .join(tables.hidden, _hidden.quote_id == _quote.id)
    .order_by(_quote.episode_id, _quote.position)
)


async def spans(connection: AsyncConnection, episode_id: str) -> tuple[Span, ...]:
    """Read the ranges of the hidden quotes of an episode, in order."""
    found = await connection.execute(HIDDEN_SPANS.where(_quote.episode_id == episode_id))
    return tuple(Span(row.start, row.end) for row in found)


async def is_hidden(connection: AsyncConnection, quote_id: str) -> bool:
    """Return whether a quote is hidden."""
    query = select(_hidden.quote_id).where(_hidden.quote_id == quote_id)
    return (await connection.execute(query)).first() is not None


async def hide(connection: AsyncConnection, quote_id: str, *, server: int | None) -> str:
    """Hide a quote, given by its id or a retired one, and return its id.

    Raises NotFoundError if the server has no such quote in a show of its own.
    """
    stored = await ownership.find_quote(connection, quote_id, server=server)
    if not await is_hidden(connection, stored.id):
        await connection.execute(
            insert(tables.hidden), {"quote_id": stored.id, "episode_id": stored.episode_id}
        )
        await changes.log(connection, stored.episode_id, removed=False)
    return stored.id


async def unhide(connection: AsyncConnection, quote_id: str, *, server: int | None) -> int:
    """Show a hidden quote again, and return the version; raise NotFoundError as `hide` does."""
    stored = await ownership.find_quote(connection, quote_id, server=server)
    deleted = await connection.execute(delete(tables.hidden).where(_hidden.quote_id == stored.id))
    if not deleted.rowcount:
        raise NotFoundError(_('The quote "{quote}" is not hidden.').format(quote=quote_id))
    # A highlight in it was left out when the others were judged.
    await judgements.forget(connection, stored.episode_id)
    return await changes.log(connection, stored.episode_id, removed=False)


async def hidden_quotes(
    connection: AsyncConnection, *, server: int | None
) -> tuple[HiddenQuote, ...]:
    """List the hidden quotes that a server may show again."""
    query = (
        select(_quote.id, tables.episode.c.key, _quote.display)
        .join(tables.hidden, _hidden.quote_id == _quote.id)
        .join(tables.episode, tables.episode.c.id == _quote.episode_id)
        .join(tables.show)
        .where(ownership.owned_by(server), tables.episode.c.removed_at.is_(None))
        .order_by(tables.episode.c.added, _quote.position)
    )
    found = await connection.execute(query)
    return tuple(HiddenQuote(row.id, row.key, row.display) for row in found)


async def follow(connection: AsyncConnection, episode_id: str, old: Content, new: Content) -> None:
    """Hide the quotes of a new import that have the words of hidden ones."""
    mine = select(_hidden.quote_id).where(_hidden.episode_id == episode_id)
    ids = frozenset((await connection.execute(mine)).scalars())
    gone = ids - {quote.id for quote in new.quotes}
    if gone:
        holding = await asyncio.to_thread(holding_ids, old, new, gone)
        values = [{"quote_id": one, "episode_id": episode_id} for one in sorted(holding - ids)]
        if values:
            await connection.execute(insert(tables.hidden), values)


def without_hidden(content: Content, hidden: Sequence[Span]) -> Content:
    """Return a content without the hidden ranges and all that overlaps them; its text is whole."""
    if not hidden:
        return content
    return replace(
        content,
        quotes=tuple(one for one in content.quotes if is_clear(one, hidden)),
        chapters=clear_chapters(content.chapters, hidden, text=content.text),
        topics=tuple(filter(None, (clear_topic(one, hidden) for one in content.topics))),
        highlights=tuple(one for one in content.highlights if is_clear(one, hidden)),
        summary=tuple(one for one in content.summary if is_clear(one, hidden)),
        hidden=tuple(hidden),
    )


def clear_chapters(
    chapters: Sequence[Chapter], hidden: Sequence[Span], *, text: str
) -> tuple[Chapter, ...]:
    """Return chapters without the words of hidden ranges of a text: in summaries and titles."""
    titles = clear_titles([one.title for one in chapters], hidden, text=text)
    return tuple(
        replace(
            one, title=title, summary=tuple(line for line in one.summary if is_clear(line, hidden))
        )
        for one, title in zip(chapters, titles, strict=True)
    )


def clear_titles(titles: Sequence[str], hidden: Sequence[Span], *, text: str) -> tuple[str, ...]:
    """Return the titles of chapters, with a number instead of each that quotes hidden words.

    Titles of one or two words are subjects, and no quotation. A title may lack words of the text,
    as display text does.
    """
    said = [words(text[span.start : span.end]) for span in hidden]

    def quotes(title: str) -> bool:
        shown = words(title)
        return len(shown) >= _QUOTATION and any(_has_in_order(one, shown) for one in said)

    return tuple(
        f"Part {number}" if quotes(title) else title for number, title in enumerate(titles, 1)
    )


def _has_in_order(said: Sequence[str], shown: Sequence[str]) -> bool:
    rest = iter(said)
    return all(word in rest for word in shown)


def is_clear(one: Quote | Highlight | Excerpt | Span, hidden: Sequence[Span]) -> bool:
    """Return whether something overlaps no hidden range."""
    return not any(span.overlaps(one.start, one.end) for span in hidden)


def clear_topic(topic: Topic, hidden: Sequence[Span]) -> Topic | None:
    """Return a topic without the hidden parts of its spans; None if nothing else is about it."""
    kept = tuple(piece for span in topic.spans for piece in _pieces(span, hidden))
    return replace(topic, spans=kept) if kept or not topic.spans else None


def _pieces(span: Span, hidden: Sequence[Span]) -> Iterator[Span]:
    """Yield what is left of a span; hidden ranges are in order."""
    start = span.start
    for one in hidden:
        if one.overlaps(start, span.end):
            if start < one.start:
                yield Span(start, one.start)
            start = one.end
    if start < span.end:
        yield Span(start, span.end)
