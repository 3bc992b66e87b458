"""How often everyday words are said whatever the talk is on, so that a short talk tells it too.

Counted by `python -m benchmarks.background`, which says of what talk. In one episode a plain word
may stand once and look rarer than the word that is asked about.
"""

from collections.abc import Mapping
from functools import cache

from bot.text.lexicon import read_classes


def background_frequency(stem: str) -> float:
    """Return the share of quotes that have this stem in talk of any kind, 0 for a rare one."""
    return _shares().get(stem, 0.0)


@cache
def _shares() -> Mapping[str, float]:
    """Return the share of each stem: the half of 1, halved again, ... as often as its row says."""
    return {stem: 2.0 ** -int(halvings) for stem, halvings in read_classes("background")}
