"""Episodes in seven languages, written for this project: topics, highlights, titles, summaries."""

from pathlib import Path

import pytest

from bot.analysis.tokens import tokenize
from bot.episode_preparation import Prepared, prepare
from bot.import_options import Options
from bot.text.languages import language
from bot.text.lexicon import discourse_words
from bot.transcripts.readers import parse

EPISODES = Path(__file__).parent / "episodes"
SUBJECTS = {
    "de": {"Brücke", "Zahnrad", "Tagebuch", "Glocke"},
    "es": {"reloj", "campanario", "palomas", "aprendiz"},
    "fr": {"moulin", "cormier", "farine", "rivière"},
    "it": {"campana", "bronzo", "vapore", "campanile"},
    "ja": {"紙", "水", "弟子", "工房"},
    "pt": {"barco", "regata", "rio", "estaleiro"},
    "ru": {"маяк", "птицы", "море"},
}


SHORT = {
    "ar": {"المنارة", "الموج"},
    "ko": {"등대", "파도"},
    "nl": {"molenaar", "molen", "wind"},
    "sv": {"fyr", "stiltjen"},
    "th": {"ประภาคาร", "คลื่น"},
    "zh": {"灯塔", "海浪"},
}
"""Subjects of shorter conversations in further languages, most without lists of their own."""


@pytest.fixture(scope="module", params=SUBJECTS)
def code(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def found(code: str) -> Prepared:
    transcript = parse((EPISODES / f"{code}.txt").read_bytes(), name="episode.txt")
    return prepare(transcript, key=code, options=Options(use_guide=False))


def test_the_language_is_identified(code: str, found: Prepared) -> None:
    assert found.episode.language == code


def test_the_subjects_are_topics_and_function_words_are_none(code: str, found: Prepared) -> None:
    topics = [topic.name for topic in found.content.topics]
    assert set(topics[:12]) >= SUBJECTS[code]
    stop_words = language(code).stop_words | discourse_words(code, "general")
    assert not {topic.lower() for topic in topics} & stop_words


def test_a_chapter_is_titled_by_its_subjects(code: str, found: Prepared) -> None:
    assert any(
        subject.lower() in chapter.title.lower()
        for chapter in found.content.chapters
        for subject in SUBJECTS[code]
    )


def test_highlights_are_whole_statements_of_the_conversation(code: str, found: Prepared) -> None:
    highlights = found.content.highlights
    assert len(highlights) >= 5
    framing = discourse_words(code, "boilerplate")
    for one in highlights:
        assert one.display.endswith((".", "!", "。"))
        assert not one.display[0].islower()
        assert not any(mark in one.display for mark in "?？")
        assert not any(word in one.display.lower() for word in framing)


def test_the_summary_has_several_sentences_in_their_order(found: Prepared) -> None:
    starts = [excerpt.start for excerpt in found.content.summary]
    assert len(starts) >= 2
    assert starts == sorted(starts)


def test_quotes_have_the_length_of_a_thought(code: str, found: Prepared) -> None:
    longest = 120 if code == "ja" else 300
    assert all(len(quote.text) <= longest for quote in found.content.quotes)
    assert sum(quote.whole for quote in found.content.quotes) >= 0.9 * len(found.content.quotes)


@pytest.mark.parametrize("code", SHORT)
def test_further_languages_have_topics_a_title_and_a_highlight(code: str) -> None:
    transcript = parse((EPISODES / "short" / f"{code}.txt").read_bytes(), name="talk.txt")
    found = prepare(transcript, key=code, options=Options(use_guide=False))
    assert found.episode.language == code
    assert {topic.name for topic in found.content.topics[:7]} >= SHORT[code]
    assert found.content.highlights
    assert any(word.lower() in found.content.chapters[0].title.lower() for word in SHORT[code])


@pytest.mark.parametrize(
    ("code", "text", "content"),
    [
        ("fr", "L'eau de l'ancien moulin aujourd'hui", ["eau", "ancien", "moulin"]),
        ("ja", "祖父の工房を掃除しました。", ["祖父", "工房", "掃除"]),
        ("zh", "灯塔的守护者。", ["灯塔", "守护者"]),
        ("hi", "क्या आप समुद्र देखते हैं", ["क्या", "समुद्र", "देखते"]),
    ],
)
def test_tokens_are_words_of_their_language(code: str, text: str, content: list[str]) -> None:
    tokens = list(tokenize(text, language=language(code)))
    assert [token.surface for token in tokens if token.is_content] == content
    assert all(text[token.start : token.end] == token.surface for token in tokens)


@pytest.mark.parametrize("code", ["de", "ja", "zh", "th", "ar", "hi", "ko", "xx"])
@pytest.mark.parametrize("unit", ["。", "ա ", "กข", "漢字", "ا؟ ", "1. ", "« ", "\u0301"])
def test_no_script_breaks_the_analysis(code: str, unit: str) -> None:
    data = (unit * 2000 + " word").encode()
    transcript = parse(data, name="hostile.txt", language=code)
    assert prepare(transcript, key="hostile", options=Options(use_guide=False)).content.quotes
