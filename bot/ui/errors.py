"""The private messages for errors and for anything that is not found."""

import re
from collections.abc import Sequence
from datetime import date
from math import ceil

from bot.models import Episode
from bot.translation import N_, format_count, format_date
from bot.translation import gettext as _
from bot.ui import text

REMOVED = N_("This is no longer in the library: the episode was removed or replaced. Search again.")
EMPTY = N_("There are no episodes here yet. Ask the operator of this bot to add a transcript.")
NO_HIGHLIGHT = N_("There are no highlights yet. Search for words you remember with `/quote words`.")
NOT_SHARED = N_("You cannot post in this channel: share the line in one where you can.")
NO_TOPICS = N_("There are no subjects to choose from yet. Type one yourself with `/topic name`.")
AWAY = N_(
    "The database of this bot cannot be reached right now, so nothing can be saved or listed. "
    "Searching still works. Try again in a few minutes."
)
PREPARING = N_(
    "The search of this bot is being prepared, so nothing can be found right now. Try again in a "
    "minute."
)
FORM_LATE = N_("That took too long for a form to open. Try again.")
CHANGED = N_("This command has changed. Try again in a minute.")

_LISTED = 10
_COMMAND = re.compile(r"\\`(/[^\W_][\w -]*)\\`")


def refusal_sentence(sentence: str) -> str:
    """Return the message of an error of ours, escaped but for the commands that it names."""
    return _COMMAND.sub(r"`\1`", text.escaped(sentence, text.CONTENT))


def unexpected_sentence(reference: str) -> str:
    """Report a fault, with the reference by which the operator finds it in the log."""
    return _(
        "Something went wrong on my side. Try again in a moment. If it happens again, give the "
        "operator of this bot the reference `{reference}`."
    ).format(reference=reference)


def too_often_sentence(seconds: float) -> str:
    """Ask a member who does too much at once to wait."""
    return format_count(
        "That was a lot at once. Try again in {number} second.",
        "That was a lot at once. Try again in {number} seconds.",
        max(1, ceil(seconds)),
    )


def no_episode(named: str, episodes: Sequence[Episode]) -> str:
    """Say that the episode is unknown, and list those that the server may see."""
    titles = _listed([episode.title for episode in episodes])
    return _("No episode called “{name}”. Episodes here: {titles}.").format(
        name=text.label(named, 80), titles=titles
    )


def no_speaker(named: str, speakers: Sequence[str]) -> str:
    """Say that the speaker is unknown, and list those that are known."""
    name = text.label(named, 80)
    if not speakers:
        return _(
            "No speaker called “{name}”. No speakers are known here: leave the speaker empty."
        ).format(name=name)
    return _("No speaker called “{name}”. Speakers here: {names}.").format(
        name=name, names=_listed(speakers)
    )


def no_show(named: str, shows: Sequence[str]) -> str:
    """Say that the show is unknown, and list those that the server may see."""
    return _("No show called “{name}”. Shows here: {shows}.").format(
        name=text.label(named, 80), shows=_listed(shows)
    )


def no_date(named: str) -> str:
    """Say that a text is neither a date nor an episode, and how to write one."""
    return _(
        "“{name}” is neither a date nor an episode. Write 2024, March 2024, 2024-03-05, "
        "3 months ago or the title of an episode."
    ).format(name=text.label(named, 80))


def no_episodes_then(first: date, last: date) -> str:
    """Say that no episode is of the dates that were asked for, and from when there are any."""
    return _("No episode is of these dates: they are from {first} to {last}.").format(
        first=format_date(first), last=format_date(last)
    )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(_("“{name}”").format(name=text.label(name, 80)) for name in names[:_LISTED])
    return _("{names} and more").format(names=shown) if len(names) > _LISTED else shown
