"""What the managers of a server see of its library; builders only."""

from collections.abc import Sequence
from datetime import datetime

import discord

from bot.curation import EpisodeDetails, HiddenQuote, ShowCounts, SpeakerShare, SpeakerSuggestion
from bot.followed import FeedCounts, FollowedFeed
from bot.models import Dropped, Episode, Hit, Removal, Show
from bot.report import Report
from bot.ui import colour, quotes, text
from bot.ui.location import format_moment
from bot.uploads import Upload, UploadedFile

PAGE = 15
"""Episodes on one page of the list."""

_FIELD = 1024
_NAME = 80
_LINE = 300
_SPEAKERS = 8
_ENTRIES = 12

NO_EPISODES = "There are no episodes here yet. Add a transcript with `/library add`."
NOTHING_HIDDEN = "No lines are hidden."
NO_FEEDS = "This server follows no feeds. Follow one with `/library follow`."
DISCARDED = "Nothing was imported."
NOT_REMOVED = "Nothing was removed."


def report_embed(upload: Upload, *, done: bool = False) -> discord.Embed:
    """Show what would come of an upload or, if it is done, what came of it."""
    (one, *others) = upload.files
    if others:
        blocks = [_short(file) for file in upload.files]
        title = f"{text.pluralise(len(blocks), 'file')}, {upload.importable} of them transcripts"
        return _embed(text.label(title, text.TITLE), text.join_fitting(blocks, text.DESCRIPTION))
    if one.imported is None:
        embed = _embed("Not a transcript that can be read", text.escaped(one.error, _FIELD))
        embed.colour = colour.GUESS
        return embed
    episode, report = one.imported.episode, one.imported.report
    embed = _embed(text.label(episode.title, text.TITLE), _outcome(one))
    if report is not None:
        _add_report(embed, report, samples=not done)
    problems = [text.escaped(problem, _LINE) for problem in one.imported.problems]
    _add(embed, "Guide", text.join_fitting(problems, _FIELD))
    return embed.set_footer(text=text.label(f"{one.name} · key {one.key}", text.FOOTER))


def list_embed(
    shows: Sequence[ShowCounts], episodes: Sequence[Episode], *, page: int
) -> discord.Embed:
    """List the episodes that a server can search, the newest first, after its shows."""
    head = "\n".join(_show(one) for one in shows[:_ENTRIES])
    blocks = [_entry(one) for one in episodes[page * PAGE : (page + 1) * PAGE]]
    listed = text.truncate("\n".join(blocks), text.DESCRIPTION - len(head) - 2)
    return _embed("Library", f"{head}\n\n{listed}" if blocks else NO_EPISODES)


