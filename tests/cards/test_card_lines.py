import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.balance import MeasuredPiece, balance, count_lines
from bot.cards.line_breaks import LONGEST_WORD, clusters, pieces
from tests.support import cards

SAMPLES = [
    cards.APHORISM,
    cards.PARAGRAPH,
    cards.GERMAN,
    cards.JAPANESE,
    cards.CHINESE,
    cards.KOREAN,
    cards.ARABIC,
    cards.HEBREW,
]
ANY_TEXT = st.one_of(st.sampled_from(SAMPLES), st.text(min_size=1, max_size=300)).map(
    lambda text: " ".join(text.split()) or "x"
)


def measured(text: str, language: str = "") -> list[MeasuredPiece]:
    return [
        MeasuredPiece(piece, len(piece.text), piece.space, 1) for piece in pieces(text, language)
    ]


@given(ANY_TEXT, st.sampled_from(["", "en", "ja", "zh", "th", "ko"]))
def test_the_pieces_of_a_text_are_the_text(text: str, language: str) -> None:
    found = pieces(text, language)
    assert "".join(piece.text + " " * piece.space for piece in found) == text


@given(ANY_TEXT, st.integers(10, 90))
def test_the_lines_of_a_paragraph_are_its_words_and_none_is_too_wide(text: str, width: int) -> None:
    paragraph = measured(text)
    lines = balance(paragraph, width)
    assert "".join(line.text for line in lines) == text
    widest = max(len(line.text.rstrip()) + line.hyphen for line in lines)
    assert widest <= max(width, *(one.width + one.piece.hyphen for one in paragraph), 0)


@given(ANY_TEXT, st.integers(40, 90))
def test_no_more_lines_are_used_than_needed(text: str, width: int) -> None:
    paragraph = measured(text)
    count = count_lines(paragraph, width)
    assert count is None or len(balance(paragraph, width)) <= count + 1


def test_the_lines_of_a_paragraph_are_of_similar_width() -> None:
    widths = [len(line.text) for line in balance(measured(cards.PARAGRAPH), 40)]
    assert min(widths) > 0.7 * max(widths)


def test_the_last_line_is_not_a_single_word() -> None:
    lines = balance(measured("one two three four five six seven eight nine ten"), 45)
    assert len(lines[-1].text.split()) > 1


@pytest.mark.parametrize("text", [cards.JAPANESE, cards.CHINESE])
@pytest.mark.parametrize("width", range(4, 20))
def test_no_line_begins_with_a_full_stop_or_ends_with_an_opening_bracket(
    text: str, width: int
) -> None:
    quoted = f"「{text}」（{text}）"
    for line in balance(measured(quoted, "ja" if text == cards.JAPANESE else "zh"), width):
        assert line.text[0] not in "、。，：？」）ーっ"
        assert line.text[-1] not in "「（"


def test_korean_is_divided_at_its_spaces_only() -> None:
    assert [piece.text for piece in pieces(cards.KOREAN, "ko")] == cards.KOREAN.split()


def test_a_word_too_long_for_a_line_is_cut_at_a_syllable_with_a_hyphen() -> None:
    parts = [piece for piece in pieces(cards.GERMAN) if piece.hyphen]
    assert [part.text for part in parts] == ["Rechtsschutzversicherungs"]


def test_an_address_is_divided_at_its_slashes_without_a_hyphen() -> None:
    address = "https://example.com/the/long/way/" + "home" * 20
    found = pieces(address)
    assert "example.com/" in [piece.text for piece in found]
    assert not any(piece.hyphen for piece in found)
    assert all(len(piece.text) <= LONGEST_WORD for piece in found)


def test_a_dash_never_begins_a_line() -> None:
    found = pieces("nothing — or all of it")
    assert found[0].text == "nothing —"


def test_a_letter_stays_with_its_marks_and_what_is_joined_to_it() -> None:
    assert clusters("e\u0301o") == ["e\u0301", "o"]
    assert clusters("👩\u200d💻!") == ["👩\u200d💻", "!"]
    assert clusters("👍🏽") == ["👍🏽"]


@pytest.mark.parametrize("letter", ["b", "\u3002", "\ufffd"])
def test_no_piece_is_too_long_for_a_line_beside_letters_without_spaces(letter: str) -> None:
    found = [piece.text for piece in pieces(f"\u672c{letter * 100}", "ja")]
    assert max(map(len, found)) <= LONGEST_WORD
    assert "".join(found) == f"\u672c{letter * 100}"
