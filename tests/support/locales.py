"""Give the members and servers of SimCord a locale, which it does not know itself."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
import simcord.interactions


@contextmanager
def locales(members: Mapping[int, str], *, server: str = "en-US") -> Generator[None]:
    """Set the locales of members by their ids, and that of all servers, for a block."""
    build = simcord.interactions.base_payload

    def with_locales(backend: Any, **given: Any) -> tuple[Any, dict[str, Any]]:
        record, payload = build(backend, **given)
        payload["locale"] = members.get(given["user_id"], "en-US")
        if "guild_locale" in payload:
            payload["guild_locale"] = server
        return record, payload

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simcord.interactions, "base_payload", with_locales)
        yield
