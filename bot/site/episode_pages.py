"""Build the pages of an episode and of its best quotes; pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.models import Chapter, Content, Episode, Excerpt, Link, Quote
from bot.moments import service_of
from bot.site import addresses
from bot.site.listings import to_entry
from bot.site.pages import ChapterSection, EpisodePage, Quotation, QuotePage, Recording
from bot.site.quotations import Quotations

BEST = 12
"""Highlights that the page of an episode shows, each with a page of its own."""
_TOPICS = 12
_LINES = 3
"""The best lines of a chapter."""

_SERVICES = {
    "youtube": "YouTube",
    "spotify": "Spotify",
    "apple": "Apple Podcasts",
    "overcast": "Overcast",
    "pocketcasts": "Pocket Casts",
    "vimeo": "Vimeo",
    "soundcloud": "SoundCloud",
    "fireside": "Fireside",
    "twitch": "Twitch",
    "dailymotion": "Dailymotion",
}


@dataclass(frozen=True, slots=True)
class EpisodePages:
    """The page of an episode and those of its best quotes, in the order of the conversation."""

    page: EpisodePage
    quotes: tuple[QuotePage, ...]


def build(
    episode: Episode,
    content: Content,
    *,
    retired: Mapping[str, str],
    kept: Collection[str] = (),
    transcript: bool = False,
) -> EpisodePages:
    """Build the pages of an episode, with its transcript if that is allowed.

    `retired` maps retired ids of quotes to those of today. Quotes that had a page of their own
    before are in `kept`, and keep it. No quote of a spoiler has its own page.
    """
    quotations = Quotations(episode, content.quotes, retired=retired)
    sections = _sections(content)
    # A quote has its anchor where it is quoted first: in the transcript, if there is one.
    paragraphs = [quotations.paragraphs(one) if transcript else () for one in sections]
    best = _best(episode, content, quotations)
    lines = [_lines(chapter, quotations) for chapter in content.chapters]
    anchors = [quotations.anchors(one) for one in sections]
    page = EpisodePage(
        entry=to_entry(episode, teaser=best[0] if best else None),
        guests=episode.guests,
        speakers=episode.speakers,
        recordings=tuple(_recordings(episode.links)),
        topics=tuple(topic.name for topic in content.topics[:_TOPICS]),
        best=best,
        opening=ChapterSection(0, paragraphs=paragraphs[0], anchors=anchors[0]),
        chapters=tuple(
            ChapterSection(
                number=number,
                title=chapter.title,
                moment=quotations.moment(sections[number][0]) if sections[number] else None,
                editor=chapter.editor,
                lines=() if transcript else lines[number - 1],
                paragraphs=paragraphs[number],
                anchors=anchors[number],
            )
            for number, chapter in enumerate(content.chapters, start=1)
        ),
        has_transcript=transcript,
    )
    return EpisodePages(page, tuple(_quote_pages(page, content, quotations, kept=kept)))


def _sections(content: Content) -> list[list[Quote]]:
    """Divide the quotes into those before the first chapter, then those of each chapter."""
    starts = [chapter.start for chapter in content.chapters]
    sections: list[list[Quote]] = [[] for _ in range(len(starts) + 1)]
    for quote in content.quotes:
        sections[bisect_right(starts, quote.start)].append(quote)
    return sections


def _best(episode: Episode, content: Content, quotations: Quotations) -> tuple[Quotation, ...]:
    """Quote the best highlights that may be shown unasked, one of each quote."""
    quotes = {quote.id: quote for quote in content.quotes}
    words: dict[str, str] = {}
    for one in content.highlights:
        if one.postable and not one.profane and one.quote in quotes:
            words.setdefault(one.quote, one.display)
    return tuple(
        quotations.quotation(
            quotes[quote_id],
            words=display,
            path=None if episode.spoiler else addresses.quote_path(quote_id),
        )
        for quote_id, display in list(words.items())[:BEST]
    )


def _lines(chapter: Chapter, quotations: Quotations) -> tuple[Quotation, ...]:
    return tuple(
        quotations.quotation(quote, words=line.display)
        for line, quote in _placed(chapter.summary[:_LINES], quotations)
    )


def _placed(excerpts: Sequence[Excerpt], quotations: Quotations) -> Iterator[tuple[Excerpt, Quote]]:
    """Yield each excerpt with the quote that it begins in."""
    for excerpt in excerpts:
        quote = quotations.at(excerpt.start)
        if quote is not None:
            yield excerpt, quote


def _quote_pages(
    page: EpisodePage, content: Content, quotations: Quotations, *, kept: Collection[str]
) -> Iterator[QuotePage]:
    if page.entry.spoiler:
        return
    starts = [chapter.start for chapter in content.chapters]
    best = {one.quote: one for one in page.best}
    own = [
        (best.get(quote.id) or quotations.quotation(quote), bisect_right(starts, quote.start))
        for quote in content.quotes
        if quote.id in best or quote.id in kept
    ]
    padded = [None, *(quotation for quotation, _ in own), None]
    neighbours = zip(padded, padded[2:], strict=False)
    for (quotation, chapter), (before, after) in zip(own, neighbours, strict=True):
        yield QuotePage(
            entry=page.entry,
            quotation=quotation,
            place=f"{page.entry.path}#{quotation.quote}",
            chapter=content.chapters[chapter - 1].title if chapter else None,
            before=before,
            after=after,
        )


def _recordings(links: Sequence[Link]) -> Iterator[Recording]:
    """Yield the links that lead to the web, by the name of their service or their host."""
    for link in links:
        try:
            parts = urlsplit(link.url)
            host = (parts.hostname or "").removeprefix("www.")
        except ValueError:
            continue
        if parts.scheme in {"http", "https"} and host and link.url.isprintable():
            yield Recording(_SERVICES.get(service_of(link.url) or "", host), link.url)
