"""What came, or would come, of an upload, as its manager sees it; builders only."""

import discord

from bot.curation import SpeakerShare
from bot.models import Dropped
from bot.report import Report
from bot.text.lexicon import language_names
from bot.ui import colour, text
from bot.ui.library import add_field, build_embed, fitting_lines, speakers_lines
from bot.ui.location import format_moment
from bot.uploads import Upload, UploadedFile

_FIELD = 1024
_NOTES, _FOOTER = 700, 250
"""Less than Discord accepts of each, because an embed has 6,000 characters in all."""

_NAME = 80
_LINE = 300


def report_embed(upload: Upload, *, done: bool = False) -> discord.Embed:
    """Show what would come of an upload or, if it is done, what came of it."""
    (one, *others) = upload.files
    if others:
        failed_first = sorted(upload.files, key=lambda file: file.imported is not None)
        blocks = [_short(file) for file in failed_first]
        title = f"{text.pluralise(len(blocks), 'file')}, {upload.importable} of them transcripts"
        return build_embed(title, fitting_lines(blocks, text.DESCRIPTION, between="\n\n"))
    if one.imported is None:
        embed = build_embed("This cannot be imported", text.escaped(one.error, _FIELD))
        embed.colour = colour.GUESS
        return embed
    episode, report = one.imported.episode, one.imported.report
    embed = build_embed(text.escaped(episode.title, text.TITLE), _outcome(one))
    if report is not None:
        _add_report(embed, report, samples=not done)
    problems = [text.escaped(problem, _LINE) for problem in one.imported.problems]
    add_field(embed, "Guide", fitting_lines(problems, _NOTES))
    return embed.set_footer(text=text.label(f"{one.name} · key {one.key}", _FOOTER))


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
    add_field(embed, "Format", f"{report.format}, {report.encoding}", inline=True)
    language = language_names().get(report.language, report.language)
    add_field(embed, "Language", language or "not known", inline=True)
    length = "no times" if report.length_ms is None else format_moment(report.length_ms)
    add_field(embed, "Length", f"{length}, {report.words:,} words", inline=True)
    shares = [SpeakerShare(one.name, 0, one.share) for one in report.speakers]
    add_field(embed, "Speakers", speakers_lines(shares) or "none named")
    chapters = text.pluralise(len(report.chapters), "chapter")
    counts = f"{text.pluralise(report.quotes, 'quote')}, {chapters}"
    add_field(embed, "Contains", counts)
    if samples:
        lines = [text.block_quote(sample, _LINE) for sample in report.samples]
        add_field(embed, "Like these", text.join_fitting(lines, _FIELD))
    dropped = [_dropped(one) for one in report.dropped]
    add_field(embed, "Left out", fitting_lines(dropped, _NOTES))
    warnings = [f"⚠️ {text.escaped(warning, _LINE)}" for warning in report.warnings]
    add_field(embed, "Worth a look", fitting_lines(warnings, _FIELD))


def _dropped(dropped: Dropped) -> str:
    example = f": “{text.escaped(dropped.example, _NAME)}”" if dropped.example else ""
    return f"{text.escaped(dropped.reason, _NAME)} ({dropped.count}){example}"
