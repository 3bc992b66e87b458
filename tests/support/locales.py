"""Give the members and servers of SimCord a locale, which it does not know itself."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from itertools import cycle
from typing import Any

import pytest
import simcord.interactions


@contextmanager
def locales(members: Mapping[int, str], *, server: str = "en-US") -> Generator[None]:
    """Set the locales of members by their ids, and that of all servers, for a block."""
    with _locales(lambda user: members.get(user, "en-US"), server=server):
        yield


@contextmanager
def locales_in_turn(*given: str) -> Generator[None]:
    """Have each interaction come from a client with another of these locales, for a block."""
    turning = cycle(given)
    with _locales(lambda _: next(turning), server="en-US"):
        yield


@contextmanager
def _locales(locale_of: Callable[[int], str], *, server: str) -> Generator[None]:
    build = simcord.interactions.base_payload

    def with_locales(backend: Any, **given: Any) -> tuple[Any, dict[str, Any]]:
        record, payload = build(backend, **given)
        payload["locale"] = locale_of(given["user_id"])
        if "guild_locale" in payload:
            payload["guild_locale"] = server
        return record, payload

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simcord.interactions, "base_payload", with_locales)
        yield
