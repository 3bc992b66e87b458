"""The scores of boundaries between words without punctuation."""

import pytest

from bot.text.languages import language
from bot.transcripts.sentence_boundaries import boundary_scores


@pytest.mark.parametrize(
    ("code", "likely", "unlikely"),
    [
        ("en", "it was fine | so we left", "we went to | the house"),
        ("de", "es war gut | und dann kam sie", "wir gingen in | das haus"),
        ("fr", "c'était bien | alors on est partis", "on va dans | la maison"),
        ("ru", "это хорошо | потому что мы дома", "мы жили в | доме"),
    ],
)
def test_a_boundary_is_likelier_before_a_conjunction_than_within_a_phrase(
    code: str, likely: str, unlikely: str
) -> None:
    def score(marked: str) -> float:
        left, right = (half.split() for half in marked.split("|"))
        return boundary_scores([*left, *right], language(code))[len(left) - 1]

    assert score(likely) > score(unlikely) + 1


def test_a_thought_begins_with_a_hesitation_rather_than_ending_with_it() -> None:
    before, after = boundary_scores("it was late um we left".split(), language("en"))[2:4]
    assert before > after


def test_a_language_without_lists_has_a_score_for_each_gap() -> None:
    assert len(boundary_scores("a b c".split(), language("xx"))) == 2
