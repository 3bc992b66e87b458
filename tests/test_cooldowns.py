"""Limits: the innocent do not notice them, a flood is stopped, and memory stays bounded."""

from bot.cooldowns import LIMITS, MOST_BUCKETS, Cooldowns, Use
from bot.observations import Observation, Refusal


class Timed:
    """Cooldowns in a time that passes when it is told to."""

    def __init__(self, most: int = MOST_BUCKETS) -> None:
        self.now = 1000.0
        self.seen: list[Observation] = []
        self.cooldowns = Cooldowns(clock=lambda: self.now, observe=self.seen.append, most=most)

    def allowed(self, use: Use, *, every: float, times: int, member: int = 1) -> int:
        allowed = 0
        for _ in range(times):
            allowed += not self.cooldowns.take(use, member)
            self.now += every
        return allowed


def test_a_fast_innocent_member_is_never_refused() -> None:
    timed = Timed()
    assert timed.allowed("autocomplete", every=0.2, times=600) == 600  # five keys a second
    assert timed.allowed("press", every=0.25, times=40) == 40  # through forty pages in ten seconds
    assert timed.allowed("command", every=3.0, times=100) == 100
    for member in range(10):  # all at once, after a daily post
        assert timed.allowed("press", every=0, times=5, member=member) == 5
        assert timed.allowed("command", every=0, times=3, member=member) == 3
    assert timed.allowed("managing", every=1, times=100) == 100
    assert timed.seen == []


def test_a_flood_is_held_to_the_rate_and_counted() -> None:
    timed = Timed()
    for use, limit in LIMITS.items():
        timed.seen.clear()
        flooded = 0.01
        allowed = timed.allowed(use, every=flooded, times=6000)
        assert allowed == limit.burst + int((6000 - 1) * flooded / limit.seconds)
        assert timed.seen == [Refusal(use)] * (6000 - allowed)


def test_who_waits_as_long_as_was_said_is_allowed_again_and_others_are_not_held_up() -> None:
    timed = Timed()
    timed.allowed("command", every=0, times=100)
    wait = timed.cooldowns.take("command", 1)
    assert 0 < wait <= LIMITS["command"].seconds
    assert timed.cooldowns.take("command", 2) == 0
    assert timed.cooldowns.take("press", 1) == 0
    timed.now += wait
    assert timed.cooldowns.take("command", 1) == 0


def test_many_members_take_the_memory_of_the_last() -> None:
    timed = Timed(most=500)
    for member in range(5000):
        timed.cooldowns.take("command", member)
    assert timed.cooldowns.remembered == 500
    timed.allowed("command", every=0, times=20, member=-1)
    assert timed.cooldowns.take("command", -1) > 0  # who used it last is not forgotten
    timed.now += 3600
    timed.cooldowns.take("command", 5)
    assert timed.cooldowns.remembered == 1
