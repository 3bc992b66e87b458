from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.search.memory.dictionary import MergedDictionary, TermDictionary


def test_similar_words_are_the_most_similar_first_and_without_the_word_itself() -> None:
    dictionary = MergedDictionary(
        [TermDictionary({"keeper": 3, "keepers": 1, "deeper": 1, "lamp": 2})]
    )
    similar = [match.word for match in dictionary.fuzzy_lookup("keepr")]
    assert similar[0] == "keeper"
    assert "lamp" not in similar
    assert "keeper" not in [match.word for match in dictionary.fuzzy_lookup("keeper")]
    assert dictionary.fuzzy_lookup("kp") == []


def test_words_with_a_prefix_are_the_most_frequent_first() -> None:
    dictionary = MergedDictionary(
        [TermDictionary({"lamp": 2, "lamps": 9, "lamb": 1}), TermDictionary({"lamp": 1})]
    )
    assert dictionary.prefix_lookup("lam", limit=2) == ["lamps", "lamp"]
    assert dictionary.count("lamp") == 3


COUNTS = st.dictionaries(st.text("abcdefg", min_size=1, max_size=6), st.integers(1, 5), max_size=20)


@given(st.lists(COUNTS, max_size=4), COUNTS, st.text("abcdefg", min_size=1, max_size=6))
def test_a_dictionary_after_changes_equals_one_built_at_once(
    kept: list[dict[str, int]], removed: dict[str, int], word: str
) -> None:
    grown = TermDictionary(removed)
    for counts in kept:
        grown.add(counts)
    grown.subtract(removed)
    total: Counter[str] = Counter()
    for counts in kept:
        total.update(counts)
    fresh = TermDictionary(total)
    assert len(grown) == len(fresh)
    assert MergedDictionary([grown]).fuzzy_lookup(word) == MergedDictionary([fresh]).fuzzy_lookup(
        word
    )
    assert list(grown.prefix_lookup(word[0])) == list(fresh.prefix_lookup(word[0]))
    assert grown.stem_count(word) == fresh.stem_count(word)
