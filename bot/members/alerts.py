"""The alerts of members: a phrase of which they are told when it is said in a new episode."""

from collections.abc import Callable, Sequence
from datetime import datetime, time
from typing import Final
from zoneinfo import available_timezones

from bot.errors import LibraryError
from bot.library import Library
from bot.members.quiet_hours import next_allowed
from bot.models import Episode, Scope
from bot.records import Alert, AlertMatch
from bot.store import MemberTable
from bot.text.tokens import words
from bot.translation import format_number
from bot.translation import gettext as _

MOST_ALERTS: Final = 10
SHORTEST_PHRASE, LONGEST_PHRASE = 2, 100
"""In characters."""

_FEW_WORDS = 3
"""Phrases of fewer words are told of only where they are said as they are, or misheard."""


class Alerts:
    """The alerts of members, and what they match in new episodes."""

    def __init__(
        self, library: Library, table: MemberTable, *, clock: Callable[[], datetime]
    ) -> None:
        self._library = library
        self._table = table
        self._clock = clock

    async def add(
        self,
        user: int,
        phrase: str,
        *,
        server: int | None,
        thread: int | None = None,
        quiet_from: time | None = None,
        quiet_until: time | None = None,
        zone: str = "UTC",
    ) -> Alert:
        """Tell a member of a phrase in episodes that are added from now on.

        It is told in the channel `thread`, by DM where that is None. Raises LibraryError for a
        phrase that is too short or long, for one that they have, and for too many alerts.
        """
        checked = _checked_phrase(phrase)
        known = await self._table.alerts_of(user)
        if any(words(one.phrase) == words(checked) and one.server == server for one in known):
            raise LibraryError(_("You have an alert for this phrase already."))
        if len(known) >= MOST_ALERTS:
            raise LibraryError(
                _(
                    "You have {number} alerts, and there is no room for more: remove one first."
                ).format(number=format_number(MOST_ALERTS))
            )
        if zone not in available_timezones():
            raise LibraryError(_("There is no such time zone: choose one while you type."))
        quiet = None not in (quiet_from, quiet_until) and quiet_from != quiet_until
        return await self._table.add_alert(
            Alert(
                user=user,
                server=server,
                phrase=checked,
                created=self._clock(),
                thread=thread,
                quiet_from=quiet_from if quiet else None,
                quiet_until=quiet_until if quiet else None,
                zone=zone,
            )
        )

    async def of(self, user: int) -> tuple[Alert, ...]:
        """List the alerts of a member, the oldest first."""
        return await self._table.alerts_of(user)

    async def remove(self, user: int, alert_id: int) -> bool:
        """Remove an alert of a member; return whether there was one."""
        return await self._table.remove_alert(user, alert_id)

    async def scan(self) -> int:
        """Look for the phrases of alerts in the episodes that are new; return the matches.

        An episode that the index does not have yet waits for the next scan.
        """
        entered = 0
        for episode_id in await self._table.unscanned(self._clock()):
            episode = self._library.indexed_episode(episode_id)
            if episode is not None:
                matches = await self.matches_for(episode)
                if await self._table.enter_matches(episode_id, matches):
                    entered += len(matches)
        return entered

    async def matches_for(self, episode: Episode) -> tuple[AlertMatch, ...]:
        """Return the alerts whose phrase is said in an episode, to be told when they may be."""
        alerts = await self._table.alerts_for(episode.id)
        found: dict[tuple[str, ...], str | None] = {}
        for one in alerts:
            phrase = tuple(words(one.phrase))
            if phrase not in found:
                found[phrase] = await self._find(episode, one.phrase)
        now = self._clock()
        return tuple(
            [
                AlertMatch(one, episode.id, quote, _due(one, now))
                for one in alerts
                if (quote := found[tuple(words(one.phrase))])
                and await self._library.visible([quote], server=one.server)
            ]
        )

    async def _find(self, episode: Episode, phrase: str) -> str | None:
        """Return the quote of an episode in which a phrase is said, None if it is not."""
        scope = Scope(server=episode.show.server, episode=episode.key)
        answer = await self._library.quote(phrase, scope, limit=1)
        if not answer.hits or answer.confidence == "none":
            return None
        match, wanted = answer.hits[0].match, words(phrase)
        is_said = any(_contains(words(text), wanted) for text in (match.text, match.display))
        return match.quote if is_said or len(wanted) >= _FEW_WORDS else None


def _due(alert: Alert, now: datetime) -> datetime:
    return next_allowed(now, alert.quiet_from, alert.quiet_until, zone=alert.zone)


def _contains(said: Sequence[str], phrase: Sequence[str]) -> bool:
    size = len(phrase)
    return any(said[at : at + size] == phrase for at in range(len(said) - size + 1))


def _checked_phrase(text: str) -> str:
    phrase = " ".join(text.split())
    long_enough = SHORTEST_PHRASE <= len(phrase) <= LONGEST_PHRASE
    if not (long_enough and phrase.isprintable() and words(phrase)):
        raise LibraryError(
            _(
                "A phrase has {shortest} to {longest} characters, on one line, and a word at least."
            ).format(shortest=SHORTEST_PHRASE, longest=LONGEST_PHRASE)
        )
    return phrase
