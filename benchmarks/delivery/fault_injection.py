"""A Discord on loopback that fails at random, with channels that refuse posts."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from fnmatch import fnmatchcase

from benchmarks.delivery.accelerated_time import SharedClock
from benchmarks.delivery.servers import Member
from tests.support.wire import Fault, LoopbackDiscord
from tests.support.wire.faults import Faults
from tests.support.wire.objects import EPOCH_MS, Guild
from tests.support.wire.world import World

POSTS = "/channels/*/messages"
SHARE = 0.05
REMEMBERED = timedelta(minutes=3)
"""How long Discord enforces a nonce: "the past few minutes"."""

_FAULTS = {
    "502 before": Fault("POST", POSTS, 502),
    "502 after": Fault("POST", POSTS, 502, after=True),
    "cut after": Fault("POST", POSTS, None, after=True),
    "429": Fault("POST", POSTS, 429, retry_after=20.0),
    "429 without Via": Fault("POST", POSTS, 429, retry_after=20.0, via=False),
}
_HISTORY = Fault("GET", POSTS, 502)
_REFUSALS = {
    "forbidden": Fault("*", POSTS, 403, code=50001),
    "missing": Fault("*", POSTS, 404, code=10003),
}


class RandomFaults(Faults):
    """Faults of posts at random, and the refusals of channels."""

    def __init__(
        self, members: Sequence[Member], world: World, *, clock: SharedClock, seed: int
    ) -> None:
        super().__init__()
        self.struck: Counter[str] = Counter()
        self._members = {str(one.schedule.channel): one for one in members}
        self._world = world
        self._clock = clock
        self._chance = random.Random(seed)

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault of this request, if any."""
        if not fnmatchcase(path, POSTS):
            return None
        self._forget_nonces()
        member = self._members.get(path.split("/")[2])
        if member and member.refuses(self._clock.now()):
            self.struck[member.fate] += 1
            return _REFUSALS[member.fate]
        if method != "POST":
            return self._named("502 on history", _HISTORY if self._strikes() else None)
        for name, fault in _FAULTS.items():
            if self._strikes():
                return self._named(name, fault)
        return None

    def _strikes(self) -> bool:
        return self._chance.random() < SHARE

    def _named(self, name: str, fault: Fault | None) -> Fault | None:
        self.struck[name] += fault is not None
        return fault

    def _forget_nonces(self) -> None:
        oldest = _snowflake(self._clock, back=REMEMBERED)
        for message in reversed(self._world.messages.values()):
            if int(message["id"]) < oldest and message.pop("nonce", None) is None:
                return


def unreliable_discord(
    members: Sequence[Member], *, clock: SharedClock, seed: int
) -> LoopbackDiscord:
    """Return a Discord with these servers, whose messages have the time of the clock."""
    discord = LoopbackDiscord()
    discord.world.ids = _ids(clock)
    discord.world.guilds[:] = [
        Guild(str(one.schedule.server), "Listeners", str(one.schedule.channel)) for one in members
    ]
    discord.spoil(RandomFaults(members, discord.world, clock=clock, seed=seed))
    return discord


def _ids(clock: SharedClock) -> Iterator[str]:
    last = 0
    while True:
        last = max(last + 1, _snowflake(clock))
        yield str(last)


def _snowflake(clock: SharedClock, *, back: timedelta = timedelta()) -> int:
    return (round((clock.now() - back).timestamp() * 1000) - EPOCH_MS) << 22
