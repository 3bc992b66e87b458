"""Tell who asks and who answers, as far as the text shows it."""

import re
from collections import Counter
from collections.abc import Sequence

from bot.analysis.discourse_markers import GREETING, PARTING
from bot.analysis.utterances import Utterance

_MORE_THAN_MOST = 1.3
_REACH = 1
_PANEL, _QUICK = 5, 25
_MIN_SPEAKER_SHARE = 0.02
"""Who says less of an episode than this only drops in."""
_EDGE = 12
"""Welcome and goodbye take at most this part of an episode each."""
_TO_SOMEONE = re.compile(r"\b(?:you|your|you(?:'|’|&#39;)(?:ve|re|d))\b[^?]*\?", re.IGNORECASE)


def host_flags(utterances: Sequence[Utterance]) -> tuple[bool, ...]:
    """Tell for each line whether a host likely says it: one who asks far more than the others.

    Without labels, the lines that lead up to a question within one turn count as a host's.
    """
    hosts = _hosts(utterances)
    return tuple(
        utterance.quote.speaker in hosts
        if utterance.quote.speaker
        else _leads_to_question(utterances, index)
        for index, utterance in enumerate(utterances)
    )


def _hosts(utterances: Sequence[Utterance]) -> frozenset[str]:
    said = Counter(utterance.quote.speaker for utterance in utterances if utterance.quote.speaker)
    asked = Counter(
        utterance.quote.speaker
        for utterance in utterances
        if utterance.quote.speaker and utterance.is_question
    )
    if len(said) < 2 or not asked:  # noqa: PLR2004 - a host needs a guest
        return frozenset()
    usual = asked.total() / said.total()
    return frozenset(who for who in said if asked[who] / said[who] >= _MORE_THAN_MOST * usual)


def _leads_to_question(utterances: Sequence[Utterance], index: int) -> bool:
    turn = utterances[index].quote.turn
    ahead = utterances[index : index + _REACH + 1]
    return any(
        utterance.quote.turn == turn
        and utterance.is_question
        and _TO_SOMEONE.search(utterance.quote.text)
        for utterance in ahead
    )


def is_meeting(utterances: Sequence[Utterance]) -> bool:
    """Tell whether many talk, or a few in quick exchanges: a meeting rather than a show.

    Shows have up to five voices, and turns of 30 words and more on average.
    """
    said = Counter[str]()
    for utterance in utterances:
        if utterance.quote.speaker:
            said[utterance.quote.speaker] += len(utterance.words)
    speakers = sum(count >= _MIN_SPEAKER_SHARE * said.total() for count in said.values())
    turns = len({utterance.quote.turn for utterance in utterances if utterance.quote.speaker})
    return speakers > _PANEL or (speakers > 2 and said.total() < _QUICK * turns)  # noqa: PLR2004


def conversation_flags(utterances: Sequence[Utterance]) -> range:
    """Tell which lines are the talk itself, between welcome and goodbye.

    Hosts speak of the guests before they greet them, and of themselves after they thank them.
    """
    tail = len(utterances) - _edge_length(utterances)
    left = [
        i + tail
        for i, utterance in enumerate(utterances[tail:])
        if PARTING.search(utterance.quote.text)
    ]
    return range(
        max(greeting_lines(utterances), default=-1) + 1, left[0] if left else len(utterances)
    )


def greeting_lines(utterances: Sequence[Utterance]) -> frozenset[int]:
    """Find the first lines in which hosts greet their guests."""
    opening = enumerate(utterances[: _edge_length(utterances)])
    return frozenset(i for i, utterance in opening if GREETING.search(utterance.quote.text))


def _edge_length(utterances: Sequence[Utterance]) -> int:
    return max(len(utterances) // _EDGE, 1)
