from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.search.memory.dictionary import MergedDictionary, TermDictionary
from bot.search.memory.signatures import may_be_within, prefix_signatures
from bot.search.query.synonyms import load_thesaurus
from bot.text.phonetics import phonetic_code
from bot.text.stemming import stem_english
from bot.text.tokens import words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Don't stop!", "dont stop"),
        ("CAFÉ  au\nlait", "cafe au lait"),
        ("test-time compute 2.0", "test time compute 2 0"),
        ("it&#39;s snake_case", "its snake case"),
        ("你好 世界", "你 好 世 界"),
        ("한국어", "한국어"),
        ("", ""),
        ("\x00\u200b*", ""),
    ],
)
def test_folding_leaves_only_what_is_compared(text: str, folded: str) -> None:
    assert words(text) == folded.split()


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("caresses", "caress"),
        ("ponies", "poni"),
        ("feed", "feed"),
        ("agreed", "agre"),
        ("plastered", "plaster"),
        ("sing", "sing"),
        ("conflated", "conflat"),
        ("hopping", "hop"),
        ("filing", "file"),
        ("happy", "happi"),
        ("relational", "relat"),
        ("rationalize", "ration"),
        ("hopefulness", "hope"),
        ("adoption", "adopt"),
        ("probate", "probat"),
        ("controlling", "control"),
        ("rate", "rate"),
        ("is", "is"),
        ("1998", "1998"),
        ("маяк", "маяк"),
    ],
)
def test_words_of_one_family_share_a_stem(word: str, stem: str) -> None:
    assert stem_english(word) == stem


@pytest.mark.parametrize(
    ("left", "right"),
    [("shazeer", "chazir"), ("yann", "jan"), ("phone", "fone"), ("knight", "nyt"), ("cat", "kat")],
)
def test_names_that_sound_alike_share_a_sound(left: str, right: str) -> None:
    assert phonetic_code(left) == phonetic_code(right) != ""


def test_what_has_no_latin_letters_has_no_sound() -> None:
    assert phonetic_code("маяк") == phonetic_code("a1") == ""


def test_words_of_like_meaning_know_each_other() -> None:
    assert "kid" in load_thesaurus().synonyms("child")
    assert "child" in load_thesaurus().synonyms("kids")
    assert load_thesaurus().synonyms("zanzibarium") == {}


def test_the_likeliest_word_of_a_line_counts_most_and_no_word_is_its_own_mate() -> None:
    for word, mates in load_thesaurus().words.items():
        assert all(0 < likeness < 1 for likeness in mates.values()), word
        assert word not in mates
    mates = load_thesaurus().synonyms("salary")
    assert max(mates, key=mates.__getitem__) == "pay"


def test_words_of_one_stem_but_another_meaning_keep_apart() -> None:
    assert "galaxy" in load_thesaurus().synonyms("universe")
    assert "galaxy" not in load_thesaurus().synonyms("university")
    assert "headline" in load_thesaurus().synonyms("news")
    assert (
        load_thesaurus().synonyms("news")["headline"] > load_thesaurus().synonyms("new")["headline"]
    )


def test_near_words_are_the_likest_first_and_never_the_word_itself() -> None:
    visible = MergedDictionary(
        [TermDictionary({"keeper": 3, "keepers": 1, "deeper": 1, "lamp": 2})]
    )
    near = [one.word for one in visible.fuzzy_lookup("keepr")]
    assert near[0] == "keeper"
    assert "lamp" not in near
    assert "keeper" not in [one.word for one in visible.fuzzy_lookup("keeper")]
    assert visible.fuzzy_lookup("kp") == []


def test_completions_are_the_most_frequent_first() -> None:
    visible = MergedDictionary(
        [TermDictionary({"lamp": 2, "lamps": 9, "lamb": 1}), TermDictionary({"lamp": 1})]
    )
    assert visible.prefix_lookup("lam", limit=2) == ["lamps", "lamp"]
    assert visible.count("lamp") == 3


COUNTS = st.dictionaries(st.text("abcdefg", min_size=1, max_size=6), st.integers(1, 5), max_size=20)


@given(st.lists(COUNTS, max_size=4), COUNTS, st.text("abcdefg", min_size=1, max_size=6))
def test_a_vocabulary_that_grew_and_shrank_equals_one_made_at_once(
    stays: list[dict[str, int]], goes: dict[str, int], asked: str
) -> None:
    grown = TermDictionary(goes)
    for counts in stays:
        grown.add(counts)
    grown.subtract(goes)
    total: Counter[str] = Counter()
    for counts in stays:
        total.update(counts)
    fresh = TermDictionary(total)
    assert len(grown) == len(fresh)
    assert MergedDictionary([grown]).fuzzy_lookup(asked) == MergedDictionary([fresh]).fuzzy_lookup(
        asked
    )
    assert list(grown.prefix_lookup(asked[0])) == list(fresh.prefix_lookup(asked[0]))
    assert grown.stem_count(asked) == fresh.stem_count(asked)


WORD = st.text("abcdefé京", min_size=1, max_size=12)


@given(st.lists(WORD, min_size=1, max_size=8), WORD, st.integers(1, 12))
def test_letters_never_rule_out_what_few_edits_lead_to(
    some: list[str], typed: str, length: int
) -> None:
    sets = prefix_signatures(some, 12)
    for at, word in enumerate(some):
        edits, longer = OSA.distance(typed, word), abs(len(typed) - len(word))
        assert may_be_within(sets[-1], typed, edits, length_difference=longer)[at]
        reach = OSA.distance(typed[:length], word[:length])
        assert may_be_within(sets[length - 1], typed[:length], reach)[at]


def test_letters_rule_out_what_is_far() -> None:
    assert may_be_within(
        prefix_signatures(["lighthouse", "lighthorse", "beehive"], 16)[-1], "lighthouse", 1
    ).tolist() == [
        True,
        True,
        False,
    ]
