"""Words that make an excerpt more or less memorable, by subject.

The lists were written for this project; the weight of each class was fitted (`highlight_model`).
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from bot.text.lexicon import read_classes


@cache
def emotion_words() -> Mapping[str, frozenset[str]]:
    """Return the words of each class, by the name of the feature that counts them."""
    classes: defaultdict[str, set[str]] = defaultdict(set)
    for word, kind in read_classes("emotion"):
        classes[kind].add(word)
    return {kind: frozenset(words) for kind, words in classes.items()}
