"""Build the pages of `/quote`: an excerpt with its source, or that nothing is close."""

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Any

import discord
from discord.ui import ActionRow, Item

from bot import moments
from bot.models import Answer, Hit, Show, Unmet
from bot.translation import N_, format_number, ngettext
from bot.translation import gettext as _
from bot.ui import colour, layout, location, spoken, text
from bot.ui.layout import Block, Page

_EXCERPT = 1400
_GUESS = 340
_NAMED = 3
"""At most this many excluded words are named in a sentence."""

_NAME = 80
_LARGE, _MEDIUM = 80, 200
"""The widest lines, in letters, that are a large and a smaller heading: six lines of a phone."""
_LEAST_SHARE = 0.1
"""Of 900 typos and 900 half remembered lines, all right ones after the first had .45 or more."""

OFTEN_NOTE = N_("Many lines have these words: add one that only yours has.")
UNSURE_NOTE = N_("I am not sure, but this may be it.")
"""For public answers, in which the bot should not repeat a member's words."""
NOTHING_SIMILAR = N_("Nothing else is said about this. Try a subject of your own with `/topic`.")


def quote(
    hit: Hit,
    *,
    beside: Iterable[Item[Any]] = (),
    below: Iterable[Item[Any]] = (),
    above: str = "",
    longest: int = _EXCERPT,
    accent: discord.Colour | None = None,
    address: str | None = None,
) -> Page:
    """Show one excerpt, verbatim and large, with its source and an escaped note `above` it.

    A button that opens the recording comes first; `beside` are the buttons in its row. The title of
    the episode is a link where there is an `address`.
    """
    line, show = _line(hit, longest), hit.episode.show
    note = f"-# {above}" if above else ""
    source = f"{_source(hit)}\n-# {location.details(hit.episode, address)}".lstrip()
    if line.startswith("#"):
        blocks = _pictured(show, note, line, source)
    else:  # so long that a picture would make it narrow
        blocks = [note, line, *_pictured(show, source)]
    return layout.page(
        *blocks,
        accent=accent or colour.of_show(show),
        buttons=_rows((*location.listening_button(hit), *beside), tuple(below)),
    )


def paged(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits up to where likeness falls off: to less than a tenth of the best's."""
    least = _LEAST_SHARE * min(1.0, hits[0].match.score) if hits else 0.0
    return list(takewhile(lambda hit: hit.match.score >= least, hits))


def guess(hit: Hit, *, beside: Iterable[Item[Any]] = (), below: Iterable[Item[Any]] = ()) -> Page:
    """Show an excerpt that may be the one, marked as not certain."""
    above = _("Possible match")
    return quote(hit, beside=beside, below=below, above=above, longest=_GUESS, accent=colour.GUESS)


def missed(words: str, answer: Answer) -> str:
    """Say that nothing is close or certain, and what to try instead."""
    quoted = text.escaped(words, 200)
    if answer.hits and answer.hits[0].match.guess:
        return _("I am not sure about “{words}”. Is it this one?").format(words=quoted)
    if answer.unmet and answer.unmet.excluded:
        return _excluded(answer.unmet)
    if answer.suggestions:
        return _("Nothing close to “{words}”. Try one of these, or other words.").format(
            words=quoted
        )
    return _("Nothing close to “{words}”. Try fewer words, or different ones.").format(words=quoted)


def unmet_note(answer: Answer) -> str | None:
    """Say that what is shown has not the exact phrase; it is public, so it does not repeat it."""
    if answer.unmet and answer.unmet.phrases:
        return _("Nobody said exactly what stands in quotation marks. This comes nearest.")
    return None


def _excluded(unmet: Unmet) -> str:
    """Say that exclusions left nothing, and what there is without them."""
    names = ", ".join(f"“{text.escaped(name, 80)}”" for name in unmet.excluded[:_NAMED])
    if not unmet.results:
        return _("A minus sign only leaves out {names}: type a word to look for, too.").format(
            names=names
        )
    return ngettext(
        "All that I find has {names}. Leave out the minus sign to see {number} result.",
        "All that I find has {names}. Leave out the minus sign to see {number} results.",
        unmet.results,
    ).format(names=names, number=format_number(unmet.results))


def _line(hit: Hit, longest: int) -> str:
    """Return the words as a heading, the larger the shorter they are, else as a block quote."""
    words, hidden = hit.match.display, hit.episode.spoiler
    width = _width(words)
    if hit.match.turns or "\n" in words or width > min(_MEDIUM, longest):
        return spoken.block_quote(hit.match, longest, hidden=hidden)
    line = _("“{words}”").format(words=text.escaped(words, longest))
    return f"{'##' if width <= _LARGE else '###'} {f'||{line}||' if hidden else line}"


def _width(words: str) -> int:
    """Return the width of a line in letters; those of Chinese, Japanese and Korean are two."""
    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in words)


def _source(hit: Hit) -> str:
    """Return who speaks, in which chapter and where, unless a button tells that."""
    match, episode = hit.match, hit.episode
    parts = (
        f"**{text.escaped(match.speaker, _NAME)}**" if match.speaker else "",
        location.chapter_title(hit.chapter, episode, _NAME) if hit.chapter else "",
        "" if location.listening_url(hit) else location.time_or_progress(hit),
    )
    return " · ".join(filter(None, parts))


def _pictured(show: Show, *texts: str) -> list[Block]:
    """Return texts with the picture of their show beside them, if it has one."""
    if show.art is None or not moments.is_address(show.art):
        return list(texts)
    name = text.label(show.title, _NAME)
    description = _("Picture of {show}").format(show=name)
    return [layout.illustrated(*filter(None, texts), picture=show.art, description=description)]


def _rows(first: Sequence[Item[Any]], second: Sequence[Item[Any]]) -> tuple[Item[Any], ...]:
    """Return two rows of buttons, or one where they fit into it."""
    if len(first) + len(second) <= layout.BUTTONS:
        return (*first, *second)
    return (ActionRow(*first), ActionRow(*second))
