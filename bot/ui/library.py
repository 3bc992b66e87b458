"""What the managers of a server see of its library; builders only."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import accumulate
from typing import Any

from discord.ui import Item

from bot.curation import (
    EpisodeDetails,
    HiddenQuote,
    MisheardName,
    ShowCounts,
    SpeakerShare,
    SpeakerSuggestion,
)
from bot.followed import FeedCounts, FollowedFeed
from bot.models import Episode, Hit, NameCorrection, Removal, Show
from bot.translation import (
    N_,
    format_count,
    format_date,
    format_language,
    format_number,
    ngettext,
)
from bot.translation import (
    gettext as _,
)
from bot.ui import colour, layout, quotes, text
from bot.ui.layout import Page
from bot.ui.location import format_moment

PAGE = 15
"""Episodes on one page of the list."""

_FIELD = 1024
_NAME = 80
_LINE = 300
_SPEAKERS = 8
_ENTRIES = 12
_HEAD = 1500
_MORE = 20
"""Characters kept for the number of lines that are left out."""

NO_EPISODES = N_("There are no episodes here yet. Add a transcript with `/library add`.")
NO_NAMES = N_(
    "No misheard name is known here. To add one, give heard, as the transcript has it, and right."
)
NO_FEEDS = N_("This server follows no feeds. Follow one with `/library follow`.")
DISCARDED = N_("Nothing was imported.")


def list_page(
    shows: Sequence[ShowCounts],
    episodes: Sequence[Episode],
    *,
    page: int,
    note: str = "",
    buttons: Iterable[Item[Any]] = (),
) -> Page:
    """List the episodes that a server can search, the newest first, after its shows.

    `note` is a sentence about what waits for the managers.
    """
    head = fitting_lines([_show(one) for one in shows], _HEAD)
    blocks = [_entry(one) for one in episodes[page * PAGE : (page + 1) * PAGE]]
    listed = text.truncate("\n".join(blocks), layout.BODY - len(head) - 2)
    body = f"{head}\n\n{listed}" if blocks else _(NO_EPISODES)
    return layout.page(body, title=_("Library"), footer=note, buttons=buttons)


def pages(episodes: Sequence[Episode]) -> int:
    """Return the number of pages of the list."""
    return max(1, -(-len(episodes) // PAGE))


def shows_page(shows: Sequence[ShowCounts]) -> Page:
    """List the shows, and which of them the server searches."""
    lines = fitting_lines([_show(one) for one in shows], layout.BODY)
    return layout.page(lines or _(NO_EPISODES), title=_("Shows"))


def details_page(details: EpisodeDetails, *, buttons: Iterable[Item[Any]] = ()) -> Page:
    """Show an episode as its managers see it."""
    episode = details.episode
    language = format_language(episode.language)
    facts = (
        "" if episode.number is None else _("number {number}").format(number=episode.number),
        _("published {date}").format(date=format_date(episode.published))
        if episode.published
        else "",
        language,
    )
    counts = [
        format_count("{number} quote", "{number} quotes", episode.quotes),
        format_count("{number} chapter", "{number} chapters", details.chapters),
        format_count("{number} highlight", "{number} highlights", details.highlights),
        *(
            [format_count("{number} hidden", "{number} hidden", details.hidden)]
            if details.hidden
            else []
        ),
    ]
    links = [text.escaped(link.url, _LINE) for link in episode.links]
    origin = _("this server's own") if details.own else _("public")
    return layout.page(
        text.escaped(episode.show.title, _NAME),
        " · ".join(fact for fact in facts if fact),
        layout.field(_("Guests"), text.escaped(", ".join(episode.guests), _FIELD)),
        layout.field(_("Speakers"), speakers_lines(details.speakers)),
        layout.field(_("Contains"), ", ".join(counts)),
        layout.field(_("Subjects"), text.escaped(", ".join(details.topics[:_ENTRIES]), _FIELD)),
        layout.field(_("Times"), _times(details)),
        layout.field(_("Links"), fitting_lines(links, _FIELD)),
        layout.field(_("Marked"), _marks(episode)),
        title=text.escaped(episode.title, text.TITLE),
        footer=text.escaped(
            _("key {key} · {origin}").format(key=episode.key, origin=origin), _LINE
        ),
        buttons=buttons,
    )


def speakers_page(
    title: str, shares: Sequence[SpeakerShare], suggestions: Sequence[SpeakerSuggestion]
) -> Page:
    """List the speakers of an episode, and names that may be one person's; nothing is changed."""
    lines = [_suggestion(one) for one in suggestions]
    return layout.page(
        speakers_lines(shares) or _("No speaker is named."),
        layout.field(_("Suggestions"), fitting_lines(lines, _FIELD)),
        title=text.escaped(title, text.TITLE),
    )


