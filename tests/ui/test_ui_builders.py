"""The answers to members are clear, and stay within Discord's limits for any input."""

import re
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.members import LovedLine
from bot.models import Answer, Episode, Hit, Show, Suggestion, Topic
from bot.ui import (
    about,
    autocomplete,
    context,
    custom_ids,
    errors,
    location,
    passages,
    questions,
    quote_buttons,
    quotes,
    summaries,
    summary_buttons,
    text,
    top,
    topic_buttons,
    topics,
)
from tests.support.episodes import content_of
from tests.support.hits import (
    build_chapter,
    build_episode,
    build_hit,
    build_link,
    build_quotes,
)
from tests.support.seen import custom_ids_of, held, panel_of, words_of

LONG = "Über \\allem* steht [das](https://x.example) <@1> ~ und ||mehr||. " * 12
COVERED = re.compile(r"\\.|\|\|(?:\\.|[^|])*\|\|")
"""What is escaped, and what is covered as a spoiler."""
WORDS = st.one_of(
    st.sampled_from((LONG, "*" * 600, "a" * 600, "")), st.text(min_size=1, max_size=600)
)


def hit_of(words: str, n: int = 0, *, spoiler: bool = False) -> Hit:
    """Build a hit that is as long as can be everywhere; each of another episode."""
    link = build_link("{url}?t={seconds}", url="https://x.example/" + "y" * 250)
    episode = build_episode(id=f"ep{n:06}", title=words, links=(link,), spoiler=spoiler)
    return build_hit(
        episode=episode, display=words, speaker=words, chapter=words, start_ms=n, start=n
    )


@given(WORDS, st.booleans())
def test_a_quote_fits(words: str, spoiler: bool) -> None:  # noqa: FBT001
    hit = hit_of(words, spoiler=spoiler)
    held(quotes.quote(hit))
    held(quotes.guess(hit))
    said = build_quotes(*[("Ann", words), (None, words)] * 4, core=3)
    for before in (True, False):
        shown = context.fitting("quote0000001", said, before=before, hidden=spoiler)
        page = held(context.page("quote0000001", shown, hit))
        assert len(page.blocks[0].split("\n\n")) == len({(one.turn, one.id) for one in shown})
    assert len(quotes.missed(words, Answer("none", (), (words,) * 9))) <= text.CONTENT


@given(WORDS, st.booleans())
def test_every_excerpt_on_a_page_is_shown(words: str, spoiler: bool) -> None:  # noqa: FBT001
    hits = [hit_of(words, n, spoiler=spoiler) for n in range(9)]
    subject = topics.arrange(words, Answer("close", tuple(hits), stems=frozenset({"steht", "a"})))
    told = [held(topics.topic(subject, page=page)) for page in range(subject.last + 1)]
    shown = [quoted(page.body) for page in told[subject.last > 0 :]]
    assert sum(shown) == len(hits)
    assert max(shown) <= 4
    held(topics.topic(subject, page=0, buttons=passages.opening(subject.shown(0))))
    asked = held(questions.passages(words, hits))
    assert asked.body.count("](https://x.example/") == questions.PASSAGES


def quoted(body: str) -> int:
    """Count the block quotes."""
    return len(re.findall(r"(?:^> .*\n?)+", body, re.MULTILINE))


@given(WORDS, st.booleans())
def test_a_chapter_is_shown_with_its_lines(words: str, spoiler: bool) -> None:  # noqa: FBT001
    chapters = [build_chapter(words or "x", editor=words)] * 500
    lines = [hit_of(words, n, spoiler=spoiler) for n in range(5)]
    episode = replace(lines[0].episode, title=words)
    page = held(
        summaries.chapter(
            episode,
            chapters,
            lines,
            number=499,
            buttons=passages.opening(lines[: summaries.MOST_LINES]),
        )
    )
    assert quoted(page.body) == summaries.MOST_LINES


