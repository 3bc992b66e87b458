"""Gather what an episode may be about: every name, and every term said more than once."""

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
    """Gather the mentions of one subject: the words it is told by, and the lines it stands in."""

    key: SubjectKey
    named: bool
    forms: Counter[str] = field(default_factory=Counter[str])
    lines: list[int] = field(default_factory=list[int])
    addressed: int = 0

    @property
    def count(self) -> int:
        """Count the mentions."""
        return len(self.lines)

    @property
    def form(self) -> str:
        """Give the most frequent spelling."""
        return self.forms.most_common(1)[0][0]

    def absorb(self, other: "TopicCandidate") -> None:
        """Take over the mentions of another spelling of the same subject."""
        self.forms.update(other.forms)
        self.lines.extend(other.lines)


def topic_candidates(
    utterances: Sequence[Utterance], names: Sequence[NameCorrection] = ()
) -> dict[SubjectKey, TopicCandidate]:
    """Collect every name, and every term said at least twice (in English only)."""
    found: dict[SubjectKey, TopicCandidate] = {}
    english = _is_english(utterances)
    casing, nouns, known = CasingModel(utterances), NounModel(utterances), KnownNames(names)
    terms: dict[SubjectKey, TopicCandidate] = {}
    for index, utterance in enumerate(utterances):
        mentions = list(names_in(utterance.words, casing=casing, known=known))
        for mention in mentions:
            named = _add(found, mention, index=index, named=mention.form != mention.form.lower())
            named.addressed += is_address(utterance.words, mention)
        if not english:
            continue
        taken = {place for mention in mentions for place in range(mention.first, mention.last)}
        for mention in terms_in(utterance.words, nouns=nouns, taken=taken):
            _add(terms, mention, index=index, named=False)
    for key, term in terms.items():
        if key in found:
            found[key].absorb(term)
        elif term.count > 1:
            found[key] = term
    return found


def _is_english(utterances: Sequence[Utterance]) -> bool:
    """Tell whether English function words hold the talk together; they are half of English."""
    said = [word.folded in function_words() for utterance in utterances for word in utterance.words]
    return sum(said) >= _FUNCTION_SHARE * len(said)


def _add(
    found: dict[SubjectKey, TopicCandidate], mention: Mention, *, index: int, named: bool
) -> TopicCandidate:
    candidate = found.setdefault(mention.key, TopicCandidate(mention.key, named))
    candidate.forms[mention.form] += 1
    if mention.spoken_form is not None:
        candidate.forms.setdefault(mention.spoken_form, 0)
    candidate.lines.append(index)
    return candidate


def shorter_keys(key: SubjectKey) -> Iterable[SubjectKey]:
    """Yield every shorter run within a key."""
    for size in range(1, len(key)):
        for first in range(len(key) - size + 1):
            yield key[first : first + size]
