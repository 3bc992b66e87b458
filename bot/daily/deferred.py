"""What failed a moment ago and is left alone for a while, longer after each failure."""

from datetime import datetime

from bot.daily.worker import FIRST_BACKOFF, MAX_BACKOFF

Key = tuple[int, str]
"""A server, and the key of its post, or the name of another job that is done for it."""


class Deferred:
    """Remember what is not to be tried again before an instant."""

    def __init__(self) -> None:
        self._until: dict[Key, datetime] = {}
        self._tries: dict[Key, int] = {}

    def __len__(self) -> int:
        return len(self._until)

    def defer(self, key: Key, *, now: datetime) -> None:
        """Leave it alone from now on: 15 s at first, twice as long each time, 15 min at most."""
        tries = self._tries.get(key, 0)
        self._tries[key] = tries + 1
        self._until[key] = now + min(FIRST_BACKOFF * 2 ** min(tries, 10), MAX_BACKOFF)

    def waits(self, key: Key, *, now: datetime) -> bool:
        """Return whether it is not to be tried yet."""
        until = self._until.get(key)
        return until is not None and now < until

    def forget(self, key: Key) -> None:
        """Try it at any time: it has worked."""
        self._until.pop(key, None)
        self._tries.pop(key, None)

    def forget_all(self) -> None:
        """Try everything at any time: something has changed."""
        self._until.clear()
        self._tries.clear()

    def forget_old(self, *, now: datetime) -> None:
        """Forget what nobody has asked for since it could be tried: it has been settled."""
        for key in [key for key, until in self._until.items() if now - until > MAX_BACKOFF]:
            self.forget(key)
