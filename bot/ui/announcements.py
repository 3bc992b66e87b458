"""Build the announcements of new episodes and the weekly digests, each for one phone screen."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from discord.ui import Item

from bot.daily.news import Anniversary, EpisodeNews, LovedLine, WeekDigest
from bot.daily.port import OutgoingPost
from bot.models import Chapter, Episode, Hit
from bot.translation import format_date, format_number, ngettext
from bot.translation import gettext as _
from bot.ui import daily, layout, location, text
from bot.ui.layout import Page
from bot.ui.templates import DIGEST_LEAD, EPISODE_LEAD

CHAPTERS = 5
EPISODES = 4
"""Chapters and episodes that are listed; the others are one press away."""

_BEST, _OTHER, _SUMMARY, _TITLE = 150, 100, 180, 38
_NAME = 60


def announcement_page(
    news: EpisodeNews,
    *,
    day: date,
    role: int | None,
    templates: Mapping[str, str],
    buttons: Iterable[Item[Any]],
) -> Page:
    """Build the page of a new episode: its summary, its chapters and its best lines."""
    episode = news.episode
    page = layout.page(
        _summary(news.chapters, episode),
        _chapters(news.chapters, episode),
        *_separated(_lines(news.lines)),
        title=_("New episode: {title}").format(title=text.escaped(episode.title, 120)),
        footer=location.show_name(episode),
        buttons=buttons,
    )
    values = daily.values_of(episode, day=day, role=role)
    lead = templates.get(EPISODE_LEAD.name, "")
    return page.headed(daily.lead_of(lead, values, role=role))


def more_lines_page(news: EpisodeNews, *, buttons: Iterable[Item[Any]]) -> Page:
    """Build the page of more lines of a new episode, for the thread of its announcement."""
    return layout.page(
        _lines(news.more),
        title=_("More lines of this episode"),
        footer=location.footer(news.episode),
        buttons=buttons,
    )


def digest_page(
    digest: WeekDigest,
    *,
    role: int | None,
    templates: Mapping[str, str],
    buttons: Iterable[Item[Any]],
) -> Page:
    """Build the page of a week: its new episodes, its most loved lines, and what is coming."""
    page = layout.page(
        layout.field(_("New this week"), _episodes(digest.episodes)),
        layout.field(_("Most loved lines"), "\n".join(map(_loved, digest.loved))),
        layout.field(_("Coming"), "\n".join(map(_coming, digest.coming))),
        title=digest_title(digest),
        buttons=buttons,
    )
    values = {"date": format_date(digest.last, "long"), "role": daily.mention(role)}
    lead = templates.get(DIGEST_LEAD.name, "")
    return page.headed(daily.lead_of(lead, values, role=role))


def digest_title(digest: WeekDigest) -> str:
    """Name a digest by its week."""
    return _("The week of {first} to {last}").format(
        first=format_date(digest.first, "MMMd"), last=format_date(digest.last, "MMMd")
    )


def thread_name(outgoing: OutgoingPost) -> str:
    """Name the thread of a post: it cannot be empty, and nothing in it can be covered."""
    if outgoing.digest is not None:
        return text.label(digest_title(outgoing.digest), daily.NAME)
    if outgoing.news is not None:
        title = outgoing.news.episode.title
        return text.label(_("New episode: {title}").format(title=title), daily.NAME)
    if outgoing.hit is not None:
        return daily.thread_name(outgoing.hit)
    return text.label(_("Daily highlight"), daily.NAME)


def _summary(chapters: Sequence[Chapter], episode: Episode) -> str:
    """Return what an editor says of the first chapters, as far as there is space."""
    written = text.escaped(" ".join(one.editor for one in chapters if one.editor), _SUMMARY)
    return f"||{written}||" if written and episode.spoiler else written


def _chapters(chapters: Sequence[Chapter], episode: Episode) -> str:
    """List the first chapters with their times, as links where there are some."""
    lines = [_chapter(one, episode) for one in chapters[:CHAPTERS]]
    left = len(chapters) - CHAPTERS
    if left > 0:
        lines.append(
            ngettext(
                "… and {number} more chapter: choose it below",
                "… and {number} more chapters: choose one below",
                left,
            ).format(number=format_number(left))
        )
    return "\n".join(lines)


def _chapter(chapter: Chapter, episode: Episode) -> str:
    title = location.chapter_title(chapter.title, episode, _TITLE)
    if chapter.start_ms is None:
        return f"• {title}"
    return f"• {title} · {location.linked_moment(episode, chapter.start_ms)}"


def _lines(hits: Sequence[Hit]) -> str:
    return "\n".join(_line(hit, _OTHER if rank else _BEST) for rank, hit in enumerate(hits))


def _line(hit: Hit, longest: int) -> str:
    words = text.block_quote(hit.match.display, longest, hidden=hit.episode.spoiler)
    speaker = f"**{text.escaped(hit.match.speaker, _NAME)}** · " if hit.match.speaker else ""
    return f"{words}\n{speaker}{location.position(hit)}"


def _separated(lines: str) -> tuple[layout.Block, ...]:
    return (layout.separator(), lines) if lines else ()


def _episodes(episodes: Sequence[Episode]) -> str:
    lines = [f"• {text.escaped(one.title, _NAME)}" for one in episodes[:EPISODES]]
    left = len(episodes) - EPISODES
    if left > 0:
        lines.append(
            ngettext(
                "… and {number} more: `/library list` has them all",
                "… and {number} more: `/library list` has them all",
                left,
            ).format(number=format_number(left))
        )
    return "\n".join(lines)


def _loved(loved: LovedLine) -> str:
    votes = ngettext("{number} vote", "{number} votes", loved.votes).format(
        number=format_number(loved.votes)
    )
    return f"{_line(loved.hit, _OTHER)} · {votes}"


def _coming(coming: Anniversary) -> str:
    years = ngettext("{number} year ago", "{number} years ago", coming.years).format(
        number=format_number(coming.years)
    )
    when = format_date(coming.date, "MMMEd")
    return f"{when}: {text.escaped(coming.episode.title, _NAME)} ({years})"
