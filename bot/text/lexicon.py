"""The word lists of spoken English, one per purpose, in lower case.

Long lists are data: `data/words/NAME.txt` has one word per line, and `NAME.tsv` a word with its
class or number. A file is read once, when it is first needed. The data is outside the code, so that
people who know the language can extend it without reading code.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

DATA = Path(__file__).resolve().parents[2] / "data"
_WORDS, _DIALECTS, _LANGUAGES = "words", "dialects", "languages"


def table(folder: str, name: str) -> Iterator[list[str]]:
    """Yield the fields of each row of `data/FOLDER/NAME.tsv`, without its header."""
    return (line.split("\t") for line in _lines(folder, f"{name}.tsv")[1:])


def tables(folder: str) -> list[str]:
    """Return the names of the tables in `data/FOLDER`, sorted."""
    return sorted(path.stem for path in (DATA / folder).glob("*.tsv"))


def read_words(name: str) -> frozenset[str]:
    """Read the words of `data/words/NAME.txt`."""
    return frozenset(_lines(_WORDS, f"{name}.txt"))


def read_stop_words(language: str) -> frozenset[str]:
    """Read the stop words of a language, by its ISO 639-1 code: `data/words/stop-CODE.txt`."""
    return read_words(f"stop-{language}")


def read_classes(name: str) -> Iterator[list[str]]:
    """Yield the rows of `data/words/NAME.tsv`: a word and its class or number."""
    return table(_WORDS, name)


def _lines(folder: str, file: str) -> list[str]:
    return (DATA / folder / file).read_text(encoding="utf-8").splitlines()


@cache
def language_names() -> Mapping[str, str]:
    """Return the English name of each language, by its ISO 639-1 code."""
    return {code: name for code, name, _ in table(_LANGUAGES, "names")}


@cache
def language_codes() -> Mapping[str, str]:
    """Return the ISO 639-1 code of each language, by its other codes and its English name."""
    return {
        alias: code
        for code, name, others in table(_LANGUAGES, "names")
        for alias in (name.casefold(), *others.split())
        if alias != "norwegian" or code == "no"
    }


@cache
def closed_class() -> frozenset[str]:
    """Return the pronouns, prepositions and the like, which are no names even with a capital."""
    return read_words("closed-class")


@cache
def emphatic() -> frozenset[str]:
    """Return the words that people repeat on purpose."""
    return read_words("emphatic")


@cache
def continuing() -> frozenset[str]:
    """Return the words that cannot end a sentence, so that it continues on the next line."""
    return read_words("continuing")


@cache
def abbreviations(language: str = "en") -> frozenset[str]:
    """Return the abbreviations of a language whose full stop ends no sentence, without that stop.

    Of a language that is not listed, there are none.
    """
    if language == "en":
        return read_words("abbreviations")
    rows = table(_LANGUAGES, "abbreviations")
    return frozenset(word for code, words in rows if code == language for word in words.split())


DiscourseRole = Literal[
    "connective",
    "pronoun",
    "answer",
    "opener",
    "determiner",
    "general",
    "memorable",
    "boilerplate",
]
"""What a word does. At the beginning of a sentence it joins it to the one before, refers to it,
answers it, or begins a clause. Elsewhere it precedes a noun, is too general for a subject, makes a
sentence memorable (negation, contrast, superlatives), or is the beginning of a word with which
hosts frame their show."""


@cache
def discourse_words(language: str, role: DiscourseRole) -> frozenset[str]:
    """Return the words and phrases that have this role; none in English.

    English has longer lists of its own, in this module and in the analysis.
    """
    rows = table(_LANGUAGES, "discourse")
    found = (words for code, kind, words in rows if (code, kind) == (language, role))
    return frozenset(word.replace("_", " ") for words in found for word in words.split())


@cache
def speaker_roles() -> frozenset[str]:
    """Return the words that label a speaker without a name, in many languages."""
    return frozenset(_lines(_DIALECTS, "speaker-roles.txt"))


@cache
def transcript_headings() -> frozenset[str]:
    """Return the headings under which a page has its transcript, in many languages."""
    return frozenset(_lines(_DIALECTS, "transcript-headings.txt"))


@cache
def metadata_keys() -> dict[str, str]:
    """Return the keys of front matter and heads of files, each with what it says of an episode."""
    return {row[0]: row[1] for row in table(_DIALECTS, "metadata-keys")}


@cache
def page_headings() -> frozenset[str]:
    """Return the headings of what is no transcript on a page ("show notes"), in many languages."""
    return frozenset(_lines(_DIALECTS, "page-headings.txt"))


@cache
def no_labels() -> frozenset[str]:
    """Return the words before a colon that are no speakers ("note", "example")."""
    return frozenset(_lines(_DIALECTS, "no-labels.txt"))


GRAMMATICAL_DOUBLES = frozenset("that had is in do are was you her it".split())
"""Words that correct English can have twice in a row ("what it is is", "I know that that...")."""

DETERMINERS = frozenset(
    """
    a an the my your our their his her its this these those
    i you we they it he she is are was were of in with for
    i'm you're we're they're it's that's there's
    """.split()
)
"""Words that cannot end a phrase; one that ends in them and is repeated is a false start."""

HESITATIONS = frozenset(
    {"i think", "i mean", "you know", "kind of", "sort of", "i guess", "i don't"}
)
"""Phrases that speakers repeat while they look for words."""

EXPECTING_NOUN = frozenset(
    "a an the my your our his her its their of with from into is are was were".split()
)
"""Words that must be followed by a noun or an adjective."""

NEVER_NOUN = frozenset("than and or but is are was were have has".split())
"""Words that cannot follow those; between the two, words are missing."""

STARTERS = frozenset(
    """
    so you're we're it's that's they're there's he's she's yeah yes well but and because
    now then oh okay this these those what how why if when let's
    """.split()
)
"""Words that begin a sentence if capitalised after a lower-case word without a stop."""

ANSWERS = frozenset(
    """
    yeah yes yep yup no nope oh exactly right sure totally okay ok absolutely definitely
    interesting certainly correct wow well mhm hmm true indeed agreed
    """.split()
)
"""Words with which an answer of another speaker usually begins."""

DEPENDENT = frozenset(
    """
    and but so because it it's that that's this they they're he she which or then these those
    there also plus he's she's its him them such otherwise instead therefore however
    """.split()
)
"""Words that refer to the previous sentence if they begin one."""
