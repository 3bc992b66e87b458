"""What came, or would come, of an upload, as its manager sees it; builders only."""

from collections.abc import Iterable
from typing import Any

from discord.ui import Item

from bot.curation import SpeakerShare
from bot.models import Dropped
from bot.report import Report
from bot.text.lexicon import language_names
from bot.ui import colour, layout, text
from bot.ui.layout import Page
from bot.ui.library import fitting_lines, speakers_lines
from bot.ui.location import format_moment
from bot.uploads import Upload, UploadedFile

_FIELD = 900
_NOTES, _FOOTER = 500, 250
"""Less of each, because a page has 2,900 characters in all."""

_NAME = 80
_LINE = 300


def report_page(upload: Upload, *, done: bool = False, buttons: Iterable[Item[Any]] = ()) -> Page:
    """Show what would come of an upload or, if it is done, what came of it."""
    (one, *others) = upload.files
    if others:
        failed_first = sorted(upload.files, key=lambda file: file.imported is not None)
        blocks = [_short(file) for file in failed_first]
        title = f"{text.pluralise(len(blocks), 'file')}, {upload.importable} of them transcripts"
        body = fitting_lines(blocks, layout.BODY, between="\n\n")
        return layout.page(body, title=title, buttons=buttons)
    if one.imported is None:
        return layout.page(
            text.escaped(one.error, _FIELD),
            title="This cannot be imported",
            accent=colour.GUESS,
            buttons=buttons,
        )
    episode, report = one.imported.episode, one.imported.report
    problems = [text.escaped(problem, _LINE) for problem in one.imported.problems]
    return layout.page(
        _outcome(one),
        *(_fields(report, samples=not done) if report else ()),
        layout.field("Guide", fitting_lines(problems, _NOTES)),
        title=text.escaped(episode.title, text.TITLE),
        footer=text.escaped(f"{one.name} · key {one.key}", _FOOTER),
        buttons=buttons,
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


def _fields(report: Report, *, samples: bool) -> list[str]:
    language = language_names().get(report.language, report.language) or "not known"
    length = "no times" if report.length_ms is None else format_moment(report.length_ms)
    shares = [SpeakerShare(one.name, 0, one.share) for one in report.speakers]
    chapters = text.pluralise(len(report.chapters), "chapter")
    lines = [text.block_quote(sample, _LINE) for sample in report.samples] if samples else []
    dropped = [_dropped(one) for one in report.dropped]
    warnings = [f"⚠️ {text.escaped(warning, _LINE)}" for warning in report.warnings]
    return [
        f"**Format** {report.format}, {report.encoding} · **Language** {language}",
        f"**Length** {length}, {report.words:,} words",
        layout.field("Speakers", speakers_lines(shares) or "none named"),
        layout.field("Contains", f"{text.pluralise(report.quotes, 'quote')}, {chapters}"),
        layout.field("Worth a look", fitting_lines(warnings, _NOTES)),
        layout.field("Like these", text.join_fitting(lines, _FIELD)),
        layout.field("Left out", fitting_lines(dropped, _NOTES)),
    ]


def _dropped(dropped: Dropped) -> str:
    example = f": “{text.escaped(dropped.example, _NAME)}”" if dropped.example else ""
    return f"{text.escaped(dropped.reason, _NAME)} ({dropped.count}){example}"