def speakers_lines(shares: Sequence[SpeakerShare]) -> str:
    """Return a line for each speaker with the share of words, who has most first."""
    lines = [
        f"{text.escaped(one.name, _NAME) if one.name else _('without a name')} · {one.share:.0%}"
        + ("" if one.sure or not one.name else f" · {_('not sure, so not shown')}")
        for one in shares[:_SPEAKERS]
    ]
    more = len(shares) - _SPEAKERS
    return "\n".join([*lines, *([_and_more(more)] if more > 0 else [])])


def renamed(old: str, new: str, *, episodes: int) -> str:
    """Say that a speaker has another name now."""
    return ngettext(
        "**{old}** is **{new}** now, in {number} episode.",
        "**{old}** is **{new}** now, in {number} episodes.",
        episodes,
    ).format(
        old=text.escaped(old, _NAME),
        new=text.escaped(new, _NAME),
        number=format_number(episodes),
    )


def names_page(title: str, names: Sequence[MisheardName]) -> Page:
    """List the misheard names of an episode with their right forms."""
    lines = [_misheard(one) for one in names]
    return layout.page(
        fitting_lines(lines, layout.BODY) or _(NO_NAMES), title=text.escaped(title, text.TITLE)
    )


def corrected(name: NameCorrection, *, undone: bool) -> str:
    """Say that a misheard name is found by its right form, too, or that this is taken back."""
    heard, right = text.escaped(name.misheard, _NAME), text.escaped(name.right, _NAME)
    if undone:
        return _("**{heard}** is no longer taken for **{right}**.").format(heard=heard, right=right)
    return _(
        "**{heard}** is shown as **{right}** and found by both names, in a few seconds."
    ).format(heard=heard, right=f"\\[{right}\\]")


def removal_question(episode: Episode) -> str:
    """Ask whether an episode is to be removed."""
    title = text.escaped(episode.title, _NAME)
    return ngettext(
        "Remove **{title}** with its {number} quote?",
        "Remove **{title}** with its {number} quotes?",
        episode.quotes,
    ).format(title=title, number=format_number(episode.quotes))


def removed(removal: Removal) -> str:
    """Say that an episode is removed, and until when this can be undone."""
    title = text.escaped(removal.episode.title, _NAME)
    return _("**{title}** is removed. You can undo this until {time}.").format(
        title=title, time=_clock(removal.until)
    )


def restored(episode: Episode) -> str:
    """Say that an episode is back."""
    return _("**{title}** is back, with all its links.").format(
        title=text.escaped(episode.title, _NAME)
    )


def hide_page(hit: Hit, *, buttons: Iterable[Item[Any]]) -> Page:
    """Show the line that is to be hidden."""
    return quotes.quote(hit, below=buttons).headed(f"**{_('Hide this line everywhere?')}**")


def hidden_note(hidden: HiddenQuote) -> str:
    """Say that a line is hidden, and how to show it again."""
    line = text.escaped(hidden.display, _LINE)
    return _("Hidden: “{line}”. To show it again, use `/library unhide`.").format(line=line)


def feeds_page(feeds: Sequence[tuple[FollowedFeed, FeedCounts]]) -> Page:
    """List the feeds that a server follows, and how far their episodes are imported."""
    lines = [_feed(feed, counts) for feed, counts in feeds]
    return layout.page(text.join_fitting(lines, layout.BODY) or _(NO_FEEDS), title=_("Feeds"))


FOLLOWED = N_("This feed is followed. Its episodes are imported in the next minutes.")


def unfollowed(feed: FollowedFeed) -> str:
    """Say that a feed is not followed any more."""
    return _("**{title}** is not followed any more.").format(
        title=text.escaped(feed.title or feed.show, _NAME)
    )


