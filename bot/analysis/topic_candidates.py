"""Collect the topic candidates of an episode: every name, and every repeated term."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.analysis.mentions import KnownNames, Mention, SubjectKey, is_address, names_in, terms_in
from bot.analysis.noun_detection import CasingModel, NounModel
from bot.analysis.utterances import Utterance
from bot.analysis.word_lists import function_words
from bot.models import NameCorrection

_FUNCTION_SHARE = 0.2


@dataclass
class TopicCandidate:
    """A subject with its mentions: how often each form occurs, and in which utterances.

    `positions` has one entry for each mention. `addressed` counts the mentions that address
    someone.
    """

    key: SubjectKey
    named: bool
    forms: Counter[str] = field(default_factory=Counter[str])
    positions: list[int] = field(default_factory=list[int])
    addressed: int = 0

    @property
    def count(self) -> int:
        """The number of mentions."""
        return len(self.positions)

    @property
    def form(self) -> str:
        """The most frequent form."""
        return self.forms.most_common(1)[0][0]

    def absorb(self, other: "TopicCandidate") -> None:
        """Add the mentions of another form of the same subject."""
        self.forms.update(other.forms)
        self.positions.extend(other.positions)


def topic_candidates(
    utterances: Sequence[Utterance], names: Sequence[NameCorrection] = ()
) -> dict[SubjectKey, TopicCandidate]:
    """Return every name and, in English, every term with two mentions or more, by their keys."""
    found: dict[SubjectKey, TopicCandidate] = {}
    english = _is_english(utterances)
    casing, nouns, known = CasingModel(utterances), NounModel(utterances), KnownNames(names)
    terms: dict[SubjectKey, TopicCandidate] = {}
    for index, utterance in enumerate(utterances):
        mentions = list(names_in(utterance.words, casing=casing, known=known))
        for mention in mentions:
            name = _add(found, mention, index=index, named=mention.form != mention.form.lower())
            name.addressed += is_address(utterance.words, mention)
        if not english:
            continue
        taken = {index for mention in mentions for index in range(mention.first, mention.last)}
        for mention in terms_in(utterance.words, nouns=nouns, taken=taken):
            _add(terms, mention, index=index, named=False)
    for key, term in terms.items():
        if key in found:
            found[key].absorb(term)
        elif term.count > 1:
            found[key] = term
    return found


def _is_english(utterances: Sequence[Utterance]) -> bool:
    """Return whether a fifth of the words are English function words; in English, half are."""
    flags = [word.folded in function_words() for one in utterances for word in one.words]
    return sum(flags) >= _FUNCTION_SHARE * len(flags)


def _add(
    found: dict[SubjectKey, TopicCandidate], mention: Mention, *, index: int, named: bool
) -> TopicCandidate:
    candidate = found.setdefault(mention.key, TopicCandidate(mention.key, named))
    candidate.forms[mention.form] += 1
    if mention.spoken_form is not None:
        candidate.forms.setdefault(mention.spoken_form, 0)
    candidate.positions.append(index)
    return candidate


def shorter_keys(key: SubjectKey) -> Iterable[SubjectKey]:
    """Yield every shorter run of stems within a key."""
    for size in range(1, len(key)):
        for first in range(len(key) - size + 1):
            yield key[first : first + size]
