from pathlib import Path

import pytest

from bot.models import Span
from bot.text.previews import find_previews, is_preview
from bot.text.sentences import split_sentences

SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "why-bread-rises.md"
SAVED = "Kneading is just a way to save time."
OWNED = (
    "If you own the time already then you can leave the dough on the table and let the water do "
    "the work."
)
CLIP = f"{SAVED} {OWNED}"
WELCOME = "Welcome to the Small Hours, the show about what people do while the others are asleep."


def previewed(opening: str, *later: str, ignored: str = "") -> list[str]:
    """Return what is found to preview something, of an opening before an hour about bread."""
    talk = SAMPLE.read_text(encoding="utf-8").split("\n\n")
    middle = len(talk) // 2
    text = "\n\n".join([opening, *talk[:middle], *later, *talk[middle:]])
    lines = [Span(one.start, one.end) for one in split_sentences(text)]
    skipped = [Span(0, len(ignored))] if ignored else []
    return [text[one.start : one.end] for one in find_previews(text, lines, ignored=skipped)]


def test_the_sentences_of_a_trailer_are_found_by_what_is_said_later() -> None:
    assert previewed(CLIP, CLIP) == [SAVED, OWNED]


def test_a_trailer_is_recognised_where_a_few_words_were_heard_otherwise() -> None:
    saved = SAVED.replace("a way", "the way")
    owned = OWNED.replace("already then", "already,").replace("the table", "a table")
    assert previewed(f"{saved} {owned}", CLIP) == [saved, owned]


def test_several_clips_from_different_places_are_one_trailer() -> None:
    other = (
        "A starter is a pet that forgives you a lot, but not the fortnight by the sea, I'm told."
    )
    assert previewed(f"{other} {CLIP}", CLIP, other) == [other, SAVED, OWNED]


def test_short_sentences_within_a_clip_belong_to_it() -> None:
    clip = f"{CLIP} Really? Yes. It is what the oven asks of you."
    assert " ".join(previewed(clip, clip)) == clip


@pytest.mark.parametrize(
    "opening",
    [
        WELCOME,
        "This episode is brought to you by the Miller's Friend, flour that keeps its promises.",
        "You know what I mean by that.",
        "And that was really great.",
    ],
    ids=["greeting", "advertisement", "phrase", "filler"],
)
def test_formulas_and_phrases_that_come_again_are_no_trailer(opening: str) -> None:
    assert previewed(opening, opening) == []


def test_a_refrain_is_no_trailer() -> None:
    refrain = "Every loaf has a clock in it, and nobody in the kitchen can turn that clock back."
    assert previewed(refrain, refrain, WELCOME * 3, refrain, CLIP * 2, refrain) == []


def test_what_is_repeated_in_conversation_is_no_trailer() -> None:
    assert previewed(f"{CLIP}\n\n{CLIP}") == []


def test_an_advertisement_that_comes_again_is_no_trailer() -> None:
    assert previewed(CLIP, CLIP, ignored=CLIP) == []


def test_an_announcement_of_what_is_talked_about_previews_it() -> None:
    announced = "We talked about how an old laundry became a bakery and who paid for the ovens."
    assert previewed(f"{announced} I hope that you will like it.") == [announced]


def test_what_is_announced_in_the_middle_of_an_episode_is_said_in_its_place() -> None:
    announced = "We talked about how an old laundry became a bakery and who paid for the ovens."
    assert previewed("Good evening.", announced) == []


def test_other_languages_have_trailers_too() -> None:
    clip = (
        "Der Teig braucht keine Kraft, er braucht nur Zeit, und die Nacht hat davon mehr als genug."
    )
    assert previewed(clip, clip) == [clip]


@pytest.mark.parametrize(
    ("end", "expected"), [(60, True), (99, True), (101, False)], ids=["more", "half", "less"]
)
def test_a_quote_is_a_preview_if_half_of_it_is(end: int, *, expected: bool) -> None:
    assert is_preview(0, end, [Span(0, 30), Span(30, 50)]) is expected
