"""Name the kinds of posts, and tell which of them a schedule has beside the highlight."""

from bot.schedules import Kind, Schedule
from bot.translation import format_number, format_weekday, ngettext
from bot.translation import gettext as _


def settings(schedule: Schedule) -> list[str]:
    """Return a line for the digest and one for the anniversaries, if they are on."""
    lines: list[str] = []
    if schedule.digest is not None:
        lines.append(
            _("**Digest** every {day}, at the same time").format(
                day=format_weekday(schedule.digest)
            )
        )
    if schedule.anniversaries:
        lines.append(_("**Anniversaries** a line of the episode takes the place of the highlight"))
    return lines


def kind_label(kind: Kind) -> str:
    """Return the name of a kind of post, "" for a day's highlight."""
    names = {
        "episode": _("new episode"),
        "digest": _("weekly digest"),
        "anniversary": _("anniversary"),
    }
    return names.get(kind, "")


def years_label(years: int) -> str:
    """Say for which anniversary a line is planned, "" for none."""
    if not years:
        return ""
    return ngettext("published a year ago", "published {number} years ago", years).format(
        number=format_number(years)
    )
