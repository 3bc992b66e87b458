"""Encodings that transcripts come in, and damage on the way."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import TranscriptError
from bot.transcripts.readers import parse
from bot.transcripts.readers.decoding import decode
from bot.transcripts.readers.mojibake import mend

TALK = "Café “Zur Quelle” — we dig wells.\nIt’s René’s naïve idea."
SAID = {
    "cp1251": "Мы копаем колодцы вручную, потому что машина туда не поднимется. Это было так.",
    "koi8-r": "Мы копаем колодцы вручную, потому что машина туда не поднимется. Это было так.",
    "cp1250": "Dzień dobry. Dzisiaj mówimy o tym, że mosty się nie psują, jeśli są dobre.",
    "cp1253": "Σκάβουμε πηγάδια με το χέρι, γιατί δεν είναι εύκολο και το νερό είναι κρύο.",
    "cp1254": "Merhaba, bugün köprüler için konuşuyoruz. Çok kolay değil ama öyle.",
    "cp932": "私たちは手で井戸を掘ります。そこまで登れる機械はありません。",
    "euc_jp": "私たちは手で井戸を掘ります。そこまで登れる機械はありません。",
    "gb18030": "大家好，今天我们来说一说桥的故事。这是我的桥，不是你的。",
    "big5": "大家好，今天我們來說一說橋的故事。這是我的橋，不是你的。",
    "cp949": "우리는 손으로 우물을 팝니다. 기계가 거기까지 올라갈 수 없기 때문입니다.",
    "mac-roman": "It’s a long story and I don’t think we’re done. That’s it.",
}


def misread(text: str, times: int = 1) -> str:
    """Decode UTF-8 as Windows-1252, as browsers do: bytes it does not have become controls."""
    for _ in range(times):
        text = "".join(
            bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in text.encode()
        )
    return text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [TALK, "私たちは。\nはい、そうです。", "Мы копаем, вот."])
def test_wide_text_is_read_without_a_mark(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), name="talk.txt").text == text


@pytest.mark.parametrize("encoding", SAID)
def test_an_older_encoding_is_found_by_the_frequent_words_of_its_languages(encoding: str) -> None:
    decoded = decode(SAID[encoding].encode(encoding), name="talk.txt")
    assert decoded.text == SAID[encoding]
    assert not decoded.is_exact


@pytest.mark.parametrize("times", [1, 2])
def test_mojibake_is_mended_and_told(times: int) -> None:
    decoded = decode(misread(TALK, times).encode(), name="talk.txt")
    assert decoded.text == TALK
    assert decoded.encoding == "UTF-8, mended"
    (warning,) = decoded.warnings
    assert warning.startswith("Wrongly decoded characters were mended in 7 words")


def test_a_closing_quotation_mark_that_lost_its_last_byte_is_mended() -> None:
    assert mend("â€œHiâ€ he said.") == ("“Hi” he said.", 1)


@pytest.mark.parametrize(
    "text",
    [
        "SÃO PAULO, Ã, Â, Ä and ÅÄÖ",
        "l’été à l’école, “naïve” « façade » …",
        "ﬁne ＡＢＣ “curly” &amp; &quot; \u00ad \u200b\xa0",
        "VIỆT NAM Ă â ê ô ơ",
        "Привет, мир",
    ],
)
def test_text_that_is_right_stays_exactly_the_file(text: str) -> None:
    decoded = decode(text.encode(), name="talk.txt")
    assert (decoded.text, decoded.encoding, decoded.is_exact) == (text, "UTF-8", True)


def test_a_mended_transcript_keeps_the_bytes_of_its_file() -> None:
    data = misread(TALK).encode()
    transcript = parse(data, name="talk.txt")
    assert (transcript.text, transcript.source) == (TALK, data)


def test_the_case_of_mojibake_is_mended(corpora: Path) -> None:
    path = corpora / "cases" / "b7-mojibake.txt"
    transcript = parse(path.read_bytes(), name=path.name)
    assert "the café hour. I don’t" in transcript.text
    assert "ambition” and" in transcript.text


def test_a_few_broken_bytes_are_replaced_and_told() -> None:
    data = (TALK * 20).encode() + b" and \xff\xfe then"
    decoded = decode(data, name="talk.txt")
    assert decoded.text == TALK * 20 + " and \ufffd\ufffd then"
    assert decoded.warnings[0].startswith("The file is damaged in 1 place,")


def test_a_file_that_was_cut_within_a_character_is_read() -> None:
    assert decode(b"We dig wells at the caf\xc3", name="talk.txt").text == (
        "We dig wells at the caf\ufffd"
    )


def test_a_file_with_many_broken_bytes_is_refused() -> None:
    data = "é é é é ".encode() + b" \xff a" * 30
    with pytest.raises(TranscriptError, match="not text in a known encoding"):
        decode(data, name="talk.txt")


def test_padding_with_nuls_is_left_out() -> None:
    assert decode(b"We dig wells." + b"\0" * 4096, name="talk.txt").text == "We dig wells."


@pytest.mark.parametrize("piece", ["Ã‚Â", "â€", "Ãâ", "Ð", "\x92", "é ", "\0a", "Â\xa0"])
def test_a_hundred_thousand_hostile_characters_are_decoded_or_refused(piece: str) -> None:
    assert is_judged((piece * 100_000)[:100_000].encode())


@given(st.binary(max_size=400))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    assert is_judged(data)


def is_judged(data: bytes) -> bool:
    try:
        return bool(decode(data, name="talk.txt").encoding)
    except TranscriptError as error:
        return "\n" not in str(error)
