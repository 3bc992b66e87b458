"""What the pages of `/setup` show about a server."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from bot.curation import ShowCounts
from bot.records import ServerSettings
from bot.schedules import Draft, Schedule

Step = Literal["shows", "channel", "time", "language", "members", "overview"]
"""A page of the setup."""

Switch = Literal["leaderboard", "questions"]
"""A setting that is on or off."""

_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Setup:
    """Everything that the pages of the setup show about a server.

    `locales` are those of Discord for the server and the manager.
    """

    shows: tuple[ShowCounts, ...]
    settings: ServerSettings
    schedule: Schedule | None
    draft: Draft
    locales: tuple[str, ...]
    now: datetime

    @property
    def public(self) -> tuple[ShowCounts, ...]:
        """Return the public shows, those that the server searches first."""
        listed = [one for one in self.shows if one.show.server is None]
        return tuple(sorted(listed, key=lambda one: not one.searched))

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return the pages in order, without that of the shows where there is no choice."""
        every: tuple[Step, ...] = get_args(Step)
        return every if len(self.public) >= _SEVERAL else every[1:]

    @property
    def begun(self) -> bool:
        """Return whether a manager has set something before."""
        plain = ServerSettings(self.settings.server, greeted=self.settings.greeted)
        chosen = any(not one.searched for one in self.public)
        return self.schedule is not None or self.settings != plain or chosen

    @property
    def startable(self) -> bool:
        """Return whether starting the daily highlight with the draft would change something."""
        planned = self.draft.scheduled(self.settings.server, self.schedule)
        return planned is not None and (planned != self.schedule or planned.state != "on")
