"""Find the hosts of an episode, its greeting and its end, as far as the text shows them."""

import re
from collections import Counter
from collections.abc import Sequence

from bot.analysis.discourse_markers import GREETING, PARTING
from bot.analysis.utterances import Utterance

_MORE_THAN_MOST = 1.3
_REACH = 1
_PANEL, _QUICK = 5, 25
_MIN_SPEAKER_SHARE = 0.02
"""A speaker with a smaller share of an episode's words is not counted."""
_EDGE = 12
"""The welcome and the goodbye each take a twelfth of an episode at most."""
_TO_SOMEONE = re.compile(r"\b(?:you|your|you(?:'|’|&#39;)(?:ve|re|d))\b[^?]*\?", re.IGNORECASE)


def host_flags(utterances: Sequence[Utterance]) -> tuple[bool, ...]:
    """Return for each utterance whether its speaker is likely a host: one who asks more often.

    Without speaker labels, a question to "you" and the utterance before it in the same turn count
    as a host's.
    """
    hosts = _hosts(utterances)
    return tuple(
        utterance.quote.speaker in hosts
        if utterance.quote.speaker
        else _leads_to_question(utterances, index)
        for index, utterance in enumerate(utterances)
    )


def _hosts(utterances: Sequence[Utterance]) -> frozenset[str]:
    spoken = Counter(utterance.quote.speaker for utterance in utterances if utterance.quote.speaker)
    asked = Counter(
        utterance.quote.speaker
        for utterance in utterances
        if utterance.quote.speaker and utterance.is_question
    )
    if len(spoken) < 2 or not asked:  # noqa: PLR2004 - a host needs a guest
        return frozenset()
    least = _MORE_THAN_MOST * (asked.total() / spoken.total())
    return frozenset(name for name in spoken if asked[name] / spoken[name] >= least)


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
    """Return whether an episode is a meeting: many speakers, or three or more in short turns.

    Shows have up to five speakers, and turns of 30 words or more on average.
    """
    words = Counter[str]()
    for utterance in utterances:
        if utterance.quote.speaker:
            words[utterance.quote.speaker] += len(utterance.words)
    speakers = sum(count >= _MIN_SPEAKER_SHARE * words.total() for count in words.values())
    turns = len({utterance.quote.turn for utterance in utterances if utterance.quote.speaker})
    return speakers > _PANEL or (speakers > 2 and words.total() < _QUICK * turns)  # noqa: PLR2004


def conversation_range(utterances: Sequence[Utterance]) -> range:
    """Return the positions of the conversation itself, between the welcome and the goodbye.

    Hosts introduce their guests before they greet them, and speak of the show after the goodbye.
    """
    first = max(greeting_positions(utterances), default=-1) + 1
    tail = range(max(len(utterances) - _edge_length(utterances), 0), len(utterances))
    partings = (index for index in tail if PARTING.search(utterances[index].quote.text))
    return range(first, next(partings, len(utterances)))


def greeting_positions(utterances: Sequence[Utterance]) -> frozenset[int]:
    """Return the positions of the greetings in the first twelfth of an episode."""
    opening = enumerate(utterances[: _edge_length(utterances)])
    return frozenset(i for i, utterance in opening if GREETING.search(utterance.quote.text))


def _edge_length(utterances: Sequence[Utterance]) -> int:
    return max(len(utterances) // _EDGE, 1)
