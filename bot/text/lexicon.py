"""The word lists of spoken English, each with its one purpose; all in lower case.

Long lists are data: `data/words/NAME.txt` with a word a line, or `NAME.tsv` where a word has a
class or a figure. Each file is read once, when it is first needed. The data lies beside the guides
and not beside the code that reads it: a person who knows the language can extend it without reading
code, and the code can move without moving the data.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data"
_WORDS = "words"


def table(folder: str, name: str) -> Iterator[list[str]]:
    """Yield the rows of `data/FOLDER/NAME.tsv` below its header, each as its fields."""
    return (line.split("\t") for line in _lines(folder, f"{name}.tsv")[1:])


def tables(folder: str) -> list[str]:
    """List the names of the tables in a folder, in order."""
    return sorted(path.stem for path in (DATA / folder).glob("*.tsv"))


def read_words(name: str) -> frozenset[str]:
    """Read the words of `data/words/NAME.txt`."""
    return frozenset(_lines(_WORDS, f"{name}.txt"))


def read_classes(name: str) -> Iterator[list[str]]:
    """Read the rows of `data/words/NAME.tsv`: a word, and its class or figure."""
    return table(_WORDS, name)


def _lines(folder: str, file: str) -> list[str]:
    return (DATA / folder / file).read_text(encoding="utf-8").splitlines()


@cache
def closed_class() -> frozenset[str]:
    """Return pronouns, prepositions and the like: a capital makes no name of them."""
    return read_words("closed-class")


@cache
def emphatic() -> frozenset[str]:
    """Return the words that people repeat on purpose."""
    return read_words("emphatic")


@cache
def continuing() -> frozenset[str]:
    """Return the words that leave a line open: the next line goes on with the same sentence."""
    return read_words("continuing")


@cache
def abbreviations() -> frozenset[str]:
    """Return the abbreviations whose full stop does not end a sentence, without that stop."""
    return read_words("abbreviations")


GRAMMATICAL_DOUBLES = frozenset("that had is in do are was you her it".split())
"""Words that good English can say twice in a row ("what it is is", "I know that that...")."""

DETERMINERS = frozenset(
    """
    a an the my your our their his her its this these those
    i you we they it he she is are was were of in with for
    i'm you're we're they're it's that's there's
    """.split()
)
"""Words that cannot end a thought: a phrase repeated after one of them is a false start."""

HESITATIONS = frozenset(
    {"i think", "i mean", "you know", "kind of", "sort of", "i guess", "i don't"}
)
"""Phrases that are said twice while looking for words; one of them is enough."""

EXPECTING_NOUN = frozenset(
    "a an the my your our his her its their of with from into is are was were".split()
)
"""Words after which a noun, or what it is like, has to come."""

NEVER_NOUN = frozenset("than and or but is are was were have has".split())
"""Words that cannot come in its place: between the two, words were lost."""

STARTERS = frozenset(
    """
    so you're we're it's that's they're there's he's she's yeah yes well but and because
    now then oh okay this these those what how why if when let's
    """.split()
)
"""Words that, capitalised after a lower-case word, begin a sentence whose stop went missing."""

ANSWERS = frozenset(
    """
    yeah yes yep yup no nope oh exactly right sure totally okay ok absolutely definitely
    interesting certainly correct wow well mhm hmm true indeed agreed
    """.split()
)
"""Words with which another voice usually begins."""

DEPENDENT = frozenset(
    """
    and but so because it it's that that's this they they're he she which or then these those
    there also plus he's she's its him them such otherwise instead therefore however
    """.split()
)
"""Words that lean on the sentence before."""
