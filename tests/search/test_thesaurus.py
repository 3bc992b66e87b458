"""Hold the tables of the thesaurus to their form, and what is read of them to its weights."""

import re
from collections import Counter, defaultdict
from itertools import chain, groupby, pairwise
from operator import attrgetter
from pathlib import Path

import pytest

from bot.search.query.synonyms import Relation, build_thesaurus, domains, relations
from bot.text.lexicon import DATA
from bot.text.tokens import stop_words, words

SMALLEST, LARGEST = 500, 6000
HEADER = "head\trank\tmate\tsense"
LABEL = re.compile(r"[a-z]+(-[a-z]+)*")


def faults(name: str, text: str) -> list[str]:
    """List what is wrong with the lines of one table, each with its place."""
    first, *lines = text.splitlines()
    wrong = [] if first == HEADER else [f"{name}:1: the header is not {HEADER!r}"]
    rows = [(f"{name}:{at}", line.split("\t")) for at, line in enumerate(lines, start=2)]
    wrong += [f"{at}: {len(row)} fields, not 4" for at, row in rows if len(row) != 4]
    rows = [(at, row) for at, row in rows if len(row) == 4]
    for at, (head, rank, mate, sense) in rows:
        wrong += [f"{at}: {w!r} is not one folded word" for w in (head, mate) if words(w) != [w]]
        wrong += [f"{at}: nobody asks with {head!r}, a stop word"] * (head in stop_words())
        wrong += [f"{at}: {head!r} is its own mate"] * (head == mate)
        wrong += [f"{at}: rank {rank!r} is not a whole number from 1 on"] * (not is_rank(rank))
        wrong += [f"{at}: sense {sense!r} is not lower-case words joined by hyphens"] * (
            not LABEL.fullmatch(sense)
        )
    keys = [(at, (row[0], int(row[1]), row[2])) for at, row in rows if is_rank(row[1])]
    wrong += [
        f"{at}: {key} comes before the row above" for (_, k), (at, key) in pairwise(keys) if key < k
    ]
    pairs = Counter((head, mate) for _, (head, _, mate, _) in rows)
    wrong += [f"{name}: {h!r} has {m!r} {n} times" for (h, m), n in pairs.items() if n > 1]
    if not SMALLEST <= len(rows) <= LARGEST:
        wrong.append(
            f"{name}: {len(rows)} rows, not {SMALLEST} to {LARGEST}: split or join domains"
        )
    return wrong


def is_rank(text: str) -> bool:
    return re.fullmatch(r"[1-9]\d*", text) is not None


def table(domain: str) -> str:
    return (DATA / "thesaurus" / f"{domain}.tsv").read_text(encoding="utf-8")


@pytest.mark.parametrize("domain", domains())
def test_a_table_is_well_formed(domain: str) -> None:
    assert LABEL.fullmatch(domain)
    assert not (found := faults(f"{domain}.tsv", table(domain))), "\n".join(found)


def test_a_sense_belongs_to_one_domain_so_a_head_in_two_has_another_sense_in_each() -> None:
    places: defaultdict[str, set[str]] = defaultdict(set)
    for domain in domains():
        for one in relations(domain):
            places[one.sense].add(domain)
    assert {sense: found for sense, found in places.items() if len(found) > 1} == {}


def test_the_mates_of_a_head_are_ranked_without_gaps_over_all_its_domains() -> None:
    everything = sorted(chain.from_iterable(map(relations, domains())))
    for head, some in groupby(everything, key=attrgetter("head")):
        found = list(some)
        assert {one.rank for one in found} == set(range(1, found[-1].rank + 1)), head
        mates = [one.synonym for one in found]
        assert len(set(mates)) == len(mates), f"{head} has a mate twice, in two domains"


def test_nothing_else_lies_among_the_tables() -> None:
    names = {path.name for path in Path(DATA / "thesaurus").iterdir()}
    assert names == {f"{domain}.tsv" for domain in domains()}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("bass\t1\tfish", "3 fields"),
        ("Bass\t1\tfish\tanimals", "'Bass' is not one folded word"),
        ("bass\t1\tsea fish\tanimals", "'sea fish' is not one folded word"),
        ("the\t1\tfish\tanimals", "a stop word"),
        ("bass\t1\tbass\tanimals", "its own mate"),
        ("bass\t0\tfish\tanimals", "rank '0'"),
        ("bass\t1\tfish\tA fish", "sense 'A fish'"),
        ("aardvark\t1\tant\tanimals", "comes before"),
        ("badger\t2\tsett\tanimals", "'badger' has 'sett' 2 times"),
    ],
)
def test_the_lint_names_the_line_that_is_wrong(row: str, fault: str) -> None:
    found = faults("nature.tsv", f"{HEADER}\nbadger\t1\tsett\tanimals\n{row}\n")
    about = [one for one in found if fault in one]
    assert about
    assert about[0].startswith("nature.tsv")


def test_the_lint_bounds_the_size_of_a_domain() -> None:
    assert "1 rows" in faults("nature.tsv", f"{HEADER}\nbadger\t1\tsett\tanimals\n")[-1]


def test_a_mate_counts_by_its_rank_and_the_way_back_for_less() -> None:
    built = build_thesaurus(
        [Relation("bass", 2, "guitar", "music"), Relation("bass", 1, "fish", "animals")]
    )
    assert built.words["bass"] == {"fish": 0.8, "guitar": pytest.approx(0.8 * 0.85)}
    assert list(built.words["bass"]) == ["fish", "guitar"]
    assert built.words["fish"] == {"bass": 0.6}
    assert built.words["guitar"] == {"bass": pytest.approx(0.6 * 0.85)}


def test_a_pair_related_both_ways_keeps_the_better_likeness() -> None:
    built = build_thesaurus(
        [Relation("car", 1, "auto", "cars"), Relation("auto", 3, "car", "cars")]
    )
    assert built.words == {"car": {"auto": 0.8}, "auto": {"car": 0.6}}
