"""Tell whether an excerpt points at something outside itself; English only."""

import re

from bot.analysis.tokens import Token, tokenize
from bot.analysis.word_lists import verbs

_PRONOUNS = frozenset(
    """it its it's it'll it'd they them their theirs they're they've they'll they'd he him his he's
    she her hers she's""".split()
)
EXPLETIVE = re.compile(
    r"\bit(?: is| was| would be| will be| can be|['’]s)(?: (?:\w+ly|very|so|all|not|no|a))?"
    r" (?!(?:going|able|trying|supposed|used|gonna)\b)\w+ (?:to|that|when|how|if|what|for)\b"
    r"|\bit (?:takes|took|turns out|feels like|seems|makes sense|doesn['’]t matter)\b",
    re.IGNORECASE,
)
"""An "it" that points at nothing, as in "it is hard to predict"."""
_POINTING = re.compile(
    r"\b(?:this|these|those)\b(?! (?:year|week|month|morning|evening|century|decade)\b)"
    r"|\bthat['’]s\b|\bthat(?=[.,;:!?])"
    r"|\b(?:of|in|for|on|at|with|about|to|from|like|by|than) that\b"
    r"|^that\b|(?:[,;.]|\b(?:but|and|so)) that (?:is|was|fits|makes|works|helps|would|will|could"
    r"|can|does|has|sounds|seems|means)\b"
    r"|\bthe (?:same|latter|former|other (?:one|two|side|half)|first one|second one)\b"
    r"|\b(?:in|over|up|from|around) (?:here|there)\b|\bthere(?=[.,;:!])"
    r"|\bsuch (?:a|an)\b|\b(?:do|does|did|doing|done) so\b|\b(?:that|this|which|the) one\b"
    r"|^(?:also|too|another|either|both|so|here|the (?:two|three)|there['’]s (?:also|another))\b"
    r"|\b(?:too|either|as well|instead)[.!]",
    re.IGNORECASE,
)


def stands_alone(displayed: str) -> bool:
    """Return whether an excerpt is understood by itself: it neither asks nor points outside.

    A pronoun must have a noun or a name before it, within the excerpt.
    """
    if "?" in displayed or displayed.rstrip("\"'”’)").endswith(("...", "…", "-", "–", ",")):
        return False
    if _POINTING.search(displayed):
        return False
    return _has_antecedents(tuple(tokenize(EXPLETIVE.sub(" ", displayed))))


def _has_antecedents(words: tuple[Token, ...]) -> bool:
    """Return whether a content word that is no verb precedes the first pronoun."""
    first = next((at for at, word in enumerate(words) if word.folded in _PRONOUNS), None)
    if first is None:
        return True
    return any(word.is_content and word.folded not in verbs() for word in words[:first])
