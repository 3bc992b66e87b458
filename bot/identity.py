"""Make the permanent ids of episodes and quotes, which links and buttons contain; pure.

An id depends only on the episode's key and the words, so a transcript that is removed and added
again gets the same ids. Ids are stored, and never recomputed for an episode of a library.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable

EPISODE_ID, QUOTE_ID = 8, 12
"""Lengths in characters of lower-case base 32: 40 and 60 bits."""


def episode_id(key: str) -> str:
    """Return the id of the episode that is imported with this key."""
    return _digest(key, length=EPISODE_ID)


def quote_ids(episode: str, folded: Iterable[str]) -> list[str]:
    """Return an id for each quote of an episode, given the folded text of each in order.

    Quotes with the same words get different ids: the number of the occurrence is part of the hash.
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
