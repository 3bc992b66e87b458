"""Find the words of an anchor in a text, ignoring case, accents and punctuation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from bot.text.display import fold

# In scripts without spaces each character counts as a word, and in others 24 characters at most,
# so that no anchor can hold a sentence.
_SCRIPT = "\u3040-\u30ff\u3400-\u9fff"
_RUN = rf"[^\W_{_SCRIPT}]{{1,24}}"
_WORD = re.compile(rf"[{_SCRIPT}]|{_RUN}(?:['’]{_RUN})?")
_CLOSING = re.compile(r"[^\w\s]*")
_OPENING = "\"'“‘«([¿¡"


@dataclass(frozen=True, slots=True)
class AnchorWord:
    """A word of a text, [start, end), with the form that is compared."""

    start: int
    end: int
    form: str


def find_words(text: str, start: int = 0, end: int | None = None) -> list[AnchorWord]:
    """Return the words of `text[start:end]` in order."""
    matches = _WORD.finditer(text, start, len(text) if end is None else end)
    return [_word(match) for match in matches]


def compared_forms(text: str) -> tuple[str, ...]:
    """Return the forms of a text's words, by which anchors are compared."""
    return tuple(word.form for word in find_words(text))


def matches_at(text: str, offset: int, anchor: str, *, closing: bool) -> bool:
    """Return whether the anchor's words follow an offset or, if `closing`, end before it."""
    wanted = compared_forms(anchor)
    if closing:
        start = max(0, offset - 4 * len(anchor) - 100)
        near = [word.form for word in find_words(text, start, offset)][-len(wanted) :]
    else:
        near = [_word(match).form for match in islice(_WORD.finditer(text, offset), len(wanted))]
    return tuple(near) == wanted


def _word(match: re.Match[str]) -> AnchorWord:
    form = fold(match[0]) or match[0].casefold()
    return AnchorWord(match.start(), match.end(), form)


class Concordance:
    """An index of the words of one text."""

    def __init__(self, text: str) -> None:
        """Index every word of the text."""
        self.text = text
        self.words = find_words(text)
        self._forms = [word.form for word in self.words]
        self._at: dict[str, list[int]] = {}
        for index, form in enumerate(self._forms):
            self._at.setdefault(form, []).append(index)

    def runs(self, wanted: Sequence[str]) -> list[int]:
        """Return the indices of the words at which the wanted forms begin, in a row."""
        size, target = len(wanted), list(wanted)
        starts = self._at.get(target[0], ()) if target else ()
        return [index for index in starts if self._forms[index : index + size] == target]

    def offsets(self, anchor: str, *, closing: bool) -> list[int]:
        """Return the offsets before the anchor's words or, if `closing`, after them.

        Opening or closing punctuation beside the words is included in the range.
        """
        wanted = compared_forms(anchor)
        if closing:
            ends = (self.words[index + len(wanted) - 1].end for index in self.runs(wanted))
            return [self._after(end) for end in ends]
        return [self._before(self.words[index].start) for index in self.runs(wanted)]

    def _after(self, end: int) -> int:
        match = _CLOSING.match(self.text, end)
        return match.end() if match else end

    def _before(self, start: int) -> int:
        while start > 0 and self.text[start - 1] in _OPENING:
            start -= 1
        return start
