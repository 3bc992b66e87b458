"""Choose the excerpts worth posting unasked, best first, and say why.

Each quote offers its best clean cut; the list is drawn greedily by maximal marginal relevance
(Carbonell & Goldstein 1998), so that it spreads over the episode and its speakers.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from bot.analysis.excerpts import Cut
from bot.analysis.features import places, traits
from bot.analysis.highlight_model import WEIGHTS, appeal, likelihood
from bot.analysis.rhetoric import Device, devices
from bot.analysis.speakers import conversation
from bot.analysis.utterances import Line, touches
from bot.models import Highlight, Quote, Span
from bot.text.display import display

MOST = 60
_SHARE = 5
"""At most one quote in so many is a highlight."""
_FLOOR = -1.5
"""In log-odds: what is less likely to be quoted waits for no day."""
_FILLERS = 0.1
"""Of its words."""
_PINNED = 10.0
"""More than any words can earn, so that the order by score is the order of the list."""
_SAME = 80
"""Two excerpts this alike (rapidfuzz token_set_ratio) are one."""
_CROWD, _VOICE = 0.05, 0.02
"""What each one drawn from the same chapter, and of the same speaker, takes off the log-odds.

Twice as much costs .01 of P@20, none gains nothing.
"""


@dataclass(frozen=True, slots=True)
class _Scored:
    cut: Cut
    found: tuple[Device, ...]
    score: float
    chapter: int
    speaker: str | None


def highlights(
    lines: Sequence[Line],
    cuts: Iterable[Cut],
    *,
    chapters: Sequence[int] = (),
    weights: Mapping[str, float] = WEIGHTS,
) -> tuple[Highlight, ...]:
    """Choose up to 60 of the cuts, best first; `chapters` tells the chapter of each line."""
    talk, standing = conversation(lines), places(lines)
    chapters = chapters or [0] * len(lines)
    best: dict[int, _Scored] = {}
    for cut in cuts:
        if cut.line not in talk or not is_postable(cut):
            continue
        found = devices(cut.shown)
        score = appeal(traits(cut, standing[cut.line], found), weights)
        if score >= _FLOOR and (cut.line not in best or score > best[cut.line].score):
            speaker = lines[cut.line].quote.speaker
            best[cut.line] = _Scored(cut, found, score, chapters[cut.line], speaker)
    limit = min(MOST, max(1, len(lines) // _SHARE))
    return tuple(_highlight(one, lines) for one in _spread(best.values(), limit=limit))


def is_postable(cut: Cut) -> bool:
    """Tell whether a cut is a statement that its speaker does not stumble through."""
    asks = cut.shown.rstrip("\"'”’)").endswith("?")
    return not asks and cut.fillers <= _FILLERS * len(cut.words)


def pins(
    text: str, quotes: Sequence[Quote], *, pinned: Iterable[Span], excluded: Sequence[Span]
) -> tuple[Highlight, ...]:
    """Take over the ranges that an editor pinned; exclusions win."""
    chosen = (span for span in pinned if not touches(span.start, span.end, excluded))
    return tuple(
        Highlight(
            quote=core.id,
            start=span.start,
            end=span.end,
            text=text[span.start : span.end],
            display=display(text[span.start : span.end]),
            score=_PINNED,
            pinned=True,
            reasons=("pinned by an editor",),
        )
        for span in chosen
        if (core := _core(quotes, span)) is not None
    )


def _core(quotes: Sequence[Quote], span: Span) -> Quote | None:
    """Find the quote that shares most with a range."""
    shared = [(min(q.end, span.end) - max(q.start, span.start), -q.position, q) for q in quotes]
    most = max(shared, key=lambda one: one[:2], default=None)
    return most[2] if most and most[0] > 0 else None


def _spread(scored: Iterable[_Scored], *, limit: int) -> list[_Scored]:
    """Draw greedily; what is like those already drawn waits, and near duplicates fall out."""
    left, drawn = list(scored), list[_Scored]()
    by_chapter: Counter[int] = Counter()
    by_speaker: Counter[str | None] = Counter()

    def worth(one: _Scored) -> float:
        crowd = _CROWD * by_chapter[one.chapter] + _VOICE * by_speaker[one.speaker]
        return one.score - crowd

    while left and len(drawn) < limit:
        best = max(left, key=worth)
        left.remove(best)
        if not any(_alike(best, other) for other in drawn):
            drawn.append(replace(best, score=worth(best)))
            by_chapter[best.chapter] += 1
            by_speaker[best.speaker] += 1
    return drawn


def _alike(one: _Scored, other: _Scored) -> bool:
    return fuzz.token_set_ratio(one.cut.shown, other.cut.shown) >= _SAME


def _highlight(one: _Scored, lines: Sequence[Line]) -> Highlight:
    excerpt = one.cut.excerpt
    return Highlight(
        quote=lines[one.cut.line].quote.id,
        start=excerpt.start,
        end=excerpt.end,
        text=excerpt.text,
        display=excerpt.display,
        score=round(likelihood(one.score), 3),
        reasons=tuple(device.reason for device in one.found) or ("says something in few words",),
    )
