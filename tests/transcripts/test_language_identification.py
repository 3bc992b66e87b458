"""The language of a transcript: declared, identified, or unknown."""

import pytest

from bot.errors import TranscriptError
from bot.models import Transcript, Turn
from bot.transcripts.language_identification import chosen_code, valid_code, with_language
from bot.transcripts.readers import parse

SPOKEN = {
    "en": "yeah so we bought the old ferry and the first thing we did was nothing at all because "
    "nobody could tell us where the engine was and you know that is a problem when you",
    "de": "ja also wir haben die alte Fähre gekauft und als Erstes haben wir gar nichts gemacht",
    "es": "pues compramos el viejo transbordador y lo primero que hicimos fue no hacer nada",
    "fr": "on a acheté le vieux bac et la première chose qu'on a faite c'est de ne rien faire",
    "pt": "então nós compramos a velha balsa e a primeira coisa que a gente fez foi nada",
    "it": "abbiamo comprato il vecchio traghetto e la prima cosa che abbiamo fatto è stata niente",
    "nl": "we hebben de oude veerboot gekocht en het eerste wat we deden was helemaal niets",
    "sv": "vi köpte den gamla färjan och det första vi gjorde var ingenting alls",
    "ru": "мы купили старый паром и первым делом не стали делать вообще ничего",
    "uk": "ми купили старий пором і перше, що ми зробили, це взагалі нічого",
    "pl": "kupiliśmy stary prom i pierwsze, co zrobiliśmy, to absolutnie nic",
    "fi": "ostimme vanhan lautan ja ensimmäiseksi emme tehneet yhtään mitään",
    "tr": "eski feribotu satın aldık ve ilk yaptığımız şey hiçbir şey yapmamak oldu",
    "el": "αγοράσαμε το παλιό φέρι και το πρώτο πράγμα που κάναμε ήταν απολύτως τίποτα",
    "ja": "古い渡し船を買ったんですが、最初は何もしませんでした。",
    "zh": "我们买下了那艘旧渡轮，最开始什么都没做，因为没有人知道发动机在哪里。",
    "ko": "우리는 낡은 나룻배를 샀는데 처음에는 아무것도 하지 않았어요.",
    "th": "เราซื้อเรือข้ามฟากเก่ามา และสิ่งแรกที่เราทำคือไม่ทำอะไรเลย",
    "ar": "اشترينا العبّارة القديمة وأول شيء فعلناه هو لا شيء على الإطلاق",
    "he": "קנינו את המעבורת הישנה והדבר הראשון שעשינו היה כלום",
    "fa": "ما قایق قدیمی را خریدیم و اولین کاری که کردیم هیچ کاری بود",
    "ur": "ہم نے پرانی کشتی خریدی اور سب سے پہلے ہم نے کچھ بھی نہیں کیا",
    "hi": "हमने पुरानी नाव खरीदी और सबसे पहले हमने कुछ भी नहीं किया",
}


def _transcript(text: str, *, declared: str = "") -> Transcript:
    return Transcript(
        text=text, sha256="", format="text", turns=(Turn(0, len(text)),), language=declared
    )


@pytest.mark.parametrize("code", SPOKEN)
def test_a_language_is_identified_by_two_lines_without_punctuation(code: str) -> None:
    assert with_language(_transcript(SPOKEN[code])).language == code


def test_names_do_not_hide_the_language() -> None:
    said = (
        "Then Nguyen, Müller, García, Kowalski and Björk talked about Kubernetes with Jean-Luc, "
        "and honestly, nobody in the room had any idea what that was."
    )
    assert with_language(_transcript(said)).language == "en"


@pytest.mark.parametrize("text", ["Ja.", "ok okay", "12:30 — 14", "??"])
def test_too_few_words_leave_the_language_unknown(text: str) -> None:
    assert with_language(_transcript(text)).language == ""


def test_what_the_file_declares_is_believed() -> None:
    assert with_language(_transcript("Ja.", declared="de-AT")).language == "de"
    assert with_language(_transcript(SPOKEN["sv"] * 5, declared="SV")).language == "sv"


def test_languages_that_are_easily_confused_are_believed() -> None:
    spoken = "i fjor vinter flyttet jeg hele verkstedet inn i låven, og naboen lo av meg " * 5
    assert with_language(_transcript(spoken, declared="da")).language == "da"


def test_a_declaration_that_the_words_contradict_is_replaced_and_told() -> None:
    found = with_language(_transcript(SPOKEN["es"] * 5, declared="en"))
    assert found.language == "es"
    (warning,) = found.warnings
    assert warning.startswith("The file says that it is in English, but its words are in Spanish")


@pytest.mark.parametrize(
    ("tag", "code"),
    [("pt-BR", "pt"), ("zh_Hans", "zh"), ("eng", "en"), ("German", "de"), ("und", ""), ("x*", "")],
)
def test_tags_of_every_kind_are_understood(tag: str, code: str) -> None:
    assert valid_code(tag) == code


def test_a_chosen_language_must_be_known() -> None:
    assert chosen_code("french") == "fr"
    with pytest.raises(TranscriptError, match="“Klingon” is no language that is known here"):
        chosen_code("Klingon")


def test_a_file_that_is_read_has_its_language() -> None:
    assert parse(SPOKEN["it"].encode(), name="traghetto.txt").language == "it"
    assert parse(SPOKEN["it"].encode(), name="traghetto.txt", language="pt").language == "pt"
