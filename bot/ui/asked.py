"""Build the page of `/library questions`: what members asked in vain, for the managers."""

from collections.abc import Sequence

from bot.servers import QuestionCount
from bot.translation import format_date, format_number, ngettext
from bot.translation import gettext as _
from bot.ui import layout, text
from bot.ui.layout import Page

_LISTED = 15
_WORDS = 100


def asked(questions: Sequence[QuestionCount], *, kept: bool) -> Page:
    """Show the questions, the most asked first, and whether they are kept."""
    entries = [_entry(one) for one in questions[:_LISTED]]
    left = len(questions) - _LISTED
    more = ngettext("and {number} more", "and {number} more", left)
    if not kept:
        entries = [
            _(
                "Nothing is kept. After `/library questions keep:True`, the words that find "
                "nothing are kept for 30 days, without who typed them."
            )
        ]
    elif not entries:
        entries = [_("Nobody has asked in vain in the last 30 days.")]
    return layout.page(
        text.join_fitting(entries, layout.BODY),
        title=_("Questions without an answer"),
        footer=more.format(number=format_number(left)) if kept and left > 0 else "",
    )


def _entry(one: QuestionCount) -> str:
    counts = (
        _("nothing found {number}").format(number=format_number(one.outcomes.get("none", 0))),
        _("not useful {number}").format(number=format_number(one.outcomes.get("unhelpful", 0))),
        _("useful {number}").format(number=format_number(one.outcomes.get("useful", 0))),
        format_date(one.last.date()),
    )
    return f"**{text.escaped(one.words, _WORDS)}** (/{one.command})\n-# {' · '.join(counts)}"
