"""Tell who asks and who answers, as far as the text shows it."""

import re
from collections import Counter
from collections.abc import Sequence

from bot.analysis.discourse_markers import GREETING, PARTING
from bot.analysis.utterances import Line

_MORE_THAN_MOST = 1.3
_REACH = 1
_PANEL, _QUICK = 5, 25
_VOICE = 0.02
"""Who says less of an episode than this only drops in."""
_EDGE = 12
"""Welcome and goodbye take at most this part of an episode each."""
_TO_SOMEONE = re.compile(r"\b(?:you|your|you(?:'|’|&#39;)(?:ve|re|d))\b[^?]*\?", re.IGNORECASE)


def hosting(lines: Sequence[Line]) -> tuple[bool, ...]:
    """Tell for each line whether a host likely says it: one who asks far more than the others.

    Without labels, the lines that lead up to a question within one turn count as a host's.
    """
    hosts = _hosts(lines)
    return tuple(
        line.quote.speaker in hosts if line.quote.speaker else _leads_to_question(lines, index)
        for index, line in enumerate(lines)
    )


def _hosts(lines: Sequence[Line]) -> frozenset[str]:
    said = Counter(line.quote.speaker for line in lines if line.quote.speaker)
    asked = Counter(line.quote.speaker for line in lines if line.quote.speaker and line.asks)
    if len(said) < 2 or not asked:  # noqa: PLR2004 - a host needs a guest
        return frozenset()
    usual = asked.total() / said.total()
    return frozenset(who for who in said if asked[who] / said[who] >= _MORE_THAN_MOST * usual)


def _leads_to_question(lines: Sequence[Line], index: int) -> bool:
    turn = lines[index].quote.turn
    ahead = lines[index : index + _REACH + 1]
    return any(
        line.quote.turn == turn and line.asks and _TO_SOMEONE.search(line.quote.text)
        for line in ahead
    )


def is_meeting(lines: Sequence[Line]) -> bool:
    """Tell whether many talk, or a few in quick exchanges: a meeting rather than a show.

    Shows have up to five voices, and turns of 30 words and more on average.
    """
    said = Counter[str]()
    for line in lines:
        if line.quote.speaker:
            said[line.quote.speaker] += len(line.words)
    voices = sum(count >= _VOICE * said.total() for count in said.values())
    turns = len({line.quote.turn for line in lines if line.quote.speaker})
    return voices > _PANEL or (voices > 2 and said.total() < _QUICK * turns)  # noqa: PLR2004


def conversation(lines: Sequence[Line]) -> range:
    """Tell which lines are the talk itself, between welcome and goodbye.

    Hosts speak of the guests before they greet them, and of themselves after they thank them.
    """
    tail = len(lines) - _edge(lines)
    left = [i + tail for i, line in enumerate(lines[tail:]) if PARTING.search(line.quote.text)]
    return range(max(greeted(lines), default=-1) + 1, left[0] if left else len(lines))


def greeted(lines: Sequence[Line]) -> frozenset[int]:
    """Find the first lines in which hosts greet their guests."""
    opening = enumerate(lines[: _edge(lines)])
    return frozenset(i for i, line in opening if GREETING.search(line.quote.text))


def _edge(lines: Sequence[Line]) -> int:
    return max(len(lines) // _EDGE, 1)
