"""Write the guide of a stored episode as TOML."""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from itertools import groupby

from bot.guide.concordance import Concordance
from bot.guide.toml_tables import FORMAT
from bot.models import Chapter, Content, Episode, NameCorrection, Quote, Span, Turn

_FEWEST, _MOST = 3, 6
_Value = str | int | date | Sequence[str] | None
_Table = dict[str, _Value]


def export(episode: Episode, content: Content) -> str:
    """Return a guide that, aligned with the same transcript, gives the same episode."""
    anchors = _Anchors(content.text)
    pinned = [Span(entry.start, entry.end) for entry in content.highlights if entry.pinned]
    blocks = [
        _block("", {"format": FORMAT}),
        _block("[transcript]", {"sha256": episode.sha256, "length": len(content.text)}),
        _block("[episode]", _details(episode)),
        *(_block("[[links]]", asdict(link)) for link in episode.links),
        *(_block("[[speakers]]", speaker) for speaker in _speaker_tables(content.quotes, anchors)),
        *(_block("[[chapters]]", anchors.chapter(part)) for part in content.chapters),
        *(_block("[[names]]", name) for name in _names(content.names)),
        *(_block("[[highlights]]", anchors.range(span)) for span in sorted(pinned)),
        *(_block("[[excluded]]", anchors.range(span)) for span in sorted(content.excluded)),
    ]
    return "\n".join(blocks)


def _details(episode: Episode) -> _Table:
    return {
        "title": episode.title,
        "show": episode.show.slug,
        "show_title": episode.show.title,
        "number": episode.number,
        "published": episode.published,
        "guests": episode.guests or None,
        "spoiler": episode.spoiler or None,
        "embargo": episode.embargo,
    }


def _speaker_tables(quotes: Sequence[Quote], anchors: "_Anchors") -> Iterator[_Table]:
    """Yield the table of each turn, with `to` only where other text follows before the next."""
    if not any(quote.speaker for quote in quotes):
        return
    turns = [_turn(list(turn)) for _, turn in groupby(quotes, key=lambda quote: quote.turn)]
    starts = [turn.start for turn in turns[1:]]
    for turn, following in zip(turns, [*starts, len(anchors.text)], strict=True):
        open_end = not anchors.text[turn.end : following].strip()
        yield {
            "from": anchors.after(turn.start),
            "to": None if open_end else anchors.before(turn.end),
            "name": turn.speaker,
            "sure": turn.sure if turn.speaker else None,
        }


def _turn(quotes: list[Quote]) -> Turn:
    first = quotes[0]
    return Turn(first.start, quotes[-1].end, first.speaker, first.sure)


def _names(names: Sequence[NameCorrection]) -> Iterator[_Table]:
    misheard: dict[str, list[str]] = {}
    for name in names:
        misheard.setdefault(name.right, []).append(name.misheard)
    for right, forms in misheard.items():
        yield {"right": right, "heard": forms}


class _Anchors:
    """Write places of one text, each with the fewest words that identify it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._concordance = Concordance(text)
        self._starts = [word.start for word in self._concordance.words]
        self._ends = [word.end for word in self._concordance.words]

    def range(self, span: Span) -> _Table:
        return {"from": self.after(span.start), "to": self.before(span.end)}

    def chapter(self, chapter: Chapter) -> _Table:
        start = self.after(chapter.start)
        return {"from": start, "title": chapter.title, "summary": chapter.editor}

    def after(self, offset: int) -> str:
        last = len(self._starts)
        index = min(bisect_left(self._starts, offset), last - 1)  # within the last word: that one
        ends = (min(index + size, last) for size in range(_FEWEST, _MOST + 1))
        return self._shortest(offset, [(index, end) for end in ends])

    def before(self, offset: int) -> str:
        index = max(bisect_right(self._ends, offset), 1)
        starts = (max(index - size, 0) for size in range(_FEWEST, _MOST + 1))
        return self._shortest(offset, [(start, index) for start in starts])

    def _shortest(self, offset: int, runs: list[tuple[int, int]]) -> str:
        """Return an offset with the first run of words that occurs once, else the longest run."""
        chosen = next((run for run in runs if self._count(run) == 1), runs[-1])
        words = self._concordance.words[slice(*chosen)]
        return f"{offset} " + " ".join(self.text[word.start : word.end] for word in words)

    def _count(self, run: tuple[int, int]) -> int:
        forms = [word.form for word in self._concordance.words[slice(*run)]]
        return len(self._concordance.runs(forms))


def _block(header: str, values: _Table) -> str:
    lines = [f"{key} = {_toml(value)}" for key, value in values.items() if value is not None]
    return "\n".join([header, *lines] if header else lines) + "\n"


def _toml(value: _Value) -> str:
    """Return a value as TOML; JSON strings are valid there, except that DEL must be escaped."""
    match value:
        case bool() | str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
        case date():
            return value.isoformat()
        case int() | None:
            return str(value)
        case _:
            return f"[{', '.join(_toml(item) for item in value)}]"
