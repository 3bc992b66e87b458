"""Give episodes and quotes the ids that links, buttons and reports name; pure.

An id depends on the episode's key and on the words alone, so a transcript that is removed and
added again gets the ids it had. Ids are stored and never recomputed for what is in a library.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable

EPISODE_ID, QUOTE_ID = 8, 12
"""Lengths in characters of base 32: 40 and 60 bits."""


def episode_id(key: str) -> str:
    """Return the id of the episode that is first imported under `key`."""
    return _digest(key, length=EPISODE_ID)


def quote_ids(episode: str, folded: Iterable[str]) -> list[str]:
    """Return an id for each quote of an episode, given their folded words in order.

    Words that are said again get another id: their occurrence counts.
    """
    seen: Counter[str] = Counter()
    ids: list[str] = []
    for words in folded:
        seen[words] += 1
        ids.append(_digest(episode, words, str(seen[words]), length=QUOTE_ID))
    return ids


def _digest(*parts: str, length: int) -> str:
    hashed = hashlib.sha256("\0".join(parts).encode()).digest()
    return base64.b32encode(hashed).decode().lower()[:length]
