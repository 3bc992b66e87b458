"""Words that strike a listener, and words that do not, by what they are about.

Written for this project; the weight of each class was fitted (`quotability.py`).
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from bot.text.lexicon import read_classes


@cache
def emotion_words() -> Mapping[str, frozenset[str]]:
    """Return the words of each class; a class has the name of the trait that counts them."""
    classes: defaultdict[str, set[str]] = defaultdict(set)
    for word, kind in read_classes("emotion"):
        classes[kind].add(word)
    return {kind: frozenset(some) for kind, some in classes.items()}
