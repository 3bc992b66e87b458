from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis import Analysis, analyse, chapter_summaries
from bot.models import Chapter, Quote, Span
from tests.analysis.conversations import Said, conversation, repeated

BREAD = [
    "The yeast eats the sugar and the dough rises slowly in the warm bowl, loaf number #.",
    "A baker folds the dough, salts the dough and bakes the loaf in a hot stone oven, tray #.",
]
SHIPS = [
    "The captain steers the ship by the stars and the sailors mend the torn sails, watch #.",
    "A sailor climbs the mast of the ship and the captain reads the compass, harbour #.",
]
TALK: list[Said] = [
    ("Host", "Welcome to the hour of work. What is bread?"),
    *repeated("Ada", BREAD, 30),
    ("Host", "How did you come to sail on ships, after all that?"),
    *repeated("Ada", SHIPS, 30),
    ("Host", "Thank you so much for coming."),
]


@pytest.fixture(scope="module")
def talk() -> tuple[str, tuple[Quote, ...]]:
    return conversation(*TALK)


@pytest.fixture(scope="module")
def found(talk: tuple[str, tuple[Quote, ...]]) -> Analysis:
    return analyse(*talk)


def test_chapters_cover_the_text_without_a_gap(
    talk: tuple[str, tuple[Quote, ...]], found: Analysis
) -> None:
    edges = [0, *(chapter.end for chapter in found.chapters)]
    assert [chapter.start for chapter in found.chapters] == edges[:-1]
    assert edges[-1] == len(talk[0])


def test_a_chapter_begins_where_a_quote_does(
    talk: tuple[str, tuple[Quote, ...]], found: Analysis
) -> None:
    starts = {quote.start for quote in talk[1]}
    assert {chapter.start for chapter in found.chapters} <= starts
    assert len(found.chapters) == 2


def test_titles_are_the_chapters_own_words(
    talk: tuple[str, tuple[Quote, ...]], found: Analysis
) -> None:
    for chapter in found.chapters:
        words = chapter.title.lower().removesuffix("?")
        assert words in talk[0][chapter.start : chapter.end].lower()


def test_a_chapter_is_summarised_in_its_own_sentences(found: Analysis) -> None:
    for chapter in found.chapters:
        assert chapter.summary
        assert all(chapter.start <= one.start < one.end <= chapter.end for one in chapter.summary)


def test_the_summary_is_in_order_verbatim_and_without_questions(
    talk: tuple[str, tuple[Quote, ...]], found: Analysis
) -> None:
    starts = [one.start for one in found.summary]
    assert starts == sorted(starts)
    assert found.summary
    for one in found.summary:
        assert one.text == talk[0][one.start : one.end]
        assert "?" not in one.display


def test_no_sentence_of_a_summary_repeats_another() -> None:
    summary = analyse(
        *conversation(*repeated(None, ["The yeast eats the sugar in the old warm bowl."], 9))
    )
    assert len(summary.summary) == 1


def test_given_chapters_win_and_keep_their_own_summary(
    talk: tuple[str, tuple[Quote, ...]], found: Analysis
) -> None:
    text, quotes = talk
    own = found.chapters[0].summary[:1]
    given = (Chapter("Bread", 0, 900, summary=own), Chapter("The rest", 900, len(text)))
    chapters = analyse(text, quotes, chapters=given).chapters
    assert [chapter.title for chapter in chapters] == ["Bread", "The rest"]
    assert chapters[0].summary == own
    assert all(one.start >= 900 for one in chapters[1].summary)
    assert chapters[1].summary


def test_summaries_can_be_filled_in_alone(
    talk: tuple[str, tuple[Quote, ...]], found: Analysis
) -> None:
    bare = tuple(replace(chapter, summary=()) for chapter in found.chapters)
    assert chapter_summaries(*talk, bare) == found.chapters


def test_pins_come_first_and_nothing_else_overlaps_them(
    talk: tuple[str, tuple[Quote, ...]], found: Analysis
) -> None:
    pinned = Span(found.highlights[0].start, found.highlights[0].end)
    first, *rest = analyse(*talk, pinned=[pinned]).highlights
    assert (first.start, first.pinned) == (pinned.start, True)
    assert all(one.end <= pinned.start or one.start >= pinned.end for one in rest)


def test_excluded_ranges_never_appear(talk: tuple[str, tuple[Quote, ...]]) -> None:
    text, quotes = talk
    half = Span(0, quotes[60].start)
    result = analyse(text, quotes, pinned=[Span(100, 200)], excluded=[half])
    shown = [*result.highlights, *result.summary]
    assert shown
    assert all(one.start >= half.end for one in shown)
    assert "dough" not in {topic.name for topic in result.topics}


def test_an_empty_episode_has_an_empty_analysis() -> None:
    assert analyse("", ()) == Analysis()


@pytest.mark.parametrize(
    "said",
    [
        "Yes.",
        "...",
        "你好。我们今天谈谈人工智能。",
        "Привет всем. Хлеб растёт.",
        "नमस्ते दुनिया।",
        "مرحبا بالعالم؟",
    ],
)
def test_one_quote_in_any_script_is_one_chapter(said: str) -> None:
    text, quotes = conversation((None, said))
    (chapter,) = analyse(text, quotes).chapters
    assert (chapter.start, chapter.end) == (0, len(text))
    assert chapter.title


@given(st.lists(st.tuples(st.sampled_from(["A", None]), st.text(min_size=1)), max_size=12))
def test_any_text_can_be_analysed(said: list[Said]) -> None:
    text, quotes = conversation(*said)
    result = analyse(text, quotes)
    for one in (*result.highlights, *result.summary):
        assert one.text == text[one.start : one.end]


def test_the_analysis_of_an_episode_is_always_the_same(
    talk: tuple[str, tuple[Quote, ...]], found: Analysis
) -> None:
    assert analyse(*talk) == found


def test_nothing_is_chosen_from_a_trailer() -> None:
    clip = (
        "A loaf is never the same loaf twice, because the flour, the water and the room are not.",
        "The best bakers that I know are the people who have stopped blaming the oven for it.",
    )
    spoken = [("Ada", line) for line in clip]
    text, quotes = conversation(*spoken, *TALK[:31], *spoken, *TALK[31:])
    found = analyse(text, quotes)
    spans = [span for topic in found.topics for span in topic.spans]
    chosen = [*found.highlights, *found.summary, *found.chapters[0].summary, *spans]
    assert any(highlight.text in clip for highlight in found.highlights)
    assert min(one.start for one in chosen) > quotes[1].end
