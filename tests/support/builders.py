"""Build episodes for tests from what is said in them."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.models import Content, Episode, Highlight, NameCorrection, Quote, Show, Span, Topic

Said = tuple[str | None, str]
"""A speaker (None: unknown) and a sentence; a new speaker begins a new turn."""


def episode(
    key: str = "pilot",
    *,
    title: str | None = None,
    server: int | None = None,
    show: str = "podcast",
    embargo: datetime | None = None,
    speakers: tuple[str, ...] = (),
) -> Episode:
    return Episode(
        id=short_id(f"{server}/{key}", 8),
        key=key,
        show=Show(slug=show, title=show.title(), server=server),
        title=title or key.title(),
        sha256=hashlib.sha256(key.encode()).hexdigest(),
        format="plain",
        length=0,
        speakers=speakers,
        embargo=embargo,
    )


def content(
    said: Iterable[Said | str],
    *,
    names: Sequence[NameCorrection] = (),
    topics: Sequence[str] = (),
    highlights: Sequence[int] = (),
    gap: str = " ",
    turn_gap: str = "\n",
    key: str = "pilot",
) -> Content:
    """Lay sentences out one after the other; each is a quote. `highlights` are positions."""
    text = ""
    quotes: list[Quote] = []
    for position, line in enumerate(said):
        speaker, sentence = (None, line) if isinstance(line, str) else line
        before = quotes[-1] if quotes else None
        same = before is not None and before.speaker == speaker
        text += "" if before is None else gap if same else turn_gap
        turn = 0 if before is None else before.turn + (not same)
        quotes.append(
            Quote(
                id=short_id(f"{key}/{position}/{sentence}", 12),
                position=position,
                start=len(text),
                end=len(text) + len(sentence),
                text=sentence,
                display=" ".join(sentence.split()),
                turn=turn,
                speaker=speaker,
                sure=speaker is not None,
            )
        )
        text += sentence
    return Content(
        text=text,
        quotes=tuple(quotes),
        names=tuple(names),
        topics=tuple(Topic(name, (), _spans(quotes, name)) for name in topics),
        highlights=tuple(_highlight(quotes[position]) for position in highlights),
    )


def short_id(seed: str, length: int) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()[:length]


def _spans(quotes: Sequence[Quote], name: str) -> tuple[Span, ...]:
    return tuple(Span(q.start, q.end) for q in quotes if name.casefold() in q.text.casefold())


def _highlight(quote: Quote) -> Highlight:
    return Highlight(quote.id, quote.start, quote.end, quote.text, quote.display, 1.0)
