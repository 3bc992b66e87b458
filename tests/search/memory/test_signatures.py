from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.search.memory.signatures import may_be_within, prefix_signatures

WORD = st.text("abcdefé京", min_size=1, max_size=12)


@given(st.lists(WORD, min_size=1, max_size=8), WORD, st.integers(1, 12))
def test_signatures_never_rule_out_a_word_within_the_distance(
    words: list[str], query: str, length: int
) -> None:
    sets = prefix_signatures(words, 12)
    for at, word in enumerate(words):
        edits, longer = OSA.distance(query, word), abs(len(query) - len(word))
        assert may_be_within(sets[-1], query, edits, length_difference=longer)[at]
        distance = OSA.distance(query[:length], word[:length])
        assert may_be_within(sets[length - 1], query[:length], distance)[at]


def test_signatures_rule_out_distant_words() -> None:
    assert may_be_within(
        prefix_signatures(["lighthouse", "lighthorse", "beehive"], 16)[-1], "lighthouse", 1
    ).tolist() == [
        True,
        True,
        False,
    ]
