"""Identify the language of a transcript by what its file declares and by its words.

The words are judged by py3langid, naive Bayes over sequences of bytes. It takes 0.6 s and 80 MB
when it is first needed, so text that is full of English function words is not shown to it.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Protocol, cast

from bot.errors import TranscriptError
from bot.models import Transcript
from bot.text.languages import ENGLISH, language
from bot.text.lexicon import language_codes, language_names
from bot.text.offsets import blank_out, normalise
from bot.translation import gettext as _

_WINDOW, _MOST_WINDOWS = 2000, 8
"""In characters: long texts are judged by windows that are spread evenly over them."""
_FEWEST_LETTERS, _PLENTY = 20, 200
_ENGLISH_SHARE, _ENGLISH_WORDS = 0.4, 40
"""From this share of its function words on a text is English: spoken English has a half or more,
and Dutch, the next, has a quarter."""
_LIKELY, _SURE = 0.5, 0.9
"""Below the first probability a language stays unknown; above the second it is believed against
what the file declares."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CODE = re.compile(r"[a-z]{2,3}")
_KINS = tuple(
    frozenset(group.split())
    for group in (
        "bs hr sr sh me",
        "cs sk",
        "da nb nn no",
        "id ms",
        "gl pt",
        "ca oc",
        "fa prs tg",
        "hi ur",
        "af nl",
        "be ru uk",
        "bg mk",
        "zh yue wuu nan",
    )
)
"""Languages that are easily confused: what a file declares is believed among these."""


def with_language(transcript: Transcript) -> Transcript:
    """Return a transcript with its language: the declared one if plausible, else the likely one.

    A declared language that its words contradict is replaced, with a warning.
    """
    declared = valid_code(transcript.language)
    found, probability, letters = _judged(transcript)
    if not declared:
        return replace(transcript, language=found if probability >= _LIKELY else "")
    contradicted = probability >= _SURE and letters >= _PLENTY
    if not contradicted or found == declared or any({found, declared} <= kin for kin in _KINS):
        return replace(transcript, language=declared)
    names = language_names()
    warning = _(
        "The file says that it is in {declared}, but its words are in {found}; if that "
        "is wrong, import it with --language {code}."
    ).format(declared=names.get(declared, declared), found=names.get(found, found), code=declared)
    return replace(transcript, language=found, warnings=(*transcript.warnings, warning))


def valid_code(tag: str) -> str:
    """Return the code of a language, of ISO 639-1 where there is one, "" where none is named.

    `tag` is its code, maybe with a region ("pt-BR"), or its English name ("Portuguese").
    """
    plain = language(tag).code if tag.strip() else ""
    code = language_codes().get(plain, plain)
    return code if _CODE.fullmatch(code) and code not in {"und", "mul", "zxx", "mis"} else ""


def chosen_code(tag: str) -> str:
    """Return the code of a language that a person chose; raise TranscriptError if none is named."""
    code = valid_code(tag)
    if code not in language_names():
        raise TranscriptError(
            _(
                "“{tag}” is no language that is known here: give its code of two letters, such "
                "as de for German."
            ).format(tag=tag)
        )
    return code


def _judged(transcript: Transcript) -> tuple[str, float, int]:
    """Return the likely language of a transcript, its probability, and the letters judged."""
    sample = _sample(transcript)
    letters = sum(map(str.isalpha, sample))
    if letters < _FEWEST_LETTERS:
        return "", 0.0, letters
    if _is_plainly_english(sample):
        return ENGLISH.code, 1.0, letters
    return *_identifier().classify(sample), letters


def _sample(transcript: Transcript) -> str:
    """Return some of what is spoken, spread evenly over a transcript."""
    spoken = blank_out(normalise(transcript.text), transcript.asides)
    said = " ".join(" ".join(spoken[turn.start : turn.end] for turn in transcript.turns).split())
    step = max(_WINDOW, len(said) // _MOST_WINDOWS)
    return " ".join(_windows(said, step=step))


def _windows(said: str, *, step: int) -> Iterable[str]:
    starts = islice(range(0, len(said), step), _MOST_WINDOWS)
    return (said[start : start + _WINDOW] for start in starts)


def _is_plainly_english(sample: str) -> bool:
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(sample)]
    known = sum(word in ENGLISH.stop_words for word in words)
    return len(words) >= _ENGLISH_WORDS and known >= _ENGLISH_SHARE * len(words)


class _Identifier(Protocol):
    """What is used of the library's class, which has no types."""

    def classify(self, text: str, /) -> tuple[str, float]: ...


@cache
def _identifier() -> _Identifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs] - slow to load, and without types

    loaded = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - it has no types
    return cast("_Identifier", loaded)
