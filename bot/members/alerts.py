"""The alerts of members: a phrase of which they are told when it is said in a new episode."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
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

_LEAST_SHARE = 0.5
"""The share of the words of a longer phrase that an episode has, if the phrase is said in it."""

_FEW_WORDS = 3
"""Phrases of fewer words are told of only where they are said as they are, or misheard."""


@dataclass(frozen=True, slots=True)
class KnownAlert:
    """An alert, and why its member was not told of the latest match, "" if they were."""

    alert: Alert
    untold: str = ""


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
        language: str = "en",
    ) -> Alert:
        """Tell a member of a phrase in episodes that are added from now on.

        It is told in the channel `thread`, by DM where that is None. Raises LibraryError as
        `check` does.
        """
        checked = await self.check(user, phrase, server=server)
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
                language=language,
            )
        )

    async def check(self, user: int, phrase: str, *, server: int | None) -> str:
        """Return a phrase as it is stored.

        Raises LibraryError for one that is too short or long, for one that the member has, and for
        too many alerts.
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
        return checked

    async def of(self, user: int) -> tuple[Alert, ...]:
        """List the alerts of a member, the oldest first."""
        return await self._table.alerts_of(user)

    async def known(self, user: int) -> tuple[KnownAlert, ...]:
        """List the alerts of a member as `of` does, with why they were not told of the latest."""
        untold = await self._table.untold(user)
        return tuple(KnownAlert(one, untold.get(one.id, "")) for one in await self.of(user))

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
        spoken = await self._library.words_of(episode) or None  # it may have changed meanwhile
        found: dict[tuple[str, ...], str | None] = {}
        for one in alerts:
            phrase = tuple(words(one.phrase))
            if phrase not in found:
                found[phrase] = await self.find(episode, one.phrase, spoken=spoken)
        quotes = {quote for quote in found.values() if quote}
        visible = {
            server: await self._library.visible(tuple(quotes), server=server)
            for server in {one.server for one in alerts}
        }
        now = self._clock()
        return tuple(
            AlertMatch(one, episode.id, quote, due_at(one, now))
            for one in alerts
            if (quote := found[tuple(words(one.phrase))]) and quote in visible[one.server]
        )

    async def find(
        self, episode: Episode, phrase: str, *, spoken: Collection[str] | None = None
    ) -> str | None:
        """Return the quote of an episode in which a phrase is said, None if it is not.

        If the `spoken` words of the episode are given, it is not searched where too few of the
        phrase's words are among them.
        """
        wanted = words(phrase)
        if spoken is not None and not _may_be_said(wanted, spoken):
            return None
        scope = Scope(server=episode.show.server, episode=episode.key)
        answer = await self._library.quote(phrase, scope, limit=1)
        if not answer.hits or answer.confidence == "none":
            return None
        match = answer.hits[0].match
        is_said = any(_contains(words(text), wanted) for text in (match.text, match.display))
        return match.quote if is_said or len(wanted) >= _FEW_WORDS else None


def due_at(alert: Alert, now: datetime) -> datetime:
    """Return when, from now on, a member may first be told."""
    return next_allowed(now, alert.quiet_from, alert.quiet_until, zone=alert.zone)


def _may_be_said(phrase: Sequence[str], spoken: Collection[str]) -> bool:
    """Return whether enough words of a phrase are spoken; of a longer one, some may be misheard."""
    known = sum(word in spoken for word in phrase)
    least = len(phrase) if len(phrase) < _FEW_WORDS else _LEAST_SHARE * len(phrase)
    return known >= least


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