@given(WORDS, st.integers(1, 500), st.booleans())
def test_every_chapter_is_in_the_overview_and_can_be_chosen(
    words: str,
    count: int,
    timed: bool,  # noqa: FBT001
) -> None:
    chapters = [
        replace(build_chapter(words), start=n * 9, start_ms=n * 50_000 if timed else None)
        for n in range(count)
    ]
    episode = build_episode(title=words, links=(build_link(url="https://x.example/" + "y" * 250),))
    last = summaries.pages(chapters) - 1
    for number in {0, count // 2, count - 1}:
        shown = held(summaries.overview(episode, chapters, page=summaries.page_of(number))).body
        assert f"**{number + 1}.** " in shown
        options = summaries.options(episode, chapters, around=number)
        assert str(number) in {one.value for one in options}
        assert len(options) == len({one.value for one in options}) == min(count, 25)
        assert all(0 < len(one.label) <= 100 for one in options)
    assert summaries.page_of(count - 1) == last


def test_a_place_in_words_is_told_where_it_changes() -> None:
    chapters = [build_chapter(title, start=at) for title, at in (("A", 0), ("B", 9), ("C", 5_000))]
    assert panel_of(summaries.overview(build_episode(), chapters)).body == (
        "**1.** A · at the start\n**2.** B\n**3.** C · halfway"
    )


def test_pages_of_earlier_versions_lead_to_their_first_chapter() -> None:
    many = [build_chapter("x")] * 9
    assert [summaries.earlier_chapter(page, many) for page in range(5)] == [None, 0, 4, 8, 8]


@given(st.lists(WORDS, min_size=1, max_size=60))
def test_any_subjects_can_be_offered(names: list[str]) -> None:
    listed = [Topic(name) for name in names]
    held(topics.choice(listed))
    options = topics.options(listed, longest=custom_ids.SUBJECT)
    assert len(options) <= 25
    assert len({one.value for one in options}) == len(options)
    assert all(0 < len(one.label) <= 100 and 0 < len(one.value) <= 100 for one in options)


@given(st.lists(WORDS, max_size=60))
def test_any_choices_are_taken_by_discord(names: list[str]) -> None:
    offered = autocomplete.to_choices(Suggestion(name, name) for name in names)
    assert len(offered) <= 25
    assert all(0 < len(one.name) <= 100 and 0 < len(one.value) <= 100 for one in offered)


@given(st.text(min_size=1, max_size=70), st.integers(0, 6))
def test_every_button_fits(subject: str, page: int) -> None:
    hits = [hit_of(f"{n}", n) for n in range(90)]
    episode = hits[0].episode
    found = topics.arrange(subject, Answer("close", tuple(hits)))
    quote_ids = [f"{n:012}" for n in range(9)]
    for shown in (
        topic_buttons.topic_page(found, episode=episode.id, page=page),
        quote_buttons.quote_page(hits[0], quote_ids, index=page % custom_ids.QUOTES),
        topic_buttons.choice_page([Topic(subject)], episode=None),
        summary_buttons.overview_page(episode, [build_chapter("x")] * 90, page=page),
        summary_buttons.chapter_page(episode, [build_chapter("x")] * 90, hits, number=page),
    ):
        given_ids = custom_ids_of(shown.view().to_components())
        assert len(set(given_ids)) == len(given_ids)
        assert all(0 < len(one) <= text.CUSTOM_ID for one in given_ids)


def test_a_spoiler_is_covered() -> None:
    hit = build_hit(episode=build_episode(spoiler=True), display="He did it.")
    assert panel_of(quotes.quote(hit)).blocks[0] == "## ||“He did it.”||"
    said = build_quotes((None, "Who?"), ("Ann", "He did it."), (None, "Him?"), core=1)
    beside = context.page(hit.match.quote, said, hit)
    assert panel_of(beside).body.split("\n\n")[:3] == [
        "||\u2013 Who?||",
        "> ||**Ann:** He did it.||",
        "||\u2013 Him?||",
    ]


def test_the_summary_of_a_spoiler_is_covered_and_links_to_its_moments() -> None:
    episode = build_episode(spoiler=True, links=(build_link(),))
    line = build_hit(episode=episode, display="He did it.", start_ms=61_000)
    chapter = build_chapter("The end", editor="He is found.")
    shown = panel_of(summaries.chapter(episode, [chapter], [line], number=0))
    assert shown.title == "1. ||The end||"
    assert shown.blocks == (
        "at the start",
        "||He is found.||",
        "[1:01](https://video.example/1?t=61)\n> ||He did it.||",
    )


def test_a_miss_suggests_other_searches() -> None:
    plain = quotes.missed("dragons", Answer("none"))
    assert plain == "Nothing close to “dragons”. Try fewer words, or different ones."
    offered = quotes.missed("dragons", Answer("none", (), ("wagons", "*flagons*")))
    assert offered == "Nothing close to “dragons”. Try one of these, or other words."


def test_a_guess_that_may_be_right_is_not_denied() -> None:
    unlikely = build_hit(score=0.3)
    likely = replace(unlikely, match=replace(unlikely.match, guess=True))
    told = quotes.missed("dragons", Answer("none", (likely,), ("wagons",)))
    assert told == "I am not sure about “dragons”. Is it this one?"
    assert quotes.missed("dragons", Answer("none", (unlikely,))).startswith("Nothing close to")


def test_the_next_best_ends_where_likeness_falls_off() -> None:
    hits = [build_hit(score=score) for score in (0.9, 0.4, 0.095, 0.08, 0.08)]
    assert quotes.paged(hits) == hits[:3]
    assert quotes.paged([build_hit(score=1.02), *hits[1:]]) == [build_hit(score=1.02), hits[1]]
    assert quotes.paged([]) == []


def test_an_answer_is_not_filled_up_with_passages_that_are_hardly_right() -> None:
    hits = [build_hit(score=score) for score in (0.9, 0.3, 0.29, 0.04)]
    assert questions.shown(hits) == hits[:2]
    assert questions.shown(hits[:1] * 4) == hits[:1] * questions.PASSAGES


def test_a_guess_is_grey_and_marked_as_a_guess() -> None:
    guess = panel_of(quotes.guess(build_hit(score=0.1)))
    assert guess.title == "Possible match"
    assert guess.accent != panel_of(quotes.quote(build_hit())).accent


def dated(published: date | None, number: int | None, key: str) -> Episode:
    """Build an episode of a time."""
    return build_episode(id=f"{key:0>8}", key=key, published=published, number=number)


def test_excerpts_are_put_in_the_order_of_the_conversation() -> None:
    old, new = dated(date(2020, 1, 1), 1, "b"), dated(date(2021, 1, 1), 2, "a")
    undated = dated(None, None, "c")
    hits = [
        build_hit(episode=new, start=5),
        build_hit(episode=old, start=9),
        build_hit(episode=undated, start=7),
        build_hit(episode=old, start=1),
    ]
    subject = topics.arrange("lamps", Answer("close", tuple(hits)))
    ordered = [(hit.episode.key, hit.match.start) for hit in subject.hits]
    assert ordered == [("c", 7), ("b", 1), ("b", 9), ("a", 5)]


def test_excerpts_much_less_sure_than_the_best_are_left_out() -> None:
    hit = build_hit()
    hits = [replace(hit, match=replace(hit.match, score=score)) for score in (0.9, 0.2, 0.04)]
    kept = topics.arrange("lamps", Answer("close", tuple(hits))).hits
    assert [hit.match.score for hit in kept] == [0.9, 0.2]


def test_excerpts_of_one_episode_name_it_once() -> None:
    hits = tuple(build_hit(start=n, chapter="Keepers") for n in range(6))
    page = panel_of(topics.topic(topics.arrange("lamps", Answer("close", hits)), page=1))
    assert page.footer == "The Harbour Lights · 6 passages · page 2 of 3"
    assert "Harbour" not in page.body
    assert page.body.count("**Keepers**") == 1


def test_passages_of_several_episodes_are_counted_and_chosen_by_them() -> None:
    hits = tuple(hit_of(f"Title {n % 3}", n) for n in range(9))
    hits = tuple(
        replace(
            hit,
            episode=replace(hit.episode, id=f"ep{n % 3:06}", key=str(n % 3)),
            chapter=f"Part {n}",
        )
        for n, hit in enumerate(hits)
    )
    subject = topics.arrange("lamps", Answer("close", hits))
    overview = panel_of(topics.topic(subject, page=0))
    assert overview.body.startswith("Title 0 · 3\nTitle 1 · 3\nTitle 2 · 3\n")
    assert overview.footer.startswith("9 passages in 3 episodes · page 1 of")
    assert [one.label for one in topics.jumps(subject)] == ["Title 0", "Title 1", "Title 2"]
    for option in topics.jumps(subject):
        shown = subject.shown(subject.page_of(int(option.value)))
        assert option.label in {hit.episode.title for hit in shown}


def test_a_long_passage_is_shown_from_before_the_words_it_was_found_by() -> None:
    display = "It goes on and on. " * 40 + "The lamp was out."
    found = Answer("close", (build_hit(display=display),) * 4, stems=frozenset({"lamp"}))
    shown = panel_of(topics.topic(topics.arrange("lamp", found), page=0)).body
    assert "> … " in shown
    assert "The **lamp** was out." in shown


def test_the_words_of_a_spoiler_are_not_in_a_menu() -> None:
    hit = build_hit(episode=build_episode(spoiler=True), display="He did it.", speaker="Ann")
    (option,) = passages.options([hit])
    assert option.label == "1 · Ann: halfway"


def test_a_chapter_shows_the_editors_words_before_the_verbatim_lines() -> None:
    chapter = build_chapter("Keepers", start=3_400, editor="Of keepers.")
    line = build_hit(display="I kept it.", chapter="Keepers")
    page = panel_of(summaries.chapter(build_episode(), [chapter], [line], number=0))
    assert page.body == "a third in\n\nOf keepers.\n\nhalfway\n> I kept it."
    assert page.footer == (
        "The Harbour Lights · chapter 1 of 1 · quoted lines are verbatim, the rest is by an editor"
    )


def test_more_subjects_than_fit_are_counted() -> None:
    shown = panel_of(topics.choice([Topic(f"subject {n}") for n in range(30)]))
    assert shown.footer == "and 5 more"
    assert panel_of(topics.choice([Topic("one")])).footer == ""


def test_about_counts_in_words_that_agree() -> None:
    one = panel_of(about.about([build_episode(quotes=1)], version="1"))
    assert one.blocks[-1].endswith("\n1 show, 1 episode, 1 quote")
    none = panel_of(about.about([], version="1"))
    assert none.blocks[-1].endswith("\nNo episodes yet.")


def test_the_sentence_of_an_error_is_shown_literally() -> None:
    assert errors.refusal_sentence("No <@1> *here*") == "No \\<\\@1\\> \\*here\\*"
    assert errors.refusal_sentence("Use `/daily setup` or `x`.") == "Use `/daily setup` or \\`x\\`."
    many = errors.no_episode("x", [build_episode(title=f"T{n}") for n in range(12)])
    assert many.endswith("“T9” and more.")


def test_a_show_without_a_title_is_not_shown() -> None:
    episode = build_episode(show=Show("podcast", "podcast"))
    told = panel_of(summaries.overview(episode, [build_chapter("One")]))
    assert told.footer == "1 chapter"


def test_titles_of_chapters_are_covered_in_a_spoiler_or_left_out_where_they_cannot_be() -> None:
    episode = build_episode(spoiler=True)
    chapters = [build_chapter("The butler did it", start=n * 1_000) for n in range(6)]
    shown = panel_of(summaries.overview(episode, chapters)).body
    assert shown.count("||The butler did it||") == shown.count("butler") == len(chapters)
    labels = [option.label for option in summaries.options(episode, chapters, around=0)]
    assert labels == [f"Chapter {n}" for n in range(1, 7)]
    hit = build_hit(episode=episode, chapter=chapters[0].title)
    assert "||The butler did it||" in location.source(hit)


def test_an_overview_of_very_many_chapters_ends_with_a_whole_line() -> None:
    chapters = [build_chapter("A long winter at sea " * 5, start=n) for n in range(200)]
    shown = panel_of(summaries.overview(build_episode(spoiler=True), chapters)).body
    assert all(line.count("||") == line.count("**") == 2 for line in shown.split("\n"))


def test_the_first_page_of_a_context_fits_on_a_screen() -> None:
    quotes = content_of([f"{number} {'x' * 150}" for number in range(9)]).quotes
    near = context.nearest(quotes[4].id, quotes)
    assert near == quotes[3:6]
    near = context.nearest(quotes[0].id, quotes[:5])
    assert near == quotes[:3]


def test_the_passages_of_a_subject_leave_room_for_what_stands_below_them() -> None:
    hits = [build_hit(display="lamp " * 80, chapter=f"Part {part}") for part in range(9)]
    subject = topics.arrange("lamps", Answer("close", tuple(hits)))
    assert len(panel_of(topics.topic(subject, page=0)).body) < 700
    assert len(panel_of(topics.topic(subject, page=2)).body) < 700


@given(st.integers(300, 500), st.booleans())
def test_lines_of_a_spoiler_stay_covered_where_a_page_has_no_room_for_all(
    length: int,
    linked: bool,  # noqa: FBT001 - drawn
) -> None:
    words = "He did it, and we know. " * 30
    hit = hit_of(words[:length], spoiler=True)
    bare = hit if linked else replace(hit, match=replace(hit.match, start_ms=None))
    told = words_of(top.top_page([LovedLine(bare, 9)] * top.LINES, (), period="week"))
    for line in filter(None, told.split("\n")):
        assert not COVERED.sub("", line).count("||"), line


def test_each_of_the_most_loved_lines_is_shown_with_its_source() -> None:
    hit = hit_of("He did it, and we know. " * 30, spoiler=True)
    bare = replace(hit, match=replace(hit.match, start_ms=None))
    told = words_of(top.top_page([LovedLine(bare, 9)] * top.LINES, (), period="week"))
    assert told.count("at the start") == top.LINES
