"""What members own: saved lines, votes, alerts and the mistakes they reported, without Discord."""

from bot.members.alerts import MOST_ALERTS, Alerts, KnownAlert, due_at
from bot.members.loved import LovedLine, Votes
from bot.members.mistakes import LONGEST_FORM, LONGEST_NOTE, Mistakes, OpenMistake
from bot.members.saved import MOST_SAVED, Saved, SavedExport, SavedPage
from bot.members.service import Members

__all__ = [
    "LONGEST_FORM",
    "LONGEST_NOTE",
    "MOST_ALERTS",
    "MOST_SAVED",
    "Alerts",
    "KnownAlert",
    "LovedLine",
    "Members",
    "Mistakes",
    "OpenMistake",
    "Saved",
    "SavedExport",
    "SavedPage",
    "Votes",
    "due_at",
]