def links_note(show: Show) -> str:
    """Say how the links of a show lead to a moment."""
    title, form = text.escaped(show.title, _NAME), text.escaped(show.moment or "", _LINE)
    sentences = [
        _("Links of **{title}** lead to their moment in the form of {form}.")
        if form
        else _("Links of **{title}** lead to their moment in the form that their address shows.")
    ]
    if show.offset:
        sentences.append(
            ngettext(
                "They begin {number} second later than the transcript.",
                "They begin {number} seconds later than the transcript.",
                show.offset,
            )
        )
    if show.drifts:
        sentences.append(_("They are marked as approximate."))
    return " ".join(sentences).format(title=title, form=form, number=show.offset)


def look_page(show: Show) -> Page:
    """Show the colour and the picture of a show, as its lines have them."""
    title = text.escaped(show.title, _NAME)
    lines = (
        _("Its frames have this colour.")
        if show.colour is not None
        else _("It has no colour of its own."),
        _("This is its picture.") if show.art else _("It has no picture."),
    )
    words = f"**{title}**\n" + "\n".join(lines)
    described = _("The picture of {title}").format(title=text.label(show.title, _NAME))
    block = (
        layout.illustrated(words, picture=show.art, description=described) if show.art else words
    )
    return layout.page(block, accent=colour.of_show(show))


def _feed(feed: FollowedFeed, counts: FeedCounts) -> str:
    title = text.escaped(feed.title or feed.show, _NAME)
    problem = f"\n⚠️ {text.escaped(_(feed.problem), _LINE)}" if feed.problem else ""
    items = format_count("{number} item", "{number} items", counts.items)
    waiting = format_count("{number} still to look at", "{number} still to look at", counts.waiting)
    return f"**{title}** · {items}, {waiting}{problem}"


def _show(one: ShowCounts) -> str:
    title = text.escaped(one.show.title, _NAME)
    kind = _("public") if one.searched else _("not searched here")
    if one.own:
        kind = _("this server's own")
    episodes = format_count("{number} episode", "{number} episodes", one.episodes)
    return f"**{title}** · {episodes} · {kind}"


def _entry(episode: Episode) -> str:
    number = "" if episode.number is None else f"{episode.number}. "
    title = text.escaped(f"{number}{episode.title}", _NAME)
    published = f" · {format_date(episode.published)}" if episode.published else ""
    quotes_ = format_count("{number} quote", "{number} quotes", episode.quotes)
    return f"{title}{published} · {quotes_}"


def _misheard(one: MisheardName) -> str:
    heard, right = text.escaped(one.misheard, _NAME), text.escaped(one.right, _NAME)
    origin = "" if one.given else f" · {_('from the guide')}"
    times = format_count("{number} time", "{number} times", one.times)
    return f"{heard} → **{right}** · {times}{origin}"


def _suggestion(one: SpeakerSuggestion) -> str:
    old, reason = text.escaped(one.old, _NAME), text.escaped(one.reason, _NAME)
    if one.new is None:
        return _("Name **{old}**: {reason}").format(old=old, reason=reason)
    return _("Show **{old}** as **{new}**: {reason}").format(
        old=old, new=text.escaped(one.new, _NAME), reason=reason
    )


def _times(details: EpisodeDetails) -> str:
    if details.first_ms is None or details.last_ms is None:
        return _("none, so excerpts cannot link to their moment")
    return _("{begin} to {end}").format(
        begin=format_moment(details.first_ms), end=format_moment(details.last_ms)
    )


def _marks(episode: Episode) -> str:
    marks = [_("spoiler")] if episode.spoiler else []
    marks += (
        [_("not shown before {time}").format(time=_clock(episode.embargo))]
        if episode.embargo
        else []
    )
    return ", ".join(marks)


def _clock(instant: datetime) -> str:
    return f"<t:{int(instant.timestamp())}:f>"


def fitting_lines(lines: Sequence[str], limit: int, *, between: str = "\n") -> str:
    """Join lines or paragraphs, as many as fit into the limit, and count the others."""
    if len(between.join(lines)) <= limit:
        return between.join(lines)
    ends = accumulate(len(line) + len(between) for line in lines)
    shown = sum(end <= limit - _MORE for end in ends)
    return between.join([*lines[:shown], _and_more(len(lines) - shown)])


def _and_more(number: int) -> str:
    return format_count("and {number} more", "and {number} more", number)
