"""A Discord on loopback that fails at random, with channels that refuse posts."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from fnmatch import fnmatchcase

from benchmarks.delivery.accelerated_time import SharedClock
from benchmarks.delivery.servers import Member, settle
from tests.support.wire import Fault, LoopbackDiscord
from tests.support.wire.faults import Faults
from tests.support.wire.objects import EPOCH_MS, Json
from tests.support.wire.world import World

SHARE = 0.05
REMEMBERED = timedelta(minutes=3)
"""How long Discord enforces a nonce: "the past few minutes"."""

UNSEEN, UNSTEADY = 0.02, timedelta(minutes=5)
"""The share of looks that leave out a message, while it is not older than that."""

_MAKING = ("/channels/*/messages", "/channels/*/threads", "/users/@me/channels")
_FAULTS = {
    "502 before": Fault("POST", "*", 502),
    "502 after": Fault("POST", "*", 502, after=True),
    "cut after": Fault("POST", "*", None, after=True),
    "429": Fault("POST", "*", 429, retry_after=20.0),
    "429 without Via": Fault("POST", "*", 429, retry_after=20.0, via=False),
}
_LOOK = Fault("GET", "*", 502)
_REFUSALS = {
    "forbidden": Fault("*", "*", 403, code=50001),
    "missing": Fault("*", "*", 404, code=10003),
}


class RandomFaults(Faults):
    """Faults at random of all requests with which posts and alerts are made and looked for."""

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
        making = any(fnmatchcase(path, one) for one in _MAKING)
        if making:
            self._forget_nonces()
            member = self._members.get(path.split("/")[2])
            if member and member.refuses(self._clock.now()):
                self.struck[member.fate] += 1
                return _REFUSALS[member.fate]
        if method == "GET" and path.startswith(("/channels/", "/guilds/")):
            return self._named("502 on a look", _LOOK if self._strikes() else None)
        for name, fault in _FAULTS.items():
            if making and self._strikes():
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
            if int(message["id"]) < oldest:
                if message.get("nonce", "") is None:
                    return
                message["nonce"] = None


class _Unseen:
    """Leaves out of looks what is at most five minutes old, one time in fifty."""

    def __init__(self, clock: SharedClock, chance: random.Random) -> None:
        self._clock = clock
        self._chance = chance

    def __call__(self, shown: Json) -> bool:
        recent = int(shown["id"]) > _snowflake(self._clock, back=UNSTEADY)
        return recent and self._chance.random() < UNSEEN


def unreliable_discord(
    members: Sequence[Member], *, clock: SharedClock, seed: int
) -> LoopbackDiscord:
    """Return a Discord with these servers, whose messages have the time of the clock."""
    discord = LoopbackDiscord()
    discord.world.ids = _ids(clock)
    discord.world.guilds.clear()
    settle(discord.world, members)
    discord.world.unseen = _Unseen(clock, random.Random(seed))
    discord.spoil(RandomFaults(members, discord.world, clock=clock, seed=seed))
    return discord


def _ids(clock: SharedClock) -> Iterator[str]:
    last = 0
    while True:
        last = max(last + 1, _snowflake(clock))
        yield str(last)


def _snowflake(clock: SharedClock, *, back: timedelta = timedelta()) -> int:
    return (round((clock.now() - back).timestamp() * 1000) - EPOCH_MS) << 22
