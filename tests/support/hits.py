"""Invented hits, excerpts, chapters and links for tests of `ui`."""

from collections.abc import Mapping
from typing import Any

from bot.models import Chapter, Episode, Excerpt, Hit, Link, Match, Quote, Show


def build_episode(**fields: Any) -> Episode:
    """Build a public episode of 10,000 characters."""
    given: Mapping[str, Any] = {
        "id": "ep000001",
        "key": "harbour",
        "show": Show("lamps", "Lamps"),
        "title": "The Harbour Lights",
        "sha256": "0" * 64,
        "format": "text",
        "length": 10_000,
        "quotes": 80,
    }
    return Episode(**{**given, **fields})


def build_hit(*, episode: Episode | None = None, chapter: str | None = None, **fields: Any) -> Hit:
    """Build a hit in the middle of an episode, without a speaker or times."""
    episode = episode or build_episode()
    words = "A lighthouse is a promise made to strangers."
    given: Mapping[str, Any] = {
        "quote": "quote0000001",
        "episode": episode.key,
        "start": 5_000,
        "end": 5_060,
        "text": words,
        "display": words,
        "speaker": None,
        "start_ms": None,
        "score": 1.0,
    }
    match = Match(**{**given, **fields})
    return Hit(match=match, episode=episode, chapter=chapter, progress=match.start / episode.length)


def build_excerpt(display: str) -> Excerpt:
    """Build an excerpt whose display text is its text."""
    return Excerpt(start=0, end=len(display), text=display, display=display)


def build_quotes(*said: tuple[str | None, str], core: int) -> tuple[Quote, ...]:
    """Build neighbouring quotes by speakers, None: unknown; `core` is that of `build_hit`.

    Each begins a turn, unless its speaker is known and spoke the quote before.
    """
    quotes: list[Quote] = []
    turn = 0
    for position, (speaker, words) in enumerate(said):
        turn += not quotes or speaker is None or speaker != quotes[-1].speaker
        quotes.append(
            Quote(
                id="quote0000001" if position == core else f"quote00001{position:02}",
                position=position,
                start=position * 60,
                end=position * 60 + 50,
                text=words,
                display=words,
                turn=turn,
                speaker=speaker,
                sure=speaker is not None,
            )
        )
    return tuple(quotes)


def build_chapter(title: str, *, start: int = 0, **fields: Any) -> Chapter:
    """Build a chapter of 1,000 characters."""
    return Chapter(title=title, start=start, end=start + 1_000, **fields)


def build_link(
    moment: str | None = "{url}?t={seconds}", url: str = "https://video.example/1"
) -> Link:
    """Build a link to a recording."""
    return Link(kind="video", url=url, moment=moment)
