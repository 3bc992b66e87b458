"""What is one word in each language: inflections and spellings share a stem, other words do not."""

import pytest

from bot.text.folding import fold_letters
from bot.text.languages import ENGLISH, language
from bot.text.tokens import words


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("en", "running runs run"),
        ("", "running runs run"),
        ("de", "Häuser Haus Hauses"),
        ("de", "München Muenchen Munchen"),
        ("de", "Straße Strasse Straßen"),
        ("es", "decisión decisiones decision"),
        ("es", "tenía tenían tenia"),
        ("fr", "liberté libertés liberte"),
        ("fr", "première premières premier"),
        ("pt", "nação nações nacao nacoes"),
        ("pt", "decisão decisões"),
        ("pt-BR", "difícil difíceis dificil"),
        ("it", "ragazzo ragazzi ragazza"),
        ("nl", "huis huizen"),
        ("pt", "animal animais"),
        ("pt", "imagem imagens"),
        ("sv", "hus huset husen"),
        ("ru", "новый новая нового новые"),
        ("ru", "ёлка елка ёлки"),
        ("ko", "서울 서울에서 서울은 서울의"),
        ("ko", "집 집에서 집을"),
        ("ko", "시작 시작했습니다 시작하는"),
        ("ar", "كتاب الكتاب كِتَاب"),
        ("ar", "أحمد احمد"),
        ("he", "שָׁלוֹם שלום"),
        ("tr", "kitap kitaplar kitabı"),
        ("ja", "podcasts podcast"),
    ],
)
def test_inflections_and_spellings_of_a_word_have_one_stem(code: str, forms: str) -> None:
    assert len({language(code).stem(word) for word in forms.lower().split()}) == 1


@pytest.mark.parametrize(
    ("code", "left", "right"),
    [("de", "haut", "haus"), ("ru", "дом", "дума"), ("ja", "か", "が"), ("ko", "나이", "나무")],
)
def test_other_words_have_other_stems(code: str, left: str, right: str) -> None:
    assert language(code).stem(left) != language(code).stem(right)


def test_a_language_without_a_stemmer_keeps_its_words() -> None:
    assert language("hr").stem("kuće") == "kuce"


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("ÉCOLE Straße Søren Ærø", "ecole strasse soren aero"),
        ("İstanbul ırmak", "istanbul irmak"),
        ("Ёж Новый", "еж новый"),
        ("がか", "がか"),
        ("ســلامٌ ٱلله", "سلام الله"),
        ("٣٤ ３", "34 3"),
        ("हिन्दी", "हिन्दी"),
    ],
)
def test_accents_and_points_are_dropped_but_no_other_letter_is_made(
    typed: str, folded: str
) -> None:
    assert fold_letters(typed) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ที่นี่", "ที่ นี่"),
        ("東京に行く", "東 京 に 行 く"),
        ("हिन्दी में", "हिन्दी में"),
        ("Новый дом", "новый дом"),
    ],
)
def test_a_character_with_its_signs_is_one_word_where_there_are_no_spaces(
    text: str, folded: str
) -> None:
    assert words(text) == folded.split(" ")


def test_stop_words_are_known_with_and_without_accents() -> None:
    assert {"für", "fur"} <= language("de").stop_words
    assert "the" in ENGLISH.stop_words
    assert language("eo").stop_words == frozenset()


def test_the_region_of_a_code_does_not_matter() -> None:
    assert language("pt_BR") == language("PT") == language("pt")
    assert language("") == ENGLISH
    assert not language("zh-Hant").spaced
