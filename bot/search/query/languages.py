"""Which words of a query say little, and which characters of it belong together.

A library may have talks in several languages, and a query does not say which it is in.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby, pairwise

from bot.text.languages import Language
from bot.text.tokens import is_unspaced

_KANJI_OR_KATAKANA = re.compile("[\u30a0-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_PARTICLES = frozenset("はがをにでとものへやかねよ")
"""Japanese particles, which follow a word in Chinese characters or katakana."""

_CHINESE_PARTICLES = frozenset("的了吗吧呢嘛呀着之么嗎麼")


def likely_languages(
    folded: Sequence[str], languages: Collection[Language]
) -> Collection[Language]:
    """Return the languages of which a query has most stop words: "did he die" is not German."""
    if len(languages) == 1:
        return languages
    counts = {one: sum(word in one.stop_words for word in folded) for one in languages}
    most = max(counts.values())
    return [one for one, count in counts.items() if count == most]


def stop_words_of(folded: Sequence[str], languages: Collection[Language]) -> frozenset[str]:
    """Return the stop words of the languages that a query is likely to be in."""
    likely = likely_languages(folded, languages)
    return frozenset[str]().union(*(one.stop_words for one in likely))


def with_pairs(folded: Sequence[str]) -> list[str]:
    """Return the words of a query with each run of unspaced characters as overlapping pairs.

    A character alone says little: 東京 is another word than 京東. A particle ends a run.
    """
    if all(map(str.isascii, folded)):
        return list(folded)
    found: list[str] = []
    for unspaced, words in groupby(folded, key=is_unspaced):
        if not unspaced:
            found.extend(words)
            continue
        for run in _without_particles(list(words)):
            found.extend(map("".join, pairwise(run)) if len(run) > 1 else run)
    return found


def _without_particles(characters: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the runs between particles; all characters if there are only particles."""
    runs: list[list[str]] = [[]]
    for before, character in pairwise(["", *characters]):
        after_word = character in _PARTICLES and _KANJI_OR_KATAKANA.match(before)
        if after_word or character in _CHINESE_PARTICLES:
            runs.append([])
        else:
            runs[-1].append(character)
    yield from [run for run in runs if run] or [characters]
