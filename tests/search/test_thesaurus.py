"""The form of the thesaurus's tables, and the weights that are read from them."""

import re
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import chain, groupby, pairwise
from operator import attrgetter
from pathlib import Path

import pytest

from bot.search.query import synonyms as tables
from bot.search.query.synonyms import (
    Relation,
    build_thesaurus,
    domains,
    load_thesaurus,
    relations,
)
from bot.text.lexicon import DATA
from bot.text.tokens import stop_words, words

SMALLEST, LARGEST = 500, 6000
HEADER = "head\trank\tsynonym\tsense"
LABEL = re.compile(r"[a-z]+(-[a-z]+)*")


def faults(name: str, text: str) -> list[str]:
    """Return a message for each fault of a table, with its line."""
    first, *lines = text.splitlines()
    wrong = [] if first == HEADER else [f"{name}:1: the header is not {HEADER!r}"]
    rows = [(f"{name}:{at}", line.split("\t")) for at, line in enumerate(lines, start=2)]
    wrong += [f"{at}: {len(row)} fields, not 4" for at, row in rows if len(row) != 4]
    rows = [(at, row) for at, row in rows if len(row) == 4]
    for at, (head, rank, synonym, sense) in rows:
        wrong += [f"{at}: {w!r} is not one folded word" for w in (head, synonym) if words(w) != [w]]
        wrong += [f"{at}: nobody asks with {head!r}, a stop word"] * (head in stop_words())
        wrong += [f"{at}: {head!r} is its own synonym"] * (head == synonym)
        wrong += [f"{at}: rank {rank!r} is not a whole number from 1 on"] * (not is_rank(rank))
        wrong += [f"{at}: sense {sense!r} is not lower-case words joined by hyphens"] * (
            not LABEL.fullmatch(sense)
        )
    keys = [(at, (row[0], int(row[1]), row[2])) for at, row in rows if is_rank(row[1])]
    wrong += [
        f"{at}: {key} comes before the row above" for (_, k), (at, key) in pairwise(keys) if key < k
    ]
    pairs = Counter((head, synonym) for _, (head, _, synonym, _) in rows)
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


def test_a_sense_belongs_to_one_domain() -> None:
    places: defaultdict[str, set[str]] = defaultdict(set)
    for domain in domains():
        for one in relations(domain):
            places[one.sense].add(domain)
    assert {sense: found for sense, found in places.items() if len(found) > 1} == {}


def test_the_synonyms_of_a_head_are_ranked_without_gaps_over_all_domains() -> None:
    everything = sorted(chain.from_iterable(map(relations, domains())))
    for head, some in groupby(everything, key=attrgetter("head")):
        found = list(some)
        assert {one.rank for one in found} == set(range(1, found[-1].rank + 1)), head
        synonyms = [one.synonym for one in found]
        assert len(set(synonyms)) == len(synonyms), f"{head} has a synonym twice, in two domains"


def test_the_folder_has_only_tables() -> None:
    names = {path.name for path in Path(DATA / "thesaurus").iterdir()}
    assert names == {f"{domain}.tsv" for domain in domains()}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("bass\t1\tfish", "3 fields"),
        ("Bass\t1\tfish\tanimals", "'Bass' is not one folded word"),
        ("bass\t1\tsea fish\tanimals", "'sea fish' is not one folded word"),
        ("the\t1\tfish\tanimals", "a stop word"),
        ("bass\t1\tbass\tanimals", "its own synonym"),
        ("bass\t0\tfish\tanimals", "rank '0'"),
        ("bass\t1\tfish\tA fish", "sense 'A fish'"),
        ("aardvark\t1\tant\tanimals", "comes before"),
        ("badger\t2\tsett\tanimals", "'badger' has 'sett' 2 times"),
    ],
)
def test_the_lint_names_the_faulty_line(row: str, fault: str) -> None:
    found = faults("nature.tsv", f"{HEADER}\nbadger\t1\tsett\tanimals\n{row}\n")
    about = [one for one in found if fault in one]
    assert about
    assert about[0].startswith("nature.tsv")


def test_the_lint_bounds_the_size_of_a_domain() -> None:
    assert "1 rows" in faults("nature.tsv", f"{HEADER}\nbadger\t1\tsett\tanimals\n")[-1]


def test_a_synonym_is_weighted_by_rank_and_less_in_the_reverse_direction() -> None:
    built = build_thesaurus(
        [Relation("bass", 2, "guitar", "music"), Relation("bass", 1, "fish", "animals")]
    )
    assert built.words["bass"] == {"fish": 0.8, "guitar": pytest.approx(0.8 * 0.85)}
    assert list(built.words["bass"]) == ["fish", "guitar"]
    assert built.words["fish"] == {"bass": 0.6}
    assert built.words["guitar"] == {"bass": pytest.approx(0.6 * 0.85)}


def test_a_pair_related_both_ways_keeps_the_higher_weight() -> None:
    built = build_thesaurus(
        [Relation("car", 1, "auto", "cars"), Relation("auto", 3, "car", "cars")]
    )
    assert built.words == {"car": {"auto": 0.8}, "auto": {"car": 0.6}}


def test_synonyms_are_found_in_both_directions_and_for_plurals() -> None:
    assert "kid" in load_thesaurus().synonyms("child")
    assert "child" in load_thesaurus().synonyms("kids")
    assert load_thesaurus().synonyms("zanzibarium") == {}


def test_the_first_synonym_weighs_most_and_no_word_is_its_own_synonym() -> None:
    for word, synonyms in load_thesaurus().words.items():
        assert all(0 < weight < 1 for weight in synonyms.values()), word
        assert word not in synonyms
    synonyms = load_thesaurus().synonyms("salary")
    assert max(synonyms, key=synonyms.__getitem__) == "pay"


def test_words_of_one_stem_keep_their_own_synonyms() -> None:
    assert "galaxy" in load_thesaurus().synonyms("universe")
    assert "galaxy" not in load_thesaurus().synonyms("university")
    assert "headline" in load_thesaurus().synonyms("news")
    assert (
        load_thesaurus().synonyms("news")["headline"] > load_thesaurus().synonyms("new")["headline"]
    )


def test_searches_that_come_at_once_read_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    unread = cache(tables._load_thesaurus.__wrapped__)  # pyright: ignore[reportPrivateUsage]  to forget it
    monkeypatch.setattr(tables, "_load_thesaurus", unread)
    with ThreadPoolExecutor(4) as threads:
        first, *others = [threads.submit(load_thesaurus) for _ in range(4)]
        assert all(one.result() is first.result() for one in others)
