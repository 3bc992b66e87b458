"""Find rhetorical devices: they are the reasons that are shown with a highlight."""

import re
from dataclasses import dataclass
from itertools import pairwise

_FLAGS = re.IGNORECASE


@dataclass(frozen=True, slots=True)
class RhetoricalDevice:
    """A way of speaking that makes a sentence memorable; `reason` is what members read."""

    reason: str
    pattern: re.Pattern[str]


def _device(reason: str, pattern: str) -> RhetoricalDevice:
    return RhetoricalDevice(reason, re.compile(pattern, _FLAGS))


DEVICES = (
    _device(
        "a contrast",
        r"\b(?:not|n't|never|no longer|less|no)\b[^.?!]{2,90}(?:\bbut\b|[;,—–-] ?it'?s\b"
        r"|\brather\b)"
        r"|\b(?:instead of|rather than|as opposed to|versus|whereas|not just|not only"
        r"|even though)\b"
        r"|\b(?:is|are|was|were)(?:n't| not)\b[^?]{3,80}[.;,—–-] ?(?:it|they|that)(?:'s|'re| is"
        r"| are)\b"
        r"|\b(?:more|less|better|worse|cheaper|faster|easier|harder|\w+er) [^.?!]{0,50}\bthan\b"
        r"|\bused to\b[^.?!]{5,80}\bnow\b|\bnot because\b|\b(?:don't|doesn't) need\b",
    ),
    _device(
        "a rule of thumb",
        r"(?<!['’]ve )\b(?:always(?! been| had)|never(?! (?:actually|really|mind|heard|did"
        r"|had))|every(?:one"
        r"|body|thing)|no ?(?:one|body)|nothing)\b"
        r"|\bthe (?:whole|entire|real|hard(?:est)?|best|only|main|key"
        r"|biggest) (?:\w+ ){0,2}(?:is|was)\b"
        r"|\bthere(?:'s| is) no (?!doubt|idea|way I)\b|\bthe more\b[^.?!]{2,60}\bthe (?:more"
        r"|less|\w+er)\b"
        r"|\b(?:a|an) (?:good|great|bad|real|true) \w+ (?:is|has|does|will)\b|\byou can't\b",
    ),
    _device(
        "a condition and what follows",
        r"\bif (?:you|we|it|they|there|i|people|someone|somebody|your|the)\b[^.?!]{8,}"
        r"|\b(?:once|when|until|unless) (?:you|we|people|they|someone)\b[^.?!]{12,}",
    ),
    _device(
        "gives a number",
        r"[$€£]\d|\b\d+(?:[.,]\d+)?(?:%| percent| times|x\b| million| billion| years?| cents"
        r"| dollars)"
        r"|\b(?:millions?|billions?|trillions?|thousands?|hundreds?|percent|orders? of magnitude"
        r"|twice|half (?:of|the))\b",
    ),
    _device(
        "a superlative",
        r"\bthe (?:\w+ )?(?<!very )(?:best|worst|most(?! part)|only|ultimate|greatest|hardest"
        r"|biggest"
        r"|perfect|\w{3,}est)\b|\bmost (?:important|people|of us)\b|\bone of the (?:\w+est|most)\b",
    ),
    _device(
        "an image",
        r"(?<!I )(?<!do )\b(?:is|are|was|were|it's|that's|'re|feels?|felt|looks?|sort of"
        r"|kind of|just|almost)"
        r" (?:like (?:a|an|my|your|when|\w+ing)\b|as if\b)"
        r"|\b(?:is|are|was|were|it's) (?:just |kind of |sort of |almost |a bit )*(?:where"
        r"|like the state)\b"
        r"|\bimagine (?:you|a|an|that|if|being|having)\b|\b(?:metaphor|analogy|think of (?:it"
        r"|them|this|a|your))\b|\bas \w+ as a\b",
    ),
    _device(
        "a strong opinion",
        r"\bI (?:actually |really |just |don't really )*(?:don't (?:actually |really )*(?:care"
        r"|believe|buy|like|want)"
        r"|hate|love|refuse|disagree|can't stand|regret|gave up)\b"
        r"|\bI've given up\b|\b(?:overhyped|underhyped|overrated|underrated|ridiculous|terrible"
        r"|insane"
        r"|crazy|crazier|dangerous|scary|shouldn't|wrong|myth|lie|mistake|worth it|doomed"
        r"|wonderful|magic(?:al)?|impossible|inevitable|problem with|secret|truth|the point is)\b",
    ),
    _device(
        "an aphorism",
        r"^(?!(?:in|if|when|at|on|for|with|people|maybe|right now|\w+ly|all you|you|it|this|that|he"
        r"|she|they|there|his|her|these|those|what)\b)(?!.*\b(?:I|we|my|our)\b)[^,.?!]{5,45}"
        r"(?:(?: is| are|'s| isn't| aren't) (?!being\b|supposed\b|still\b|\w+ing\b)"
        r"| never | always (?!been|had))[^.?!]{6,60}[.!]$",
    ),
    _device(
        "a look ahead",
        r"\b(?:will (?:be|have|never|always)|going to (?:be|have|change)|won't|someday|one day"
        r"|in the future|in \w+ years|next (?:decade|generation)|(?:years?|months?) from now)\b",
    ),
    _device(
        "gives a reason",
        r"\b(?:because|so that|that's why|which means|the reason)\b",
    ),
    _device(
        "what was learnt",
        r"\b(?:turns out|turned out|I(?:'ve)? (?:learned|learnt|realized|realised|discovered)"
        r"|surpris(?:e[ds]?|ing)|the lesson|my advice|the trick|I wish|changed my mind|taught me"
        r"|what (?:matters|counts|worked)|the key (?:is|to|thing|insight))\b",
    ),
)


def devices(text: str) -> tuple[RhetoricalDevice, ...]:
    """Return the devices of a text, in the order of `DEVICES`, with parallelism last."""
    plain = text.replace("’", "'")
    found = tuple(device for device in DEVICES if device.pattern.search(plain))
    return (*found, _REPETITION) if _repeats_openings(text) else found


_REPETITION = RhetoricalDevice("says it in parallel", re.compile(""))
_CLAUSE = re.compile(r"[.?!;,]\s+")
_OPENING_WORDS = 2
_MIN_CLAUSES = 14
_PLAIN_OPENINGS = re.compile(
    r"(?:i|it|it's|you|we|they|he|she|there|there's|that|that's|and|but|so|if|you know|i'm|kind"
    r"|the)\b"
)


def _repeats_openings(text: str) -> bool:
    """Return whether two neighbouring clauses begin with the same two words (anaphora)."""
    clauses = [clause.lower() for clause in _CLAUSE.split(text) if len(clause) >= _MIN_CLAUSES]
    openings = [clause.split()[:_OPENING_WORDS] for clause in clauses]
    return any(a == b and not _PLAIN_OPENINGS.match(a[0]) for a, b in pairwise(openings))
