"""Sentence boundaries in other languages than English; a bar stands for each of them."""

import pytest

from bot.text.languages import language
from bot.text.sentences import is_question, split_sentences

MARKED = {
    "de: abbreviations": "Wir trafen Dr. Weber um ca. 8 Uhr, z. B. in St. Pauli. |Danach war Ruhe.",
    "de: ordinals": "Am 3. Oktober im 19. Jahrhundert. |Ich wurde 12. |Wir zogen um.",
    "de: quotation marks": "„Ja.“ |Er lachte. |»Nein!« |Sie ging.",
    "de: and so on": "Brot, Käse usw. |Dann gingen wir.",
    "de: nouns after line breaks": "wir sahen die alten\nSchiffe im\nHafen liegen",
    "de: a function word after a line break": "wir fuhren los\n|Dann kam der Regen.",
    "es: inverted marks": "¿Por qué? |¡Nadie lo sabe! |Hola, ¿qué tal? |Bien.",
    "es: titles": "El Sr. Gómez vive en EE. UU. desde hace años. |La Dra. Ruiz también.",
    "fr: spaced marks": "Quoi ? |Non ! |« Oui. » |Il partit. |« Vraiment ? » dit-il.",
    "fr: titles": "M. Dupont et Mme Le Roy ont vu J.-P. Martin. |Puis rien : le silence.",
    "it": "Il dott. Rossi vide il sig. De Luca, ecc. |Poi basta. |Perché? |Non si sa.",
    "pt": "O Sr. Silva chegou às 8. |Por quê? |A Dra. Ana falou.",
    "nl": "Dhr. Jansen kwam om ca. 8 uur. |Waarom? |Niemand weet het, enz. |Daarna ging hij.",
    "sv": "Han sa bl.a. att vi kom kl. 8. |Varför? |Ingen vet.",
    "ru": "Поэт А. С. Пушкин родился в 1799 г. в Москве. |Почему? |Никто не знает.",
    "ja: no spaces": "灯台の話です。|なるほど!|本当?|「もう終わり。」と言った。|はい。",
    "zh": "我们聊灯塔。|你去过吗？|没有！",
    "ko": "안녕하세요. |정말요? |네, 그렇습니다!",
    "th: spaces, but not at other scripts": "เราย้ายบ้าน |ใช้ Kubernetes ในงาน |ปี 2020 เราเริ่มใหม่",
    "ar": "هل تعرف البحر؟ |نعم. |قال د. أحمد إن الليل طويل. |ثم مشى!",
    "ur": "کیا آپ جانتے ہیں؟ |جی ہاں۔ |یہ اچھا ہے۔",
    "hi": "क्या आप जानते हैं? |हाँ। |डॉ. शर्मा आए।",
    "el: a semicolon asks": "Πού πας; |Πάω σπίτι.",
}


@pytest.mark.parametrize("name", MARKED)
def test_sentences_end_where_a_reader_of_the_language_marked_them(name: str) -> None:
    text = MARKED[name].replace("|", "")
    found = split_sentences(text, language=language(name[:2]))
    marked = [part.strip() for part in MARKED[name].split("|")]
    assert [text[span.start : span.end] for span in found] == marked


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("es", "¿Y el mar?"),
        ("fr", "« Vraiment ? »"),
        ("ja", "もういないんですか。"),
        ("zh", "你去过吗？"),
        ("ar", "هل تعرف؟"),
        ("el", "Πού πας;"),
    ],
)
def test_questions_are_known_by_the_marks_of_their_language(code: str, sentence: str) -> None:
    assert is_question(sentence, language(code))
    assert not is_question("Ja. はい。 Nein; так.", language(code))


@pytest.mark.parametrize("code", ["de", "fr", "ja", "th", "ar", "xx"])
def test_hostile_text_is_split_in_linear_time(code: str) -> None:
    for text in ("« " * 20_000, "z. " * 13_000, "。" * 40_000, "ا؟" * 20_000, " \n" * 20_000):
        spans = split_sentences(text, language=language(code))
        assert all(span.start < span.end for span in spans)
