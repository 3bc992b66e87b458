"""Build the page of a quote among those around it."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from discord.ui import Item

from bot.models import Hit, Quote, SpokenTurn
from bot.translation import gettext as _
from bot.ui import colour, layout, location, spoken, text
from bot.ui.layout import Page

_CORE, _NEIGHBOUR = 1200, 300
_NAME = 60
_FEWEST = 3
_SCREEN = 560
"""The characters that are shown at first, so that the page fits on the screen of a phone."""


def fitting(core: str, quotes: Sequence[Quote], *, before: bool, hidden: bool) -> Sequence[Quote]:
    """Return the quotes that fit on a page, from the end if not `before`; at least one.

    `core` is the id of the quote that is shown as such.
    """
    shown = quotes
    while len(shown) > 1 and len("\n\n".join(_blocks(core, shown, hidden=hidden))) > layout.BODY:
        shown = shown[:-1] if before else shown[1:]
    return shown


def nearest(core: str, quotes: Sequence[Quote]) -> Sequence[Quote]:
    """Return the core with the quotes beside it that fit on a screen, one on each side at least."""
    at = next((number for number, quote in enumerate(quotes) if quote.id == core), 0)
    first, last = 0, len(quotes) - 1
    while (
        last - first >= _FEWEST
        and sum(len(one.display) for one in quotes[first : last + 1]) > _SCREEN
    ):
        if at - first > last - at:
            first += 1
        else:
            last -= 1
    return quotes[first : last + 1]


def page(
    core: str, quotes: Sequence[Quote], place: Hit, *, buttons: Iterable[Item[Any]] = ()
) -> Page:
    """Show quotes in order, the `core` as a block quote, with a mark at each change of turn.

    The mark is the speaker, or a dash where that is not known. `place` is the core, or else the
    first of them.
    """
    episode = place.episode
    blocks = _blocks(core, quotes, hidden=episode.spoiler)
    chapter = location.chapter_title(place.chapter, episode, _NAME) if place.chapter else ""
    return layout.page(
        text.join_fitting(blocks, layout.BODY),
        title=_("In context"),
        footer=" · ".join(
            filter(None, (chapter, location.time_or_progress(place), location.footer(episode)))
        ),
        accent=colour.of_show(episode.show),
        buttons=(*location.listening_button(place), *buttons),
    )


def _blocks(core: str, quotes: Sequence[Quote], *, hidden: bool) -> list[str]:
    blocks: list[str] = []
    shown: str | int | None = None
    several = len({_voice(quote) for quote in quotes}) > 1
    groups = groupby(quotes, key=lambda quote: (_voice(quote), quote.id == core))
    for (voice, is_core), group in groups:
        displays = [quote.display for quote in group]
        speaker = voice if isinstance(voice, str) else None
        one = SpokenTurn(speaker, " ".join(displays))
        marks = voice != shown and (speaker or several)
        line = spoken.marked(one) if marks else text.escape(one.display)
        blocks.append(_block(line, len(displays), is_core=is_core, hidden=hidden))
        shown = voice
    return blocks


def _voice(quote: Quote) -> str | int:
    """Return who speaks a quote: the name if it is sure, else the number of the turn."""
    return quote.speaker if quote.sure and quote.speaker else quote.turn


def _block(line: str, quotes: int, *, is_core: bool, hidden: bool) -> str:
    if is_core:
        return text.quote_lines([line], _CORE, hidden=hidden)
    words = text.isolated(line, quotes * _NEIGHBOUR)
    return f"||{words}||" if hidden else words
