"""Build the pages of `/topic`: an overview, passages in order, and the subjects to choose from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, groupby
from typing import Any

import discord
from discord.ui import Item

from bot.models import Answer, Hit, Topic
from bot.translation import format_number, ngettext
from bot.translation import gettext as _
from bot.ui import layout, location, passages, text
from bot.ui.layout import Page

MOST = 40
"""The passages that are looked up for a subject."""
_SCREEN = 640
"""Characters of the passages of a page: two menus and up to three buttons stand below them."""
_MOST_ON_PAGE = 4
_BEST = 2
_GROUPS = 6
_LISTED = 25
_TITLE = 60
_MIN_LISTED = 0.1


@dataclass(frozen=True, slots=True)
class Subject:
    """The passages about a subject, in the order of the conversation, arranged on pages.

    `best` has some of them, the best first. `stems` are those by which they were found. With
    several pages, an overview comes before them.
    """

    name: str
    pages: tuple[tuple[Hit, ...], ...]
    best: tuple[Hit, ...]
    stems: frozenset[str] = frozenset()

    @property
    def hits(self) -> tuple[Hit, ...]:
        """All passages, in order."""
        return tuple(hit for page in self.pages for hit in page)

    @property
    def last(self) -> int:
        """The number of the last page, from 0, which is the overview if there are several."""
        return len(self.pages) if len(self.pages) > 1 else 0

    @property
    def several(self) -> bool:
        """Whether the passages are of more than one episode."""
        return len({hit.episode.id for hit in self.hits}) > 1

    def page_of(self, number: int) -> int:
        """Return the page that has a passage, given its number from 0 in the order."""
        if not self.last:
            return 0
        ends = accumulate(map(len, self.pages))
        return next((page for page, end in enumerate(ends, 1) if number < end), self.last)

    def shown(self, page: int) -> tuple[Hit, ...]:
        """Return the passages on a page; on the overview, the best ones."""
        if not self.last:
            return self.pages[0]
        return self.best if page == 0 else self.pages[page - 1]


def arrange(name: str, answer: Answer) -> Subject:
    """Arrange the passages of an answer, the oldest episode first.

    Those that score less than a tenth of the best are left out: in this order, nothing would show
    that they are weak.
    """
    minimum = _MIN_LISTED * max((hit.match.score for hit in answer.hits), default=0.0)
    kept = [hit for hit in answer.hits if hit.match.score >= minimum]
    best = sorted(kept, key=lambda hit: -hit.match.score)[:_BEST]
    return Subject(name, tuple(_pages(sorted(kept, key=_when))), tuple(best), answer.stems)


def topic(subject: Subject, *, page: int, buttons: Iterable[Item[Any]] = ()) -> Page:
    """Show a page, from 0: the overview with the best passages, or some passages in order."""
    hits = subject.shown(page)
    overview = [_overview(subject)] if subject.last and page == 0 else []
    return layout.page(
        *overview,
        *passages.blocks(
            hits,
            stems=subject.stems,
            named=subject.several,
            screen=_SCREEN // 2 if overview else _SCREEN,
        ),
        title=_("About “{subject}”").format(subject=text.escaped(subject.name, 100)),
        footer=_footer(subject, page=page),
        buttons=buttons,
    )


def jumps(subject: Subject) -> list[discord.SelectOption]:
    """Return menu options for the episodes, or the chapters of one, by their first passage.

    Its number, from 0 in the order, is the value.
    """
    first: dict[object, tuple[int, Hit]] = {}
    for number, hit in enumerate(subject.hits):
        first.setdefault(_group(hit, several=subject.several), (number, hit))
    return [
        discord.SelectOption(label=_jump_label(hit, several=subject.several), value=str(number))
        for number, hit in list(first.values())[:_LISTED]
    ]


def choice(topics: Sequence[Topic], *, buttons: Iterable[Item[Any]] = ()) -> Page:
    """Show the subjects to choose from, in the given order, and how many more there are."""
    names = " · ".join(text.escaped(topic.name, 40) for topic in topics[:_LISTED])
    left = len(topics) - _LISTED
    more = ngettext("and {number} more", "and {number} more", left)
    return layout.page(
        names,
        _("Pick one below, or type any other with `/topic name`."),
        title=_("Subjects"),
        footer=more.format(number=format_number(left)) if left > 0 else "",
        buttons=buttons,
    )


def options(topics: Sequence[Topic], *, longest: int) -> list[discord.SelectOption]:
    """Return menu options for topics, except those longer than `longest` characters."""
    names = (topic.name for topic in topics if len(text.plain(topic.name)) <= longest)
    distinct = dict.fromkeys(text.plain(name) for name in names)
    return [
        discord.SelectOption(label=text.label(name, text.CHOICE), value=name)
        for name in [name for name in distinct if name][:_LISTED]
    ]


def _pages(hits: Sequence[Hit]) -> Iterable[tuple[Hit, ...]]:
    """Yield as many hits at a time as fit on a screen, the same in every language."""
    page: list[Hit] = []
    used = 0
    for hit in hits:
        same = bool(page) and (page[-1].episode.id, page[-1].chapter) == (
            hit.episode.id,
            hit.chapter,
        )
        needed = min(len(hit.match.display), passages.LONGEST) + passages.AROUND * (2 - same)
        if page and (used + needed > passages.SCREEN or len(page) == _MOST_ON_PAGE):
            yield tuple(page)
            page, used = [], 0
        page.append(hit)
        used += needed
    if page:
        yield tuple(page)


def _overview(subject: Subject) -> str:
    """Return a line for each episode, or each chapter of one, with the number of its passages."""
    several = subject.several
    groups = [
        (hit, len(rest) + 1)
        for _key, (hit, *rest) in groupby(subject.hits, lambda hit: _group(hit, several=several))
    ]
    lines = [_counted(hit, number, several=several) for hit, number in groups[:_GROUPS]]
    left = len(groups) - _GROUPS
    if left > 0:
        more = ngettext("and {number} more", "and {number} more", left)
        lines.append(more.format(number=format_number(left)))
    return "\n".join(("\n".join(lines), "", f"**{_('First the best:')}**"))


def _counted(hit: Hit, number: int, *, several: bool) -> str:
    if several:
        title = text.escaped(hit.episode.title, _TITLE)
    elif hit.chapter:
        title = location.chapter_title(hit.chapter, hit.episode, _TITLE)
    else:
        title = passages.short_place(hit, linked=False)
    return f"{title} · {format_number(number)}"


def _group(hit: Hit, *, several: bool) -> object:
    return hit.episode.id if several else hit.chapter or passages.short_place(hit, linked=False)


def _jump_label(hit: Hit, *, several: bool) -> str:
    """Name an episode or chapter in a menu, where the title of a spoiler cannot be covered."""
    if several:
        return text.label(hit.episode.title, text.CHOICE)
    if hit.chapter and not hit.episode.spoiler:
        return text.label(hit.chapter, text.CHOICE)
    return text.label(passages.short_place(hit, linked=False), text.CHOICE)


def _footer(subject: Subject, *, page: int) -> str:
    hits = subject.hits
    total = _total(len(hits), len({hit.episode.id for hit in hits}))
    paged = _("page {page} of {pages}").format(
        page=format_number(page + 1), pages=format_number(subject.last + 1)
    )
    parts = (total, paged) if subject.last else (total,)
    title = () if subject.several else (text.escaped(hits[0].episode.title, _TITLE),)
    return " · ".join((*title, *parts))


def _total(hits: int, episodes: int) -> str:
    found = ngettext("{number} passage", "{number} passages", hits)
    if hits >= MOST:
        found = _("the {number} best passages")
    if episodes == 1:
        return found.format(number=format_number(hits))
    within = ngettext("{passages} in {number} episode", "{passages} in {number} episodes", episodes)
    passages_ = found.format(number=format_number(hits))
    return within.format(passages=passages_, number=format_number(episodes))


def _when(hit: Hit) -> tuple[date, int, str, int]:
    episode = hit.episode
    return (episode.released, episode.number or 0, episode.key, hit.match.start)
