"""Merge the single words of recognisers into captions; pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.transcripts.composition import Caption

_PAUSE_MS = 300
_MOST_WORDS, _MOST_PIECES = 30, 1000
"""Words without a mark or a pause are cut after so many; so are pieces without a space."""

_TAIL = 8
_OPENING = frozenset("([{¿¡“‘«„")
_STANDS_ALONE = _OPENING | frozenset("-–—&+#@$€£")
_SENTENCE_ENDS = re.compile(r"[.?!…。！？؟।][\"'”’»)\]]{0,3}\s*$")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""A character of a script that does not put spaces between words."""


def are_words(captions: Sequence[Caption]) -> bool:
    """Return whether most captions are a single word, and so have to be merged."""
    single = sum(len(caption.text.split()) <= 1 for caption in captions)
    return single * 5 > len(captions) * 3


def merge_words(words: Iterable[Caption]) -> Iterator[Caption]:
    """Merge words into captions, cut at sentence ends, pauses and changes of speaker.

    Words either bring their spaces, as those of Whisper do, or are joined by spaces. Marks join
    the word before, and have its speaker where they have none; so has a word without a time.
    """
    read = list(words)
    spaced = sum(word.text != word.text.strip() for word in read) * 4 > len(read)
    group: list[Caption] = []
    for word in _with_speakers(read):
        if group and _is_cut(group, word, spaced=spaced):
            yield _merged(group, spaced=spaced)
            group = []
        group.append(word)
    if group:
        yield _merged(group, spaced=spaced)


def _with_speakers(words: Iterable[Caption]) -> Iterator[Caption]:
    speaker: str | None = None
    for word in words:
        mark = _is_mark(word.text)
        if (mark and speaker is not None) or (
            word.speaker is None and (mark or word.start_ms is None)
        ):
            yield replace(word, speaker=speaker)
        else:
            speaker = word.speaker
            yield word


def _is_cut(group: Sequence[Caption], word: Caption, *, spaced: bool) -> bool:
    """Return whether a word begins another caption than the words before it."""
    last = group[-1]
    if word.speaker != last.speaker or len(group) >= _MOST_PIECES:
        return True
    tail = "".join(one.text for one in group[-3:])[-_TAIL:]
    if not (_is_apart(tail, word.text, spaced=spaced) or _UNSPACED.search(tail[-1:])):
        return False
    return (
        len(group) >= _MOST_WORDS
        or _pause(last.end_ms, word.start_ms) > _PAUSE_MS
        or _SENTENCE_ENDS.search(tail) is not None
    )


def _merged(group: Sequence[Caption], *, spaced: bool) -> Caption:
    pieces: list[str] = []
    for word in group:
        apart = pieces and not spaced and _is_apart(pieces[-1], word.text, spaced=False)
        pieces.append(f" {word.text}" if apart else word.text)
    starts = [word.start_ms for word in group if word.start_ms is not None]
    ends = [word.end_ms for word in group if word.end_ms is not None]
    return Caption(
        "".join(pieces),
        starts[0] if starts else None,
        ends[-1] if ends else None,
        group[0].speaker,
        new_turn=group[0].new_turn,
    )


def _pause(end: int | None, start: int | None) -> int:
    return start - end if start is not None and end is not None else 0


def _is_mark(text: str) -> bool:
    return not any(char.isalnum() for char in text)


def _is_apart(before: str, text: str, *, spaced: bool) -> bool:
    """Return whether a word stands apart from what is before it."""
    if spaced:
        return text[:1].isspace() or before[-1:].isspace()
    if _is_mark(text) and text.strip()[:1] not in _STANDS_ALONE:
        return False
    if before.rstrip()[-1:] in _OPENING:
        return False
    return not (_UNSPACED.match(text) and _UNSPACED.search(before[-1:]))
