"""Replace names in transcripts by misheard forms, and ask for them in their right spelling.

Names are rare words that have a capital inside sentences and never occur without one. Misheard
forms are drawn, with a fixed seed, from sounds that speech recognition confuses.
"""

import random
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from benchmarks.episodes import Read
from benchmarks.queries import BenchmarkQuery
from bot.models import Quote, Span

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{4,}\b(?!['’])")
_MAX_QUOTES = 3
_CONTEXT = 3
_CHANGES = 2
_SPLIT = 0.25
_CONFUSED = (
    ("ph", "f"), ("ck", "k"), ("qu", "kw"), ("th", "t"), ("sch", "sh"), ("ch", "sh"), ("sh", "ch"),
    ("tz", "ts"), ("x", "ks"), ("c", "k"), ("k", "c"), ("z", "s"), ("s", "z"), ("v", "w"),
    ("w", "v"), ("b", "p"), ("p", "b"), ("d", "t"), ("t", "d"), ("g", "k"), ("j", "g"), ("y", "i"),
    ("f", "v"), ("m", "n"), ("n", "m"), ("r", "l"), ("ei", "i"), ("ie", "i"), ("ee", "ea"),
    ("ea", "ee"), ("ou", "u"), ("oo", "u"), ("au", "o"), ("ai", "ay"), ("a", "e"), ("e", "a"),
    ("e", "i"), ("i", "e"), ("o", "a"), ("a", "o"), ("u", "o"), ("o", "u"), ("h", ""), ("l", "ll"),
    ("ll", "l"), ("tt", "t"), ("nn", "n"), ("er", "a"), ("a", "er"), ("le", "el"), ("y", "ey"),
)  # fmt: skip


def mishear(name: str, chance: random.Random) -> str:
    """Return a misheard form: two or three confusions of sounds, sometimes split in two words."""
    heard = name.lower()
    for _ in range(_CHANGES + chance.randrange(2)):
        fitting = [pair for pair in _CONFUSED if pair[0] in heard]
        if fitting:
            sound, other = chance.choice(fitting)
            places = [m.start() for m in re.finditer(sound, heard)]
            at = chance.choice(places)
            heard = heard[:at] + other + heard[at + len(sound) :]
    if len(heard) > 6 and chance.random() < _SPLIT:
        at = chance.randint(3, len(heard) - 3)
        heard = f"{heard[:at]} {heard[at:]}"
    return heard.title()


def misheard(
    read: Sequence[Read], *, count: int, seed: int
) -> tuple[list[Read], list[BenchmarkQuery]]:
    """Return the episodes with `count` names misheard throughout, and the queries for them."""
    chance = random.Random(seed)
    seen = Counter(
        name
        for _, content in read
        for quote in content.quotes
        for name in set(_NAME.findall(quote.text))
    )
    lower = {w for _, content in read for quote in content.quotes for w in quote.text.split()}
    names = sorted(n for n, times in seen.items() if times <= _MAX_QUOTES and _is_name(n, lower))
    chosen = chance.sample(names, min(count, len(names)))
    heard = {name: _misheard_once(name, chance) for name in chosen}
    asked: dict[str, list[tuple[str, Quote, str]]] = {name: [] for name in chosen}
    changed = [_with(one, heard, asked) for one in read]
    return changed, [a for name in chosen for a in _queries(name, asked[name], chance)]


def _is_name(word: str, lower: Collection[str]) -> bool:
    """Return whether neither a word nor its plural or root occurs without a capital."""
    low = word.lower()
    near = (low, f"{low}s", low.removesuffix("s"), low.removesuffix("ing"), low.removesuffix("er"))
    return not any(form in lower for form in near)


def _misheard_once(name: str, chance: random.Random) -> str:
    while (heard := mishear(name, chance)) == name:
        pass
    return heard


def _with(one: Read, heard: dict[str, str], asked: dict[str, list[tuple[str, Quote, str]]]) -> Read:
    """Return the episode with names replaced in its quotes; offsets stay those of its text."""
    episode, content = one
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, heard)) + r")\b")
    quotes: list[Quote] = []
    for quote in content.quotes:
        text = pattern.sub(lambda found: heard[found[0]], quote.text)
        for name in set(pattern.findall(quote.text)):
            asked[name].append((episode.key, quote, quote.text))
        quotes.append(replace(quote, text=text, display=text))
    return episode, replace(content, quotes=tuple(quotes))


def _queries(
    name: str, places: list[tuple[str, Quote, str]], chance: random.Random
) -> list[BenchmarkQuery]:
    """Return a query for the name alone, and one with three other words of a quote that has it."""
    if not places:
        return []
    key = places[0][0]
    if any(other != key for other, _, _ in places):
        return []
    spans = tuple(Span(quote.start, quote.end) for _, quote, _ in places)
    words = chance.choice(places)[2].split()
    others = [n for n, word in enumerate(words) if name not in word and len(word) > 3]
    at = next(n for n, word in enumerate(words) if name in word)
    near = sorted([*chance.sample(others, min(_CONTEXT, len(others))), at])
    beside = " ".join(name if n == at else words[n] for n in near)
    return [
        BenchmarkQuery("misheard name alone", "quote", name, key, spans),
        BenchmarkQuery("misheard name, context", "quote", beside, key, spans),
    ]
