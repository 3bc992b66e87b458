"""Why a post is left out, for the history of its server; pure."""

from datetime import datetime, timedelta

from bot.daily import due
from bot.daily.port import OutgoingPost
from bot.schedules import ABOUT_A_LINE, Post, Schedule
from bot.translation import N_
from bot.translation import gettext as _

NOTICE_GRACE = timedelta(days=3)
"""How long a notice to the managers is tried."""

_DATED = frozenset(("day", "digest", "anniversary"))

_NOTHING_LEFT = N_("There is nothing to post: no episode here has a highlight that may be shown.")
_NO_HIGHLIGHT = N_("There is nothing to post: the episode has no highlight that may be shown.")
_REMOVED = N_("Its quote is no longer in the library.")
_NOTHING_NEW = N_("There was nothing to tell: no new episode and no line that somebody voted for.")
_NO_MORE = N_("There are no more lines.")
_NO_ANNIVERSARY = N_("No episode was published on this date.")


def cancel_reason(post: Post, schedule: Schedule, *, now: datetime) -> str:
    """Return why a post is not to be made any more, "" if it is."""
    if post.kind == "notice":
        return _("The managers could not be reached.") if now - post.due > NOTICE_GRACE else ""
    if schedule.state == "paused":
        return _("The daily highlight was paused when it was due.")
    if schedule.state == "off":
        return _("The daily highlight was off when it was due.")
    late = now - post.due > due.GRACE
    # A post that was first tried in time may be finished after midnight.
    if post.kind in _DATED and not post.attempts:
        late = due.judge_day(schedule, post.date, now=now) == "late"
    if not late:
        return ""
    reason = post.reason and _(post.reason)
    return _("It could not be posted in time. {reason}").format(reason=reason).strip()


def nothing_to_tell(outgoing: OutgoingPost) -> str:
    """Return why a post is left out although nothing is wrong, "" if it is made."""
    kind, digest, news = outgoing.post.kind, outgoing.digest, outgoing.news
    if kind == "anniversary" and outgoing.hit is None:
        return _(_NO_ANNIVERSARY)
    if kind in ABOUT_A_LINE and outgoing.hit is None:
        none = _NO_HIGHLIGHT if kind == "episode" else _NOTHING_LEFT
        return _(_REMOVED if outgoing.post.quote else none)
    if kind == "digest" and (digest is None or not (digest.episodes or digest.loved)):
        return _(_NOTHING_NEW)
    if kind == "lines" and (news is None or not news.more):
        return _(_NO_MORE)
    return ""
