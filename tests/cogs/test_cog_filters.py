"""Exact phrases, exclusions, and the options `speaker`, `show`, `before` and `after`."""

from typing import Any

import pytest

from tests.support import seen
from tests.support.stage import BAKERY, HARBOUR, SECRET, Stage

TEXT = {"quote": "words", "topic": "name", "ask": "question"}


async def test_a_phrase_in_marks_shows_only_lines_that_have_it(stage: Stage) -> None:
    exact = await stage.mia.slash(stage.channel, "quote", words="“the LIGHTHOUSE, went” keeper")
    assert HARBOUR[6] in seen.words(exact)
    assert not any(label.startswith("Next") for label in seen.buttons(exact))


async def test_a_phrase_that_nobody_said_shows_the_nearest_and_says_so(stage: Stage) -> None:
    result = await stage.mia.slash(
        stage.channel, "quote", words="“salt is an ingredient everybody notices”"
    )
    assert seen.words(result).startswith("Nobody said exactly what stands in quotation marks.")
    assert BAKERY[2] in seen.words(result)


async def test_an_exclusion_leaves_out_its_lines(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "topic", name="lighthouse -keeper")
    assert "lighthouse" in seen.words(result)
    assert "keeper" not in seen.words(result).replace("lighthouse -keeper", "").lower().replace(
        "keepers", ""
    )


async def test_an_exclusion_that_leaves_nothing_says_what_there_would_be(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "quote", words="sourdough -pet")
    assert result.ephemeral
    assert seen.words(result) == (
        "All that I find has “pet”. Leave out the minus sign to see 1 result."
    )


async def test_exclusions_alone_ask_for_a_word(stage: Stage) -> None:
    for command, option in TEXT.items():
        result = await stage.mia.slash(stage.channel, command, **{option: "-pet"})
        assert result.ephemeral
        assert seen.words(result) == (
            "A minus sign only leaves out “pet”: type a word to look for, too."
        )


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({}, True),
        ({"show": "talks"}, True),
        ({"show": "Talks"}, True),
        ({"before": "2025"}, True),
        ({"before": "2024-05-01"}, None),
        ({"after": "2025"}, False),
        ({"after": "last year", "before": "1.6.2025"}, False),
        ({"after": "2 years ago"}, True),
        ({"before": "harbour"}, True),
        ({"before": "The Harbour Lights"}, True),
        ({"after": "bread"}, False),
        ({"show": "committee"}, False),
    ],
)
async def test_only_the_show_and_dates_that_were_chosen_are_searched(
    stage: Stage,
    options: dict[str, str],
    found: bool | None,  # noqa: FBT001 - a parameter of the test
) -> None:
    for asked, (command, option) in enumerate(TEXT.items(), 1):
        given: dict[str, Any] = {option: "sourdough", **options}
        result = await stage.mia.slash(stage.channel, command, **given)
        if found is None:
            assert seen.words(result) == (
                "No episode is of these dates: they are from 1 May 2024 to 1 May 2025."
            )
            assert len(stage.env.errors) == asked
        else:
            assert (BAKERY[0] in seen.words(result).replace("**", "")) == found


async def test_what_a_speaker_says_about_a_subject_or_question(stage: Stage) -> None:
    for command in ("topic", "ask"):
        said = {TEXT[command]: "lighthouse keeper", "speaker": "ada merrow"}
        result = await stage.mia.slash(stage.channel, command, **said)
        assert "lighthouse" in seen.words(result)
        assert BAKERY[4] not in seen.words(result)


async def test_pages_of_a_narrowed_topic_stay_narrowed_after_a_restart(long_stage: Stage) -> None:
    stage = long_stage
    asked = {"name": "barometer", "show": "talks", "after": "2025-01", "before": "this year"}
    first = await stage.mia.slash(stage.channel, "topic", **asked)
    (custom_id, *_) = seen.custom_ids_of(seen.response(first).components)
    assert custom_id.startswith("t:1:~-.")
    assert len(custom_id) <= 100
    shown = seen.words(first)
    await stage.restart()
    await stage.mia.click(seen.response(first).message, custom_id=custom_id)
    assert seen.words(first) != shown
    assert "barometer" in seen.words(first)


async def test_the_newest_episode_of_a_show_is_summed_up(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "summary", show="talks")
    assert "The Harbour Lights" in seen.words(result)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"show": "nope"}, "No show called “nope”. Shows here: “Talks”, “The Committee”."),
        ({"after": "soon"}, "“soon” is neither a date nor an episode. Write 2024, March 2024, "),
        ({"before": "*soon*"}, "“\\*soon\\*” is neither a date nor an episode."),
        ({"after": "2025", "before": "2024"}, "No episode is of these dates: "),
        ({"show": "x" * 300}, "No show called “xxx"),
        ({"after": "\u202e" * 100}, "“–”"),
    ],
)
async def test_what_is_unknown_is_told_in_one_private_sentence(
    stage: Stage, options: dict[str, str], sentence: str
) -> None:
    result = await stage.mia.slash(stage.channel, "quote", words="lamp", **options)
    assert result.ephemeral
    assert seen.words(result).startswith(sentence)
    assert len(stage.env.errors) == 1


async def test_a_private_show_is_no_choice_elsewhere(stage: Stage) -> None:
    result = await stage.stranger.slash(
        stage.elsewhere, "quote", words="marzipan", show="committee"
    )
    assert seen.words(result) == "No show called “committee”. Shows here: “Talks”."
    assert len(stage.env.errors) == 1
    offered = await stage.stranger.autocomplete(stage.elsewhere, "quote", "show", "")
    assert [choice["name"] for choice in offered] == ["Talks"]
    here = await stage.mia.autocomplete(stage.channel, "quote", "show", "commi")
    assert [choice["value"] for choice in here] == ["committee"]
    shown = await stage.mia.slash(stage.channel, "quote", words="marzipan", show="committee")
    assert SECRET[2] in seen.words(shown)


async def test_dates_are_suggested_as_they_are_read(stage: Stage) -> None:
    offered = await stage.mia.autocomplete(stage.channel, "ask", "after", "march 2025")
    assert offered[0] == {"name": "march 2025: 1 Mar 2025", "value": "2025-03-01"}
    usual = await stage.mia.autocomplete(stage.channel, "topic", "before", "")
    assert usual[0]["name"] == "A month ago: 2 Dec 2025"
    assert "The Harbour Lights" in [choice["name"] for choice in usual]
