"""All that members own, in one place: to be used, exported and forgotten."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from bot.curation import Curation
from bot.library import Library
from bot.members.alerts import Alerts
from bot.members.export import to_json
from bot.members.loved import Votes
from bot.members.mistakes import Mistakes
from bot.members.saved import Saved
from bot.records import PersonalData
from bot.store import Store


class Members:
    """What members own; each part checks what they may see where they ask."""

    def __init__(
        self,
        library: Library,
        store: Store,
        curation: Curation,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self.saved = Saved(library, store.members, clock=clock)
        self.votes = Votes(library, store.members, store.ledger, clock=clock)
        self.alerts = Alerts(library, store.members, clock=clock)
        self.mistakes = Mistakes(library, store.mistakes, curation, clock=clock)

    async def stored(self, user: int) -> PersonalData:
        """Return everything that is stored under a member's id."""
        return await self._store.members.stored_of(user)

    async def export(self, user: int) -> str:
        """Write everything that is stored under a member's id as JSON."""
        return to_json(asdict(await self.stored(user)))

    async def forget(self, user: int) -> None:
        """Delete everything of a member; corrections that were accepted stay, without their id."""
        await self._store.members.forget(user)
