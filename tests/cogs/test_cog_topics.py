"""`/topic`, as members see it."""

import pytest
import simcord

from tests.support import seen
from tests.support.stage import HARBOUR, Stage, logbook


async def barometer(stage: Stage, **options: object) -> simcord.InteractionResult:
    """Follow the subject that fills more than a page."""
    return await stage.mia.slash(stage.channel, "topic", name="barometer", **options)


async def test_a_mention_is_not_part_of_a_subject(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "topic", name="**lighthouse** <#123456789>")
    assert seen.panel(result).title == "About “lighthouse”"


async def test_a_subject_is_followed_through_all_episodes(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "topic", name="lighthouse")
    assert not result.ephemeral
    assert seen.panel(result).title == "About “lighthouse”"
    assert len(seen.excerpts(result)) >= 2
    told = seen.words(result)
    assert told.index("Bread & \\*Butter\\*") < told.index("The Harbour Lights")
    assert HARBOUR[3] in told


async def test_excerpts_come_in_the_order_of_the_conversation(long_stage: Stage) -> None:
    result = await barometer(long_stage, episode="logbook")
    _, content = logbook()
    shown = seen.excerpts(result)
    await long_stage.mia.click(seen.response(result).message, label=seen.buttons(result)[0])
    lines = [line.removeprefix("\u2013 ") for line in shown + seen.excerpts(result)]
    places = [content.text.find(line[:40]) for line in lines]
    assert -1 not in places
    assert places == sorted(places)


async def test_pages_are_turned_there_and_back(long_stage: Stage) -> None:
    result = await barometer(long_stage)
    first = seen.words(result)
    assert len(seen.excerpts(result)) == 5
    assert seen.buttons(result) == ["More (2 of 3)"]
    await long_stage.mia.click(seen.response(result).message, label="More (2 of 3)")
    assert seen.buttons(result) == ["More (3 of 3)", "Back"]
    await long_stage.mia.click(seen.response(result).message, label="Back")
    assert seen.words(result) == first


async def test_pages_are_turned_after_a_restart(long_stage: Stage) -> None:
    result = await barometer(long_stage, episode="logbook")
    await long_stage.restart()
    await long_stage.mia.click(seen.response(result).message, label="More (2 of 3)")
    assert "page 2 of 3" in seen.words(result)


async def test_somebody_else_gets_a_page_of_their_own(long_stage: Stage) -> None:
    result = await barometer(long_stage)
    first = seen.words(result)
    copy = await long_stage.jonas.click(seen.response(result).message, label="More (2 of 3)")
    assert copy.ephemeral
    assert "page 2 of 3" in seen.words(copy)
    assert seen.words(result) == first


@pytest.mark.parametrize("episode", ["logbook", None])
async def test_a_button_says_that_its_episode_was_removed(
    long_stage: Stage, episode: str | None
) -> None:
    options = {"episode": episode} if episode else {}
    result = await barometer(long_stage, **options)
    await long_stage.store.remove("logbook", server=None)
    await long_stage.library.refresh()
    gone = await long_stage.mia.click(seen.response(result).message, label="More (2 of 3)")
    assert gone.ephemeral
    assert seen.words(gone).startswith("This is no longer in the library")


async def test_without_a_name_the_subjects_are_offered(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "topic")
    listed = seen.panel(result).body.split("\n")[0].split(" · ")
    assert set(listed) == {"lighthouse", "fog", "herring", "sourdough", "marzipan"}
    picked = await stage.mia.select(seen.response(result).message, ["lighthouse"])
    assert picked.response is None or picked.response.id == seen.response(result).id
    assert seen.panel(result).title == "About “lighthouse”"


async def test_a_subject_is_picked_after_a_restart_and_within_its_episode(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "topic", episode="harbour")
    await stage.restart()
    copy = await stage.jonas.select(seen.response(result).message, ["lighthouse"])
    assert copy.ephemeral
    assert "Bread" not in seen.words(copy)
    assert HARBOUR[3] in seen.words(copy)


async def test_a_miss_is_said_in_private(stage: Stage) -> None:
    result = await stage.mia.slash(stage.channel, "topic", name="quarterly zebra accountancy")
    assert result.ephemeral
    assert seen.words(result).startswith("Nothing close to “quarterly zebra accountancy”.")


async def test_an_episode_without_subjects_says_so(long_stage: Stage) -> None:
    result = await long_stage.mia.slash(long_stage.channel, "topic", episode="logbook")
    assert result.ephemeral
    assert seen.words(result).startswith("There are no subjects to choose from yet")


async def test_another_servers_subjects_are_not_offered(stage: Stage) -> None:
    listed = await stage.stranger.slash(stage.elsewhere, "topic")
    assert "marzipan" not in seen.words(listed)
    found = await stage.stranger.slash(stage.elsewhere, "topic", name="marzipan")
    assert "tortoise" not in seen.words(found)
    for typed in ("", "mar", "marzipan"):
        offered = await stage.stranger.autocomplete(stage.elsewhere, "topic", "name", typed)
        assert "marzipan" not in str(offered)


async def test_subjects_are_completed(stage: Stage) -> None:
    offered = await stage.mia.autocomplete(stage.channel, "topic", "name", "light")
    assert "lighthouse" in [one["value"] for one in offered]
    keys = await stage.mia.autocomplete(stage.channel, "topic", "episode", "harb")
    assert [one["value"] for one in keys] == ["harbour"]
