"""Show passages as the numbered entries of a page, and offer them in a menu to be opened."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

import discord
from discord.ui import Button, Item, Select, View

from bot import moments
from bot.models import Episode, Hit, Match
from bot.text.emphasis import matching_spans
from bot.translation import N_
from bot.translation import gettext as _
from bot.ui import custom_ids, layout, location, spoken, text
from bot.ui.emphasis import emphasising

SCREEN = 800
"""The characters of all passages of a page, so that it fits on the screen of a phone."""
LONGEST = 180
"""The characters of a passage on a page with several others; the whole is a press away."""
AROUND = 45
"""Characters of a phone's lines for the source of a passage, or a heading."""
_NAME, _TITLE = 40, 60
_BEFORE = 80
"""The characters before the first emphasised word, where those before are left out."""
_MARKUP = 36
"""More characters of a passage for its marks, such as those of emphasised words."""
_PROGRESS = (
    (0.04, N_("at the start")),
    (0.20, N_("early on")),
    (0.29, N_("a quarter in")),
    (0.42, N_("a third in")),
    (0.58, N_("halfway")),
    (0.71, N_("two thirds in")),
    (0.83, N_("three quarters in")),
    (1.01, N_("towards the end")),
)


def blocks(
    hits: Sequence[Hit], *, stems: AbstractSet[str], named: bool, screen: int = SCREEN
) -> list[str]:
    """Return an entry for each passage, numbered if there are several, with headings where new.

    `named` adds the titles of episodes to those of chapters. Links are left out where they are too
    long for a page. All together have about as many characters as the `screen`.
    """
    longest = max(LONGEST * screen // SCREEN, screen // max(1, len(hits)) - AROUND)
    linked = list(_entries(hits, stems=stems, named=named, longest=longest, linked=True))
    if sum(map(len, linked)) <= layout.BODY:
        return linked
    return list(_entries(hits, stems=stems, named=named, longest=longest, linked=False))


def opening(hits: Sequence[Hit]) -> tuple[Item[Any], ...]:
    """Return what opens the passages of a page: a menu, or a button if there is only one."""
    listed = options(hits)
    if len(listed) == 1:
        custom_id = custom_ids.passage(listed[0].value)
        button: Button[View] = Button(label=text.label(_("Open"), text.LABEL), custom_id=custom_id)
        return (button,)
    menu: Select[View] = Select(
        custom_id=custom_ids.passages(),
        options=listed,
        placeholder=text.label(_("Open a passage"), text.PLACEHOLDER),
    )
    return (menu,) if listed else ()


def options(hits: Sequence[Hit]) -> list[discord.SelectOption]:
    """Return menu options that open the passages, by the ids of their quotes."""
    found: dict[str, str] = {}
    for number, hit in enumerate(hits, 1):
        found.setdefault(hit.match.quote, _label(hit, number))
    return [discord.SelectOption(label=label, value=value) for value, label in found.items()]


def short_place(hit: Hit, *, linked: bool = True) -> str:
    """Tell a position shortly: its time, as a link where there is one, else in a few words."""
    if hit.match.start_ms is None:
        return progress(hit.progress)
    told = location.format_time(hit)
    url = location.listening_url(hit) if linked else None
    return f"[{told}]({url})" if url else told


def short_moment(episode: Episode, ms: int, *, linked: bool = True) -> str:
    """Tell a time of the transcript as `short_place` does."""
    told = location.moment(episode, ms)
    url = moments.moment_url(episode, ms) if linked else None
    return f"[{told}]({url})" if url else told


def progress(share: float) -> str:
    """Tell the progress through an episode, from 0 to 1, in a few words."""
    return _(next(words for bound, words in _PROGRESS if share < bound))


def _entries(
    hits: Sequence[Hit], *, stems: AbstractSet[str], named: bool, longest: int, linked: bool
) -> Iterator[str]:
    before = ("", "")
    for number, hit in enumerate(hits, 1):
        here = (hit.episode.id if named else "", hit.chapter or "")
        heading = "" if here == before else _heading(hit, named=here[0] != before[0])
        source = _source(hit, number=number if len(hits) > 1 else None, linked=linked)
        words = spoken.block_quote(
            _shortened(hit, stems, longest),
            longest + _MARKUP,
            hidden=hit.episode.spoiler,
            escape=emphasising(stems, hit.episode.language),
        )
        yield "\n".join(filter(None, (heading, source, words)))
        before = here


def _shortened(hit: Hit, stems: AbstractSet[str], longest: int) -> Match:
    """Leave out the beginning of a passage if its first emphasised word would be cut off."""
    match, code = hit.match, hit.episode.language
    if match.turns:
        found = [bool(matching_spans(turn.display, stems, code=code)) for turn in match.turns]
        first = found.index(True) if any(found) else 0
        return replace(match, turns=match.turns[first:])
    spans = matching_spans(match.display, stems, code=code)
    if not spans or spans[0].end < longest:
        return match
    start = max(0, spans[0].start - _BEFORE)
    start = match.display.find(" ", start, spans[0].start) + 1 or spans[0].start
    return replace(match, display=f"{text.ELLIPSIS} {match.display[start:]}")


def _heading(hit: Hit, *, named: bool) -> str:
    title = f"**{text.escaped(hit.episode.title, _TITLE)}**" if named else ""
    chapter = location.chapter_title(hit.chapter, hit.episode, _TITLE) if hit.chapter else ""
    if not named and chapter:
        return f"**{chapter}**"
    return " · ".join(filter(None, (title, chapter)))


def _source(hit: Hit, *, number: int | None, linked: bool) -> str:
    speaker = text.escaped(hit.match.speaker, _NAME) if hit.match.speaker else ""
    numbered = f"**{number}**" if number else ""
    return " · ".join(filter(None, (numbered, speaker, short_place(hit, linked=linked))))


def _label(hit: Hit, number: int) -> str:
    """Name a passage in a menu, where the words of a spoiler cannot be covered."""
    match = hit.match
    speaker = match.speaker or (match.turns[0].speaker if match.turns else None)
    words = "" if hit.episode.spoiler else text.plain(match.display)
    if not words:
        words = short_place(hit, linked=False)
    said = f"{text.label(speaker, _NAME)}: {words}" if speaker else words
    return text.label(f"{number} · {said}", text.CHOICE)
