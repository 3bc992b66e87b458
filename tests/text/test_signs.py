import pytest

from bot.text.signs import joined_hyphens, spell_signs, usual_spelling


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("C++, C# and F#", "Cplusplus, Csharp and Fsharp"),
        ("on .NET 8", "on dotnet 8"),
        ("AT&T, R&B, Q&A", "ATandT, RandB, QandA"),
        ("Johnson & Johnson, a&&b, c+", "Johnson & Johnson, a&&b, c+"),
        ("number #5, end.net", "number #5, end.net"),
    ],
)
def test_signs_that_make_another_word_are_spelt(text: str, spelt: str) -> None:
    assert spell_signs(text) == spelt


@pytest.mark.parametrize(
    ("text", "usual"),
    [
        ("C plus plus and C sharp", "Cplusplus and Csharp"),
        ("dot net", "dotnet"),
        ("AT and T, R and B, R'n'B", "ATandT, RandB, RandB"),
        ("the U.S. and the U.S.A.", "the USA and the USA"),
        ("the US, tell us", "the USA, tell us"),
        ("TELL US ALL", "TELL US ALL"),
        ("a C.E.O. at 3 p.m., 3pm", "a CEO at 3 pm, 3 pm"),
        ("Node.js", "Nodejs"),
        ("J.R.R. Tolkien went. So did I.", "JRR Tolkien went. So did I."),
        ("co-worker", "co-worker"),
    ],
)
def test_a_word_of_several_spellings_has_one(text: str, usual: str) -> None:
    assert usual_spelling(text) == usual


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("e-mail, T-shirt", "email, Tshirt"),
        ("my co-worker's make-up", "my coworker's makeup"),
        ("well-being, Non-Technical", "wellbeing, NonTechnical"),
        ("state-of-the-art, self-care, ninety-nine", "state-of-the-art, self-care, ninety-nine"),
    ],
)
def test_a_hyphen_is_dropped_where_a_compound_is_often_one_word(text: str, joined: str) -> None:
    assert joined_hyphens(text) == joined
