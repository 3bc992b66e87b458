"""Choose the quotes to show around the core of a passage; pure.

Where the core is a question, what follows it is the answer, as in an interview: the two are an
adjacency pair (Schegloff and Sacks, 1973). An excerpt ends with a sentence and, once it says
enough, with the turn; it does not end with the next question.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.search.scoring.runs import POINTING_BACK, DocumentRun, is_same_turn, neighbours
from bot.search.storage.documents import LONGEST_RUN, Document
from bot.text.languages import Language
from bot.text.sentences import Ending, endings

BEFORE, AFTER = 4, 9
"""In quotes: an excerpt has at most these many before and after its core."""

_ENOUGH, _SHORT, _BACKCHANNEL = 120, 80, 30
"""In characters: said enough to end with the turn; a reply that needs its question; a reply that
adds nothing at the end."""

_LONGEST_ASKED, _ASKED = 400, 3
"""In characters and quotes: from a question to the end of its turn."""

_SENTENCE = 2
"""In quotes: at most these many more are shown to begin or end with a sentence."""


@dataclass(frozen=True, slots=True)
class ExcerptRules:
    """How long the excerpts of a command are, in characters, and how many of them are merged.

    An excerpt has about `usual`; more only to answer a question or to end a sentence, or where it
    is merged. A question of more than `question` is left out before its answer, unless the core is
    always `kept`. The excerpts of the first `merged` cores are merged with those beside them. The
    first `places` excerpts are in different places.
    """

    usual: int
    question: int
    kept: bool
    merged: int
    places: int


ANSWER_RULES = ExcerptRules(usual=300, question=120, kept=False, merged=5, places=3)
SUBJECT_RULES = ExcerptRules(usual=250, question=220, kept=True, merged=15, places=5)


class CoredRun(NamedTuple):
    """Quotes to show, and the one at their core."""

    run: DocumentRun
    core: Document


def choose_excerpts(
    cores: Iterable[Document],
    documents: Mapping[int, Document],
    *,
    languages: Mapping[str, Language],
    rules: ExcerptRules,
) -> list[CoredRun]:
    """Return what is shown around each core: the answer if it is a question.

    `documents` has the quotes around the cores by their ids, and `languages` those of episodes.
    """
    endings_by_row = _endings(documents.values(), languages)
    chosen: list[CoredRun] = []
    for core in cores:
        around = neighbours(documents, core, before=BEFORE, after=AFTER)
        ends: list[Ending] = [endings_by_row[row.id] for row in around]
        chosen.append(_Surroundings(around, ends, core.id - around[0].id, rules).chosen())
    return chosen


def _endings(documents: Iterable[Document], languages: Mapping[str, Language]) -> dict[int, Ending]:
    rows = defaultdict[str, list[Document]](list)
    for row in documents:
        rows[row.episode].append(row)
    return {
        row.id: ending
        for episode, some in rows.items()
        for row, ending in zip(
            some, endings([row.display for row in some], languages[episode]), strict=True
        )
    }


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """The quotes around a core, which is the one at the position `at`, and how each ends."""

    rows: DocumentRun
    ends: Sequence[Ending]
    at: int
    rules: ExcerptRules

    def chosen(self) -> CoredRun:
        asked = self._question_end()
        if asked is None:
            first, core = self._statement_start(), self.at
            last = self._statement_end(first)
        else:
            first = self._question_start(asked)
            core = max(first, self.at)
            last = self._answer_end(first, asked + 1)
        needed = core if asked is None else max(core, asked + 1)
        first, last = self._whole_sentences(first, last)
        last = self._trimmed(needed, self._answered(first, last))
        return CoredRun(self.rows[first : last + 1], self.rows[core])

    def _length(self, first: int, last: int) -> int:
        return self.rows[last].end - self.rows[first].start

    def _asks(self, at: int) -> bool:
        return self.ends[at] == "question"

    def _goes_on(self, at: int) -> bool:
        """Return whether the quote after a position has the same speaker."""
        return at + 1 < len(self.rows) and is_same_turn(self.rows[at], self.rows[at + 1])

    def _turn_end(self, at: int) -> int:
        while self._goes_on(at):
            at += 1
        return at

    def _question_end(self) -> int | None:
        """Return the last quote of the question that the core is part of; None if of none.

        Its speaker may add a little to it. Before a question of another core, there is only room
        for what is shown with it.
        """
        end, asks = self._turn_end(self.at), self._asks(self.at)
        near = end - self.at <= _ASKED and self._length(self.at, end) <= _LONGEST_ASKED
        if not near or not self._fits(self.at, end + 1):
            return None
        if asks:
            return end if self._asks(end) or end - self.at <= 1 else None
        fits = self._length(self.at, end) <= self.rules.question
        return end if fits and self._asks(end) else None

    def _fits(self, first: int, last: int) -> bool:
        return last < len(self.rows) and self._length(first, last) <= LONGEST_RUN

    def _question_start(self, end: int) -> int:
        """Return where an excerpt begins that shows a question up to `end` and its answer."""
        short = (at for at in (self.at, end) if self._length(at, end) <= self.rules.question)
        return self.at if self.rules.kept else next(short, end + 1)

    def _answer_end(self, first: int, begin: int) -> int:
        """Return the last quote of the answer that begins at a position."""
        last = begin
        while self._fits(first, last + 1) and not self._is_enough(begin, last):
            if not self._goes_on(last) and not self._asks(last) and self._asks_next(last):
                break
            last += 1
        return last

    def _is_enough(self, begin: int, last: int) -> bool:
        """Return whether this much is shown: more of the turn it begins in than of others."""
        turn_ends = not self._goes_on(last) or self._turn_end(begin) < last
        return self._length(begin, last) >= (_ENOUGH if turn_ends else self.rules.usual)

    def _statement_start(self) -> int:
        before = self.at - 1
        if before < 0 or self._length(before, self.at) > self.rules.usual:
            return self.at
        if self._goes_on(before):
            points_back = self.rows[self.at].folded.partition(" ")[0] in POINTING_BACK
            return before if points_back else self.at
        replies = self._length(self.at, self.at) < _SHORT and self._asks(before)
        return before if replies else self.at

    def _statement_end(self, first: int) -> int:
        last = self.at
        while last + 1 < len(self.rows) and self._length(first, last + 1) <= self.rules.usual:
            if self._is_enough(first, last) or (not self._goes_on(last) and self._asks_next(last)):
                break
            last += 1
        return last

    def _asks_next(self, at: int) -> bool:
        """Return whether the turn after a position ends with a question."""
        end = self._turn_end(at + 1)
        return self._asks(at + 1) or (end - at <= _ASKED and self._asks(end))

    def _whole_sentences(self, first: int, last: int) -> tuple[int, int]:
        """Return the range with the rest of its first and its last sentence, where they fit."""
        for _ in range(_SENTENCE):
            if first > 0 and self._is_open(first - 1) and self._fits(first - 1, last):
                first -= 1
            if self._fits(first, last + 1) and self._is_open(last):
                last += 1
        return first, last

    def _is_open(self, at: int) -> bool:
        """Return whether a sentence goes on in the quote after a position."""
        row = self.rows[at]
        return self._goes_on(at) and not row.whole and self.ends[at] == "open"

    def _answered(self, first: int, last: int) -> int:
        """Return the end with what follows a question there, if that fits."""
        follows = self._asks(last) and self._fits(first, last + 1)
        return self._answer_end(first, last + 1) if follows else last

    def _trimmed(self, needed: int, last: int) -> int:
        """Return the end without a question, mere assent or a fragment, not before `needed`."""
        while last > needed and self._ends_badly(last):
            last -= 1
        return last

    def _ends_badly(self, at: int) -> bool:
        row = self.rows[at]
        unfinished = not row.whole and self.ends[at] == "open"
        assents = not self._goes_on(at - 1) and self._length(at, at) < _BACKCHANNEL
        return unfinished or assents or self._asks(at)