def pages(episodes: Sequence[Episode]) -> int:
    """Return the number of pages of the list."""
    return max(1, -(-len(episodes) // PAGE))


def shows_embed(shows: Sequence[ShowCounts]) -> discord.Embed:
    """List the shows, and which of them the server searches."""
    lines = text.truncate("\n".join(map(_show, shows)), text.DESCRIPTION)
    return _embed("Shows", lines or NO_EPISODES)


def details_embed(details: EpisodeDetails) -> discord.Embed:
    """Show an episode as its managers see it."""
    episode = details.episode
    embed = _embed(text.label(episode.title, text.TITLE), text.escaped(episode.show.title, _NAME))
    _add(embed, "Number", "" if episode.number is None else str(episode.number), inline=True)
    _add(embed, "Published", str(episode.published or ""), inline=True)
    _add(embed, "Language", episode.language, inline=True)
    _add(embed, "Guests", text.escaped(", ".join(episode.guests), _FIELD))
    _add(embed, "Speakers", speakers_lines(details.speakers))
    counts = [
        text.pluralise(episode.quotes, "quote"),
        text.pluralise(details.chapters, "chapter"),
        text.pluralise(details.highlights, "highlight"),
        *([f"{details.hidden} hidden"] if details.hidden else []),
    ]
    _add(embed, "Contains", ", ".join(counts))
    _add(embed, "Subjects", text.escaped(", ".join(details.topics[:_ENTRIES]), _FIELD))
    _add(embed, "Times", _times(details))
    links = [text.escaped(link.url, _LINE) for link in episode.links]
    _add(embed, "Links", text.truncate("\n".join(links), _FIELD))
    _add(embed, "Marked", _marks(episode))
    origin = "this server's own" if details.own else "public"
    return embed.set_footer(text=text.label(f"key {episode.key} · {origin}", text.FOOTER))


def speakers_embed(
    title: str, shares: Sequence[SpeakerShare], suggestions: Sequence[SpeakerSuggestion]
) -> discord.Embed:
    """List the speakers of an episode, and names that may be one person's; nothing is changed."""
    embed = _embed(text.label(title, text.TITLE), speakers_lines(shares) or "No speaker is named.")
    lines = [_suggestion(one) for one in suggestions[:_ENTRIES]]
    _add(embed, "Suggestions", text.truncate("\n".join(lines), _FIELD))
    return embed


def speakers_lines(shares: Sequence[SpeakerShare]) -> str:
    """Return a line for each speaker with the share of words, who has most first."""
    lines = [
        f"{text.escaped(one.name, _NAME) if one.name else 'without a name'} · {one.share:.0%}"
        + ("" if one.sure or not one.name else " · not sure, so not shown")
        for one in shares[:_SPEAKERS]
    ]
    more = len(shares) - _SPEAKERS
    return "\n".join([*lines, *([f"and {more} more"] if more > 0 else [])])


def renamed(old: str, new: str, *, episodes: int) -> str:
    """Say that a speaker has another name now."""
    where = text.pluralise(episodes, "episode")
    return f"**{text.escaped(old, _NAME)}** is **{text.escaped(new, _NAME)}** now, in {where}."


def removal_question(episode: Episode) -> str:
    """Ask whether an episode is to be removed."""
    title = text.escaped(episode.title, _NAME)
    return f"Remove **{title}** with its {text.pluralise(episode.quotes, 'quote')}?"


def removed(removal: Removal) -> str:
    """Say that an episode is removed, and until when this can be undone."""
    title = text.escaped(removal.episode.title, _NAME)
    return f"**{title}** is removed. You can undo this until {_clock(removal.until)}."


def restored(episode: Episode) -> str:
    """Say that an episode is back."""
    return f"**{text.escaped(episode.title, _NAME)}** is back, with all its links."


def hide_embed(hit: Hit) -> discord.Embed:
    """Show the line that is to be hidden."""
    embed = quotes.quote(hit)
    embed.title = "Hide this line everywhere?"
    return embed


def hidden_note(hidden: HiddenQuote) -> str:
    """Say that a line is hidden, and how to show it again."""
    line = text.escaped(hidden.display, _LINE)
    return f"Hidden: “{line}”. To show it again, use `/library unhide`."


def feeds_embed(feeds: Sequence[tuple[FollowedFeed, FeedCounts]]) -> discord.Embed:
    """List the feeds that a server follows, and how far their episodes are imported."""
    lines = [_feed(feed, counts) for feed, counts in feeds]
    return _embed("Feeds", text.join_fitting(lines, text.DESCRIPTION) or NO_FEEDS)


FOLLOWED = "This feed is followed. Its episodes are imported in the next minutes."


def unfollowed(feed: FollowedFeed) -> str:
    """Say that a feed is not followed any more."""
    return f"**{text.escaped(feed.title or feed.show, _NAME)}** is not followed any more."


def links_note(show: Show) -> str:
    """Say how the links of a show lead to a moment."""
    title, form = text.escaped(show.title, _NAME), text.escaped(show.moment or "", _LINE)
    how = f"in the form of {form}" if form else "in the form that their address shows"
    later = f", {show.offset} seconds later than the transcript" if show.offset else ""
    drifts = ", marked as approximate" if show.drifts else ""
    return f"Links of **{title}** lead to their moment {how}{later}{drifts}."


def _feed(feed: FollowedFeed, counts: FeedCounts) -> str:
    title = text.escaped(feed.title or feed.show, _NAME)
    problem = f"\n⚠️ {text.escaped(feed.problem, _LINE)}" if feed.problem else ""
    return (
        f"**{title}** · {text.pluralise(counts.items, 'item')}, {counts.waiting} still to look at"
        f"{problem}"
    )


def _outcome(one: UploadedFile) -> str:
    outcome = one.imported.outcome if one.imported else ""
    return {
        "would add": "This is what would be imported. Nothing has changed yet.",
        "would replace": "This would replace the episode. Links to lines that stay keep working.",
        "added": "Imported. Its lines can be found in a few seconds.",
        "replaced": "Replaced. Links to lines that stayed keep working.",
        "unchanged": "This very file was imported before; nothing has changed.",
    }.get(outcome, "")


def _short(one: UploadedFile) -> str:
    name = text.escaped(one.name, _NAME)
    if one.imported is None:
        return f"⚠️ **{name}**\n{text.escaped(one.error, _LINE)}"
    report = one.imported.report
    if report is None:
        return f"**{name}** · {one.imported.outcome}"
    facts = (
        report.format,
        report.language,
        text.pluralise(len(report.speakers), "speaker"),
        "no times" if report.length_ms is None else format_moment(report.length_ms),
        text.pluralise(report.quotes, "quote"),
    )
    line = " · ".join(text.escaped(fact, _NAME) for fact in facts if fact)
    notes = "".join(f"\n{text.escaped(warning, _LINE)}" for warning in report.warnings[:2])
    return f"**{name}** · {one.imported.outcome}\n{line}{notes}"


def _add_report(embed: discord.Embed, report: Report, *, samples: bool) -> None:
    _add(embed, "Format", f"{report.format}, {report.encoding}", inline=True)
    _add(embed, "Language", report.language or "not known", inline=True)
    length = "no times" if report.length_ms is None else format_moment(report.length_ms)
    _add(embed, "Length", f"{length}, {report.words:,} words", inline=True)
    shares = [SpeakerShare(one.name, 0, one.share) for one in report.speakers]
    _add(embed, "Speakers", speakers_lines(shares) or "none named")
    counts = f"{text.pluralise(report.quotes, 'quote')}, {len(report.chapters)} chapters"
    _add(embed, "Contains", counts)
    if samples:
        lines = [text.block_quote(sample, _LINE) for sample in report.samples]
        _add(embed, "Like these", text.join_fitting(lines, _FIELD))
    dropped = "\n".join(map(_dropped, report.dropped))
    _add(embed, "Left out", text.truncate(dropped, _FIELD))
    warnings = "\n".join(f"⚠️ {text.escaped(warning, _LINE)}" for warning in report.warnings)
    _add(embed, "Worth a look", text.truncate(warnings, _FIELD))


def _dropped(dropped: Dropped) -> str:
    example = f": “{text.escaped(dropped.example, _NAME)}”" if dropped.example else ""
    return f"{text.escaped(dropped.reason, _NAME)} ({dropped.count}){example}"


def _show(one: ShowCounts) -> str:
    title = text.escaped(one.show.title, _NAME)
    kind = "this server's own" if one.own else "public" if one.searched else "not searched here"
    return f"**{title}** · {text.pluralise(one.episodes, 'episode')} · {kind}"


def _entry(episode: Episode) -> str:
    number = "" if episode.number is None else f"{episode.number}. "
    title = text.escaped(f"{number}{episode.title}", _NAME)
    published = f" · {episode.published}" if episode.published else ""
    return f"{title}{published} · {text.pluralise(episode.quotes, 'quote')}"


def _suggestion(one: SpeakerSuggestion) -> str:
    old, reason = text.escaped(one.old, _NAME), text.escaped(one.reason, _NAME)
    if one.new is None:
        return f"Name **{old}**: {reason}"
    return f"Show **{old}** as **{text.escaped(one.new, _NAME)}**: {reason}"


def _times(details: EpisodeDetails) -> str:
    if details.first_ms is None or details.last_ms is None:
        return "none, so excerpts cannot link to their moment"
    return f"{format_moment(details.first_ms)} to {format_moment(details.last_ms)}"


def _marks(episode: Episode) -> str:
    marks = ["spoiler"] if episode.spoiler else []
    marks += [f"not shown before {_clock(episode.embargo)}"] if episode.embargo else []
    return ", ".join(marks)


def _clock(instant: datetime) -> str:
    return f"<t:{int(instant.timestamp())}:f>"


def _embed(title: str, description: str) -> discord.Embed:
    return discord.Embed(title=title, description=description or None, colour=colour.ANSWER)


def _add(embed: discord.Embed, name: str, value: str, *, inline: bool = False) -> None:
    if value:
        embed.add_field(name=name, value=value, inline=inline)
