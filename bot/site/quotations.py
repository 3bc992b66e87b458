"""Quote the parts of one episode, each quote with its time and its place in the page; pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from bot.models import Episode, Quote, Show
from bot.moments import moment_url, player_seconds
from bot.site.pages import Moment, Paragraph, Quotation
from bot.text.cue_times import times_between

_EARLY_MS = 5_000
"""A link to a time that is only roughly known begins early rather than too late."""

_PARAGRAPH = 600
"""In characters: a longer turn is divided between its quotes."""


class Quotations:
    """The quotes of an episode; each gets its anchor where it is quoted first.

    `retired` maps retired ids to those that they lead to.
    """

    def __init__(
        self, episode: Episode, quotes: Sequence[Quote], *, retired: Mapping[str, str]
    ) -> None:
        self._episode = episode
        self._quotes = quotes
        self._starts = [quote.start for quote in quotes]
        about = times_between(self._starts, [quote.start_ms for quote in quotes])
        self._about = {quote.id: time for quote, time in zip(quotes, about, strict=True)}
        self._aliases: dict[str, tuple[str, ...]] = {}
        for old, now in retired.items():
            self._aliases[now] = (*self._aliases.get(now, ()), old)
        self._placed: set[str] = set()

    def at(self, start: int) -> Quote | None:
        """Return the quote in which the text at an offset is; None before the first."""
        position = bisect_right(self._starts, start) - 1
        return self._quotes[position] if position >= 0 else None

    def quotation(
        self, quote: Quote, *, words: str | None = None, path: str | None = None
    ) -> Quotation:
        """Quote a quote, or other words that begin in it."""
        first = quote.id not in self._placed
        self._placed.add(quote.id)
        return Quotation(
            quote=quote.id,
            words=quote.display if words is None else words,
            speaker=quote.speaker if quote.sure else None,
            moment=self.moment(quote),
            anchor=quote.id if first else None,
            aliases=self._aliases.get(quote.id, ()) if first else (),
            path=path,
        )

    def moment(self, quote: Quote) -> Moment | None:
        """Return when a quote is spoken; None where no time is known."""
        stated, about = quote.start_ms, self._about[quote.id]
        if stated is None:
            return None
        show = self._episode.show
        url = moment_url(self._episode, max(stated, (about or stated) - _EARLY_MS))
        if about is None:
            return Moment(clock(stated, show), "about" if show.drifts else "at", url)
        return Moment(clock(about, show), "after" if about == stated else "about", url)

    def anchors(self, quotes: Sequence[Quote]) -> tuple[str, ...]:
        """Return the ids, retired ones too, of those quotes that have not been quoted."""
        missing = [quote.id for quote in quotes if quote.id not in self._placed]
        self._placed.update(missing)
        return tuple(one for known in missing for one in (known, *self._aliases.get(known, ())))

    def paragraphs(self, quotes: Sequence[Quote]) -> tuple[Paragraph, ...]:
        """Return all that is said in successive quotes, turn by turn."""
        return tuple(
            Paragraph(
                quotations=tuple(map(self.quotation, part)),
                speaker=part[0].speaker if part[0].sure and not number else None,
                moment=self.moment(part[0]),
                continues=number > 0,
            )
            for _, turn in groupby(quotes, key=lambda quote: quote.turn)
            for number, part in enumerate(_divided(turn))
        )


def clock(ms: int, show: Show) -> str:
    """Return a time of the transcript as a player shows it: 12:18, or 1:02:18."""
    minutes, seconds = divmod(player_seconds(show, ms), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _divided(turn: Iterator[Quote]) -> Iterator[list[Quote]]:
    """Divide a turn into parts that each fit a paragraph, or are a single quote."""
    part: list[Quote] = []
    for quote in turn:
        if part and quote.end - part[0].start > _PARAGRAPH:
            yield part
            part = []
        part.append(quote)
    if part:
        yield part
