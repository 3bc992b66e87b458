"""Collapse rolling captions, whose blocks show lines again that stood in the one before; pure.

YouTube's show each line in two or three blocks, as it moves up. What was said twice is shown twice
as often, so it stays: only what the previous block shows already is left out, and only in a file
that rolls throughout.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from bot.transcripts.readers.caption_blocks import TimedBlock
from bot.transcripts.readers.caption_markup import spoken_words, without_tags, without_times

_FLASH_MS = 50
"""A block this short only shows that a line is complete."""

_GAP_MS = 200
"""After a gap this long, the window is empty."""

_SHARE = 0.3
"""Of all pairs of neighbours: those that show words again in a file that rolls."""

_FEW = 3
_DOUBLED = 0.8
_FEW_RUNS = 5
_LONGEST_WINDOW = 80
"""In words or lines: more are not compared."""

_SURE_WORDS = 3


@dataclass(frozen=True, slots=True)
class Collapsed:
    """The blocks without what was shown again, and the words of each that lost some of them."""

    blocks: Sequence[TimedBlock]
    repeated: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a block shows: its lines as they stand, and their words alone."""

    block: TimedBlock
    lines: tuple[str, ...]
    plain: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        return " ".join(self.plain).split()

    @property
    def is_flash(self) -> bool:
        start, end = self.block.start_ms, self.block.end_ms
        return start is not None and end is not None and end - start <= _FLASH_MS

    def follows(self, before: "_Shown") -> bool:
        """Return whether the window still shows the block before."""
        start, end = self.block.start_ms, before.block.end_ms
        return start is None or end is None or start - end <= _GAP_MS


def collapse(blocks: Sequence[TimedBlock]) -> Collapsed:
    """Return the blocks without the lines that are shown again; as they are where none roll."""
    shown = [_shown(block) for block in blocks]
    filled = [one for one in shown if one.plain]
    shares = [(_share(filled, shows_again), new) for shows_again, new in _KINDS]
    share, new_lines = max(shares, key=lambda pair: pair[0])
    if share > _SHARE:
        kept = [new_lines(one, two) for one, two in pairwise(filled)]
    elif _is_doubled(filled):
        return _undoubled(filled)
    else:
        return Collapsed(blocks)
    changed = [
        (one, replace(one.block, text="\n".join(lines)), lines != one.lines)
        for one, lines in zip(filled[1:], kept, strict=True)
    ]
    return Collapsed(
        [one.block for one in filled[:1]] + [block for _, block, _ in changed],
        [" ".join(one.plain) for one, _, lost in changed if lost],
    )


def _shown(block: TimedBlock) -> _Shown:
    lines = [line for line in block.text.split("\n") if line.strip()]
    pairs = [(line, " ".join(spoken_words(without_tags(line)).split())) for line in lines]
    filled = [(line, plain) for line, plain in pairs if plain]
    return _Shown(block, tuple(line for line, _ in filled), tuple(plain for _, plain in filled))


def _share(shown: Sequence[_Shown], shows_again: Callable[[_Shown, _Shown], bool]) -> float:
    found = sum(shows_again(one, two) for one, two in pairwise(shown))
    return found / (len(shown) - 1) if found >= _FEW else 0.0


def _rolls(one: _Shown, two: _Shown) -> bool:
    """Return whether the last lines of a block are the first of the next, with a line more."""
    same = _overlap(one.plain, two.plain)
    return 0 < same < len(two.plain) or (two.is_flash and same > 0)


def _new_lines(one: _Shown, two: _Shown) -> tuple[str, ...]:
    same = _overlap(one.plain, two.plain)
    if same == len(two.plain) and not two.is_flash:
        if not two.follows(one):
            return two.lines
        below = len(two.plain) > 1 or not two.block.text.split("\n")[0].strip()
        repeats = below and len(set(two.plain)) == 1  # "no" moves up, and "no" again
        return two.lines[-1:] if repeats else ()
    return two.lines[same:]


def _grows(one: _Shown, two: _Shown) -> bool:
    """Return whether a block begins with the last words of the one before, and has more."""
    words = two.words
    same = _overlap(one.words, words)
    return min(_SURE_WORDS, len(one.words)) <= same < len(words)


def _new_words(one: _Shown, two: _Shown) -> tuple[str, ...]:
    same = _overlap(one.words, two.words)
    if not two.follows(one) or same < min(_SURE_WORDS, len(one.words)):
        return two.lines
    words = " ".join(two.words[same:])
    return (words,) if words else ()


def _highlights(one: _Shown, two: _Shown) -> bool:
    """Return whether only the markup differs: tools mark each word as it is spoken."""
    return one.plain == two.plain and without_times(one.block.text) != without_times(two.block.text)


def _unless_highlight(one: _Shown, two: _Shown) -> tuple[str, ...]:
    return () if _highlights(one, two) else two.lines


_KINDS = ((_rolls, _new_lines), (_grows, _new_words), (_highlights, _unless_highlight))


def _overlap(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many items at the end of one sequence begin the other."""
    lengths = range(min(len(before), len(after), _LONGEST_WINDOW), 0, -1)
    return next((n for n in lengths if before[-n] == after[0] and before[-n:] == after[:n]), 0)


def _is_doubled(shown: Sequence[_Shown]) -> bool:
    """Return whether nearly every block stands there twice or more."""
    lengths = [len(list(run)) for _, run in groupby(shown, key=lambda one: one.plain)]
    repeated = sum(length > 1 for length in lengths)
    return len(lengths) >= _FEW_RUNS and repeated >= _DOUBLED * len(lengths)


def _undoubled(shown: Sequence[_Shown]) -> Collapsed:
    """Return each block once for as often as most of them stand there."""
    runs = [list(run) for _, run in groupby(shown, key=lambda one: one.plain)]
    times = Counter(len(run) for run in runs).most_common(1)[0][0]
    kept = [one.block for run in runs for one in run[:: max(2, times)]]
    left = [one.plain[0] for run in runs for at, one in enumerate(run) if at % max(2, times)]
    return Collapsed(kept, left)
