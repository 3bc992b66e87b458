import pytest

from bot.search.query.filters import MAX_FILTERS, read_query


@pytest.mark.parametrize(
    "typed",
    [
        'the "long tail" of sales',
        "the “long tail” of sales",
        "the „long tail“ of sales",
        "the ”long tail” of sales",
        "the « Long Tail » of sales",
        "the »long tail« of sales",
        "the 「long tail」 of sales",
        "the 『long tail』 of sales",
        "the ＂long tail＂ of sales",
        'the "long, TAIL!" of sales',
    ],
)
def test_what_any_quotation_marks_enclose_must_stand_verbatim(typed: str) -> None:
    query = read_query(typed)
    assert [phrase.forms[0] for phrase in query.phrases] == [("long", "tail")]
    assert "sales" in query.text
    assert not query.excluded


def test_marks_without_spaces_around_them_are_read_in_scripts_without_spaces() -> None:
    assert [one.text for one in read_query("他说“你好”了").phrases] == ["你好"]
    assert [one.text for one in read_query("彼は「東京」と言った").phrases] == ["東京"]


@pytest.mark.parametrize(
    ("typed", "excluded", "searched"),
    [
        ("coffee -tea", ["tea"], "coffee"),
        ("-tea coffee", ["tea"], "coffee"),
        ('coffee -"green tea" beans', ["green tea"], "coffee beans"),
        ("coffee -«green tea»", ["green tea"], "coffee"),
        ("coffee -e-mail", ["e-mail"], "coffee"),
        ("coffee −tea", ["tea"], "coffee"),
        ("コーヒー -紅茶", ["紅茶"], "コーヒー"),
    ],
)
def test_a_dash_before_a_word_or_a_phrase_excludes_it(
    typed: str, excluded: list[str], searched: str
) -> None:
    query = read_query(typed)
    assert [phrase.text for phrase in query.excluded] == excluded
    assert query.text == searched
    assert not query.phrases


@pytest.mark.parametrize(
    "typed",
    [
        "send me an e-mail",
        "it was -5 degrees",
        "a well-known actor",
        "coffee - the best",
        "coffee -- the best",
        "coffee --the best",
        "coffee – the best",
        "coffee —the best",
        "coffee -so to speak- is",
        "coffee -",
        "-",
        "don't say 'never'",
        'a 5" nail and a 6" bolt',
        'an "unbalanced mark',
        "an „unbalanced mark",
        'nothing in "" these "…" marks',
    ],
)  # fmt: skip
def test_punctuation_is_no_syntax(typed: str) -> None:
    query = read_query(typed)
    assert query.is_plain
    assert query.text == typed


def test_a_query_of_exclusions_has_nothing_to_search_for() -> None:
    query = read_query('-tea -"green tea"')
    assert (query.text, len(query.excluded)) == ("", 2)


def test_a_phrase_in_its_usual_spelling_is_the_same_phrase() -> None:
    phrase = read_query('"twenty-five e-mails"').phrases[0]
    assert phrase.stands_in("i got 25 emails today")
    assert phrase.stands_in("i got twenty five e mails today")
    assert not phrase.stands_in("i got 25 emailsx")


@pytest.mark.parametrize(
    "typed",
    [
        '"' * 200,
        '"' * 199,
        "“" * 200,
        "「" * 200,
        '"a' * 100,
        '"a" ' * 50,
        "-a " * 66,
        '-"' * 100,
        "-「" * 100,
        "«»" * 100,
        "„“" * 100,
    ],
)
def test_hostile_marks_are_read_at_once_and_kept_to_a_few(typed: str) -> None:
    query = read_query(typed)
    assert len(query.phrases) + len(query.excluded) <= MAX_FILTERS


def test_a_long_paste_has_no_syntax() -> None:
    assert read_query('"so" ' * 60).is_plain


def test_one_phrase_alone_is_told_from_a_phrase_among_words() -> None:
    assert read_query(" “The lamp.” ").is_phrase
    assert not read_query('about "the lamp"').is_phrase
    assert not read_query('"the lamp" -cat "the cat"').is_phrase
