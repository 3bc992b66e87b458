"""Judge which highlights of an episode a reader would post; pure.

The highlights of an episode stay as they are ranked. At most twenty of them are postable: those
that lean on nothing before them, and that a ridge regression expects to be graded well by readers,
the best first. `benchmarks.fit_postable` fitted it to the grades of some episodes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from math import sqrt

from bot.analysis.post_features import measure, words_of
from bot.analysis.word_lists import profanity
from bot.models import Highlight, NameCorrection
from bot.text.display import fold
from bot.text.languages import ENGLISH, Language
from bot.text.lexicon import table

MOST_POSTABLE = 20
"""Postable highlights of an episode, besides those that a guide pins."""
LEAST_GRADE = 0.7
"""The least grade, from 0 to 3, that readers are expected to give a postable highlight."""
_REVISION = 1
"""It grows with every change of the rules or the weights."""

_LEANING = re.compile(
    r"[\"“]"
    r"|(?:yes|no|right|sure|yeah|mine)\b"
    r"|(?:(?!it['’]?s?\b)[\w'’]+ ){0,5}(?:it|them|this|that one|those|these)"
    r"(?=[,.;]| (?:is|was|and|to|in|on|as|for|at|with)\b)"
    r"|(?:I|we|you|they) (?:\w+ ){0,3}(?:it|them|that|this)\b"
    r"|in (?:this|that|your|the same) (?:case|example|way|situation|scenario|instance|sense)\b"
    r"|(?:the reason|what) (?:I|we|you) (?:say|said|mean|meant)\b"
    r"|what (?:it|he|she|they|this|that)\b"
    r"|(?:I|you|we)(?: (?:do|did|could|was|have|would)n['’]t| can['’]t)?,? (?:either|neither)\b"
    r"|(?:many|most|some|all|none|both) of (?:them|these|those|it)\b"
    r"|(?:with|for) (?:you|me|us),"
    r"|to \w+ [^,]*$",
    re.IGNORECASE,
)
"""An opening that answers, quotes, refers to words before it, or has no main clause."""
_UNNAMED = re.compile(
    r"(?:(?!(?i:people|folks|guys|everyone|everybody|every|each|someone|somebody|anyone|anybody|nobody"
    r"|person|man|woman|kid|child|team|company|group|community|user|developer|engineer)\b"
    r"|(?!(?i:this|thus|always|sometimes|perhaps|besides|unless|across|towards|does|goes|says|makes"
    r"|takes|seems|gets|comes|means|looks|feels|wants|needs|knows|yes|less|as|is|was|has|us|its)\b)"
    r"[A-Za-z][a-z]{2,}s\b|(?<=[a-z,] )(?!I\b)[A-Z])[\w'’]+\W+){0,20}?"
    r"(?i:they|them|their|theirs|they['’](?:re|ve|d|ll)|he|she|his|him|her|he['’]s|she['’]s)\b"
)
"""A third person before anybody or anything that it could be."""
_UNFIT = re.compile(
    r"--|\b(?!(?:that|had)\b)(\w+),? \1\b"
    r"|\b(?:I don['’]t know|you tell me|I['’]m not sure|maybe I['’]m wrong|I guess)\b"
    r"|\byou(?:['’]ve| just| were| had)* (?:said|mention|asked|describ|brought|point)\w*"
    r"|\b(?-i:[A-Z]\w+) (?:was|were|is) (?:just )?(?:saying|talking)\b|\bpodcasts?\b"
    r"|\b(?:and whatnot|or whatever|and stuff|kinds? of stuff|stuff like that|things like that"
    r"|or something|something like that)\b|, right\?",
    re.IGNORECASE,
)
"""A sentence that starts over, doubt about itself, a reply, the show, or padding."""


@dataclass(frozen=True, slots=True)
class PostModel:
    """The coefficients of a ridge regression: of features, and of words."""

    base: float
    features: Mapping[str, float]
    words: Mapping[str, float]

    def grade(self, highlight: Highlight, text: str) -> float:
        """Return the grade that readers are expected to give, given the episode's text."""
        measured, distinct = measure(highlight, text), set(words_of(highlight.display))
        weighed = sum(self.words.get(word, 0.0) for word in distinct) / sqrt(max(len(distinct), 1))
        return self.base + weighed + sum(self.features[name] * measured[name] for name in measured)


@cache
def post_model() -> PostModel:
    """Return the fitted model, of `data/highlights/postable.tsv`."""
    rows = list(table("highlights", "postable"))
    base, features, words = (
        {name: float(weight) for kind, name, weight in rows if kind == wanted}
        for wanted in ("base", "feature", "word")
    )
    return PostModel(base["base"], features, words)


@cache
def judgement_version() -> str:
    """Return the version of the judgement; it changes with the rules and with the word lists."""
    listed = " ".join(sorted(profanity()))
    return f"{_REVISION}-{blake2b(listed.encode(), digest_size=4).hexdigest()}"


def judge(
    highlights: Sequence[Highlight],
    *,
    text: str,
    names: Sequence[NameCorrection] = (),
    language: Language = ENGLISH,
    model: PostModel | None = None,
) -> tuple[Highlight, ...]:
    """Return the highlights in their order, each with whether it is postable and profane.

    `text` is the episode's, and `names` its corrections. Pinned highlights are postable. Of other
    languages than English only the rank is known, and no strong language.
    """
    english = language == ENGLISH
    profane_words = profanity() if english else frozenset[str]()
    misheard = [f" {fold(name.misheard)} " for name in names]
    free = [one for one in highlights if not (one.pinned or _is_misheard(one, misheard))]
    best = _best(free, text, model or post_model()) if english else free
    chosen = {(one.start, one.end) for one in best[:MOST_POSTABLE]}
    return tuple(
        replace(
            one,
            postable=one.pinned or (one.start, one.end) in chosen,
            profane=not profane_words.isdisjoint(fold(one.text).split()),
        )
        for one in highlights
    )


def stands_alone(display: str) -> bool:
    """Return whether a display text leans on nothing before it, and does not start over."""
    return not (_LEANING.match(display) or _UNNAMED.match(display) or _UNFIT.search(display))


def _best(highlights: Sequence[Highlight], text: str, model: PostModel) -> list[Highlight]:
    """Return the highlights that may be posted, those that readers like best first.

    Where readers would like none, the first of the ranking is returned: each episode has one.
    """
    standing = [one for one in highlights if stands_alone(one.display)]
    grades = {one.start: model.grade(one, text) for one in standing}
    liked = [one for one in standing if grades[one.start] >= LEAST_GRADE]
    return sorted(liked, key=lambda one: -grades[one.start]) or [*(standing or highlights)][:1]


def _is_misheard(highlight: Highlight, misheard: Sequence[str]) -> bool:
    words = f" {fold(highlight.display)} "
    return any(name in words for name in misheard)
