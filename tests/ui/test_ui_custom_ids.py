"""The ids of buttons are read as they were written, and nothing else is."""

from hypothesis import given
from hypothesis import strategies as st

from bot.ui import custom_ids

QUOTE = st.from_regex(r"[a-z2-7]{12}", fullmatch=True)
EPISODE = st.from_regex(r"[a-z2-7]{8}", fullmatch=True)
SUBJECT = st.from_regex(r"[^\n\r]{1,70}", fullmatch=True)


@given(st.lists(QUOTE, min_size=1, max_size=custom_ids.QUOTES), st.integers(0, 6))
def test_a_page_of_quotes(quotes: list[str], index: int) -> None:
    match = custom_ids.QUOTE.fullmatch(custom_ids.quote(quotes, index=index))
    assert match
    assert custom_ids.split_quote_ids(match["quotes"]) == tuple(quotes)
    assert int(match["index"]) == index


@given(SUBJECT, st.none() | EPISODE, st.integers(0, 99))
def test_a_page_of_a_subject(subject: str, episode: str | None, page: int) -> None:
    match = custom_ids.TOPIC.fullmatch(custom_ids.topic(subject, episode=episode, page=page))
    assert match
    assert (match["subject"], custom_ids.optional(match["episode"])) == (subject, episode)
    assert int(match["page"]) == page


@given(EPISODE, QUOTE)
def test_the_other_ids(episode: str, quote: str) -> None:
    summary = custom_ids.SUMMARY.fullmatch(custom_ids.summary(episode, page=3))
    chapter = custom_ids.CHAPTER.fullmatch(custom_ids.chapter(episode))
    context = custom_ids.CONTEXT.fullmatch(custom_ids.context(quote))
    everywhere, one = (
        custom_ids.PICK.fullmatch(custom_ids.pick(None)),
        custom_ids.PICK.fullmatch(custom_ids.pick(episode)),
    )
    assert summary
    assert chapter
    assert chapter["episode"] == episode
    assert context
    assert everywhere
    assert one
    assert (summary["episode"], summary["page"]) == (episode, "3")
    assert context["quote"] == quote
    assert custom_ids.optional(everywhere["episode"]) is None
    assert custom_ids.optional(one["episode"]) == episode


@given(st.text(max_size=120))
def test_an_id_is_never_read_as_two_things(custom_id: str) -> None:
    patterns = (
        custom_ids.QUOTE,
        custom_ids.TOPIC,
        custom_ids.PICK,
        custom_ids.SUMMARY,
        custom_ids.CHAPTER,
        custom_ids.CONTEXT,
    )
    assert sum(pattern.fullmatch(custom_id) is not None for pattern in patterns) <= 1
