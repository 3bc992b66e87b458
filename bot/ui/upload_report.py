"""What came, or would come, of an upload, as its manager sees it; builders only."""

from collections.abc import Iterable
from typing import Any

from discord.ui import Item

from bot.curation import SpeakerShare
from bot.models import Dropped
from bot.report import Report
from bot.translation import format_count, format_language, format_number, ngettext
from bot.translation import gettext as _
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
        title = ngettext(
            "{number} file, {importable} of them transcripts",
            "{number} files, {importable} of them transcripts",
            len(blocks),
        ).format(number=format_number(len(blocks)), importable=format_number(upload.importable))
        body = fitting_lines(blocks, layout.BODY, between="\n\n")
        return layout.page(body, title=title, buttons=buttons)
    if one.imported is None:
        return layout.page(
            text.escaped(one.error, _FIELD),
            title=_("This cannot be imported"),
            accent=colour.GUESS,
            buttons=buttons,
        )
    episode, report = one.imported.episode, one.imported.report
    problems = [text.escaped(problem, _LINE) for problem in one.imported.problems]
    return layout.page(
        _outcome(one),
        *(_fields(report, samples=not done) if report else ()),
        layout.field(_("Guide"), fitting_lines(problems, _NOTES)),
        title=text.escaped(episode.title, text.TITLE),
        footer=text.escaped(_("{name} · key {key}").format(name=one.name, key=one.key), _FOOTER),
        buttons=buttons,
    )


def _outcome(one: UploadedFile) -> str:
    outcome = one.imported.outcome if one.imported else ""
    return {
        "would add": _("This is what would be imported. Nothing has changed yet."),
        "would replace": _(
            "This would replace the episode. Links to lines that stay keep working."
        ),
        "added": _("Imported. Its lines can be found in a few seconds."),
        "replaced": _("Replaced. Links to lines that stayed keep working."),
        "unchanged": _("This very file was imported before; nothing has changed."),
    }.get(outcome, "")


def _outcome_word(outcome: str) -> str:
    return {
        "would add": _("would be added"),
        "would replace": _("would replace an episode"),
        "added": _("added"),
        "replaced": _("replaced"),
        "unchanged": _("unchanged"),
    }.get(outcome, "")


def _short(one: UploadedFile) -> str:
    name = text.escaped(one.name, _NAME)
    if one.imported is None:
        return f"⚠️ **{name}**\n{text.escaped(one.error, _LINE)}"
    report = one.imported.report
    if report is None:
        return f"**{name}** · {_outcome_word(one.imported.outcome)}"
    facts = (
        report.format,
        report.language,
        format_count("{number} speaker", "{number} speakers", len(report.speakers)),
        _("no times") if report.length_ms is None else format_moment(report.length_ms),
        format_count("{number} quote", "{number} quotes", report.quotes),
    )
    line = " · ".join(text.escaped(fact, _NAME) for fact in facts if fact)
    notes = "".join(f"\n{text.escaped(warning, _LINE)}" for warning in report.warnings[:2])
    return f"**{name}** · {_outcome_word(one.imported.outcome)}\n{line}{notes}"


def _fields(report: Report, *, samples: bool) -> list[str]:
    language = format_language(report.language) or _("not known")
    length = _("no times") if report.length_ms is None else format_moment(report.length_ms)
    shares = [SpeakerShare(one.name, 0, one.share) for one in report.speakers]
    quotes = format_count("{number} quote", "{number} quotes", report.quotes)
    chapters = format_count("{number} chapter", "{number} chapters", len(report.chapters))
    words = format_count("{number} word", "{number} words", report.words)
    lines = [text.block_quote(sample, _LINE) for sample in report.samples] if samples else []
    dropped = [_dropped(one) for one in report.dropped]
    warnings = [f"⚠️ {text.escaped(warning, _LINE)}" for warning in report.warnings]
    return [
        f"**{_('Format')}** {report.format}, {report.encoding} · **{_('Language')}** {language}",
        f"**{_('Length')}** {length}, {words}",
        layout.field(_("Speakers"), speakers_lines(shares) or _("none named")),
        layout.field(_("Contains"), f"{quotes}, {chapters}"),
        layout.field(_("Worth a look"), fitting_lines(warnings, _NOTES)),
        layout.field(_("Like these"), text.join_fitting(lines, _FIELD)),
        layout.field(_("Left out"), fitting_lines(dropped, _NOTES)),
    ]


def _dropped(dropped: Dropped) -> str:
    example = f": “{text.escaped(dropped.example, _NAME)}”" if dropped.example else ""
    return f"{text.escaped(_(dropped.reason), _NAME)} ({dropped.count}){example}"
