"""Exponential back-off for posts and jobs that have failed."""

from datetime import datetime

from bot.daily.worker import FIRST_BACKOFF, MAX_BACKOFF

Key = tuple[int, str]
"""A server, and the key of one of its posts or the name of another job for it."""


class Deferred:
    """The keys that have failed, each with the instant before which it is not tried again."""

    def __init__(self) -> None:
        self._until: dict[Key, datetime] = {}
        self._tries: dict[Key, int] = {}

    def __len__(self) -> int:
        return len(self._until)

    def defer(self, key: Key, *, now: datetime) -> None:
        """Defer a key for 15 s at first, twice as long after each failure, 15 min at most."""
        tries = self._tries.get(key, 0)
        self._tries[key] = tries + 1
        self._until[key] = now + min(FIRST_BACKOFF * 2 ** min(tries, 10), MAX_BACKOFF)

    def waits(self, key: Key, *, now: datetime) -> bool:
        """Return whether a key is not to be tried yet."""
        until = self._until.get(key)
        return until is not None and now < until

    def forget(self, key: Key) -> None:
        """Drop a key, because it has worked."""
        self._until.pop(key, None)
        self._tries.pop(key, None)

    def forget_all(self) -> None:
        """Drop all keys, because something has changed."""
        self._until.clear()
        self._tries.clear()

    def servers(self) -> set[int]:
        """Return the servers of all keys."""
        return {server for server, _ in self._until}

    def forget_old(self, *, now: datetime) -> None:
        """Drop the keys that could have been tried for 15 min and were not deferred again."""
        for key in [key for key, until in self._until.items() if now - until > MAX_BACKOFF]:
            self.forget(key)
