"""Score excerpt candidates of a language that has no fitted model.

The model of `highlight_model` knows English words. What is left of it needs none: the length, the
position, numbers, names, and how much a candidate says. To these come a few words of negation,
contrast and generality of the language (`data/languages/discourse.tsv`), which weigh most in the
English model too. The weights are set by hand, with those of the English model as a guide.
"""

from math import log
from statistics import fmean

from bot.analysis.excerpts import ExcerptCandidate
from bot.analysis.features import UtteranceContext
from bot.text.languages import Language
from bot.text.lengths import lengths
from bot.text.lexicon import discourse_words

_BASE = -0.6
_LENGTH, _LATE, _ENDS, _NUMBER, _NAMES = -0.5, -0.3, 0.5, 0.5, -0.3
_MEMORABLE, _MOST_MEMORABLE = 0.45, 3
_CONTENT, _AGAIN, _TALKED_OF = 1.6, 0.8, 0.25
_USUAL = 0.5
"""The usual length of a highlight, as a share of the longest."""


def neutral_log_odds(
    candidate: ExcerptCandidate, context: UtteranceContext, language: Language
) -> float:
    """Return the log-odds that people would quote a candidate, as far as its language is known."""
    words = candidate.words
    if not words:
        return _BASE * 10
    usual = _USUAL * lengths(language).longest_highlight
    content = [word for word in words if word.is_content]
    again = (len(words) - len({word.folded for word in words})) / len(words)
    known = [log(1 + context.stem_counts.get(word.stem, 0)) for word in content]
    names = sum(word.surface[0].isupper() and not word.opens_sentence for word in words)
    score = _BASE + _LENGTH * log(max(len(candidate.displayed), 1) / usual) ** 2
    score += _LATE * context.position + _ENDS * context.ends
    score += _NUMBER * any(word.surface[0].isdigit() for word in words)
    score += _NAMES * (language.code != "de") * min(names / len(words) * 10, 3.0)
    score += _MEMORABLE * min(_memorable(candidate, language), _MOST_MEMORABLE)
    score += _CONTENT * len(content) / len(words) + _AGAIN * again
    return score + _TALKED_OF * (fmean(known) if known else 0.0)


def _memorable(candidate: ExcerptCandidate, language: Language) -> int:
    wanted = discourse_words(language.code, "memorable")
    if language.spaced and language.code != "ko":
        return sum(word.folded in wanted for word in candidate.words)
    return sum(word in candidate.displayed for word in wanted)
